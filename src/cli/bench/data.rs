//! Leads to measure with: most of them touched now, some long ago.

use std::time::Instant;

use chrono::TimeDelta;
use entity::{CommunicationState, LeadId, Role, UserId, communication};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{super::runtime::Runtime, figures::rate};
use crate::{
    auth::Actor,
    cli::output::say,
    clock::{Clock, ManualClock},
    context::{Ctx, Mode},
    leads::{self, Change, LeadPatch, NewLead},
    users::{self, NewUser},
};

const USERS: usize = 50;
/// Leads in one transaction.
const BATCH: usize = 1_000;
const SOURCES: [&str; 4] = ["WEB_SITE", "FAIR", "NEWSLETTER", "REFERRAL"];

/// What was made.
pub struct Data {
    /// Who asks.
    pub actor: Actor,
    /// Leads that are not stale.
    pub fresh: Vec<LeadId>,
}

/// Fills the database.
pub async fn fill(runtime: &Runtime, leads: usize, stale: usize) -> anyhow::Result<Data> {
    let now = runtime.clock.now();
    let clock = ManualClock::new(now - TimeDelta::days(30));
    let ctx = Ctx { clock: Clock::from(clock.clone()), ..runtime.ctx("bench") };
    let mut assignees = Vec::with_capacity(USERS);
    for number in 0..USERS {
        let new = NewUser {
            email: format!("agent{number}@leadline.example"),
            name: format!("Agent {number}"),
            role: Role::Agent,
            password: None,
            locale: None,
            time_zone: None,
        };
        assignees.push(users::create(&ctx, new).await?.id);
    }
    let started = Instant::now();
    let mut fresh = Vec::with_capacity(leads - stale);
    let numbers: Vec<usize> = (0..leads).collect();
    for (numbers, is_stale) in [(&numbers[..stale], true), (&numbers[stale..], false)] {
        if !is_stale {
            clock.advance(now - ctx.clock.now() - TimeDelta::hours(1));
        }
        for numbers in numbers.chunks(BATCH) {
            clock.advance(TimeDelta::milliseconds(10));
            let new: Vec<_> = numbers.iter().map(|number| lead(*number, &assignees)).collect();
            for created in leads::create_many(&ctx, &new, Mode::Commit).await?.0 {
                let lead = created.map_err(crate::error::Error::Refused)?.lead;
                if !is_stale {
                    fresh.push(lead.id);
                }
            }
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    say(format_args!("capture: {leads} leads in {seconds:.1} s, {:.0}/s", rate(leads, seconds)));
    // Their welcome is not what is measured.
    communication::Entity::update_many()
        .col_expr(communication::Column::State, Expr::val(CommunicationState::Cancelled.as_str()))
        .filter(communication::Column::State.eq(CommunicationState::Queued))
        .exec(runtime.db.conn())
        .await?;
    Ok(Data { actor: Actor::user(assignees[0], Role::Admin), fresh })
}

fn lead(number: usize, assignees: &[UserId]) -> NewLead {
    let set = |text: String| Change::Set(text);
    NewLead {
        status: None,
        fields: LeadPatch {
            first_name: set(format!("First{}", number % 997)),
            last_name: set(format!("Last{number}")),
            company: set(format!("Company {} Ltd", number % 5_003)),
            email: set(format!("lead{number}@acme.example")),
            city: set("Vienna".to_owned()),
            initial_interest: set("A quote for the standard package, and a call next week.".to_owned()),
            source_key: set(SOURCES[number % SOURCES.len()].to_owned()),
            assignee_id: Change::Set(assignees[number % assignees.len()]),
            ..LeadPatch::default()
        },
    }
}
