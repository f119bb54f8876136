//! Living through the year.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{CommunicationId, CommunicationState, LeadId, UserId, communication};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    cast::{Account, agents, team},
    desks::Desks,
    past_mail,
    people::{Invented, invent},
    plan::{self, Step},
    random::Random,
    stage,
};
use crate::{
    auth::{Actor, secret},
    clock::{Clock, ManualClock},
    communications::{self, Mailer},
    context::{Ctx, Mode},
    error::{Error, Result},
    leads::{self, staleness},
    mail::Transport,
};

/// How much is done, and how much there is to do.
pub type Progress<'a> = &'a mut (dyn FnMut(u64, u64) + Send);

/// Leads that come in over the year, besides those of the last weeks.
const LEADS: i64 = 290;
const DAYS: i64 = 365;
/// Mail of the last days really goes to the outbox folder, so that there is something to look at.
const RECENT_MAIL: TimeDelta = TimeDelta::days(3);
/// Mail of the last days is written like any other, text and all; older mail is only noted.
const WRITTEN_MAIL: TimeDelta = TimeDelta::days(10);
/// Old mails that are noted together.
const MAILS_AT_ONCE: usize = 60;
/// Where chance begins.
const SEED: u64 = 0x1EAD;

/// What was made.
#[derive(Clone, Debug)]
pub struct Seeded {
    /// The team.
    pub team: Vec<Account>,
    /// Leads.
    pub leads: u64,
    /// Mails, sent in the past.
    pub mails: u64,
}

/// Something that is due in the invented year.
enum Act {
    Arrive(usize),
    Assign(usize, UserId),
    Do(usize, Box<Step>),
    /// Scheduled work of the night.
    Night,
}

/// One lead of the year.
struct Life {
    invented: Invented,
    agent: UserId,
    is_referred: bool,
    id: Option<LeadId>,
}

/// Fills a database with the year before now. Mail of the past goes nowhere; that of the last days goes through
/// `mailer` when it writes into a folder.
///
/// # Errors
/// The database failed: what was done before that stays.
pub async fn seed(ctx: &Ctx, mailer: &Arc<Mailer>, progress: Progress<'_>) -> Result<Seeded> {
    let now = ctx.clock.now();
    let clock = ManualClock::new(now - TimeDelta::days(DAYS + 1));
    let past = Ctx { clock: Clock::from(clock.clone()), actor: Actor::System, ..ctx.clone() };
    let team = team(&past).await?;
    let secret = secret::load(&ctx.db, &ctx.config.auth).await?;
    let (nowhere, memory) = Transport::memory();
    let nowhere = Mailer::with_transport(&ctx.config, &secret, nowhere).map_err(Error::fault)?;
    let desks = Desks::of(&past, &team).await?;
    let mut year = Year::plan(&agents(&team), desks, now);
    let (total, mut done, mut created, mut mails) = (year.acts.len() as u64, 0, 0, 0);
    let mut waiting = BTreeSet::new();
    while let Some((at, act)) = year.next() {
        clock.advance((at - clock.now()).max(TimeDelta::zero()));
        created += u64::from(matches!(act, Act::Arrive(_)));
        let messages = year.perform(&past, act).await?;
        waiting.extend(messages);
        let is_recent = now - at < RECENT_MAIL;
        if now - at < WRITTEN_MAIL || waiting.len() >= MAILS_AT_ONCE {
            let mut usual_way: Vec<_> = std::mem::take(&mut waiting).into_iter().collect();
            mails += usual_way.len() as u64;
            if now - at >= WRITTEN_MAIL {
                usual_way = past_mail::note_as_sent(&past, &usual_way).await?;
            }
            let mailer = if is_recent && mailer.transport().folder().is_some() { mailer } else { &nowhere };
            for message in usual_way {
                clock.advance(TimeDelta::milliseconds(400));
                communications::deliver(&past, message, mailer).await?;
            }
            memory.take();
        }
        done += 1;
        progress(done, total);
    }
    let rest: Vec<_> = waiting.into_iter().collect();
    past_mail::note_as_sent(&past, &rest).await?;
    Ok(Seeded { team, leads: created, mails })
}

/// Messages that wait: those of the night are called for in many places.
async fn queued(ctx: &Ctx) -> Result<Vec<CommunicationId>> {
    let queued = communication::Entity::find()
        .select_only()
        .column(communication::Column::Id)
        .filter(communication::Column::State.eq(CommunicationState::Queued));
    Ok(queued.into_tuple().all(ctx.db.conn()).await?)
}

struct Year {
    lives: Vec<Life>,
    acts: BTreeMap<u64, (DateTime<Utc>, Act)>,
    order: BinaryHeap<Reverse<(DateTime<Utc>, u64)>>,
    now: DateTime<Utc>,
    /// Leads that may have told others of us.
    known: Vec<LeadId>,
    desks: Desks,
    random: Random,
}

impl Year {
    fn plan(agents: &[UserId], desks: Desks, now: DateTime<Utc>) -> Self {
        let mut year = Self {
            lives: Vec::new(),
            acts: BTreeMap::new(),
            order: BinaryHeap::new(),
            now,
            known: Vec::new(),
            desks,
            random: Random::new(SEED),
        };
        for _ in 0..LEADS {
            let path = plan::ordinary(&mut year.random);
            let arrival = now - TimeDelta::minutes(year.random.between(60, DAYS * 24 * 60));
            let life = year.life(agents, 9);
            let steps = plan::steps(&mut year.random, path, &life.invented.wish, arrival);
            year.add(life, arrival, steps);
        }
        for (_, path) in plan::RECENT.iter().chain(plan::RECENT).chain(plan::RECENT) {
            let end = now - TimeDelta::minutes(year.random.between(60, 4 * 24 * 60));
            year.add_ending(agents, path, end, 0);
        }
        for _ in 0..4 {
            let end = now - TimeDelta::minutes(year.random.between(60, 3 * 24 * 60));
            year.add_ending(agents, &[], end, 100);
        }
        for (days, path) in plan::ALMOST_STALE.iter().chain(plan::ALMOST_STALE) {
            let end = now - TimeDelta::days(*days) - TimeDelta::minutes(year.random.between(60, 20 * 60));
            year.add_ending(agents, path, end, 0);
        }
        for day in 0..DAYS {
            // In the beginning every fourth night will do: it is quicker.
            if day > DAYS - 14 || day % 4 == 0 {
                year.due(now - TimeDelta::days(DAYS - day) - TimeDelta::hours(3), Act::Night);
            }
        }
        year
    }

    fn life(&mut self, agents: &[UserId], referred: i64) -> Life {
        let agent = self.random.one_of(agents);
        let is_referred = self.random.chance(referred);
        let assigned = self.random.chance(75).then_some(agent);
        let number = i64::try_from(self.lives.len()).unwrap_or(0) + 1;
        let mut invented = invent(&mut self.random, number, assigned, None);
        self.desks.place(agent, &mut invented.new.fields);
        Life { invented, agent, is_referred, id: None }
    }

    /// A lead whose last step is at `end`.
    fn add_ending(&mut self, agents: &[UserId], path: plan::Path, end: DateTime<Utc>, referred: i64) {
        let life = self.life(agents, referred);
        let arrival = end - TimeDelta::days(90);
        let mut steps = plan::steps(&mut self.random, path, &life.invented.wish, arrival);
        let later = end - steps.last().map_or(arrival, |(at, _)| *at);
        for (at, step) in &mut steps {
            *at += later;
            if let Step::Move(to) = step {
                to.resume_on = to.resume_on.and_then(|day| day.checked_add_signed(later));
            }
        }
        self.add(life, arrival + later, steps);
    }

    fn add(&mut self, life: Life, arrival: DateTime<Utc>, steps: Vec<(DateTime<Utc>, Step)>) {
        let index = self.lives.len();
        let is_assigned = !life.invented.new.fields.assignee_id.is_keep();
        self.due(arrival, Act::Arrive(index));
        if !is_assigned && let Some((first, _)) = steps.first() {
            self.due((*first - TimeDelta::minutes(90)).max(arrival), Act::Assign(index, life.agent));
        }
        for (at, step) in steps {
            self.due(at, Act::Do(index, Box::new(step)));
        }
        self.lives.push(life);
    }

    fn due(&mut self, at: DateTime<Utc>, act: Act) {
        if at < self.now {
            let number = self.acts.len() as u64;
            self.acts.insert(number, (at, act));
            self.order.push(Reverse((at, number)));
        }
    }

    fn next(&mut self) -> Option<(DateTime<Utc>, Act)> {
        let Reverse((_, number)) = self.order.pop()?;
        self.acts.remove(&number)
    }

    /// Does what is due; returns the messages that it called for.
    async fn perform(&mut self, past: &Ctx, act: Act) -> Result<Vec<CommunicationId>> {
        let written = match act {
            Act::Arrive(index) => {
                let life = &mut self.lives[index];
                if life.is_referred && !self.known.is_empty() {
                    let referrer = self.random.one_of(&self.known);
                    life.invented.new.fields.referrer_lead_id = leads::Change::Set(referrer);
                    life.invented.new.fields.source_key = leads::Change::Set("REFERRAL".to_owned());
                }
                let written = leads::create(past, &life.invented.new, Mode::Commit).await?;
                life.id = Some(written.lead.id);
                self.known.push(written.lead.id);
                vec![written]
            }
            Act::Assign(index, agent) => match self.lives[index].id {
                Some(id) => stage::assign(past, id, agent).await?.into_iter().collect(),
                None => Vec::new(),
            },
            Act::Do(index, step) => match self.lives[index].id {
                Some(id) => stage::perform(&stage::acting(past, self.lives[index].agent), id, *step).await?,
                None => Vec::new(),
            },
            Act::Night => {
                leads::resume_due(past).await?;
                staleness::sweep(past).await?;
                return queued(past).await;
            }
        };
        Ok(written
            .iter()
            .flat_map(|written| written.communications.iter().map(|message| message.id))
            .collect())
    }
}
