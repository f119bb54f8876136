//! Many leads come in at once: each judged for itself, those that may come in written set-wise.

use entity::{EventType, TriggerEvent, communication, counter, lead, lead_status_change};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

use super::{
    create::{Draft, NewLead, draft},
    handover::{self, Handover, Why},
    lists::Lists,
    save::{Written, WrittenReceipt},
    search::search_text,
};
use crate::{
    assignment,
    auth::policy::{self, Action},
    communications::{Cause, Triggers},
    context::{Ctx, Mode, Replayable},
    db::Tx,
    error::{Error, Problem, Result},
    events::{self, Note},
};

/// Leads in one statement: a lead has some eighty columns, and `SQLite` binds at most 32,766 values.
const LEADS_PER_STATEMENT: usize = 350;
/// History rows in one statement.
const ENTRIES_PER_STATEMENT: usize = 500;

/// What became of each new lead, in the order of the request.
#[derive(Debug)]
pub struct CreatedLeads(pub Vec<Result<Written, Vec<Problem>>>);

/// Adds many leads in one transaction. One that is refused does not keep out the others.
///
/// # Errors
/// The actor may add none, or the database failed: then none came in. What is wrong with single leads is in their
/// places of the result.
pub async fn create_many(ctx: &Ctx, new: &[NewLead], mode: Mode) -> Result<CreatedLeads> {
    policy::may(&ctx.actor, Action::CreateLead)?;
    ctx.write("createLeads", mode, &new, async |tx| {
        let lists = Lists::load(&**tx).await?;
        let mut drafts = Vec::with_capacity(new.len());
        let mut refused = Vec::with_capacity(new.len());
        for new in new {
            match draft(ctx, tx, &lists, new).await {
                Ok(draft) => {
                    drafts.push(draft);
                    refused.push(None);
                }
                Err(Error::Refused(problems)) => refused.push(Some(problems)),
                Err(error) => return Err(error),
            }
        }
        let mut written = insert(ctx, tx, drafts).await?.into_iter();
        let outcome = |refused: Option<Vec<Problem>>| match refused {
            Some(problems) => Ok(Err(problems)),
            None => written.next().map(Ok).ok_or_else(|| Error::fault("fewer leads came out than went in")),
        };
        Ok(CreatedLeads(refused.into_iter().map(outcome).collect::<Result<_>>()?))
    })
    .await
}

/// Writes leads that were checked: who gets them, numbers, rows, history, events, messages.
///
/// # Errors
/// The database failed.
pub(super) async fn insert(ctx: &Ctx, tx: &Tx, drafts: Vec<Draft>) -> Result<Vec<Written>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    // Turns before numbers, in every capture: what is locked is always locked in the same order.
    let (mut leads, handovers) = place(ctx, tx, drafts).await?;
    let first = reserve_numbers(tx, leads.len()).await?;
    for (number, lead) in (first..).zip(&mut leads) {
        lead.number = number;
        lead.search_text = search_text(lead);
    }
    for rows in leads.chunks(LEADS_PER_STATEMENT) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        lead::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    for rows in leads.chunks(ENTRIES_PER_STATEMENT) {
        let rows = rows.iter().map(|lead| first_entry(ctx, lead).into_active_model());
        lead_status_change::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    let called = tell(ctx, tx, &leads, &handovers).await?;
    handover::keep(tx, handovers.into_iter().flatten().collect()).await?;
    Ok(Written::with_messages(leads, called))
}

/// Asks the assignment rules about the leads that go by them, and works out who has each in hand.
async fn place(ctx: &Ctx, tx: &Tx, drafts: Vec<Draft>) -> Result<(Vec<lead::Model>, Vec<Option<Handover>>)> {
    let by_rules: Vec<_> =
        drafts.iter().filter(|draft| draft.goes_by_rules).map(|draft| &draft.lead).collect();
    let mut verdicts = if by_rules.is_empty() {
        Vec::new()
    } else {
        let rules = assignment::Rules::load(&**tx).await?;
        assignment::decide(ctx, tx, &rules, &by_rules).await?
    }
    .into_iter();
    let placed = drafts.into_iter().map(|Draft { mut lead, goes_by_rules }| {
        let mut why = Why::default();
        if goes_by_rules
            && let Some(verdict) = verdicts.next()
            && let Some(decision) = &verdict.decision
        {
            (lead.unit_id, lead.assignee_id) = (decision.unit_id, decision.assignee_id);
            why.rule = Some((decision.rule_id, verdict.in_words()));
        }
        let handover = handover::settle(ctx, None, &mut lead, why);
        (lead, handover)
    });
    Ok(placed.unzip())
}

/// Notes what happened, and queues the messages that it calls for.
async fn tell(
    ctx: &Ctx,
    tx: &Tx,
    leads: &[lead::Model],
    handovers: &[Option<Handover>],
) -> Result<Vec<communication::Model>> {
    let mut happened = Vec::with_capacity(leads.len() * 2);
    let mut causes = Vec::with_capacity(leads.len() * 3);
    for (lead, handover) in leads.iter().zip(handovers) {
        let created = Note::created(EventType::LeadCreated, lead).data(json!({ "status": lead.status }));
        let created = ctx.event(created);
        causes.push(Cause { lead, event: TriggerEvent::Created, from: None, id: created.id.0 });
        let entry = lead.status_change_id.0;
        causes.push(Cause { lead, event: TriggerEvent::StatusEntered, from: None, id: entry });
        happened.push(created);
        if let Some(handover) = handover {
            let handed = handover.event(ctx, None, lead);
            causes.extend(handover.cause(lead, handed.id.0));
            happened.push(handed);
        }
    }
    events::append(tx, happened).await?;
    Triggers::load(&**tx).await?.call(ctx, tx, &causes).await
}

/// The first of `count` numbers in a row. A number whose transaction is undone is not given again to another lead
/// that was seen: it was never shown.
async fn reserve_numbers(tx: &Tx, count: usize) -> Result<i64> {
    let count = i64::try_from(count).map_err(Error::fault)?;
    let counters = counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(count))
        .filter(counter::Column::Name.eq("lead"));
    let counter = counters.exec_with_returning(&**tx).await?.pop();
    let last = counter.ok_or_else(|| Error::fault("the counter of lead numbers is missing"))?.value;
    Ok(last - count + 1)
}

fn first_entry(ctx: &Ctx, lead: &lead::Model) -> lead_status_change::Model {
    lead_status_change::Model {
        id: lead.status_change_id,
        lead_id: lead.id,
        from_status: None,
        to_status: lead.status,
        actor_id: ctx.actor.user_id(),
        note: None,
        lost_reason_id: None,
        at: lead.created_at,
        seconds_in_from: None,
    }
}

impl Replayable for CreatedLeads {
    type Receipt = Vec<Result<WrittenReceipt, Vec<Problem>>>;

    fn receipt(&self) -> Self::Receipt {
        self.0.iter().map(|row| row.as_ref().map(Replayable::receipt).map_err(Clone::clone)).collect()
    }

    async fn replay(ctx: &Ctx, receipt: Self::Receipt) -> Result<Self> {
        let mut rows = Vec::with_capacity(receipt.len());
        for row in receipt {
            rows.push(match row {
                Ok(receipt) => match Written::replay(ctx, receipt).await {
                    Ok(written) => Ok(written),
                    Err(Error::Refused(problems)) => Err(problems),
                    Err(error) => return Err(error),
                },
                Err(problems) => Err(problems),
            });
        }
        Ok(Self(rows))
    }
}
