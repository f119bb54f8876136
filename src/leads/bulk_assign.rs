//! Giving many leads to a user or a unit at once: atomically, or each for itself.

use entity::{LeadId, lead};
use sea_orm::Condition;
use serde::{Deserialize, Serialize};

use super::{
    assign::{self, AssignTo, check_note},
    bulk::{self, BulkOutcome, ErrorPolicy},
    handover::hand_over,
    receiver::Receiver,
};
use crate::{
    auth::{
        lead_types::AllowedUnits,
        policy::{self, Action},
    },
    context::{Ctx, Mode},
    db::Tx,
    error::{Error, Result},
};

/// Many leads for somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BulkAssign {
    /// To whom.
    pub to: AssignTo,
    /// Why, in the actor's words.
    pub note: Option<String>,
    /// What becomes of the others when one may not go.
    pub error_policy: ErrorPolicy,
}

/// Gives many leads to a user or a unit in one transaction.
///
/// # Errors
/// A too long list; no such unit, or no active user. What stands in the way of single leads is in their rows.
pub async fn bulk_assign(ctx: &Ctx, ids: &[LeadId], change: &BulkAssign, mode: Mode) -> Result<BulkOutcome> {
    check(ctx, change)?;
    bulk::check_count(ids)?;
    ctx.write("bulkAssignLeads", mode, &(ids, change), async |tx| run(ctx, tx, ids, change).await).await
}

/// Gives the visible leads that fulfil a condition to a user or a unit in one transaction. `asked` is the condition in
/// the caller's words: a repeated request is known by it, whichever leads it would match by then.
///
/// # Errors
/// More than [`bulk::MAX_BULK`] leads match; no such unit, or no active user. What stands in the way of single leads is
/// in their rows.
pub async fn bulk_assign_matching(
    ctx: &Ctx,
    condition: Condition,
    asked: &serde_json::Value,
    change: &BulkAssign,
    mode: Mode,
) -> Result<BulkOutcome> {
    check(ctx, change)?;
    ctx.write("bulkAssignLeads", mode, &(asked, change), async |tx| {
        let ids = bulk::ids_matching(ctx, tx, condition).await?;
        run(ctx, tx, &ids, change).await
    })
    .await
}

fn check(ctx: &Ctx, change: &BulkAssign) -> Result<()> {
    policy::may(&ctx.actor, Action::AssignLead)?;
    check_note(change.note.as_deref())
}

async fn run(ctx: &Ctx, tx: &Tx, ids: &[LeadId], change: &BulkAssign) -> Result<BulkOutcome> {
    let allowed = AllowedUnits::load(&**tx).await?;
    let receiver = Receiver::find(&**tx, &allowed, change.to).await?;
    let receiver = receiver.map_err(|problem| Error::Refused(vec![problem]))?;
    let judge = |lead: lead::Model| {
        policy::may_with(&ctx.actor, Action::AssignLead, &lead).map_err(|problem| vec![problem])?;
        receiver.may_get(lead.lead_type_id).map_err(|problem| vec![problem])?;
        Ok(assign::to(change.to, change.note.clone(), lead))
    };
    let go = async |changes| hand_over(ctx, tx, changes).await;
    bulk::run(ctx, tx, ids, change.error_policy, judge, go).await
}
