//! Who has a lead in hand: giving, taking and giving back.

use async_graphql::{Context, ID, InputObject, Object};

use super::{
    LeadFilter,
    bulk::{BulkAssignLeadsPayload, BulkErrorPolicy, Chosen},
    mutation::WRITE,
    payloads::{AcceptLeadPayload, AssignLeadPayload, ReleaseLeadPayload},
};
use crate::{
    context::{Ctx, Mode},
    error::{self, Code, Error},
    graphql::{context::mutation_cx, errors::Result, node::read_id},
    leads::{self, AcceptLead, AssignLead, AssignTo, BulkAssign, BulkOutcome, ReleaseLead, Written},
};

/// Who gets a lead: give either `assigneeId` or `unitId`.
#[derive(Clone, Debug, InputObject)]
pub struct LeadRecipient {
    /// The user who works on it from now on. It stays in its unit, where it waits again when it is released.
    pub assignee_id: Option<ID>,
    /// The unit in which it waits, without an assignee, until a member accepts it.
    pub unit_id: Option<ID>,
    /// Why, in your words; kept with the assignment. At most 2,000 characters.
    pub note: Option<String>,
}

impl LeadRecipient {
    fn read(&self) -> error::Result<AssignTo> {
        match (&self.assignee_id, &self.unit_id) {
            (Some(user), None) => Ok(AssignTo::User(read_id(user, "assignee_id")?)),
            (None, Some(unit)) => Ok(AssignTo::Unit(read_id(unit, "unit_id")?)),
            _ => Err(Error::refused(Code::Invalid, &["assignee_id"], "give either `assigneeId` or `unitId`")),
        }
    }
}

/// A lead for somebody.
#[derive(Clone, Debug, InputObject)]
pub struct AssignLeadInput {
    /// The lead's id.
    pub id: ID,
    /// The version that you have read: when the lead has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// To whom.
    #[graphql(flatten)]
    pub to: LeadRecipient,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// A lead that you take.
#[derive(Clone, Debug, InputObject)]
pub struct AcceptLeadInput {
    /// The lead's id.
    pub id: ID,
    /// The version that you have read: when the lead has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// A lead that is given back.
#[derive(Clone, Debug, InputObject)]
pub struct ReleaseLeadInput {
    /// The lead's id.
    pub id: ID,
    /// The version that you have read: when the lead has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// Why, in your words; kept with the assignment. At most 2,000 characters.
    pub note: Option<String>,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Many leads for somebody. Give either `ids` or `filter`.
#[derive(Clone, Debug, InputObject)]
pub struct BulkAssignLeadsInput {
    /// The leads' ids, at most 1,000.
    pub ids: Option<Vec<ID>>,
    /// The leads that fulfil this, at most 1,000.
    pub filter: Option<Box<LeadFilter>>,
    /// To whom.
    #[graphql(flatten)]
    pub to: LeadRecipient,
    /// What becomes of the others when one may not go.
    #[graphql(default_with = "BulkErrorPolicy::RejectAll")]
    pub error_policy: BulkErrorPolicy,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Who has a lead in hand.
#[derive(Default)]
pub struct HandsMutation;

#[Object]
impl HandsMutation {
    /// Gives a lead to a user, who works on it, or to a unit, where it waits. For its assignee, managers of its group or
    /// unit, and admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn assign_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead, and to whom.")] input: Box<AssignLeadInput>,
    ) -> Result<AssignLeadPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        let done = async || -> error::Result<Written> {
            let change = AssignLead {
                id: read_id(&input.id, "id")?,
                expected_version: input.expected_version,
                to: input.to.read()?,
                note: input.to.note.clone(),
            };
            leads::assign(&cx, &change, Mode::from_dry_run(input.dry_run)).await
        };
        AssignLeadPayload::new(Box::pin(done()).await, echo)
    }

    /// Takes a lead that waits: you work on it from now on. Of many who accept it at once, exactly one gets it; the
    /// others are told `ALREADY_ACCEPTED`. For members of the unit where it waits; where it waits in none, for members of
    /// its group.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn accept_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead.")] input: Box<AcceptLeadInput>,
    ) -> Result<AcceptLeadPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        let done = async || -> error::Result<Written> {
            let change =
                AcceptLead { id: read_id(&input.id, "id")?, expected_version: input.expected_version };
            leads::accept(&cx, &change, Mode::from_dry_run(input.dry_run)).await
        };
        AcceptLeadPayload::new(Box::pin(done()).await, echo)
    }

    /// Gives a lead back: nobody works on it, and it waits again in its unit. For its assignee, managers of its group or
    /// unit, and admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn release_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead.")] input: Box<ReleaseLeadInput>,
    ) -> Result<ReleaseLeadPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        let done = async || -> error::Result<Written> {
            let change = ReleaseLead {
                id: read_id(&input.id, "id")?,
                expected_version: input.expected_version,
                note: input.note.clone(),
            };
            leads::release(&cx, &change, Mode::from_dry_run(input.dry_run)).await
        };
        ReleaseLeadPayload::new(Box::pin(done()).await, echo)
    }

    /// Gives many leads to a user or to a unit, at most 1,000, in one transaction.
    #[graphql(complexity = "WRITE * 10 + 20 * child_complexity")]
    async fn bulk_assign_leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which leads, and to whom.")] input: Box<BulkAssignLeadsInput>,
    ) -> Result<BulkAssignLeadsPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        BulkAssignLeadsPayload::new(Box::pin(bulk(&cx, *input)).await, echo)
    }
}

async fn bulk(cx: &Ctx, input: BulkAssignLeadsInput) -> error::Result<BulkOutcome> {
    let mode = Mode::from_dry_run(input.dry_run);
    let (to, error_policy) = (input.to.read()?, input.error_policy.into());
    let change = BulkAssign { to, note: input.to.note, error_policy };
    match Chosen::read(cx, input.ids, input.filter)? {
        Chosen::Ids(ids) => leads::bulk_assign(cx, &ids, &change, mode).await,
        Chosen::Matching(condition, asked) => {
            leads::bulk_assign_matching(cx, condition, &asked, &change, mode).await
        }
    }
}
