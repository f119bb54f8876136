//! A hundred clients, a thousand leads: each lead is accepted exactly once.

use entity::Role;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::{
    story,
    support::{App, Someone},
};

const CLIENTS: usize = 100;
const LEADS: usize = 1_000;
/// Leads that every client tries to get; the others are tried by `RIVALS` each.
const CONTESTED: usize = 10;
const RIVALS: usize = 4;

const ACCEPT: &str =
    "mutation($id: ID!) { acceptLead(input: { id: $id }) { lead { id } userErrors { code } } }";

/// The leads that somebody got; all others were taken already.
async fn accept_all(app: &App, who: &Someone, ids: Vec<String>) -> Vec<String> {
    let mut got = Vec::new();
    for id in ids {
        let answer = app.asks(who, ACCEPT, json!({ "id": id })).await["acceptLead"].clone();
        match answer["userErrors"][0]["code"].as_str() {
            None => got.push(answer["lead"]["id"].as_str().expect("a lead").to_owned()),
            code => assert_eq!(code, Some("ALREADY_ACCEPTED"), "{answer}"),
        }
    }
    got
}

/// Which leads a client tries: first those that all want, then every lead of its share and of its neighbours'.
fn tries_of(client: usize, ids: &[String]) -> Vec<String> {
    let (contested, others) = ids.split_at(CONTESTED);
    let wanted = |index: &usize| (0..RIVALS).any(|rival| (index + rival * 17) % CLIENTS == client);
    let own = (0..others.len()).filter(wanted).map(|index| others[index].clone());
    contested.iter().cloned().chain(own).collect()
}

story! {
    async fn of_many_who_accept_at_once_exactly_one_gets_each_lead(app) {
        let mut clients = Vec::new();
        for number in 0..CLIENTS {
            clients.push(app.hire(&format!("Client {number}"), Role::Agent).await);
        }
        let desk = app.unit("Desk", &clients.iter().collect::<Vec<_>>(), &[]).await;
        app.mute("queued").await;
        let ids = app.capture_in_unit(LEADS, desk).await;
        let races = clients.iter().enumerate().map(|(number, who)| accept_all(&app, who, tries_of(number, &ids)));
        let mut got: Vec<String> = join_all(races).await.into_iter().flatten().collect();
        assert_eq!(got.len(), LEADS, "each was given once");
        got.sort();
        got.dedup();
        assert_eq!(got.len(), LEADS, "and none twice");
        let left = app.admin("{ queue { totalCount } events(filter: { kinds: [LEAD_ACCEPTED] }) { totalCount } }", Value::Null).await;
        assert_eq!(left, json!({ "queue": { "totalCount": 0 }, "events": { "totalCount": LEADS } }));
    }
}
