//! Moving many leads at once: atomically, or each for itself.

use entity::LeadId;
use sea_orm::Condition;
use serde::{Deserialize, Serialize};

use super::{
    bulk::{self, BulkOutcome, ErrorPolicy},
    change_status::{Move, Rules, prepare, write},
};
use crate::{
    auth::policy::{self, Action},
    context::{Ctx, Mode},
    db::Tx,
    error::Result,
};

/// A move of many leads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BulkChangeStatus {
    /// Which leads.
    pub ids: Vec<LeadId>,
    /// Where to.
    pub to: Move,
    /// What becomes of the others when one may not go.
    pub error_policy: ErrorPolicy,
}

/// Moves many leads in one transaction.
///
/// # Errors
/// An empty or too long list, or an unknown lost reason. What stands in the way of single leads is in their rows.
pub async fn bulk_change_status(ctx: &Ctx, change: &BulkChangeStatus, mode: Mode) -> Result<BulkOutcome> {
    policy::may(&ctx.actor, Action::ProcessLead)?;
    bulk::check_count(&change.ids)?;
    ctx.write("bulkChangeLeadStatus", mode, change, async |tx| run(ctx, tx, change).await).await
}

/// Moves the visible leads that fulfil a condition in one transaction. `asked` is the condition in the caller's words:
/// a repeated request is known by it, whichever leads it would match by then.
///
/// # Errors
/// More than [`bulk::MAX_BULK`] leads match, or an unknown lost reason. What stands in the way of single leads is in
/// their rows.
pub async fn bulk_change_status_matching(
    ctx: &Ctx,
    condition: Condition,
    asked: &serde_json::Value,
    to: Move,
    error_policy: ErrorPolicy,
    mode: Mode,
) -> Result<BulkOutcome> {
    policy::may(&ctx.actor, Action::ProcessLead)?;
    ctx.write("bulkChangeLeadStatus", mode, &(asked, &to, error_policy), async |tx| {
        let ids = bulk::ids_matching(ctx, tx, condition).await?;
        run(ctx, tx, &BulkChangeStatus { ids, to: to.clone(), error_policy }).await
    })
    .await
}

async fn run(ctx: &Ctx, tx: &Tx, change: &BulkChangeStatus) -> Result<BulkOutcome> {
    let rules = Rules::load(tx, &change.to).await?;
    let judge = |lead| prepare(ctx, &rules, lead, &change.to);
    let go = async |prepared| write(ctx, tx, &rules, prepared).await;
    bulk::run(ctx, tx, &change.ids, change.error_policy, judge, go).await
}
