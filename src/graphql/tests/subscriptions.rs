//! Streams: without a gap and without repeating, and not a statement for those who only wait.

use std::{collections::HashSet, time::Duration};

use entity::LeadStatus;
use futures::{StreamExt, future::join_all, stream::BoxStream};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::support::{Stage, stages};
use crate::{
    context::{Ctx, Mode},
    events::Note,
    leads::{self, ChangeStatus, Move},
};

const EVENTS: &str = "subscription ($filter: EventFilter, $after: String) {
    leadEvents(filter: $filter, after: $after) { kind cursor leadId lead { number status } } }";

async fn next(stream: &mut BoxStream<'static, Value>) -> Value {
    timeout(Duration::from_secs(30), stream.next()).await.expect("in time").expect("not ended")
}

/// Lets subscriptions begin: a stream does nothing until it is polled.
async fn begin(stream: &mut BoxStream<'static, Value>) {
    assert!(timeout(Duration::from_millis(100), stream.next()).await.is_err(), "nothing has happened yet");
}

async fn move_to(cx: &Ctx, lead: &entity::lead::Model, status: LeadStatus) {
    let change = ChangeStatus { id: lead.id, expected_version: None, to: Move::to(status) };
    leads::change_status(cx, &change, Mode::Commit).await.unwrap();
}

#[tokio::test]
async fn a_subscription_goes_on_where_another_ended() {
    for stage in stages().await {
        let mut live = stage
            .subscribe(EVENTS, json!({ "filter": { "kinds": ["LEAD_CREATED", "LEAD_STATUS_CHANGED"] } }));
        begin(&mut live).await;
        let lead = stage.lead("Live", |_| ()).await;
        let created = next(&mut live).await;
        assert_eq!(created["data"]["leadEvents"]["kind"], "LEAD_CREATED", "{created:#}");
        assert_eq!(created["data"]["leadEvents"]["lead"]["number"], "L-000001");
        drop(live);
        move_to(&stage.cx, &lead, LeadStatus::Warm).await;
        move_to(&stage.cx, &lead, LeadStatus::Cold).await;
        let after = created["data"]["leadEvents"]["cursor"].clone();
        let filter = json!({ "kinds": ["LEAD_CREATED", "LEAD_STATUS_CHANGED"], "leadId": lead.id });
        let mut again = stage.subscribe(EVENTS, json!({ "after": after, "filter": filter }));
        for _ in 0..2 {
            assert_eq!(next(&mut again).await["data"]["leadEvents"]["kind"], "LEAD_STATUS_CHANGED");
        }
        move_to(&stage.cx, &lead, LeadStatus::Nurturing).await;
        let last = next(&mut again).await;
        assert_eq!(last["data"]["leadEvents"]["lead"]["status"], "NURTURING");
        begin(&mut again).await;
    }
}

#[tokio::test]
async fn nothing_is_missed_or_repeated_while_others_write() {
    for stage in stages().await {
        let start = stage.lead("First", |_| ()).await;
        stage.settle().await;
        let data = stage.ask("{ events(first: 1) { edges { cursor } } }", json!({})).await;
        let after = data["events"]["edges"][0]["cursor"].clone();
        let elsewhere = stage.world.other_process().await;
        let elsewhere = Ctx { actor: stage.cx.actor.clone(), ..elsewhere };
        let writers = async {
            for number in 0..30 {
                if number % 3 == 0 {
                    move_to(
                        &elsewhere,
                        &start,
                        if number % 2 == 0 { LeadStatus::Warm } else { LeadStatus::Cold },
                    )
                    .await;
                } else {
                    stage.lead(&format!("Lead {number}"), |_| ()).await;
                }
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
        };
        let readers = (0..5).map(|number| {
            let mut stream = stage.subscribe(EVENTS, json!({ "after": after }));
            async move {
                tokio::time::sleep(Duration::from_millis(number * 20)).await;
                let mut cursors = Vec::new();
                while let Ok(Some(event)) = timeout(Duration::from_secs(6), stream.next()).await {
                    cursors.push(event["data"]["leadEvents"]["cursor"].as_str().unwrap().to_owned());
                }
                cursors
            }
        });
        let (seen, ()) = futures::join!(join_all(readers), writers);
        stage.settle().await;
        let document = "query ($after: String) { events(first: 100, after: $after) { pageInfo { endCursor hasNextPage } edges { cursor } } }";
        let (mut log, mut after) = (Vec::new(), after);
        loop {
            let page = stage.ask(document, json!({ "after": after })).await;
            let edges = page["events"]["edges"].as_array().unwrap();
            log.extend(edges.iter().map(|edge| edge["cursor"].as_str().unwrap().to_owned()));
            if page["events"]["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["events"]["pageInfo"]["endCursor"].clone();
        }
        assert!(log.len() > 60);
        for cursors in seen {
            assert_eq!(cursors.iter().collect::<HashSet<_>>().len(), cursors.len(), "none twice");
            assert_eq!(cursors, log);
        }
    }
}

#[tokio::test]
async fn those_who_wait_cost_no_statements() {
    let stage = stages().await.remove(0);
    let lead = stage.lead("Busy", |_| ()).await;
    let idle = stage.lead("Idle", |_| ()).await;
    let document = "subscription ($filter: EventFilter) { leadEvents(filter: $filter) { kind } }";
    let count_with = async |waiting: usize| {
        let filter = json!({ "filter": { "leadId": idle.id } });
        let waiters: Vec<_> = (0..waiting)
            .map(|_| stage.subscribe(document, filter.clone()).for_each(async |event| panic!("{event}")))
            .map(tokio::spawn)
            .collect();
        let mut watcher = stage.subscribe(document, json!({ "filter": { "leadId": lead.id } }));
        begin(&mut watcher).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        stage.statements();
        let input = json!({ "input": { "id": lead.id, "firstName": format!("with {waiting}") } });
        let update = "mutation ($input: UpdateLeadInput!) { updateLead(input: $input) { lead { id } } }";
        stage.ask(update, input).await;
        next(&mut watcher).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(waiters.iter().all(|waiter| !waiter.is_finished()));
        waiters.iter().for_each(tokio::task::JoinHandle::abort);
        stage.statements()
    };
    let (none, many) = (count_with(0).await, count_with(5_000).await);
    eprintln!("statements for an event: {none} without and {many} with 5,000 who wait");
    // The look every second may fall into either.
    assert!(many <= none + 2, "{none} statements without, {many} with 5,000 subscribers who wait");
}

#[tokio::test]
async fn one_event_costs_the_same_for_one_as_for_many() {
    for stage in stages().await {
        let lead = stage.lead("Watched", |_| ()).await;
        stage.settle().await;
        let events = "subscription { leadEvents(filter: { kinds: [LEAD_UPDATED] }) {
            kind actor { name } lead { firstName assignee { name } } } }";
        let changed = format!(
            "subscription {{ leadChanged(id: \"{}\") {{ firstName assignee {{ name }} }} }}",
            lead.id
        );
        let mut statements = Vec::new();
        for (round, watching) in [1, 200].into_iter().enumerate() {
            let mut streams: Vec<_> = (0..watching).map(|_| stage.subscribe(events, json!({}))).collect();
            join_all(streams.iter_mut().map(begin)).await;
            let mut screens: Vec<_> = (0..watching).map(|_| stage.subscribe(&changed, json!({}))).collect();
            join_all(screens.iter_mut().map(next)).await;
            stage.statements();
            let name = format!("Round {round}");
            let update = "mutation ($input: UpdateLeadInput!) { updateLead(input: $input) { lead { id } } }";
            stage.ask(update, json!({ "input": { "id": lead.id, "firstName": name } })).await;
            for answer in join_all(streams.iter_mut().map(next)).await {
                assert_eq!(answer["data"]["leadEvents"]["lead"]["firstName"], name);
                assert_eq!(answer["data"]["leadEvents"]["lead"]["assignee"]["name"], "User 1");
            }
            for answer in join_all(screens.iter_mut().map(next)).await {
                assert_eq!(answer["data"]["leadChanged"]["firstName"], name);
            }
            statements.push(stage.statements());
        }
        eprintln!("statements for an event: {} for one of each, {} for 200", statements[0], statements[1]);
        // Looks at the log, from time to time, may fall into either.
        assert!(statements[1] <= statements[0] + 6, "{statements:?}");
    }
}

#[tokio::test]
async fn a_lead_with_many_events_at_once_loses_none() {
    for stage in stages().await {
        let lead = stage.lead("Busy", |_| ()).await;
        let other = stage.lead("Other", |_| ()).await;
        stage.settle().await;
        let filter = json!({ "filter": { "leadId": lead.id, "kinds": ["LEAD_UPDATED"] } });
        let mut stream = stage.subscribe(EVENTS, filter);
        begin(&mut stream).await;
        let tx = stage.cx.db.begin().await.unwrap();
        let event = |number: usize| {
            let lead = if number.is_multiple_of(3) { other.id } else { lead.id };
            stage.cx.event(Note::new(entity::EventType::LeadUpdated).lead(lead))
        };
        crate::events::append(&tx, (0..900).map(event).collect()).await.unwrap();
        tx.commit().await.unwrap();
        stage.cx.bus.wake();
        let mut cursors = HashSet::new();
        for _ in 0..600 {
            let answer = next(&mut stream).await;
            assert_eq!(answer["data"]["leadEvents"]["leadId"], json!(lead.id), "{answer:#}");
            assert!(cursors.insert(answer["extensions"]["cursor"].to_string()));
        }
        begin(&mut stream).await;
    }
}

#[tokio::test]
async fn a_slow_reader_is_told_where_to_resume() {
    let stage = stages().await.remove(0);
    let lead = stage.lead("Slow", |_| ()).await;
    let mut slow = stage.subscribe("subscription { leadEvents { kind cursor } }", json!({}));
    begin(&mut slow).await;
    move_to(&stage.cx, &lead, LeadStatus::Warm).await;
    let first = next(&mut slow).await["data"]["leadEvents"]["cursor"].clone();
    // Another reads as they come, and shows that they have all been handed out.
    let updates = json!({ "after": first, "filter": { "kinds": ["LEAD_UPDATED"] } });
    let mut fast = stage.subscribe(EVENTS, updates.clone());
    begin(&mut fast).await;
    for _ in 0..8 {
        let tx = stage.cx.db.begin().await.unwrap();
        let event = || stage.cx.event(Note::new(entity::EventType::LeadUpdated).lead(lead.id));
        crate::events::append(&tx, (0..600).map(|_| event()).collect()).await.unwrap();
        tx.commit().await.unwrap();
        stage.cx.bus.wake();
        for _ in 0..600 {
            assert!(next(&mut fast).await["errors"].is_null());
        }
    }
    let told = next(&mut slow).await;
    assert_eq!(told["errors"][0]["extensions"]["code"], "LAGGED", "{told:#}");
    assert_eq!(told["errors"][0]["extensions"]["resumeAfter"], first);
    assert!(slow.next().await.is_none(), "then the stream ends");
    let mut again = stage.subscribe(EVENTS, updates);
    for _ in 0..4_800 {
        next(&mut again).await;
    }
    begin(&mut again).await;
}

#[tokio::test]
async fn a_lead_is_watched_until_it_is_deleted() {
    for stage in stages().await {
        let lead = stage.lead("Watched", |_| ()).await;
        // Or its first message would come as news, on a server that is busy with other tests.
        stage.settle().await;
        let document =
            "subscription ($id: ID!) { leadChanged(id: $id) { status version assignee { name } } }";
        let mut stream = stage.subscribe(document, json!({ "id": lead.id }));
        assert_eq!(next(&mut stream).await["data"]["leadChanged"]["status"], "NEW");
        let mut messages = stage.subscribe(
            "subscription ($id: ID!) { communicationChanged(leadId: $id) { state template lead { number } } }",
            json!({ "id": lead.id }),
        );
        begin(&mut messages).await;
        stage.lead("Another", |_| ()).await;
        move_to(&stage.cx, &lead, LeadStatus::Warm).await;
        let changed = next(&mut stream).await;
        assert_eq!(
            changed["data"]["leadChanged"],
            json!({ "status": "WARM", "version": 2, "assignee": { "name": "User 1" } })
        );
        let message = next(&mut messages).await;
        assert_eq!(
            message["data"]["communicationChanged"],
            json!({ "state": "QUEUED", "template": "status_warm", "lead": { "number": "L-000001" } })
        );
        leads::delete(&stage.cx, lead.id, None, Mode::Commit).await.unwrap();
        assert!(timeout(Duration::from_secs(30), stream.next()).await.unwrap().is_none());
        let mut missing = stage.subscribe(document, json!({ "id": lead.id }));
        assert_eq!(next(&mut missing).await["errors"][0]["extensions"]["code"], "NOT_FOUND");
        assert!(missing.next().await.is_none());
    }
}

#[tokio::test]
async fn those_who_could_see_a_lead_hear_that_it_is_gone() {
    let stage: Stage = stages().await.remove(0);
    let lead = stage.lead("Gone", |_| ()).await;
    let mut stream = stage.subscribe(EVENTS, json!({}));
    begin(&mut stream).await;
    leads::delete(&stage.cx, lead.id, None, Mode::Commit).await.unwrap();
    let event = &next(&mut stream).await["data"]["leadEvents"];
    assert_eq!(
        (&event["kind"], &event["leadId"], &event["lead"]),
        (&json!("LEAD_DELETED"), &json!(lead.id), &json!(null))
    );
    let mut broken = stage.subscribe(EVENTS, json!({ "after": "x" }));
    assert_eq!(next(&mut broken).await["errors"][0]["extensions"]["code"], "INVALID");
}
