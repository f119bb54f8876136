//! The one way to change a status. API, bulk, import, scheduled jobs: all end up in [`prepare`] and [`write`], so
//! all obey the same rules, write the same history and fire the same triggers.

use chrono::NaiveDate;
use entity::{
    EventType, LeadId, LeadStatus, StatusChangeId, TriggerEvent, lead, lead_status_change, lead_type,
    lost_reason,
};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    first_response,
    handover::{Queues, settle_waiting},
    lifecycle::{self, Facts, Standing, is_lost, is_open},
    lists,
    save::{self, Written},
    status_info,
};
use crate::{
    auth::policy::{self, Action},
    communications::{Cause, Triggers},
    context::{Ctx, Mode},
    db::Tx,
    error::{Code, Error, Problem, Result},
    events::{self, Note},
};

/// A move of one lead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeStatus {
    /// Which lead.
    pub id: LeadId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// Where to, and what goes with it.
    #[serde(rename = "move")]
    pub to: Move,
}

/// Where a lead shall go, and what goes with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Move {
    /// The status to enter.
    pub status: LeadStatus,
    /// Why, in the actor's words; kept in the history.
    pub note: Option<String>,
    /// Key of a lost reason, such as `PRICE`: for `CLOSED_LOST` and `DISQUALIFIED`.
    pub lost_reason_key: Option<String>,
    /// To whom it was lost.
    pub lost_competitor: Option<String>,
    /// For `ON_HOLD`: the day on which the lead goes back to where it was held from.
    pub resume_on: Option<NaiveDate>,
}

impl Move {
    /// A move without anything else.
    pub fn to(status: LeadStatus) -> Self {
        Self { status, note: None, lost_reason_key: None, lost_competitor: None, resume_on: None }
    }
}

/// Moves a lead to another status.
///
/// # Errors
/// `NOT_FOUND`, `STALE_OBJECT`, or everything that stands in the way, together.
pub async fn change_status(ctx: &Ctx, change: &ChangeStatus, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::ProcessLead)?;
    ctx.write("changeLeadStatus", mode, change, async |tx| {
        let lead = save::load(ctx, tx, change.id, change.expected_version).await?;
        let rules = Rules::load(tx, &change.to).await?;
        let prepared = prepare(ctx, &rules, lead, &change.to).map_err(Error::Refused)?;
        let mut written = write(ctx, tx, &rules, vec![prepared]).await?;
        written.pop().ok_or_else(|| Error::fault("one lead went in, none came out"))
    })
    .await
}

/// What a move is judged by, read once for however many leads.
pub(super) struct Rules {
    lead_types: Vec<lead_type::Model>,
    lost_reason: Option<lost_reason::Model>,
    triggers: Triggers,
}

impl Rules {
    /// # Errors
    /// The lost reason is unknown, or the database failed.
    pub(super) async fn load(tx: &Tx, to: &Move) -> Result<Self> {
        let lost_reason = match &to.lost_reason_key {
            Some(key) if is_lost(to.status) => {
                Some(lists::lost_reason(&**tx, key).await?.map_err(|problem| Error::Refused(vec![problem]))?)
            }
            _ => None,
        };
        let lead_types = lists::lead_types(&**tx).await?;
        Ok(Self { lead_types, lost_reason, triggers: Triggers::load(&**tx).await? })
    }
}

/// A lead that may go, and how it will be.
pub(super) struct Prepared {
    old: lead::Model,
    new: lead::Model,
    entry: lead_status_change::Model,
}

/// Where a lead stands, for the life cycle.
pub(super) fn standing(lead: &lead::Model) -> Standing {
    Standing { status: lead.status, is_inactive: lead.inactive_since.is_some(), held_from: lead.held_from }
}

/// What it takes to move a lead to a status.
pub(super) fn action(to: LeadStatus) -> Action {
    if is_open(to) { Action::ProcessLead } else { Action::CompleteLead }
}

/// Judges a move.
///
/// # Errors
/// Everything that stands in the way, together.
pub(super) fn prepare(
    ctx: &Ctx,
    rules: &Rules,
    old: lead::Model,
    to: &Move,
) -> Result<Prepared, Vec<Problem>> {
    let lead_type = rules.lead_types.iter().find(|lead_type| lead_type.id == old.lead_type_id);
    let facts = Facts {
        is_assigned: old.assignee_id.is_some(),
        missing_criteria: lead_type.map(|kind| lifecycle::missing_criteria(&old, kind)).unwrap_or_default(),
        has_target_amount: old.target_amount_minor.is_some(),
        has_lost_reason: rules.lost_reason.is_some(),
        is_own_reply: false,
    };
    let mut problems: Vec<_> =
        policy::may_with(&ctx.actor, action(to.status), &old).err().into_iter().collect();
    problems.extend(lifecycle::blockers(standing(&old), to.status, &facts));
    problems.extend(misplaced(ctx, to));
    if !problems.is_empty() {
        return Err(problems);
    }
    let entry_id: StatusChangeId = ctx.new_id();
    let new = entered(ctx, rules, &old, to, entry_id);
    let entry = lead_status_change::Model {
        id: entry_id,
        lead_id: old.id,
        from_status: Some(old.status),
        to_status: to.status,
        actor_id: ctx.actor.user_id(),
        note: to.note.clone(),
        lost_reason_id: new.lost_reason_id.filter(|_| is_lost(to.status)),
        at: new.status_since,
        seconds_in_from: Some((new.status_since - old.status_since).num_seconds()),
    };
    Ok(Prepared { old, new, entry })
}

/// What was given with a move that cannot use it, or cannot be used.
fn misplaced(ctx: &Ctx, to: &Move) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |field: &str, message: &str| problems.push(Problem::new(Code::Invalid, &[field], message));
    if to.resume_on.is_some() && to.status != LeadStatus::OnHold {
        add("resume_on", "a day to resume on goes with ON_HOLD only");
    }
    if to.resume_on.is_some_and(|day| day <= ctx.clock.today()) {
        add("resume_on", "the day to resume on must be in the future");
    }
    if (to.lost_reason_key.is_some() || to.lost_competitor.is_some()) && !is_lost(to.status) {
        add("lost_reason_key", "a lost reason goes with CLOSED_LOST and DISQUALIFIED only");
    }
    let too_long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.chars().count() > 2_000);
    if too_long(&to.note) || too_long(&to.lost_competitor) {
        add("note", "at most 2,000 characters");
    }
    problems
}

/// The lead as it is in its new status.
fn entered(
    ctx: &Ctx,
    rules: &Rules,
    old: &lead::Model,
    to: &Move,
    status_change_id: StatusChangeId,
) -> lead::Model {
    let now = ctx.clock.now();
    let mut new = lead::Model { status: to.status, status_change_id, status_since: now, ..old.clone() };
    new.inactive_since = None;
    new.stale_warned_at = None;
    new.held_from = (to.status == LeadStatus::OnHold).then_some(old.status);
    new.resume_on = to.resume_on;
    // A person's act is a sign of life. So is the end of a pause that a person had set a day for: the lead must
    // not come back stale.
    if ctx.actor.is_person() || old.status == LeadStatus::OnHold {
        new.last_touch_at = now;
    }
    let closes = !is_open(to.status);
    if let Some(default) = status_info(to.status).default_probability
        && (closes || !old.probability_is_manual)
    {
        new.probability = default;
        new.probability_is_manual = false;
    }
    new.completed_at = closes.then_some(now);
    if closes {
        new.snoozed_until = None;
    }
    settle_waiting(old.unit_id, &mut new, now);
    first_response::note(ctx, &mut new);
    new.lost_reason_id = rules.lost_reason.as_ref().map(|reason| reason.id);
    new.lost_note = to.note.clone().filter(|_| is_lost(to.status));
    new.lost_competitor.clone_from(&to.lost_competitor);
    new
}

/// Writes the moves: lead, history, events, messages.
///
/// # Errors
/// The database failed.
pub(super) async fn write(ctx: &Ctx, tx: &Tx, rules: &Rules, moves: Vec<Prepared>) -> Result<Vec<Written>> {
    let mut leads = Vec::with_capacity(moves.len());
    let mut entries = Vec::with_capacity(moves.len());
    let mut happened = Vec::with_capacity(moves.len());
    let mut queued = Vec::new();
    for Prepared { old, new, entry } in moves {
        let (lead, _) = save::save(ctx, &**tx, &old, new).await?;
        let data = json!({ "from": entry.from_status, "to": entry.to_status, "statusChangeId": entry.id });
        // A lead that is closed waits no longer, and one that is taken up again may.
        let queues = Queues::between(Some(&old), &lead);
        let changed = Note::changed(EventType::LeadStatusChanged, &old, &lead).data(queues.noted_in(data));
        let changed = ctx.event(changed);
        queued.extend(queues.is_entered().then_some((leads.len(), changed.id.0)));
        happened.push(changed);
        entries.push(entry);
        leads.push((old.status, lead));
    }
    for rows in entries.chunks(500) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        lead_status_change::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    events::append(tx, happened).await?;
    let into_queue = |(index, id): &(usize, Uuid)| Cause {
        lead: &leads[*index].1,
        event: TriggerEvent::Queued,
        from: None,
        id: *id,
    };
    let entered = leads.iter().map(|(from, lead)| entry_cause(*from, lead));
    let causes: Vec<_> = entered.chain(queued.iter().map(into_queue)).collect();
    let called = rules.triggers.call(ctx, tx, &causes).await?;
    Ok(Written::with_messages(leads.into_iter().map(|(_, lead)| lead).collect(), called))
}

fn entry_cause(from: LeadStatus, lead: &lead::Model) -> Cause<'_> {
    Cause { lead, event: TriggerEvent::StatusEntered, from: Some(from), id: lead.status_change_id.0 }
}

/// Calls the triggers for something else that happened together with a move.
///
/// # Errors
/// The database failed.
pub(super) async fn also_call(
    ctx: &Ctx,
    tx: &Tx,
    rules: &Rules,
    event: TriggerEvent,
    leads: &[Written],
) -> Result<()> {
    let cause = |written: &'_ Written| written.lead.status_change_id.0;
    let causes: Vec<_> = leads
        .iter()
        .map(|written| Cause { lead: &written.lead, event, from: None, id: cause(written) })
        .collect();
    rules.triggers.call(ctx, tx, &causes).await.map(|_| ())
}
