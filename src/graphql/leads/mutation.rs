//! Changing leads: each mutation decodes, calls the domain, and wraps the result.

use async_graphql::{Context, Object};

use super::{
    bulk::{BulkChangeLeadStatusInput, BulkChangeLeadStatusPayload, bulk_change},
    inputs::{
        ChangeLeadStatusInput, CreateLeadInput, DeleteLeadInput, RestoreLeadInput, SnoozeLeadInput,
        UpdateLeadInput,
    },
    payloads::{
        ChangeLeadStatusPayload, CreateLeadPayload, DeleteLeadPayload, RestoreLeadPayload, SnoozeLeadPayload,
        UpdateLeadPayload,
    },
};
use crate::{
    context::Mode,
    error,
    graphql::{context::mutation_cx, errors::Result, node::read_id},
    leads::{self, ChangeStatus, NewLead, UpdateLead, Written},
};

/// What a write costs beside the fields of its answer.
pub const WRITE: usize = 20;

/// Changing leads.
#[derive(Default)]
pub struct LeadMutation;

#[Object]
impl LeadMutation {
    /// Adds a lead.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn create_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead.")] input: Box<CreateLeadInput>,
    ) -> Result<CreateLeadPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        let done = async || -> error::Result<Written> {
            let new = NewLead { status: input.status.map(Into::into), fields: input.fields.read()? };
            leads::create(&cx, &new, Mode::from_dry_run(input.dry_run)).await
        };
        CreateLeadPayload::new(Box::pin(done()).await, echo)
    }

    /// Changes a lead's fields, and whose it is (for those who may assign it). The status has a mutation of its own.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn update_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shall be different.")] input: Box<UpdateLeadInput>,
    ) -> Result<UpdateLeadPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        let done = async || -> error::Result<Written> {
            let change = UpdateLead {
                id: read_id(&input.id, "id")?,
                expected_version: input.expected_version,
                fields: input.fields.read()?,
            };
            leads::update(&cx, &change, Mode::from_dry_run(input.dry_run)).await
        };
        UpdateLeadPayload::new(Box::pin(done()).await, echo)
    }

    /// Moves a lead to another status. Everything that stands in the way is reported together.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn change_lead_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead, and where to.")] input: Box<ChangeLeadStatusInput>,
    ) -> Result<ChangeLeadStatusPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        let done = async || -> error::Result<Written> {
            let change = ChangeStatus {
                id: read_id(&input.id, "id")?,
                expected_version: input.expected_version,
                to: input.to.read(),
            };
            leads::change_status(&cx, &change, Mode::from_dry_run(input.dry_run)).await
        };
        ChangeLeadStatusPayload::new(Box::pin(done()).await, echo)
    }

    /// Moves many leads to a status, at most 1,000, in one transaction.
    #[graphql(complexity = "WRITE * 10 + 20 * child_complexity")]
    async fn bulk_change_lead_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which leads, and where to.")] input: Box<BulkChangeLeadStatusInput>,
    ) -> Result<BulkChangeLeadStatusPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        Box::pin(bulk_change(&cx, *input)).await
    }

    /// Puts a lead aside: until then it does not go stale.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn snooze_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead, and until when.")] input: Box<SnoozeLeadInput>,
    ) -> Result<SnoozeLeadPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<Written> {
            let (id, until) = (read_id(&input.id, "id")?, input.until.map(|until| until.0));
            leads::snooze(&cx, id, until, input.expected_version, Mode::Commit).await
        };
        SnoozeLeadPayload::new(Box::pin(done()).await, input.client_mutation_id)
    }

    /// Deletes a lead: it is gone for everybody until it is restored, and mail that waits for it is not sent. For
    /// managers of its group or unit, and admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn delete_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead.")] input: Box<DeleteLeadInput>,
    ) -> Result<DeleteLeadPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<Written> {
            leads::delete(&cx, read_id(&input.id, "id")?, input.expected_version, Mode::Commit).await
        };
        DeleteLeadPayload::new(Box::pin(done()).await, input.client_mutation_id)
    }

    /// Brings a deleted lead back as it was. For managers of its group or unit, and admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn restore_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead.")] input: Box<RestoreLeadInput>,
    ) -> Result<RestoreLeadPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<Written> {
            leads::restore(&cx, read_id(&input.id, "id")?, Mode::Commit).await
        };
        RestoreLeadPayload::new(Box::pin(done()).await, input.client_mutation_id)
    }
}
