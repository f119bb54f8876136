//! How a document is sent: mostly as JSON by POST, also by GET, in batches, over a WebSocket, and with variables or
//! bodies that are hostile themselves.

use std::{fmt, time::Duration};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    documents::{FAMILIES, Make, Rng},
    socket::Socket,
};

const LOST: &str = "CONNECTION LOST";
/// What nobody waits longer for.
const PATIENCE: Duration = Duration::from_secs(20);

/// One request, made from its seed alone.
pub struct Case {
    pub seed: u64,
    pub family: &'static str,
    /// How many operations it has: more than one in a batch, where each has its time.
    pub operations: u32,
    way: Way,
}

enum Way {
    Post(Vec<u8>),
    Get(String),
    Socket(String),
}

/// What came of a case.
pub struct Outcome {
    pub words: String,
    /// It must not be.
    pub is_wrong: bool,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl Case {
    /// The case of a seed; of a family, when it is named.
    pub fn of(seed: u64, family: Option<&str>) -> Self {
        let mut rng = Rng::with_seed(seed);
        if let Some(family) = family {
            // Another seed makes another family's case: look on until it is one of this family.
            let seeds = (0..100_000).map(|turn| seed + turn * 1_000_003);
            return seeds
                .map(|seed| Self::of(seed, None))
                .find(|case| case.family == family)
                .expect("a family");
        }
        let rng = &mut rng;
        let (family, make) = FAMILIES[rng.usize(0..FAMILIES.len())];
        let mut operations = 1;
        let (family, way) = match rng.u8(0..20) {
            0 => ("broken bodies", Way::Post(broken(rng, make))),
            1 | 2 => ("large variables", Way::Post(variables(rng))),
            3 => {
                let (body, count) = batch(rng);
                operations = count;
                ("batches", Way::Post(body))
            }
            4 => ("by GET", Way::Get(query_string(rng, make))),
            5 | 6 => ("over WebSocket", Way::Socket(make(rng))),
            _ => (
                family,
                Way::Post(
                    json!({ "query": make(rng), "variables": { "v": [], "no": false } }).to_string().into(),
                ),
            ),
        };
        Self { seed, family, operations, way }
    }

    pub fn shown(&self) -> String {
        let text = match &self.way {
            Way::Post(body) => String::from_utf8_lossy(body).into_owned(),
            Way::Get(query) => query.clone(),
            Way::Socket(document) => document.clone(),
        };
        let length = text.len();
        format!("{} … ({length} bytes)", text.chars().take(3_000).collect::<String>())
    }
}

/// A body that is cut, has other bytes in it, or is no JSON.
fn broken(rng: &mut Rng, make: Make) -> Vec<u8> {
    let document = make(rng);
    let mut body = json!({ "query": document }).to_string().into_bytes();
    match rng.u8(0..6) {
        0 => body.truncate(rng.usize(0..body.len())),
        1 => {
            for _ in 0..rng.usize(1..10) {
                let at = rng.usize(0..body.len());
                body[at] = rng.u8(..);
            }
        }
        2 => {
            let at = rng.usize(0..body.len());
            let broken: &[u8] =
                [&b"\xff\xfe"[..], b"\xc0\x80", b"\xed\xa0\x80", b"\0", b"\xf4\x90\x80\x80"][rng.usize(0..5)];
            let _ = body.splice(at..at, broken.iter().copied());
        }
        3 => body = (0..rng.usize(0..5_000)).map(|_| rng.u8(..)).collect(),
        4 => {
            let piece = ["[", "{\"query\":", "[{\"query\":\"{a}\"},", "\"", "1e", "{\"a\":[", "[[],"]
                [rng.usize(0..7)];
            body = piece.repeat(rng.usize(1..1_200_000 / piece.len())).into_bytes();
        }
        _ => {
            body = json!({ "query": [document], "variables": "x", "extensions": [1], "operationName": {} })
                .to_string()
                .into();
        }
    }
    body
}

fn variables(rng: &mut Rng) -> Vec<u8> {
    let count = [100, 1_000, 15_000, 30_000, 300_000][rng.usize(0..5)];
    let value = match rng.u8(0..9) {
        0 => json!(vec!["lead_01h455vb4pex5vsknk084sn02q"; count.min(30_000)]),
        1 => json!(vec![json!({}); count]),
        2 => json!(vec![json!({ "": [] }); count.min(100_000)]),
        3 => json!("x".repeat(count * 3)),
        4 => json!("\0\u{feff}\u{2028}"),
        5 => (0..rng.usize(1..130)).fold(json!(1), |value, _| json!({ "not": value })),
        6 => (0..count.min(50_000))
            .map(|number| (format!("k{number}"), json!(number)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        7 => json!([1e308, -1e308, u64::MAX, i64::MIN, 0.1]),
        _ => json!("é".repeat(count / 2)),
    };
    let uses = [1, 2, 20, 50, 300][rng.usize(0..5)];
    let query = match rng.u8(0..6) {
        0 => format!("query ($v: [ID!]!) {{ {} }}", "nodes(ids: $v) { id } ".repeat(uses)),
        1 => format!("query ($v: LeadFilter) {{ {} }}", "leads(filter: $v) { totalCount } ".repeat(uses)),
        2 => format!("query ($v: String) {{ {} }}", "leads(search: $v) { totalCount } ".repeat(uses)),
        3 => format!(
            "query ($v: LeadStatus) {{ {} }}",
            "leads(filter: { status: { eq: $v } }) { totalCount } ".repeat(uses)
        ),
        4 => format!("query ($v: Int) {{ {} }}", "leads(first: $v) { totalCount } ".repeat(uses)),
        _ => {
            "mutation ($v: CreateLeadInput!) { createLead(input: $v) { userErrors { message } } }".to_owned()
        }
    };
    json!({ "query": query, "variables": { "v": value } }).to_string().into()
}

fn batch(rng: &mut Rng) -> (Vec<u8>, u32) {
    let count = [2, 10, 11, 500][rng.usize(0..4)];
    let (_, make) = FAMILIES[rng.usize(0..FAMILIES.len())];
    let one = json!({ "query": make(rng) });
    let all: Vec<Value> = (0..count.min(900_000 / one.to_string().len() + 1)).map(|_| one.clone()).collect();
    // More are refused before one is run.
    let count = if all.len() > 10 { 1 } else { u32::try_from(all.len()).expect("at most ten") };
    (json!(all).to_string().into(), count)
}

fn query_string(rng: &mut Rng, make: Make) -> String {
    let document: String = make(rng).chars().take(20_000).collect();
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.append_pair("query", &document);
    if rng.bool() {
        text.append_pair("variables", ["{}", "[", "{\"v\": [[[[]]]]}", "\u{0}", "1"][rng.usize(0..5)]);
    }
    if rng.u8(0..4) == 0 {
        text.append_pair("operationName", &"A".repeat(rng.usize(0..300)));
    }
    text.finish()
}

/// Sends cases, one after the other, over a connection of its own.
pub struct Client {
    http: reqwest::Client,
    socket: Socket,
    url: String,
    token: String,
    last: String,
}

impl Client {
    pub fn new(address: &str, token: &str) -> Self {
        Self {
            http: reqwest::Client::builder().pool_max_idle_per_host(1).timeout(PATIENCE).build().unwrap(),
            socket: Socket::new(address, token),
            url: format!("http://{address}/graphql"),
            token: token.to_owned(),
            last: String::new(),
        }
    }

    pub fn last_answer(&self) -> String {
        self.last.chars().take(2_000).collect()
    }

    pub async fn send(&mut self, case: &Case) -> Outcome {
        let outcome = self.try_to_send(case).await;
        // The server closes a connection on which it has refused a body that it did not read to its end.
        if outcome.words == LOST { self.try_to_send(case).await } else { outcome }
    }

    async fn try_to_send(&mut self, case: &Case) -> Outcome {
        let request = match &case.way {
            Way::Post(body) => self
                .http
                .request(Method::POST, &self.url)
                .header("content-type", "application/json")
                .body(body.clone()),
            Way::Get(query) => self.http.request(Method::GET, format!("{}?{query}", self.url)),
            Way::Socket(document) => return outcome_of_socket(self.socket.ask(document).await),
        };
        let request = request.bearer_auth(&self.token).header("accept", "application/graphql-response+json");
        let answer = match request.send().await {
            Ok(answer) => answer,
            // Hyper answers and closes before it has read all.
            Err(_) if matches!(&case.way, Way::Get(query) if query.len() > 60_000) => {
                return Outcome { words: "URL too long".to_owned(), is_wrong: false };
            }
            Err(error) => return wrong(if error.is_timeout() { "NO ANSWER" } else { LOST }),
        };
        let status = answer.status();
        match answer.text().await {
            Ok(text) => self.last = text,
            Err(_) => return wrong("ANSWER CUT"),
        }
        outcome(status, &self.last)
    }
}

fn wrong(words: &str) -> Outcome {
    Outcome { words: words.to_owned(), is_wrong: true }
}

fn outcome(status: StatusCode, text: &str) -> Outcome {
    // What comes before the API: a URL that is too long has no body.
    let body: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let bodies = match body {
        Value::Array(bodies) => bodies,
        body => vec![body],
    };
    let codes: Vec<_> = bodies.iter().flat_map(codes).collect();
    let is_wrong = status.is_server_error() || codes.contains(&"INTERNAL") || codes.contains(&"no code");
    let words = match codes.first() {
        _ if is_wrong => format!("{} {codes:?}", status.as_u16()),
        Some(code) => (*code).to_owned(),
        None if status.is_success() => "ok".to_owned(),
        None => status.as_u16().to_string(),
    };
    Outcome { words, is_wrong }
}

fn codes(body: &Value) -> Vec<&str> {
    let errors = body["errors"].as_array().or_else(|| body.as_array()).into_iter().flatten();
    errors.map(|error| error["extensions"]["code"].as_str().unwrap_or("no code")).take(5).collect()
}

fn outcome_of_socket(answer: Result<Value, String>) -> Outcome {
    match answer {
        Ok(message) => {
            let codes = codes(&message["payload"]);
            let is_wrong = codes.contains(&"INTERNAL") || codes.contains(&"no code");
            let words = codes.first().map_or_else(
                || message["type"].as_str().unwrap_or("?").to_owned(),
                |code| (*code).to_owned(),
            );
            Outcome { words, is_wrong }
        }
        Err(words) => Outcome { is_wrong: !is_refusal(&words), words },
    }
}

/// `graphql-transport-ws` has close codes of its own from 4400 on; 1009 says that a message is longer than any may be.
fn is_refusal(words: &str) -> bool {
    words.starts_with("closed 44") || words == "closed 1009"
}
