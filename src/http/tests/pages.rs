//! Health, metrics, schema, pages.

use axum::{
    body::Body,
    http::{Request, header},
};
use chrono::TimeDelta;
use entity::{Consent, EventType, SuppressionReason, event, lead as leads, suppression, worker_heartbeat};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use super::support::{Server, get, lead, text};

async fn ready(server: &Server) -> (u16, Value) {
    let response = server.send(get("/readyz")).await;
    (response.status().as_u16(), serde_json::from_str(&text(response).await).unwrap())
}

#[tokio::test]
async fn readiness_names_what_is_missing() {
    for server in Server::on_each_database().await {
        check_readiness(server).await;
    }
}

async fn check_readiness(mut server: Server) {
    assert_eq!(text(server.send(get("/healthz")).await).await, "ok");
    let (status, answer) = ready(&server).await;
    assert_eq!((status, &answer["checks"][2]["name"]), (503, &json!("worker")), "{answer}");

    let now = server.clock.now();
    let beat =
        worker_heartbeat::ActiveModel { name: Set("w".into()), started_at: Set(now), seen_at: Set(now) };
    beat.insert(server.app.db.conn()).await.unwrap();
    assert_eq!(ready(&server).await.0, 200);
    server.clock.advance(TimeDelta::seconds(61));
    assert_eq!(ready(&server).await.0, 503);
    server.app.expects_worker = false;
    assert_eq!(ready(&server).await.0, 200);

    server.app.db.clone().close().await.unwrap();
    let (status, answer) = ready(&server).await;
    assert_eq!((status, &answer["checks"][0]["ok"]), (503, &json!(false)), "{answer}");
}

#[tokio::test]
async fn metrics_are_shown_to_those_who_may() {
    let server = Server::new().await;
    server.post(json!({"query": "query Greet { hello }"})).await;
    let page = text(server.send(get("/metrics")).await).await;
    for line in [
        "# HELP leadline_graphql_requests_total GraphQL requests by operation and outcome",
        "leadline_graphql_requests_total{operation=\"visitor\",outcome=\"ok\"}",
        "leadline_graphql_request_seconds_bucket{operation=\"visitor\",le=\"0.1\"}",
        "leadline_sql_statements_total{failed=\"false\"}",
        "leadline_sql_seconds_bucket{le=",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    let closed = Server::with(|config| config.http.metrics_token = Some("sixteen characters".into())).await;
    assert_eq!(closed.send(get("/metrics")).await.status(), 401);
    let request = Request::get("/metrics").header(header::AUTHORIZATION, "Bearer sixteen characters");
    assert_eq!(closed.send(request.body(Body::empty()).unwrap()).await.status(), 200);
}

#[tokio::test]
async fn every_answer_is_guarded_and_named() {
    let server = Server::new().await;
    for (path, status) in [("/", 200), ("/graphiql.js", 200), ("/schema.graphql", 200), ("/nowhere", 404)] {
        let response = server.send(get(path)).await;
        assert_eq!(response.status(), status, "{path}");
        for name in [
            "x-request-id",
            "x-content-type-options",
            "referrer-policy",
            "x-frame-options",
            "content-security-policy",
        ] {
            assert!(response.headers().contains_key(name), "{path} {name}");
        }
    }
    let insane = Request::get("/healthz").header("x-request-id", "a b\u{e9}").body(Body::empty()).unwrap();
    assert_eq!(server.send(insane).await.headers()["x-request-id"].len(), 32);
    let wrong = server.send(Request::post("/healthz").body(Body::empty()).unwrap()).await;
    assert_eq!(
        (wrong.status().as_u16(), wrong.headers()[header::ALLOW].to_str().unwrap()),
        (405, "GET,HEAD")
    );
}

#[tokio::test]
async fn the_link_in_a_mail_unsubscribes() {
    for server in Server::on_each_database().await {
        check_unsubscribing(server).await;
    }
}

async fn check_unsubscribing(server: Server) {
    let db = server.app.db.conn();
    let lead_id = lead(&server).await;
    let path = format!("/unsubscribe/{}", server.app.unsubscribe.token(lead_id.0, "Bob@Example.org"));

    let page = text(server.send(get(&path)).await).await;
    assert!(page.contains("<form method=\"post\">"), "{page}");
    assert_eq!(suppression::Entity::find().all(db).await.unwrap(), []);

    for _ in 0..2 {
        let request = Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = server.send(request.body(Body::from("List-Unsubscribe=One-Click")).unwrap()).await;
        assert_eq!(response.status(), 200);
    }
    let suppressed = suppression::Entity::find().all(db).await.unwrap();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(
        (&*suppressed[0].address, suppressed[0].reason),
        ("bob@example.org", SuppressionReason::Unsubscribed)
    );
    let lead = leads::Entity::find_by_id(lead_id).one(db).await.unwrap().unwrap();
    assert_eq!(
        (lead.email_consent, lead.version, lead.updated_at),
        (Consent::Withdrawn, 2, server.clock.now())
    );
    let events = event::Entity::find().all(db).await.unwrap();
    let updates: Vec<_> = events.iter().filter(|event| event.kind == EventType::LeadUpdated).collect();
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0].lead_id, Some(lead_id));

    let forged = server.send(Request::post("/unsubscribe/forged").body(Body::empty()).unwrap()).await;
    assert_eq!(forged.status(), 404);
}

#[tokio::test]
async fn the_mailbox_shows_mails_and_runs_nothing() {
    let server = Server::new().await;
    assert!(text(server.send(get("/dev/mailbox")).await).await.contains("0 mails"));
    let outbox = server.folder.path().join("outbox");
    std::fs::create_dir(&outbox).unwrap();
    let mail = "From: a@x.test\r\nTo: b@x.test\r\nSubject: <b>Hi\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n\
                MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p title=\"x\">Hi</p>";
    std::fs::write(outbox.join("one.eml"), mail).unwrap();
    let list = text(server.send(get("/dev/mailbox")).await).await;
    assert!(list.contains("&lt;b&gt;Hi") && list.contains("href=\"/dev/mailbox/one.eml\""), "{list}");
    let one = text(server.send(get("/dev/mailbox/one.eml")).await).await;
    assert!(
        one.contains("<iframe sandbox") && one.contains("srcdoc=\"&lt;p title=&quot;x&quot;&gt;Hi"),
        "{one}"
    );
    assert_eq!(server.send(get("/dev/mailbox/..%2Ftest.db")).await.status(), 404);
}
