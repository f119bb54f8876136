//! Documents that are named instead of sent.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, header},
};
use entity::document;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::support::{Server, code, get, post, text};
use crate::{
    auth::Actor,
    config::{DocumentMode, DocumentsConfig},
    documents::{self, DocumentId, NewDocument, Sha256Hash},
    events::Origin,
    http::graphql::Documents,
};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

fn apq(text: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": Sha256Hash::of(text).to_string() } })
}

fn by_url(text: &str) -> String {
    format!("/graphql?extensions={}", encoded(&apq(text).to_string()))
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

impl Server {
    /// Posts as somebody who is signed in.
    async fn signed_in(&self, accept: &str, body: Value) -> (u16, Value) {
        let request = post(accept).header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let response = self.send(request.body(Body::from(body.to_string())).unwrap()).await;
        let status = response.status().as_u16();
        (status, serde_json::from_str(&text(response).await).unwrap())
    }

    async fn get_json(&self, path: &str) -> (u16, Value) {
        let response = self.send(get(path)).await;
        let status = response.status().as_u16();
        (status, serde_json::from_str(&text(response).await).unwrap())
    }

    /// From now on, only trusted documents are run; changes may go unnoticed for some time.
    async fn only_trust(&mut self, age: Duration) {
        let config = DocumentsConfig { mode: DocumentMode::Trusted, folder: None };
        let checker = self.app.graphql.clone();
        let documents = Documents::open(&config, self.app.db.clone(), checker, age).await;
        self.app.documents = documents.unwrap();
    }

    async fn trust(&self, id: &str, text: &str) {
        let ctx = self.app.ctx(Actor::System, Origin::job("test"), None);
        let new = NewDocument { id: DocumentId::parse(id).unwrap(), name: "x".into(), text: text.into() };
        documents::add(&ctx, vec![new]).await.unwrap();
    }
}

#[tokio::test]
async fn a_hash_serves_once_its_text_was_sent() {
    for server in Server::on_each_database().await {
        let query = "query Greet { hello }";
        for accept in [GRAPHQL, JSON] {
            // What clients expect before they send the text: word for word, and 200.
            let (status, answer) = server.signed_in(accept, json!({ "extensions": apq(query) })).await;
            let error = json!({ "message": "PersistedQueryNotFound", "extensions": { "code": "PERSISTED_QUERY_NOT_FOUND" } });
            assert_eq!((status, answer), (200, json!({ "errors": [error] })), "{accept}");
        }
        let both = json!({ "query": query, "extensions": apq(query) });
        let hello = json!({ "data": { "hello": "world" } });
        assert_eq!(server.signed_in(GRAPHQL, both).await, (200, hello.clone()));
        assert_eq!(
            server.signed_in(GRAPHQL, json!({ "extensions": apq(query) })).await,
            (200, hello.clone())
        );
        assert_eq!(server.get_json(&by_url(query)).await, (200, hello.clone()));
        let named = format!("/graphql?documentId=sha256:{}&operationName=Greet", Sha256Hash::of(query));
        assert_eq!(server.get_json(&named).await, (200, hello.clone()));
        let batch = json!([{ "extensions": apq(query) }, { "extensions": apq("{ other }") }]);
        let (_, answers) = server.signed_in(JSON, batch).await;
        assert_eq!((&answers[0], code(&answers[1])), (&hello, "PERSISTED_QUERY_NOT_FOUND"));

        let events = Request::get(by_url(query)).header(header::ACCEPT, "text/event-stream");
        let events = text(server.send(events.body(Body::empty()).unwrap()).await).await;
        assert!(events.starts_with("event: next\ndata: {\"data\":{\"hello\""), "{events}");
        let unknown = Request::get(by_url("{ other }")).header(header::ACCEPT, "text/event-stream");
        let events = text(server.send(unknown.body(Body::empty()).unwrap()).await).await;
        assert!(events.contains("PersistedQueryNotFound") && events.ends_with("event: complete\ndata:\n\n"));
    }
}

#[tokio::test]
async fn a_hash_of_another_text_is_refused() {
    let server = Server::new().await;
    for accept in [GRAPHQL, JSON] {
        let body = json!({ "query": "{ hello }", "extensions": apq("{ who }") });
        let (status, answer) = server.signed_in(accept, body).await;
        assert_eq!((status, code(&answer)), (400, "PERSISTED_QUERY_HASH_MISMATCH"), "{answer}");
        let right = Sha256Hash::of("{ hello }").to_string();
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(&right), "{answer}");
    }
    let old = json!({ "query": "{ hello }", "extensions": { "persistedQuery": { "version": 2, "sha256Hash": "x" } } });
    let (status, answer) = server.signed_in(JSON, old).await;
    assert_eq!((status, code(&answer)), (400, "BAD_REQUEST"));
}

#[tokio::test]
async fn only_good_documents_of_those_who_are_signed_in_are_kept() {
    let server = Server::new().await;
    let deep = format!("{{ {} hello {} }}", "nested {".repeat(100), "}".repeat(100));
    for query in ["{ hello", &deep] {
        let both = json!({ "query": query, "extensions": apq(query) });
        assert_eq!(server.signed_in(GRAPHQL, both).await.0, 400);
        let (_, answer) = server.signed_in(GRAPHQL, json!({ "extensions": apq(query) })).await;
        assert_eq!(code(&answer), "PERSISTED_QUERY_NOT_FOUND");
    }
    let strange = json!({ "query": "{ hello }", "extensions": apq("{ hello }") });
    assert_eq!(server.post(strange).await.0, 200);
    let (_, answer) = server.post(json!({ "extensions": apq("{ hello }") })).await;
    assert_eq!(code(&answer), "PERSISTED_QUERY_NOT_FOUND");
}

#[tokio::test]
async fn a_mutation_stays_a_mutation_whatever_it_is_called() {
    let server = Server::new().await;
    server.trust("bump", "mutation { bump }").await;
    assert_eq!(server.get_json("/graphql?documentId=bump").await.0, 405);
    assert_eq!(server.post(json!({ "documentId": "bump" })).await.1, json!({ "data": { "bump": 1 } }));
}

#[tokio::test]
async fn where_documents_are_trusted_nothing_else_is_run() {
    for mut server in Server::on_each_database().await {
        server.only_trust(Duration::ZERO).await;
        let refused = |answer: &Value| {
            assert_eq!(code(answer), "DOCUMENT_NOT_TRUSTED", "{answer}");
            assert!(
                answer["errors"][0]["message"].as_str().unwrap().contains("leadline documents add"),
                "{answer}"
            );
        };
        let hash = Sha256Hash::of("{ hello }").to_string();
        let ways = [
            json!({ "query": "{ hello }" }),
            json!({ "extensions": apq("{ hello }") }),
            json!({ "documentId": "greeting" }),
            json!({ "id": hash }),
            json!({ "query": "{ hello }", "extensions": apq("{ hello }") }),
        ];
        for body in &ways {
            let (status, answer) = server.signed_in(GRAPHQL, body.clone()).await;
            assert_eq!(status, 400, "{body}");
            refused(&answer);
        }
        server.trust("greeting", "{ hello }").await;
        for body in &ways {
            assert_eq!(
                server.signed_in(GRAPHQL, body.clone()).await.1,
                json!({ "data": { "hello": "world" } })
            );
        }
        let both = |text: &str| json!({ "query": text, "documentId": "greeting" });
        assert_eq!(server.signed_in(GRAPHQL, both("{ hello }")).await.0, 200);
        let (status, answer) = server.signed_in(GRAPHQL, both("{ who }")).await;
        assert_eq!((status, code(&answer)), (400, "PERSISTED_QUERY_HASH_MISMATCH"));
        // An empty line more is another text.
        refused(&server.signed_in(GRAPHQL, json!({ "query": "{ hello }\n" })).await.1);

        let ctx = server.app.ctx(Actor::System, Origin::job("test"), None);
        documents::remove(&ctx, &DocumentId::Custom("greeting".into())).await.unwrap();
        for body in ways {
            refused(&server.signed_in(GRAPHQL, body).await.1);
        }
    }
}

#[tokio::test]
async fn a_socket_knows_the_same_documents() {
    let server = Server::new().await;
    let query = "subscription { count(to: 1) }";
    let (address, ..) = server.listen().await;
    let mut client = super::socket_client::Client::welcome(&server, address).await;
    let by_hash = json!({"type": "subscribe", "id": "1", "payload": {"extensions": apq(query)}});
    client.say(by_hash.clone()).await;
    let answer = client.hear().await;
    assert_eq!(
        (&answer["type"], &answer["payload"][0]["message"]),
        (&json!("error"), &json!("PersistedQueryNotFound"))
    );
    client
        .say(json!({"type": "subscribe", "id": "1", "payload": {"query": query, "extensions": apq(query)}}))
        .await;
    assert_eq!(client.hear().await["payload"], json!({"data": {"count": 1}}));
    assert_eq!(client.hear().await["type"], "complete");
    client.say(by_hash).await;
    assert_eq!(client.hear().await["payload"], json!({"data": {"count": 1}}));
    assert_eq!(client.hear().await["type"], "complete");
    // What was kept there serves elsewhere.
    let events = Request::get(by_url(query)).header(header::ACCEPT, "text/event-stream");
    let events = text(server.send(events.body(Body::empty()).unwrap()).await).await;
    assert!(events.contains("{\"count\":1}"), "{events}");
    let strange = json!({"type": "subscribe", "id": "1", "payload": {"documentId": 7}});
    client.say(strange).await;
    assert_eq!(client.closed().await, 4400);
}

#[tokio::test]
async fn a_folder_is_a_list_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    file("hello.graphql", "{ hello }");
    file("broken.graphql", "{ nothing }");
    file(".hidden.graphql", "{ visitor }");
    file("notes.txt", "{ visitor }");
    file("relay.json", r#"{"aa": "query A { visitor }", "bb": "query B {"}"#);
    let path = folder.path().to_owned();
    let documents = DocumentsConfig { mode: DocumentMode::Trusted, folder: Some(path) };
    let server = Server::with(|config| config.http.documents = documents).await;
    let run = async |query: &str| server.post(json!({ "query": query })).await.0;
    assert_eq!((run("{ hello }").await, run("{ nothing }").await, run("{ visitor }").await), (200, 400, 400));
    let (_, answer) = server.post(json!({ "doc_id": "aa" })).await;
    assert_eq!(answer, json!({ "data": { "visitor": true } }));
    assert_eq!(code(&server.post(json!({ "doc_id": "bb" })).await.1), "DOCUMENT_NOT_TRUSTED");

    std::fs::create_dir(folder.path().join("more")).unwrap();
    file("more/visitor.gql", "{ visitor }");
    std::fs::remove_file(folder.path().join("hello.graphql")).unwrap();
    assert_eq!((run("{ hello }").await, run("{ visitor }").await), (400, 200));
    // A folder that goes away for a moment, as in a deployment, takes nothing with it.
    let aside = folder.path().with_extension("aside");
    std::fs::rename(folder.path(), &aside).unwrap();
    assert_eq!(run("{ visitor }").await, 200);
    std::fs::rename(&aside, folder.path()).unwrap();
}

#[tokio::test]
async fn invented_ids_cost_no_sql() {
    let mut server = Server::new().await;
    server.trust("greeting", "{ hello }").await;
    server.only_trust(Duration::from_hours(1)).await;
    assert_eq!(server.post(json!({ "documentId": "greeting" })).await.0, 200);
    // Neither an id that is not there nor one that is needs the table again.
    document::Entity::delete_many().exec(server.app.db.conn()).await.unwrap();
    let row = document::ActiveModel {
        id: Set("new".into()),
        sha256: Set(Sha256Hash::of("{ who }").to_string()),
        name: Set(String::new()),
        body: Set("{ who }".into()),
        added_at: Set(server.clock.now()),
    };
    row.insert(server.app.db.conn()).await.unwrap();
    assert_eq!(document::Entity::find().count(server.app.db.conn()).await.unwrap(), 1);
    assert_eq!(server.post(json!({ "documentId": "greeting" })).await.0, 200);
    assert_eq!(code(&server.post(json!({ "documentId": "new" })).await.1), "DOCUMENT_NOT_TRUSTED");
    let page = text(server.send(get("/metrics")).await).await;
    for line in [
        "leadline_document_lookups_total{found=\"trusted\"}",
        "leadline_document_lookups_total{found=\"nowhere\"}",
        "leadline_documents{kind=\"listed\"}",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
}
