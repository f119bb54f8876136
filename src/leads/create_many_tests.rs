//! Many at once are the same as one by one.

use entity::{EventType, LeadStatus, communication, event, lead, lead_status_change};
use sea_orm::{EntityTrait, QueryOrder};

use super::{Change, LeadPatch, NewLead, create, create_many};
use crate::{
    communications::fixture::{World, worlds},
    context::Mode,
    error::{Code, Error},
};

fn set(text: &str) -> Change<String> {
    Change::Set(text.to_owned())
}

async fn new_leads(world: &World) -> Vec<NewLead> {
    let agent = world.user(1).await.id;
    let lead = |number: usize| NewLead {
        status: None,
        fields: LeadPatch {
            last_name: set("Größl"),
            email: Change::Set(format!("lead{number}@acme.example")),
            source_key: set(if number.is_multiple_of(3) { "REFERRAL" } else { "FAIR" }),
            assignee_id: if number.is_multiple_of(2) { Change::Set(agent) } else { Change::Keep },
            estimated_days: Change::Set(30),
            ..LeadPatch::default()
        },
    };
    // More than one statement takes, and some that the rules refuse.
    let mut all: Vec<_> = (0..400).map(lead).collect();
    all[7].fields.email = set("nobody@");
    all[8].fields.source_key = set("MOON");
    all[9].status = Some(LeadStatus::Warm);
    all
}

/// Everything that was written, without ids.
async fn written(world: &World) -> (Vec<String>, Vec<String>, Vec<String>, Vec<(EventType, String)>) {
    let db = world.ctx.db.conn();
    let leads = lead::Entity::find().order_by_asc(lead::Column::Number).all(db).await.unwrap();
    let number = |id| leads.iter().find(|lead| lead.id == id).map_or(0, |lead| lead.number);
    let history = lead_status_change::Entity::find().all(db).await.unwrap();
    let mut history: Vec<_> = history
        .iter()
        .map(|row| format!("{} {:?} {} {}", number(row.lead_id), row.from_status, row.to_status, row.at))
        .collect();
    let messages = communication::Entity::find().all(db).await.unwrap();
    let mut messages: Vec<_> = messages
        .iter()
        .map(|row| {
            format!("{} {} {:?} {}", number(row.lead_id), row.template, row.recipient_user_id, row.due_at)
        })
        .collect();
    let events = event::Entity::find().all(db).await.unwrap();
    let mut events: Vec<_> = events
        .iter()
        .map(|row| (row.kind, format!("{} {}", row.lead_id.map_or(0, number), row.data)))
        .collect();
    history.sort();
    messages.sort();
    events.sort_by(|a, b| (a.0.as_str(), &a.1).cmp(&(b.0.as_str(), &b.1)));
    let plain = |lead: &lead::Model| {
        let nil = uuid::Uuid::nil();
        format!(
            "{:?}",
            lead::Model {
                id: nil.into(),
                status_change_id: nil.into(),
                assignment_id: lead.assignment_id.map(|_| nil.into()),
                ..lead.clone()
            }
        )
    };
    (leads.iter().map(plain).collect(), history, messages, events)
}

#[tokio::test]
async fn many_at_once_are_the_same_as_one_by_one() {
    for (singly, together) in worlds().await.into_iter().zip(worlds().await) {
        let new = new_leads(&singly).await;
        let mut refused = Vec::new();
        for new in &new {
            match create(&singly.ctx, new, Mode::Commit).await {
                Ok(_) => refused.push(None),
                Err(Error::Refused(problems)) => refused.push(Some(problems)),
                Err(error) => panic!("{error}"),
            }
        }
        let created = create_many(&together.ctx, &new_leads(&together).await, Mode::Commit).await.unwrap().0;
        assert_eq!(created.len(), 400);
        for (one, other) in refused.iter().zip(&created) {
            assert_eq!(one.as_ref(), other.as_ref().err());
        }
        assert_eq!(created[9].as_ref().err().unwrap()[0].code, Code::IllegalTransition);
        let first = created[0].as_ref().unwrap();
        assert_eq!((first.lead.number, first.communications.len()), (1, 2));
        assert!(written(&singly).await == written(&together).await);
    }
}

#[tokio::test]
async fn a_rehearsal_of_many_keeps_nothing() {
    for world in worlds().await {
        let new = new_leads(&world).await;
        let created = create_many(&world.ctx, &new, Mode::Rehearse).await.unwrap().0;
        assert_eq!(created.iter().filter(|row| row.is_ok()).count(), 397);
        let (leads, _, _, events) = written(&world).await;
        assert!(leads.is_empty() && events.is_empty());
    }
}
