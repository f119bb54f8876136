//! Moving many leads at once.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use async_graphql::{Enum, ID, InputObject, InputType, SimpleObject};
use entity::LeadId;
use sea_orm::Condition;

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

/// The payload of a bulk mutation, and what it tells of each lead.
macro_rules! bulk_payload {
    ($(#[$doc:meta])* $payload:ident, $result:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        pub struct $payload {
            /// What became of each lead, in the order of the request.
            pub results: Vec<$result>,
            /// How many changed.
            pub changed_count: usize,
            /// How many were refused.
            pub refused_count: usize,
            /// Why the whole request was refused; what stands in the way of single leads is in `results`.
            pub user_errors: Vec<UserError>,
            /// The `clientMutationId` of the input.
            pub client_mutation_id: Option<String>,
        }

        /// What became of one lead.
        #[derive(Clone, Debug, SimpleObject)]
        pub struct $result {
            /// Which lead.
            pub lead_id: ID,
            /// The lead after the change; absent when it was refused.
            pub lead: Option<Lead>,
            /// The messages that the change calls for.
            pub communications: Vec<Communication>,
            /// Why it was refused; empty when it was not.
            pub user_errors: Vec<UserError>,
        }

        impl $payload {
            /// From the result of the command.
            ///
            /// # Errors
            /// What the caller cannot do anything about.
            pub fn new(
                result: error::Result<BulkOutcome>,
                client_mutation_id: Option<String>,
            ) -> Result<Self> {
                let done = outcome(result)?;
                let rows = done.value.map(|rows| rows.0).unwrap_or_default();
                let results: Vec<$result> = rows.into_iter().map(Into::into).collect();
                let changed_count = results.iter().filter(|row| row.lead.is_some()).count();
                Ok(Self {
                    refused_count: results.len() - changed_count,
                    changed_count,
                    results,
                    user_errors: done.user_errors,
                    client_mutation_id,
                })
            }
        }

        impl From<BulkRow> for $result {
            fn from(row: BulkRow) -> Self {
                let lead_id = row.id.to_string().into();
                let (written, problems) = match row.result {
                    Ok(written) => (Some(written), Vec::new()),
                    Err(problems) => (None, problems),
                };
                let (lead, sent) = written.map(|written| (written.lead, written.communications)).unzip();
                Self {
                    lead_id,
                    lead: lead.map(Into::into),
                    communications: sent.unwrap_or_default().into_iter().map(Into::into).collect(),
                    user_errors: problems.iter().map(UserError::of_input).collect(),
                }
            }
        }
    };
}

bulk_payload!(
    /// The result of moving many leads.
    BulkChangeLeadStatusPayload,
    BulkLeadStatusResult
);
bulk_payload!(
    /// The result of giving many leads to somebody.
    BulkAssignLeadsPayload,
    BulkAssignLeadResult
);

/// Which leads a bulk mutation is about.
pub enum Chosen {
    /// These.
    Ids(Vec<LeadId>),
    /// Those that fulfil a condition, here in the caller's words as well.
    Matching(Condition, serde_json::Value),
}

impl Chosen {
    /// Reads them.
    ///
    /// # Errors
    /// Both or neither given, an id of another kind, or a filter that cannot be used.
    pub fn read(cx: &Ctx, ids: Option<Vec<ID>>, filter: Option<Box<LeadFilter>>) -> error::Result<Self> {
        match (ids, filter) {
            (Some(ids), None) => {
                let ids = ids.iter().map(|id| read_id::<LeadId>(id, "ids"));
                Ok(Self::Ids(ids.collect::<error::Result<Vec<_>>>()?))
            }
            (None, Some(filter)) => {
                let asked = filter.to_value().into_json().map_err(Error::fault)?;
                Ok(Self::Matching(filter.condition(cx)?, asked))
            }
            _ => Err(Error::refused(Code::Invalid, &["ids"], "give either `ids` or `filter`")),
        }
    }
}

/// Moves them.
///
/// # Errors
/// What the caller cannot do anything about.
pub async fn bulk_change(cx: &Ctx, input: BulkChangeLeadStatusInput) -> Result<BulkChangeLeadStatusPayload> {
    let client_mutation_id = input.client_mutation_id.clone();
    BulkChangeLeadStatusPayload::new(run(cx, input).await, client_mutation_id)
}

async fn run(cx: &Ctx, input: BulkChangeLeadStatusInput) -> error::Result<BulkOutcome> {
    let (to, error_policy) = (input.to.read(), input.error_policy.into());
    let mode = Mode::from_dry_run(input.dry_run);
    match Chosen::read(cx, input.ids, input.filter)? {
        Chosen::Ids(ids) => {
            leads::bulk_change_status(cx, &BulkChangeStatus { ids, to, error_policy }, mode).await
        }
        Chosen::Matching(condition, asked) => {
            leads::bulk_change_status_matching(cx, condition, &asked, to, error_policy, mode).await
        }
    }
}
