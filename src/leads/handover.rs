//! The one way to change who has a lead in hand. Capture, `updateLead`, assigning, accepting, releasing: all end up
//! here, so all keep the same times, write the same history and tell the same people.

use chrono::{DateTime, Utc};
use entity::{
    AssignmentKind, AssignmentRuleId, EventType, LeadAssignmentId, TriggerEvent, UnitId, lead,
    lead_assignment,
};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    lifecycle::is_open,
    save::{self, Written},
};
use crate::{
    communications::{Cause, Triggers},
    context::Ctx,
    db::Tx,
    error::Result,
    events::{self, NewEvent, Note},
};

/// Rows in one statement.
const ROWS_PER_STATEMENT: usize = 500;

/// Why a lead goes into other hands.
#[derive(Clone, Debug, Default)]
pub(super) struct Why {
    /// Accepting and releasing are told apart from being given.
    pub act: Act,
    /// In the actor's words.
    pub note: Option<String>,
    /// The rule that decided, and why it did.
    pub rule: Option<(AssignmentRuleId, String)>,
}

/// What is done to a lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Act {
    /// It is given to somebody, or put somewhere.
    #[default]
    Give,
    /// Somebody takes it.
    Accept,
    /// Its assignee gives it back.
    Release,
}

/// A change of hands that has been worked out and not yet written.
#[derive(Clone, Debug)]
pub(super) struct Handover {
    row: lead_assignment::Model,
    queues: Queues,
}

/// Which queue a lead leaves, and which it enters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Queues {
    left: Option<UnitId>,
    entered: Option<UnitId>,
}

/// The unit in whose queue a lead waits.
pub fn queue_of(lead: &lead::Model) -> Option<UnitId> {
    lead.unit_id.filter(|_| lead.waiting_since.is_some())
}

/// Works out since when a lead waits: it does while it is open, in a unit, and nobody works on it. A new waiting has
/// not been escalated.
pub(super) fn settle_waiting(old_unit: Option<UnitId>, new: &mut lead::Model, now: DateTime<Utc>) {
    let waits = is_open(new.status) && new.assignee_id.is_none() && new.unit_id.is_some();
    if !waits {
        new.waiting_since = None;
    } else if new.waiting_since.is_none() || new.unit_id != old_unit {
        (new.waiting_since, new.escalated_at) = (Some(now), None);
    }
}

/// Works out what follows from who has `new` in hand, and sets it there; nothing when nothing has changed. A lead that
/// comes in has no `old`.
pub(super) fn settle(
    ctx: &Ctx,
    old: Option<&lead::Model>,
    new: &mut lead::Model,
    why: Why,
) -> Option<Handover> {
    let now = ctx.clock.now();
    let (old_assignee, old_unit) = old.map_or((None, None), |old| (old.assignee_id, old.unit_id));
    settle_waiting(old_unit, new, now);
    let queues = Queues::between(old, new);
    let assignee_changed = new.assignee_id != old_assignee;
    let place_changed = new.assignee_id.is_none() && new.unit_id != old_unit;
    if !assignee_changed && !place_changed {
        return None;
    }
    new.accepted_at = (why.act == Act::Accept).then_some(now);
    let kind = match (why.act, new.assignee_id, new.unit_id) {
        (Act::Accept, ..) => AssignmentKind::Accepted,
        (Act::Release, ..) => AssignmentKind::Released,
        (Act::Give, Some(_), _) => AssignmentKind::Assigned,
        (Act::Give, None, Some(_)) => AssignmentKind::Queued,
        (Act::Give, None, None) => AssignmentKind::Unassigned,
    };
    let id: LeadAssignmentId = ctx.new_id();
    new.assignment_id = Some(id);
    let (rule_id, explanation) = why.rule.unzip();
    let row = lead_assignment::Model {
        id,
        lead_id: new.id,
        kind,
        assignee_id: new.assignee_id,
        unit_id: new.unit_id,
        previous_assignee_id: old_assignee,
        waited_in: queues.left,
        rule_id,
        actor_id: ctx.actor.user_id(),
        note: why.note,
        explanation: explanation.unwrap_or_else(|| in_words(kind, old.is_some()).to_owned()),
        at: now,
    };
    Some(Handover { row, queues })
}

fn in_words(kind: AssignmentKind, was_there: bool) -> &'static str {
    match kind {
        AssignmentKind::Assigned if !was_there => "It came in with its assignee.",
        AssignmentKind::Queued if !was_there => "It came in for the unit.",
        AssignmentKind::Assigned => "It was given to its assignee by hand.",
        AssignmentKind::Accepted => "Its assignee accepted it.",
        AssignmentKind::Released => "Its assignee gave it back.",
        AssignmentKind::Queued => "It was put into the unit's queue by hand.",
        AssignmentKind::Unassigned => "It was taken from everybody by hand.",
    }
}

impl Queues {
    /// What changes between two states of a lead; one that comes in has no `old`.
    pub(super) fn between(old: Option<&lead::Model>, new: &lead::Model) -> Self {
        let (before, after) = (old.and_then(queue_of), queue_of(new));
        if before == after { Self::default() } else { Self { left: before, entered: after } }
    }

    /// Whether the lead comes into a queue.
    pub(super) fn is_entered(self) -> bool {
        self.entered.is_some()
    }

    /// The same with the note of an event: whoever follows a queue needs to look at nothing else.
    pub(super) fn noted_in(self, mut data: Value) -> Value {
        let notes = [("leftQueue", self.left), ("enteredQueue", self.entered)];
        let notes = notes.into_iter().filter_map(|(key, unit)| Some((key.to_owned(), json!(unit?))));
        if let Value::Object(data) = &mut data {
            data.extend(notes.collect::<Map<_, _>>());
        }
        data
    }
}

impl Handover {
    /// What is noted of it; with what changed from `old`, unless another entry tells that.
    pub(super) fn event(&self, ctx: &Ctx, old: Option<&lead::Model>, lead: &lead::Model) -> NewEvent {
        let row = &self.row;
        let kind = match row.kind {
            AssignmentKind::Assigned | AssignmentKind::Unassigned => EventType::LeadAssigned,
            AssignmentKind::Accepted => EventType::LeadAccepted,
            AssignmentKind::Released => EventType::LeadReleased,
            AssignmentKind::Queued => EventType::LeadQueued,
        };
        let mut data =
            json!({ "assigneeId": row.assignee_id, "previousAssigneeId": row.previous_assignee_id });
        if let Some(rule) = row.rule_id {
            data["ruleId"] = json!(rule);
        }
        let note = old.map_or_else(|| Note::about(kind, lead), |old| Note::changed(kind, old, lead));
        ctx.event(note.data(self.queues.noted_in(data)))
    }

    /// What triggers hear, of the event that notes it: who took a lead by themselves need not be told that it is theirs.
    pub(super) fn cause<'a>(&self, lead: &'a lead::Model, event: Uuid) -> Option<Cause<'a>> {
        let event_of = match self.row.kind {
            AssignmentKind::Assigned => TriggerEvent::Assigned,
            _ if self.queues.is_entered() => TriggerEvent::Queued,
            _ => return None,
        };
        Some(Cause { lead, event: event_of, from: None, id: event })
    }
}

/// Keeps the rows.
///
/// # Errors
/// The database failed.
pub(super) async fn keep(tx: &Tx, handovers: Vec<Handover>) -> Result<()> {
    let rows: Vec<_> = handovers.into_iter().map(|handover| handover.row.into_active_model()).collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        lead_assignment::Entity::insert_many(rows.iter().cloned()).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// A lead as it is, and as it shall be.
pub(super) struct Change {
    pub old: lead::Model,
    pub new: lead::Model,
    pub why: Why,
}

/// Writes changes of hands, however many: leads, history, events, messages.
///
/// # Errors
/// The database failed.
pub(super) async fn hand_over(ctx: &Ctx, tx: &Tx, changes: Vec<Change>) -> Result<Vec<Written>> {
    let mut leads = Vec::with_capacity(changes.len());
    let mut handovers = Vec::new();
    for Change { old, mut new, why } in changes {
        let handover = settle(ctx, Some(&old), &mut new, why);
        let (lead, _) = save::save(ctx, &**tx, &old, new).await?;
        handovers.extend(handover.map(|handover| (leads.len(), old, handover)));
        leads.push(lead);
    }
    let mut happened = Vec::with_capacity(handovers.len());
    let mut causes = Vec::with_capacity(handovers.len());
    for (index, old, handover) in &handovers {
        let event = handover.event(ctx, Some(old), &leads[*index]);
        causes.extend(handover.cause(&leads[*index], event.id.0));
        happened.push(event);
    }
    events::append(tx, happened).await?;
    let called = if causes.is_empty() {
        Vec::new()
    } else {
        Triggers::load(&**tx).await?.call(ctx, tx, &causes).await?
    };
    keep(tx, handovers.into_iter().map(|(.., handover)| handover).collect()).await?;
    Ok(Written::with_messages(leads, called))
}
