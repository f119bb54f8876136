//! Every code with which the server closes a socket.

use std::{net::SocketAddr, time::Duration};

use chrono::TimeDelta;
use entity::{Role, session, user};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel, sea_query::Expr};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, time::timeout};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::{socket_client::Client, support::Server};
use crate::{
    auth::sessions::{self, Lifetimes, Refreshed},
    events::Origin,
    http::graphql::MAX_BODY,
};

#[tokio::test]
async fn who_does_not_introduce_itself_in_time() {
    let mut server = Server::new().await;
    server.app.limits.init_time = Duration::from_millis(100);
    let (address, ..) = server.listen().await;
    assert_eq!(Client::open(address).await.closed().await, 4408);
    // Talking is not introducing oneself.
    let mut talking = Client::open(address).await;
    talking.say(json!({"type": "ping"})).await;
    assert_eq!(talking.hear().await, json!({"type": "pong"}));
    assert_eq!(talking.closed().await, 4408);
}

#[tokio::test]
async fn who_speaks_another_protocol() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    assert_eq!(Client::open_as(address, "", None).await.unwrap().closed().await, 4406);
}

#[tokio::test]
async fn messages_that_are_none() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let messages = [
        "",
        "nonsense",
        "[]",
        "{}",
        "null",
        "\"ping\"",
        r#"{"type":1}"#,
        r#"{"type":"nothing"}"#,
        // Of the older protocol, which had the name of the library.
        r#"{"type":"start","id":"a","payload":{"query":"{ hello }"}}"#,
        r#"{"type":"connection_init","payload":1}"#,
        r#"{"type":"connection_init","payload":[]}"#,
        r#"{"type":"ping","payload":1}"#,
        r#"{"type":"pong","payload":"x"}"#,
        // What only servers say.
        r#"{"type":"connection_ack"}"#,
        r#"{"type":"next","id":"a","payload":{}}"#,
        r#"{"type":"error","id":"a","payload":[]}"#,
        r#"{"type":"complete"}"#,
        r#"{"type":"complete","id":1}"#,
        r#"{"type":"complete","id":""}"#,
        r#"{"type":"subscribe","payload":{"query":"{ hello }"}}"#,
        r#"{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}"#,
        r#"{"type":"subscribe","id":7,"payload":{"query":"{ hello }"}}"#,
        r#"{"type":"subscribe","id":"a"}"#,
        r#"{"type":"subscribe","id":"a","payload":null}"#,
        r#"{"type":"subscribe","id":"a","payload":"{ hello }"}"#,
    ];
    for text in messages {
        let mut client = Client::open(address).await;
        client.send(Message::text(text)).await;
        assert_eq!(client.closed().await, 4400, "{text}");
    }
    for payload in [
        json!({}),
        json!({"query": 1}),
        json!({"query": null}),
        json!({"query": "{ hello }", "variables": []}),
        json!({"query": "{ hello }", "operationName": 1}),
        json!({"query": "{ hello }", "extensions": "x"}),
    ] {
        let mut client = Client::welcome(&server, address).await;
        client.say(json!({"type": "subscribe", "id": "a", "payload": payload})).await;
        assert_eq!(client.closed().await, 4400, "{payload}");
    }
    let mut client = Client::open(address).await;
    client.send(Message::binary(br#"{"type":"ping"}"#.to_vec())).await;
    assert_eq!(client.closed().await, 4400);
}

#[tokio::test]
async fn who_asks_before_being_welcome_and_who_is_not() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::open(address).await;
    client.subscribe("a", "{ hello }").await;
    assert_eq!(client.closed().await, 4401);
    for payload in [
        Value::Null,
        json!({}),
        json!({"accessToken": "bad"}),
        json!({"accessToken": null}),
        json!({"Authorization": "Basic x"}),
        json!({"authorization": 1}),
    ] {
        let mut client = Client::open(address).await;
        client.say(json!({"type": "connection_init", "payload": payload})).await;
        assert_eq!(client.closed().await, 4403, "{payload}");
    }
}

#[tokio::test]
async fn what_must_not_be_there_twice() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    client.say(json!({"type": "connection_init"})).await;
    assert_eq!(client.closed().await, 4429);
    for query in ["{ hello }", "subscription { forever }", "{"] {
        let mut client = Client::welcome(&server, address).await;
        client.subscribe("a", "subscription { forever }").await;
        client.subscribe("a", query).await;
        assert_eq!(client.closed().await, 4409, "{query}");
    }
    timeout(Duration::from_secs(30), server.dropped.cancelled()).await.unwrap();
}

#[tokio::test]
async fn what_websockets_themselves_forbid() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    client.send(Message::Frame(Frame::message(vec![0xff, 0xfe], OpCode::Data(Data::Text), true))).await;
    assert_eq!(client.closed().await, 1007);

    let mut client = Client::welcome(&server, address).await;
    let mut reserved = Frame::message("x", OpCode::Data(Data::Text), true);
    reserved.header_mut().rsv1 = true;
    client.send(Message::Frame(reserved)).await;
    assert_eq!(client.closed().await, 1002);

    let mut client = Client::welcome(&server, address).await;
    let part = |kind, length| Message::Frame(Frame::message(vec![b'x'; length], OpCode::Data(kind), false));
    client.send(part(Data::Text, 1)).await;
    for _ in 0..16 {
        client.send(part(Data::Continue, MAX_BODY / 16)).await;
    }
    assert_eq!(client.closed().await, 1009);
}

#[tokio::test]
async fn who_is_still_sending_too_much_hears_why_it_ends() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    // A text frame of eight mebibytes and a mask of zeroes; its beginning only.
    let header = [&[0x81, 0xff], &(8_u64 << 20).to_be_bytes()[..], &[0; 4]].concat();
    client.0.get_mut().write_all(&header).await.unwrap();
    client.0.get_mut().write_all(&vec![b'x'; 64 * 1024]).await.unwrap();
    let Message::Close(Some(frame)) = client.message().await else { panic!("it is not closed") };
    assert_eq!(u16::from(frame.code), 1009);
    // A connection that were reset would lose the code with all that was not read yet.
    for _ in 0..20 {
        client.0.get_mut().write_all(&[b'x'; 1024]).await.expect("it is still open");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_fault_of_ours() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::open(address).await;
    server.app.db.clone().close().await.unwrap();
    client.say(json!({"type": "connection_init", "payload": {"accessToken": server.token}})).await;
    assert_eq!(client.closed().await, 4500);
}

#[tokio::test]
async fn who_is_silent() {
    let mut server = Server::new().await;
    server.app.limits.ping_interval = Duration::from_millis(100);
    let (address, ..) = server.listen().await;
    let mut silent = Client::welcome(&server, address).await;
    assert_eq!(silent.hear().await, json!({"type": "ping"}));
    assert_eq!(silent.closed().await, 3008);
}

#[tokio::test]
async fn a_server_that_stops() {
    let server = Server::new().await;
    let (address, stop, task) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    client.subscribe("a", "subscription { forever }").await;
    client.hear().await;
    stop.cancel();
    assert_eq!(client.closed().await, 1001);
    task.await.unwrap().unwrap();
}

async fn listening(server: &Server, address: SocketAddr) -> Client {
    let mut client = Client::welcome(server, address).await;
    client.subscribe("a", "subscription { forever }").await;
    assert_eq!(client.hear().await["type"], "next");
    client
}

#[tokio::test]
async fn a_sign_in_that_ends() {
    for server in Server::on_each_database().await {
        let (address, ..) = server.listen().await;
        let (client, db) = (listening(&server, address).await, server.app.db.conn());
        let role =
            |role| user::Entity::update_many().col_expr(user::Column::Role, Expr::value(role)).exec(db);
        role(Role::Manager).await.unwrap();
        assert_eq!(client.closed().await, 4403, "the role was changed");
        let client = listening(&server, address).await;
        let users = user::Entity::update_many();
        users.col_expr(user::Column::IsActive, Expr::value(false)).exec(db).await.unwrap();
        assert_eq!(client.closed().await, 4403, "the user was deactivated");
        let users = user::Entity::update_many();
        users.col_expr(user::Column::IsActive, Expr::value(true)).exec(db).await.unwrap();

        let client = listening(&server, address).await;
        let mut revoked = session::Entity::find().one(db).await.unwrap().unwrap().into_active_model();
        revoked.ended_at = Set(Some(server.clock.now()));
        session::Entity::update(revoked.clone()).exec(db).await.unwrap();
        assert_eq!(client.closed().await, 4403, "the token was revoked");
        revoked.ended_at = Set(None);
        session::Entity::update(revoked).exec(db).await.unwrap();

        let client = listening(&server, address).await;
        server.clock.advance(TimeDelta::minutes(61));
        assert_eq!(client.closed().await, 4403, "the token has expired");
    }
}

#[tokio::test]
async fn a_session_whose_refresh_token_was_stolen() {
    for mut server in Server::on_each_database().await {
        let (address, ..) = server.listen().await;
        let (db, clock) = (server.app.db.clone(), server.app.clock.clone());
        let user = user::Entity::find().one(db.conn()).await.unwrap().unwrap();
        let lifetimes = Lifetimes::of(&server.app.config.auth);
        let tx = db.begin().await.unwrap();
        let opened = sessions::open(&*tx, &clock, user.id, lifetimes, &Origin::job("test")).await.unwrap();
        tx.commit_without_entry().await.unwrap();
        server.token = opened.pair.access;
        let client = listening(&server, address).await;
        let refresh = async || {
            let tx = db.begin().await.unwrap();
            let refreshed = sessions::refresh(&tx, &clock, &opened.pair.refresh, lifetimes).await.unwrap();
            tx.commit_without_entry().await.unwrap();
            refreshed
        };
        let Refreshed::Done(next) = refresh().await else { panic!("the first time it is good") };
        // The socket stays: its own access token is good until its end.
        server.token = next.0.access;
        let of_thief = listening(&server, address).await;
        assert!(matches!(refresh().await, Refreshed::Stolen(..)));
        assert_eq!(client.closed().await, 4403);
        assert_eq!(of_thief.closed().await, 4403);
    }
}
