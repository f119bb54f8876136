//! API keys at the door: what hangs on them ends with them, and they pay for themselves.

use std::sync::Arc;

use axum::{body::Body, http::header};
use chrono::TimeDelta;
use entity::{ApiKeyScope, user};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{
    socket_client::Client,
    support::{Server, post},
};
use crate::{
    api_keys::{self, ChangeApiKey, Created, End, NewApiKey},
    auth::Actor,
    context::Ctx,
    events::Origin,
    graphql,
};

async fn key(server: &Server, ctx: &Ctx, lives: TimeDelta) -> Created {
    let owner = user::Entity::find().one(server.app.db.conn()).await.unwrap().unwrap().id;
    let new = NewApiKey {
        name: "integration".into(),
        owner,
        scopes: vec![ApiKeyScope::LeadsRead],
        expires_at: Some(server.app.clock.now() + lives),
    };
    api_keys::create(ctx, &new).await.unwrap()
}

/// A socket that was let in with this key.
async fn welcome(server: &mut Server, address: std::net::SocketAddr, key: &Created) -> Client {
    server.token = key.token.clone().unwrap();
    Client::welcome(server, address).await
}

#[tokio::test]
async fn sockets_end_with_the_key() {
    for mut server in Server::on_each_database().await {
        let (address, ..) = server.listen().await;
        let ctx = server.app.ctx(Actor::System, Origin::job("test"), None);
        let made = key(&server, &ctx, TimeDelta::hours(1)).await;
        let client = welcome(&mut server, address, &made).await;
        let id = made.key.id;
        let name = |name: &str, scopes| ChangeApiKey {
            id,
            expected_version: None,
            name: Some(name.into()),
            scopes,
            end: End::Keep,
        };
        api_keys::change(&ctx, &name("other", Some(vec![ApiKeyScope::LeadsWrite]))).await.unwrap();
        assert_eq!(client.closed().await, 4403, "it may be used for something else");
        let client = welcome(&mut server, address, &made).await;
        api_keys::revoke(&ctx, id, None).await.unwrap();
        assert_eq!(client.closed().await, 4403, "it was revoked");
        let made = key(&server, &ctx, TimeDelta::hours(1)).await;
        let client = welcome(&mut server, address, &made).await;
        server.clock.advance(TimeDelta::minutes(61));
        assert_eq!(client.closed().await, 4403, "its time is over");
    }
}

#[tokio::test]
async fn a_key_pays_from_a_bucket_of_its_own() {
    let mut server = Server::with(|config| {
        config.http.rate_limits.user_points = 2;
        config.http.rate_limits.user_points_per_second = 1;
    })
    .await;
    server.app.graphql = Arc::new(graphql::Api::new());
    let ctx = server.app.ctx(Actor::System, Origin::job("test"), None);
    let (one, two) =
        (key(&server, &ctx, TimeDelta::hours(1)).await, key(&server, &ctx, TimeDelta::hours(1)).await);
    let limited = async |token: &str| {
        for _ in 0..200 {
            let request = post("application/json").header(header::AUTHORIZATION, format!("Bearer {token}"));
            let body = Body::from(json!({ "query": "{ __typename }" }).to_string());
            if server.send(request.body(body).unwrap()).await.status() == 429 {
                return true;
            }
        }
        false
    };
    assert!(limited(&one.token.unwrap()).await);
    // Neither the owner nor their other key has paid for it.
    for token in [&server.token, &two.token.unwrap()] {
        let request = post("application/json").header(header::AUTHORIZATION, format!("Bearer {token}"));
        let body = Body::from(json!({ "query": "{ __typename }" }).to_string());
        assert_eq!(server.send(request.body(body).unwrap()).await.status(), 200);
    }
}
