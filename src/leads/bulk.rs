//! Many leads in one request: which they are, what becomes of the others when one may not go, and what became of each.

use std::collections::{HashMap, HashSet};

use entity::{CommunicationId, LeadId, communication, lead};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::save::Written;
use crate::{
    auth::visible_to,
    context::{Ctx, Replayable},
    db::Tx,
    error::{Code, Error, Problem, Result},
};

/// Most leads in one request.
pub const MAX_BULK: usize = 1_000;

/// What becomes of the others when one lead may not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorPolicy {
    /// None goes.
    RejectAll,
    /// The others go.
    SkipFailed,
}

/// What became of one lead.
#[derive(Clone, Debug)]
pub struct BulkRow {
    /// Which lead.
    pub id: LeadId,
    /// The lead after the change; the problems when it did not go.
    pub result: Result<Written, Vec<Problem>>,
}

/// What became of each lead, in the order of the request.
#[derive(Clone, Debug)]
pub struct BulkOutcome(pub Vec<BulkRow>);

/// # Errors
/// Too many.
pub(super) fn check_count(ids: &[LeadId]) -> Result<()> {
    if ids.len() > MAX_BULK {
        let message = format!("at most {MAX_BULK} leads in one request");
        return Err(Error::refused(Code::TooLong, &["ids"], message));
    }
    Ok(())
}

/// The visible leads that fulfil a condition.
///
/// # Errors
/// More than [`MAX_BULK`], or the database failed.
pub(super) async fn ids_matching(ctx: &Ctx, tx: &Tx, condition: Condition) -> Result<Vec<LeadId>> {
    let limit = MAX_BULK as u64 + 1;
    let ids = visible_to(&ctx.actor).filter(condition).select_only().column(lead::Column::Id);
    let ids: Vec<LeadId> = ids.order_by_asc(lead::Column::Id).limit(limit).into_tuple().all(&**tx).await?;
    if ids.len() > MAX_BULK {
        let message =
            format!("the filter matches more than {MAX_BULK} leads; narrow it, and repeat the request");
        return Err(Error::refused(Code::TooLong, &["filter"], message));
    }
    Ok(ids)
}

/// Locks the leads, judges each by `prepare`, and lets `write` change those that may go, if the policy allows.
///
/// # Errors
/// The database failed; what stands in the way of single leads is in their rows.
pub(super) async fn run<P>(
    ctx: &Ctx,
    tx: &Tx,
    ids: &[LeadId],
    policy: ErrorPolicy,
    prepare: impl Fn(lead::Model) -> Result<P, Vec<Problem>>,
    write: impl AsyncFnOnce(Vec<P>) -> Result<Vec<Written>>,
) -> Result<BulkOutcome> {
    // Always in the order of ids: two bulk requests that overlap wait for each other instead of dead-locking.
    let found = visible_to(&ctx.actor)
        .filter(lead::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(lead::Column::Id)
        .lock_exclusive();
    let mut found: HashMap<_, _> = found.all(&**tx).await?.into_iter().map(|lead| (lead.id, lead)).collect();
    let mut prepared = Vec::new();
    let mut refused: HashMap<LeadId, Vec<Problem>> = HashMap::new();
    for id in ids {
        match found.remove(id).map(&prepare) {
            Some(Ok(ready)) => prepared.push(ready),
            Some(Err(problems)) => {
                refused.insert(*id, problems);
            }
            None => {
                let problem = Problem::new(Code::NotFound, &["ids"], "there is no lead with this id");
                refused.entry(*id).or_insert_with(|| vec![problem]);
            }
        }
    }
    let mut written = HashMap::new();
    if refused.is_empty() || policy == ErrorPolicy::SkipFailed {
        let changed = write(prepared).await?;
        written.extend(changed.into_iter().map(|written| (written.lead.id, written)));
    }
    let mut seen = HashSet::new();
    let distinct = ids.iter().filter(|id| seen.insert(**id));
    let rows = distinct.map(|id| BulkRow { id: *id, result: row(&mut written, &mut refused, *id) }).collect();
    Ok(BulkOutcome(rows))
}

fn row(
    written: &mut HashMap<LeadId, Written>,
    refused: &mut HashMap<LeadId, Vec<Problem>>,
    id: LeadId,
) -> Result<Written, Vec<Problem>> {
    let not_applied = || {
        let message = "not changed, because another lead of the request may not go (errorPolicy: REJECT_ALL)";
        vec![Problem::new(Code::NotApplied, &["ids"], message)]
    };
    match written.remove(&id) {
        Some(written) => Ok(written),
        None => Err(refused.remove(&id).unwrap_or_else(not_applied)),
    }
}

/// What is kept of a row for a repeated request.
#[derive(Debug, Serialize, Deserialize)]
pub struct BulkRowReceipt {
    id: LeadId,
    result: Result<Vec<CommunicationId>, Vec<Problem>>,
}

impl Replayable for BulkOutcome {
    type Receipt = Vec<BulkRowReceipt>;

    fn receipt(&self) -> Self::Receipt {
        let ids = |written: &Written| written.communications.iter().map(|message| message.id).collect();
        let receipt = |row: &BulkRow| BulkRowReceipt {
            id: row.id,
            result: row.result.as_ref().map(ids).map_err(Clone::clone),
        };
        self.0.iter().map(receipt).collect()
    }

    async fn replay(ctx: &Ctx, receipt: Self::Receipt) -> Result<Self> {
        // What the caller cannot see any more is not shown again either.
        let leads = visible_to(&ctx.actor).filter(lead::Column::Id.is_in(receipt.iter().map(|row| row.id)));
        let leads: HashMap<_, _> =
            leads.all(ctx.db.conn()).await?.into_iter().map(|lead| (lead.id, lead)).collect();
        let sent = receipt.iter().filter_map(|row| row.result.as_ref().ok()).flatten().copied();
        let sent = communication::Entity::find().filter(communication::Column::Id.is_in(sent));
        let sent = sent.all(ctx.db.conn()).await?;
        let again = |row: BulkRowReceipt| {
            let written = |_| {
                let communications =
                    sent.iter().filter(|message| message.lead_id == row.id).cloned().collect();
                let gone = || vec![Problem::new(Code::NotFound, &["ids"], "there is no lead with this id")];
                leads.get(&row.id).cloned().map(|lead| Written { lead, communications }).ok_or_else(gone)
            };
            BulkRow { id: row.id, result: row.result.and_then(written) }
        };
        Ok(Self(receipt.into_iter().map(again).collect()))
    }
}
