//! Whatever a client says, in whatever order: the server answers by the protocol, or closes with the code for it.

use std::collections::HashSet;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::{socket_client::Client, support::Server};

#[derive(Clone, Debug)]
enum Say {
    Init(Token),
    /// A stream without an end.
    Watch(u8),
    /// What ends by itself.
    Ask(&'static str),
    Complete(u8),
    Ping(Option<i32>),
    Pong,
    Text(String),
    Binary(Vec<u8>),
}

#[derive(Clone, Copy, Debug)]
enum Token {
    Good,
    Bad,
    None,
}

fn say() -> impl Strategy<Value = Say> {
    let broken = prop::sample::select(vec![
        r#"{"type":"subscribe","id":"a"}"#,
        r#"{"type":"complete","id":null}"#,
        r#"{"type":"connection_init","payload":0}"#,
        r#"{"type":["ping"]}"#,
        r#"{"id":"a","payload":{"query":"{ hello }"}}"#,
    ]);
    let asked = vec![
        "{ hello }",
        "subscription { count(to: 3) }",
        "{",
        "{ nothing }",
        "{ leaks }",
        "mutation { bump }",
    ];
    prop_oneof![
        3 => Just(Say::Init(Token::Good)),
        1 => prop::sample::select(vec![Token::Bad, Token::None]).prop_map(Say::Init),
        8 => (0..4_u8).prop_map(Say::Watch),
        8 => prop::sample::select(asked).prop_map(Say::Ask),
        6 => (0..4_u8).prop_map(Say::Complete),
        4 => any::<Option<i32>>().prop_map(Say::Ping),
        2 => Just(Say::Pong),
        1 => broken.prop_map(|text| Say::Text(text.to_owned())),
        1 => any::<String>().prop_map(Say::Text),
        1 => r#"\{"(type|id|payload)":("[a-z_]{0,9}"|[0-9]{1,3}|null|\{\})\}"#.prop_map(Say::Text),
        1 => any::<Vec<u8>>().prop_map(Say::Binary),
    ]
}

impl Say {
    fn message(&self, place: usize, token: &str) -> Message {
        let json = match self {
            Self::Init(Token::Good) => json!({"type": "connection_init", "payload": {"accessToken": token}}),
            Self::Init(Token::Bad) => json!({"type": "connection_init", "payload": {"accessToken": "bad"}}),
            Self::Init(Token::None) => json!({"type": "connection_init"}),
            Self::Watch(id) => subscribe(&watch_id(*id), "subscription { forever }"),
            Self::Ask(query) => subscribe(&ask_id(place), query),
            Self::Complete(id) => json!({"type": "complete", "id": watch_id(*id)}),
            Self::Ping(None) => json!({"type": "ping"}),
            Self::Ping(Some(x)) => json!({"type": "ping", "payload": {"x": x}}),
            Self::Pong => json!({"type": "pong"}),
            Self::Text(text) => return Message::text(text),
            Self::Binary(bytes) => return Message::binary(bytes.clone()),
        };
        Message::text(json.to_string())
    }
}

fn subscribe(id: &str, query: &str) -> Value {
    json!({"type": "subscribe", "id": id, "payload": {"query": query}})
}

fn watch_id(id: u8) -> String {
    format!("watch {id}")
}

fn ask_id(place: usize) -> String {
    format!("ask {place}")
}

/// What the protocol wants.
#[derive(Default)]
struct Expected {
    is_welcome: bool,
    watched: HashSet<u8>,
    ids: HashSet<String>,
    pongs: usize,
}

impl Expected {
    /// The code with which the server closes, if it does.
    fn after(&mut self, said: &Say, place: usize) -> Option<u16> {
        match said {
            Say::Init(_) if self.is_welcome => return Some(4429),
            Say::Init(Token::Good) => self.is_welcome = true,
            Say::Init(_) => return Some(4403),
            Say::Watch(_) | Say::Ask(_) if !self.is_welcome => return Some(4401),
            Say::Watch(id) if !self.watched.insert(*id) => return Some(4409),
            Say::Watch(id) => drop(self.ids.insert(watch_id(*id))),
            Say::Ask(_) => drop(self.ids.insert(ask_id(place))),
            Say::Complete(id) => drop(self.watched.remove(id)),
            Say::Ping(_) => self.pongs += 1,
            Say::Pong => {}
            // Random text may happen to be a message without an id.
            Say::Text(text) if text == r#"{"type":"pong"}"# => {}
            Say::Text(text) if text == r#"{"type":"ping"}"# => self.pongs += 1,
            Say::Text(_) | Say::Binary(_) => return Some(4400),
        }
        None
    }
}

async fn tell(server: &Server, address: std::net::SocketAddr, said: &[Say]) -> Result<(), TestCaseError> {
    let (mut client, mut expected, mut code) = (Client::open(address).await, Expected::default(), None);
    for (place, say) in said.iter().enumerate() {
        client.send(say.message(place, &server.token)).await;
        code = code.or_else(|| expected.after(say, place));
        if code.is_some() {
            break;
        }
    }
    client.say(json!({"type": "ping", "payload": {"last": true}})).await;
    let (mut acks, mut pongs, mut over) = (0, 0, HashSet::new());
    let closed = loop {
        let text = match client.message().await {
            Message::Close(frame) => break frame.map(|frame| u16::from(frame.code)),
            message => message.into_text().unwrap(),
        };
        let heard: Value = serde_json::from_str(&text).unwrap();
        let id = heard["id"].as_str().unwrap_or_default().to_owned();
        match heard["type"].as_str() {
            Some("connection_ack") => acks += 1,
            Some("pong") if heard["payload"] == json!({"last": true}) => break None,
            Some("pong") => pongs += 1,
            Some("ping") => {}
            Some("next") => prop_assert!(heard["payload"].is_object() && !over.contains(&id), "{heard}"),
            Some("error") => prop_assert!(heard["payload"].is_array() && over.insert(id.clone()), "{heard}"),
            Some("complete") => prop_assert!(over.insert(id.clone()), "{heard}"),
            _ => prop_assert!(false, "{heard}"),
        }
        prop_assert!(id.is_empty() || expected.ids.contains(&id), "{heard}");
    };
    prop_assert_eq!(closed, code);
    prop_assert_eq!(acks, usize::from(expected.is_welcome));
    prop_assert_eq!(pongs, expected.pongs);
    Ok(())
}

#[test]
fn the_server_answers_by_the_protocol_or_closes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::new());
    let (address, ..) = runtime.block_on(server.listen());
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let conversation = prop::collection::vec(say(), 0..25);
    let result = runner.run(&conversation, |said| runtime.block_on(tell(&server, address, &said)));
    result.unwrap_or_else(|error| panic!("{error}"));
}
