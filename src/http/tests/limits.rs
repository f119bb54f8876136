//! Rate limits: who asks for too much is told when to come again.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderMap, Request, header},
};
use serde_json::{Value, json};

use super::support::{Server, code, get, post, text};
use crate::{config::RateLimitConfig, graphql};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

/// A server of the whole schema, behind a proxy that says for whom it asks.
async fn limited(change: impl FnOnce(&mut RateLimitConfig)) -> Server {
    let mut server = Server::with(|config| {
        config.http.trusted_proxies = vec!["0.0.0.0".into()];
        change(&mut config.http.rate_limits);
    })
    .await;
    server.app.graphql = Arc::new(graphql::Api::new());
    server
}

async fn ask(server: &Server, from: &str, token: Option<&str>, query: &str) -> (u16, HeaderMap, Value) {
    ask_for(server, GRAPHQL, from, token, query).await
}

async fn ask_for(
    server: &Server,
    accept: &str,
    from: &str,
    token: Option<&str>,
    query: &str,
) -> (u16, HeaderMap, Value) {
    let mut request = post(accept).header("x-forwarded-for", from);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let response = server.send(request.body(Body::from(json!({"query": query}).to_string())).unwrap()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, serde_json::from_str(&text(response).await).unwrap())
}

#[tokio::test]
async fn users_pay_what_their_operations_cost() {
    let server = limited(|limits| {
        limits.user_points = 1_000;
        limits.user_points_per_second = 1;
    })
    .await;
    let page = "{ leads(first: 40) { edges { node { number name } } } }";
    let token = Some(server.token.as_str());
    let (_, _, first) = ask(&server, "192.0.2.1", token, page).await;
    let cost = &first["extensions"]["cost"];
    let points = cost["complexity"].as_u64().unwrap();
    assert!((80..400).contains(&points), "{first}");
    assert_eq!(cost["throttle"]["maximumAvailable"], 1_000);
    assert_eq!(cost["throttle"]["restoreRate"], 1);
    let mut left = cost["throttle"]["currentlyAvailable"].as_u64().unwrap();
    assert!(left <= 1_000 - points + 60, "{first}");
    // From wherever they ask.
    for asked in 1.. {
        let (status, headers, answer) = ask(&server, &format!("192.0.2.{asked}"), token, page).await;
        if status == 429 {
            assert_eq!(code(&answer), "RATE_LIMITED");
            assert!(answer["errors"][0].get("locations").is_none(), "{answer}");
            let seconds = answer["errors"][0]["extensions"]["retryAfter"].as_u64().unwrap();
            assert_eq!(headers[header::RETRY_AFTER], seconds.to_string());
            assert!((1..=points).contains(&seconds), "{answer}");
            assert!(answer.get("data").is_none(), "{answer}");
            let throttle = &answer["extensions"]["cost"]["throttle"];
            assert!(throttle["currentlyAvailable"].as_u64().unwrap() < points, "{answer}");
            break;
        }
        let now = answer["extensions"]["cost"]["throttle"]["currentlyAvailable"].as_u64().unwrap();
        assert!(now < left && asked < 13, "{answer}");
        left = now;
    }
    // Something small is still to be had, and visitors pay for themselves.
    assert_eq!(ask(&server, "192.0.2.1", None, "{ __typename }").await.0, 200);
    assert!(server.app.metrics.render().contains("leadline_rate_limited_total{limit=\"user\"}"));
}

#[tokio::test]
async fn visitors_pay_by_address() {
    let server = limited(|limits| {
        limits.visitor_points = 4;
        limits.visitor_points_per_second = 1;
    })
    .await;
    let mut refused = None;
    for _ in 0..200 {
        let answered = ask_for(&server, JSON, "2001:db8::1", None, "{ __typename }").await;
        if answered.0 != 200 {
            refused = Some(answered);
            break;
        }
    }
    let (status, headers, answer) = refused.expect("a refusal");
    assert_eq!((status, code(&answer)), (429, "RATE_LIMITED"));
    assert!(headers.contains_key(header::RETRY_AFTER));
    assert_eq!(ask(&server, "2001:db8:0:1::1", None, "{ __typename }").await.0, 200, "another network");
    assert_eq!(ask(&server, "2001:db8::2", Some(&server.token), "{ __typename }").await.0, 200, "a user");
}

#[tokio::test]
async fn who_fails_too_often_is_not_looked_at() {
    let server = limited(|limits| limits.failures_per_minute = 3).await;
    for (token, query) in [(None, "{"), (None, "{ nothing }"), (Some("bad"), "{ __typename }")] {
        let (status, _, answer) = ask(&server, "192.0.2.1", token, query).await;
        assert!(matches!(status, 400 | 401), "{answer}");
    }
    let (status, headers, answer) = ask(&server, "192.0.2.1", Some(&server.token), "{ __typename }").await;
    assert_eq!((status, code(&answer)), (429, "RATE_LIMITED"));
    let seconds = answer["errors"][0]["extensions"]["retryAfter"].to_string();
    assert_eq!(headers[header::RETRY_AFTER], seconds);
    assert_eq!(ask(&server, "192.0.2.2", Some(&server.token), "{ __typename }").await.0, 200);
    assert!(server.app.metrics.render().contains("leadline_rate_limited_total{limit=\"failures\"}"));
}

#[tokio::test]
async fn passwords_cannot_be_tried_at_will() {
    let server = limited(|limits| limits.sign_ins_per_minute = 3).await;
    let attempt = |name: &str| {
        format!(
            "{name}: signIn(input: {{email: \"ann@acme.example\", password: \"{name}\"}}) {{ userErrors {{ code }} }}"
        )
    };
    let (_, _, answer) =
        ask(&server, "192.0.2.1", None, &format!("mutation {{ {} {} }}", attempt("a"), attempt("b"))).await;
    assert_eq!(answer["data"]["b"]["userErrors"][0]["code"], "WRONG_CREDENTIALS", "{answer}");
    // Neither many at once nor one by one.
    let five = ["a", "b", "c", "d", "e"].map(attempt).join(" ");
    let (_, _, answer) = ask(&server, "192.0.2.1", None, &format!("mutation {{ {five} }}")).await;
    assert_eq!(code(&answer), "RATE_LIMITED", "{answer}");
    let (_, _, answer) = ask(&server, "192.0.2.1", None, &format!("mutation {{ {} }}", attempt("a"))).await;
    assert_eq!(code(&answer), "RATE_LIMITED", "{answer}");
    assert!(answer["errors"][0]["extensions"]["retryAfter"].as_u64().is_some_and(|seconds| seconds <= 20));
    let (_, _, answer) = ask(&server, "192.0.2.2", None, &format!("mutation {{ {} }}", attempt("a"))).await;
    assert_eq!(answer["data"]["a"]["userErrors"][0]["code"], "WRONG_CREDENTIALS", "{answer}");
}

#[tokio::test]
async fn links_in_mails_cannot_be_tried_at_will() {
    let server = limited(|limits| limits.public_requests_per_minute = 2).await;
    assert_eq!(server.send(get("/unsubscribe/nonsense")).await.status(), 404);
    let perform = || Request::post("/unsubscribe/nonsense").body(Body::empty()).unwrap();
    assert_eq!(server.send(perform()).await.status(), 404);
    let refused = server.send(perform()).await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn limits_can_be_lifted() {
    let server = limited(|limits| {
        *limits =
            RateLimitConfig { enabled: false, visitor_points: 1, failures_per_minute: 1, ..limits.clone() };
    })
    .await;
    for _ in 0..5 {
        assert_eq!(ask(&server, "192.0.2.1", None, "{").await.0, 400);
        let (status, _, answer) = ask(&server, "192.0.2.1", None, "{ __typename }").await;
        assert_eq!(status, 200);
        assert!(answer["extensions"]["cost"].get("throttle").is_none(), "{answer}");
    }
}
