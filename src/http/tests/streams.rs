//! Server-sent events, and stopping.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, header},
};
use chrono::TimeDelta;
use futures::StreamExt;
use tokio::time::{Instant, timeout};

use super::support::{Server, get, post, text};

const EVENTS: &str = "text/event-stream";
const FOREVER: &str = r#"{"query":"subscription { forever }"}"#;

#[tokio::test]
async fn results_come_as_events() {
    let server = Server::new().await;
    let expected = "event: next\ndata: {\"data\":{\"count\":1}}\n\n\
                    event: next\ndata: {\"data\":{\"count\":2}}\n\n\
                    event: complete\ndata:\n\n";
    // Who lists both takes the stream for a subscription.
    for accept in [EVENTS, "application/graphql-response+json, application/json, text/event-stream"] {
        let body = Body::from(r#"{"query":"subscription { count(to: 2) }"}"#);
        let response = server.send(post(accept).body(body).unwrap()).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], EVENTS);
        assert_eq!(text(response).await, expected);
    }
    let request = Request::get("/graphql?query=%7Bhello%7D").header(header::ACCEPT, EVENTS);
    let response = server.send(request.body(Body::empty()).unwrap()).await;
    let expected = "event: next\ndata: {\"data\":{\"hello\":\"world\"}}\n\nevent: complete\ndata:\n\n";
    assert_eq!(text(response).await, expected);
    let response = server.send(get("/graphql?query=subscription%7Bcount(to:1)%7D")).await;
    assert!(text(response).await.contains("needs a WebSocket"));
}

#[tokio::test]
async fn what_cannot_be_run_is_told_in_the_stream() {
    let server = Server::new().await;
    for (query, code) in [("{", "GRAPHQL_PARSE_FAILED"), ("subscription { refuses }", "FORBIDDEN")] {
        let body = serde_json::json!({ "query": query }).to_string();
        let answer = text(server.send(post(EVENTS).body(Body::from(body)).unwrap()).await).await;
        assert!(answer.starts_with("event: next\n") && answer.contains(code), "{answer}");
        assert!(answer.ends_with("event: complete\ndata:\n\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_stream_ends_with_the_sign_in() {
    let server = Server::new().await;
    let request = post(EVENTS).header(header::AUTHORIZATION, format!("Bearer {}", server.token));
    let response = server.send(request.body(Body::from(FOREVER)).unwrap()).await;
    let mut stream = response.into_body().into_data_stream();
    stream.next().await.unwrap().unwrap();
    server.clock.advance(TimeDelta::minutes(61));
    let rest = stream.map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap()).collect::<String>();
    let answer = timeout(Duration::from_secs(30), rest).await.unwrap();
    assert!(answer.contains("UNAUTHENTICATED") && answer.ends_with("event: complete\ndata:\n\n"), "{answer}");
    timeout(Duration::from_secs(30), server.dropped.cancelled()).await.unwrap();
}

#[tokio::test]
async fn silence_is_filled_and_leaving_stops_the_subscription() {
    let mut server = Server::new().await;
    server.app.limits.keep_alive = Duration::from_millis(50);
    let (address, stop, task) = server.listen().await;
    let request = reqwest::Client::new().post(format!("http://{address}/graphql")).header("accept", EVENTS);
    let response = request.header("content-type", "application/json").body(FOREVER).send().await.unwrap();
    let mut stream = response.bytes_stream();
    let mut seen = String::new();
    while !seen.contains("\n\n:") {
        seen.push_str(std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap());
    }
    drop(stream);
    timeout(Duration::from_secs(30), server.dropped.cancelled()).await.unwrap();
    stop.cancel();
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn stopping_ends_streams_at_once_and_lets_requests_finish() {
    let server = Server::new().await;
    let (address, stop, task) = server.listen().await;
    let url = format!("http://{address}/graphql");
    let client = reqwest::Client::new();
    let send = |accept: &'static str, body: &'static str| {
        let request = client.post(&url).header("accept", accept).header("content-type", "application/json");
        request.body(body).send()
    };
    let stream = send(EVENTS, FOREVER).await.unwrap();
    let slow = tokio::spawn(send("application/json", r#"{"query":"{ slow }"}"#));
    tokio::time::sleep(Duration::from_millis(200)).await;
    let started = Instant::now();
    stop.cancel();
    assert!(!stream.text().await.unwrap().contains("complete"));
    assert!(started.elapsed() < Duration::from_millis(300));
    assert_eq!(slow.await.unwrap().unwrap().text().await.unwrap(), r#"{"data":{"slow":1}}"#);
    timeout(Duration::from_secs(30), task).await.unwrap().unwrap().unwrap();
    assert!(client.get(format!("http://{address}/healthz")).send().await.is_err());
}
