//! Moving many leads at once.

use async_graphql::{Enum, ID, InputObject, InputType, SimpleObject};
use entity::LeadId;

use super::{Lead, LeadFilter, inputs::LeadMove};
use crate::{
    context::{Ctx, Mode},
    error::{self, Code, Error},
    graphql::{
        communications::Communication,
        errors::{Result, UserError, outcome},
        node::read_id,
    },
    leads::{self, BulkChangeStatus, BulkOutcome, BulkRow},
};

/// What becomes of the others when one lead may not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "leads::ErrorPolicy")]
pub enum BulkErrorPolicy {
    /// None goes: correct what is wrong, and repeat.
    RejectAll,
    /// The others go.
    SkipFailed,
}

/// A move of many leads. Give either `ids` or `filter`.
#[derive(Clone, Debug, InputObject)]
pub struct BulkChangeLeadStatusInput {
    /// The leads' ids, at most 1,000.
    pub ids: Option<Vec<ID>>,
    /// The leads that fulfil this, at most 1,000.
    pub filter: Option<Box<LeadFilter>>,
    /// Where to.
    #[graphql(flatten)]
    pub to: LeadMove,
    /// What becomes of the others when one lead may not go.
    #[graphql(default_with = "BulkErrorPolicy::RejectAll")]
    pub error_policy: BulkErrorPolicy,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// The result of moving many leads.
#[derive(Clone, Debug, SimpleObject)]
pub struct BulkChangeLeadStatusPayload {
    /// What became of each lead, in the order of the request.
    pub results: Vec<BulkLeadStatusResult>,
    /// How many went.
    pub changed_count: usize,
    /// How many did not go.
    pub refused_count: usize,
    /// Why the whole request was refused; what stands in the way of single leads is in `results`.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// What became of one lead.
#[derive(Clone, Debug, SimpleObject)]
pub struct BulkLeadStatusResult {
    /// Which lead.
    pub lead_id: ID,
    /// The lead after the move; absent when it did not go.
    pub lead: Option<Lead>,
    /// The messages that its move calls for.
    pub communications: Vec<Communication>,
    /// Why it did not go; empty when it did.
    pub user_errors: Vec<UserError>,
}

/// Moves them.
///
/// # Errors
/// What the caller cannot do anything about.
pub async fn bulk_change(cx: &Ctx, input: BulkChangeLeadStatusInput) -> Result<BulkChangeLeadStatusPayload> {
    let client_mutation_id = input.client_mutation_id.clone();
    let done = outcome(run(cx, input).await)?;
    let results: Vec<BulkLeadStatusResult> =
        done.value.map(|rows| rows.0.into_iter().map(Into::into).collect()).unwrap_or_default();
    let changed_count = results.iter().filter(|row| row.lead.is_some()).count();
    Ok(BulkChangeLeadStatusPayload {
        refused_count: results.len() - changed_count,
        changed_count,
        results,
        user_errors: done.user_errors,
        client_mutation_id,
    })
}

async fn run(cx: &Ctx, input: BulkChangeLeadStatusInput) -> error::Result<BulkOutcome> {
    let (to, error_policy) = (input.to.read(), input.error_policy.into());
    let mode = Mode::from_dry_run(input.dry_run);
    match (input.ids, input.filter) {
        (Some(ids), None) => {
            let ids = ids.iter().map(|id| read_id::<LeadId>(id, "ids")).collect::<error::Result<Vec<_>>>()?;
            leads::bulk_change_status(cx, &BulkChangeStatus { ids, to, error_policy }, mode).await
        }
        (None, Some(filter)) => {
            let asked = filter.to_value().into_json().map_err(Error::fault)?;
            let condition = filter.condition(cx)?;
            leads::bulk_change_status_matching(cx, condition, &asked, to, error_policy, mode).await
        }
        _ => Err(Error::refused(Code::Invalid, &["ids"], "give either `ids` or `filter`")),
    }
}

impl From<BulkRow> for BulkLeadStatusResult {
    fn from(row: BulkRow) -> Self {
        let lead_id = row.id.to_string().into();
        match row.result {
            Ok(written) => Self {
                lead_id,
                lead: Some(written.lead.into()),
                communications: written.communications.into_iter().map(Into::into).collect(),
                user_errors: Vec::new(),
            },
            Err(problems) => Self {
                lead_id,
                lead: None,
                communications: Vec::new(),
                user_errors: problems.iter().map(UserError::of_input).collect(),
            },
        }
    }
}
