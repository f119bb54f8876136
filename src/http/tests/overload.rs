//! More to do than there are connections to the database: who cannot be served in time is told to come again.

use std::sync::Arc;

use axum::{body::Body, http::header};
use sea_orm::{DatabaseTransaction, TransactionTrait};
use serde_json::{Value, json};

use super::support::{Server, code, post, text};
use crate::graphql;

const CONNECTIONS: u32 = 2;

/// Servers of the whole schema.
async fn small() -> Vec<Server> {
    let mut servers = Server::on_each_database_with(|config| {
        config.database.max_connections = CONNECTIONS;
    })
    .await;
    for server in &mut servers {
        server.app.graphql = Arc::new(graphql::Api::new());
    }
    servers
}

/// Takes all connections. From then on time passes by itself, as soon as everybody waits for it.
async fn all_connections(server: &Server) -> Vec<DatabaseTransaction> {
    let mut taken = Vec::new();
    for _ in 0..CONNECTIONS {
        taken.push(server.app.db.conn().begin().await.unwrap());
    }
    tokio::time::pause();
    taken
}

async fn ask(server: &Server, accept: &str) -> (u16, Option<String>, Value) {
    let request = post(accept)
        .header(header::AUTHORIZATION, format!("Bearer {}", server.token))
        .body(Body::from(json!({"query": "{ leads(first: 1) { edges { cursor } } }"}).to_string()));
    let response = server.send(request.unwrap()).await;
    let retry_after =
        response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), retry_after, serde_json::from_str(&text(response).await).unwrap())
}

#[tokio::test]
async fn a_request_that_gets_no_connection_is_refused_and_may_come_again() {
    for server in small().await {
        let taken = all_connections(&server).await;
        for accept in ["application/json", "application/graphql-response+json"] {
            let (status, retry_after, answer) = ask(&server, accept).await;
            assert_eq!((status, code(&answer)), (503, "OVERLOADED"), "{answer}");
            assert_eq!(answer["errors"][0]["extensions"]["retryAfter"].to_string(), retry_after.unwrap());
        }
        tokio::time::resume();
        drop(taken);
        let (status, _, answer) = ask(&server, "application/json").await;
        assert_eq!((status, &answer["data"]), (200, &json!({"leads": {"edges": []}})));
    }
}

#[tokio::test]
async fn a_field_that_gets_no_connection_says_so() {
    for server in small().await {
        assert_eq!(ask(&server, "application/json").await.0, 200, "who asks is known now");
        let _taken = all_connections(&server).await;
        let (status, _, answer) = ask(&server, "application/json").await;
        assert_eq!((status, code(&answer)), (200, "OVERLOADED"), "{answer}");
        assert!(answer["errors"][0]["extensions"]["retryAfter"].is_u64(), "{answer}");
        tokio::time::resume();
    }
}
