//! Adding and changing kinds of leads.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use std::collections::BTreeSet;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use entity::{LeadTypeId, UnitId};

use super::{LeadType, WRITE};
use crate::{
    error,
    graphql::{
        context::mutation_cx,
        enums::Level,
        errors::{Result, object_payload},
        node::read_id,
    },
    leads::{
        Change,
        lead_types::{self, LeadTypeValues, NewLeadType, UpdateLeadType},
    },
};

/// A new kind of lead.
#[derive(Clone, Debug, InputObject)]
pub struct CreateLeadTypeInput {
    /// A stable word for clients and imports: capital letters, digits and `_`, such as `PARTNER_DEAL`. It never changes.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Priority of a new lead.
    #[graphql(default_with = "Level::Normal")]
    pub default_priority: Level,
    /// Importance of a new lead.
    #[graphql(default_with = "Level::Normal")]
    pub default_importance: Level,
    /// Whether `QUALIFIED` needs a planned or confirmed budget.
    #[graphql(default)]
    pub requires_budget: bool,
    /// Whether `QUALIFIED` needs a known authority.
    #[graphql(default)]
    pub requires_authority: bool,
    /// Whether `QUALIFIED` needs a known need.
    #[graphql(default)]
    pub requires_need: bool,
    /// Whether `QUALIFIED` needs a known timing.
    #[graphql(default)]
    pub requires_timing: bool,
    /// Minutes for which a lead may wait in a unit before it is escalated to the managers; left out: for ever.
    pub acceptance_minutes: Option<i32>,
    /// Units whose members may use it, and members of units that collaborate with these; left out or empty: everybody.
    pub unit_ids: Option<Vec<ID>>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Changes of a kind of lead. What is left out stays as it is; leads that are there keep what they have.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateLeadTypeInput {
    /// The lead type's id.
    pub id: ID,
    /// The version that you have read: when the lead type has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// What people call it.
    pub name: Option<String>,
    /// Priority of a new lead.
    pub default_priority: Option<Level>,
    /// Importance of a new lead.
    pub default_importance: Option<Level>,
    /// Whether `QUALIFIED` needs a planned or confirmed budget.
    pub requires_budget: Option<bool>,
    /// Whether `QUALIFIED` needs a known authority.
    pub requires_authority: Option<bool>,
    /// Whether `QUALIFIED` needs a known need.
    pub requires_need: Option<bool>,
    /// Whether `QUALIFIED` needs a known timing.
    pub requires_timing: Option<bool>,
    /// Minutes for which a lead may wait in a unit before it is escalated to the managers. `null`: for ever.
    pub acceptance_minutes: MaybeUndefined<i32>,
    /// Units whose members may use it, and members of units that collaborate with these: all of them, these replace those
    /// that were named before. Empty: everybody.
    pub unit_ids: Option<Vec<ID>>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

object_payload!(
    /// The result of adding a lead type.
    CreateLeadTypePayload,
    /// The lead type; absent when it was refused.
    lead_type: LeadType => LeadTypeId
);
object_payload!(
    /// The result of changing a lead type.
    UpdateLeadTypePayload,
    /// The lead type after the change; absent when it was refused.
    lead_type: LeadType => LeadTypeId
);

impl CreateLeadTypeInput {
    fn read(&self) -> error::Result<NewLeadType> {
        let values = LeadTypeValues {
            name: Some(self.name.clone()),
            default_priority: Some(self.default_priority.into()),
            default_importance: Some(self.default_importance.into()),
            requires_budget: Some(self.requires_budget),
            requires_authority: Some(self.requires_authority),
            requires_need: Some(self.requires_need),
            requires_timing: Some(self.requires_timing),
            acceptance_minutes: Change::from_option(self.acceptance_minutes),
            units: units(self.unit_ids.as_deref())?,
        };
        Ok(NewLeadType { key: self.key.clone(), values })
    }
}

impl UpdateLeadTypeInput {
    fn read(&self) -> error::Result<UpdateLeadType> {
        let values = LeadTypeValues {
            name: self.name.clone(),
            default_priority: self.default_priority.map(Into::into),
            default_importance: self.default_importance.map(Into::into),
            requires_budget: self.requires_budget,
            requires_authority: self.requires_authority,
            requires_need: self.requires_need,
            requires_timing: self.requires_timing,
            acceptance_minutes: match self.acceptance_minutes {
                MaybeUndefined::Undefined => Change::Keep,
                MaybeUndefined::Null => Change::Clear,
                MaybeUndefined::Value(minutes) => Change::Set(minutes),
            },
            units: units(self.unit_ids.as_deref())?,
        };
        let (id, expected_version) = (read_id(&self.id, "id")?, self.expected_version);
        Ok(UpdateLeadType { id, expected_version, values })
    }
}

fn units(ids: Option<&[ID]>) -> error::Result<Option<BTreeSet<UnitId>>> {
    ids.map(|ids| ids.iter().map(|id| read_id(id, "unit_ids")).collect()).transpose()
}

/// Adding and changing kinds of leads.
#[derive(Default)]
pub struct LeadTypeMutation;

#[Object]
impl LeadTypeMutation {
    /// Adds a lead type. For admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn create_lead_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead type.")] input: Box<CreateLeadTypeInput>,
    ) -> Result<CreateLeadTypePayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<_> { lead_types::create(&cx, &input.read()?).await };
        CreateLeadTypePayload::new(ctx, Box::pin(done()).await, input.client_mutation_id.clone()).await
    }

    /// Changes a lead type. For admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn update_lead_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shall be different.")] input: Box<UpdateLeadTypeInput>,
    ) -> Result<UpdateLeadTypePayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<_> { lead_types::update(&cx, &input.read()?).await };
        UpdateLeadTypePayload::new(ctx, Box::pin(done()).await, input.client_mutation_id.clone()).await
    }
}
