//! Adding, changing, ordering and deleting rules.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::AssignmentRuleId;

use super::{AssignmentRule, conditions::AssignmentConditionsInput};
use crate::{
    assignment::{self, NewRule, Target, UpdateRule, WrittenRule},
    error::{self, Code, Error},
    graphql::{
        context::mutation_cx,
        enums::AssignmentTarget,
        errors::{Result, UserError, outcome},
        leads::WRITE,
        node::read_id,
    },
};

/// A rule to be added after all others.
#[derive(Clone, Debug, InputObject)]
pub struct CreateAssignmentRuleInput {
    /// What people call it.
    pub name: String,
    /// What must hold of a lead; absent: every lead.
    pub conditions: Option<AssignmentConditionsInput>,
    /// What it does with a lead.
    pub target: AssignmentTarget,
    /// The unit, for `UNIT` and `ROUND_ROBIN`.
    pub unit_id: Option<ID>,
    /// The user, for `USER`.
    pub user_id: Option<ID>,
    /// Whether it works at once.
    #[graphql(default = true)]
    pub is_enabled: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Changes of a rule. What is left out stays as it is.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateAssignmentRuleInput {
    /// The rule's id.
    pub id: ID,
    /// The version that you have read: when the rule has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// What people call it.
    pub name: Option<String>,
    /// What must hold of a lead: all conditions anew.
    pub conditions: Option<AssignmentConditionsInput>,
    /// What it does with a lead; give the unit or the user with it.
    pub target: Option<AssignmentTarget>,
    /// The unit, with `target`: `UNIT` or `ROUND_ROBIN`.
    pub unit_id: Option<ID>,
    /// The user, with `target`: `USER`.
    pub user_id: Option<ID>,
    /// Whether it works.
    pub is_enabled: Option<bool>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// A rule that goes.
#[derive(Clone, Debug, InputObject)]
pub struct DeleteAssignmentRuleInput {
    /// The rule's id.
    pub id: ID,
    /// The version that you have read: when the rule has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Another order of all rules.
#[derive(Clone, Debug, InputObject)]
pub struct ReorderAssignmentRulesInput {
    /// The id of every rule, once, in the order that they shall have.
    pub ids: Vec<ID>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $(#[$field_doc:meta])* $field:ident: $of:ty }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        pub struct $name {
            $(#[$field_doc])*
            pub $field: Option<$of>,
            /// Why it was refused; empty when it was not.
            pub user_errors: Vec<UserError>,
            /// The `clientMutationId` of the input.
            pub client_mutation_id: Option<String>,
        }

        impl $name {
            fn new<T: Into<$of>>(result: error::Result<T>, client_mutation_id: Option<String>) -> Result<Self> {
                let done = outcome(result)?;
                Ok(Self { $field: done.value.map(Into::into), user_errors: done.user_errors, client_mutation_id })
            }
        }
    };
}

payload!(
    /// The result of adding a rule.
    CreateAssignmentRulePayload {
        /// The rule; absent when it was refused.
        rule: AssignmentRule
    }
);
payload!(
    /// The result of changing a rule.
    UpdateAssignmentRulePayload {
        /// The rule after the change; absent when it was refused.
        rule: AssignmentRule
    }
);
payload!(
    /// The result of deleting a rule.
    DeleteAssignmentRulePayload {
        /// The id of the rule that is gone; absent when it was refused.
        deleted_id: ID
    }
);
payload!(
    /// The result of ordering the rules.
    ReorderAssignmentRulesPayload {
        /// All rules in their new order; absent when it was refused.
        rules: Vec<AssignmentRule>
    }
);

/// Adding, changing, ordering and deleting rules.
#[derive(Default)]
pub struct AssignmentRuleMutation;

#[Object]
impl AssignmentRuleMutation {
    /// Adds an assignment rule, after all others. For admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn create_assignment_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: Box<CreateAssignmentRuleInput>,
    ) -> Result<CreateAssignmentRulePayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        let done = async || -> error::Result<WrittenRule> {
            let new = NewRule {
                name: input.name,
                conditions: input.conditions.unwrap_or_default().read()?,
                target: target(Some(input.target), input.unit_id.as_ref(), input.user_id.as_ref())?
                    .ok_or_else(|| Error::fault("a target was given"))?,
                is_enabled: input.is_enabled,
            };
            assignment::create_rule(&cx, &new).await
        };
        CreateAssignmentRulePayload::new(Box::pin(done()).await.map(|rule| rule.0), echo)
    }

    /// Changes an assignment rule, or switches it on or off. For admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn update_assignment_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shall be different.")] input: Box<UpdateAssignmentRuleInput>,
    ) -> Result<UpdateAssignmentRulePayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let echo = input.client_mutation_id.clone();
        let done = async || -> error::Result<WrittenRule> {
            let change = UpdateRule {
                id: read_id(&input.id, "id")?,
                expected_version: input.expected_version,
                name: input.name,
                conditions: input.conditions.map(AssignmentConditionsInput::read).transpose()?,
                target: target(input.target, input.unit_id.as_ref(), input.user_id.as_ref())?,
                is_enabled: input.is_enabled,
            };
            assignment::update_rule(&cx, &change).await
        };
        UpdateAssignmentRulePayload::new(Box::pin(done()).await.map(|rule| rule.0), echo)
    }

    /// Deletes an assignment rule. What it has assigned stays where it is. For admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn delete_assignment_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rule.")] input: Box<DeleteAssignmentRuleInput>,
    ) -> Result<DeleteAssignmentRulePayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<ID> {
            let deleted =
                assignment::delete_rule(&cx, read_id(&input.id, "id")?, input.expected_version).await?;
            Ok(deleted.0.to_string().into())
        };
        DeleteAssignmentRulePayload::new(Box::pin(done()).await, input.client_mutation_id.clone())
    }

    /// Puts all assignment rules into another order. For admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn reorder_assignment_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: Box<ReorderAssignmentRulesInput>,
    ) -> Result<ReorderAssignmentRulesPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<Vec<AssignmentRule>> {
            let ids = input.ids.iter().map(|id| read_id::<AssignmentRuleId>(id, "ids"));
            let ids = ids.collect::<error::Result<Vec<_>>>()?;
            let ordered = assignment::reorder_rules(&cx, &ids).await?;
            Ok(ordered.0.into_iter().map(Into::into).collect())
        };
        ReorderAssignmentRulesPayload::new(Box::pin(done()).await, input.client_mutation_id.clone())
    }
}

/// The target, when it is given whole.
fn target(
    target: Option<AssignmentTarget>,
    unit: Option<&ID>,
    user: Option<&ID>,
) -> error::Result<Option<Target>> {
    let refused = |field: &str, message: &str| Err(Error::refused(Code::Invalid, &[field], message));
    match (target, unit, user) {
        (None, None, None) => Ok(None),
        (None, ..) => refused("target", "say with `target` what the unit or the user is for"),
        (Some(AssignmentTarget::Unit), Some(unit), None) => Ok(Some(Target::Unit(read_id(unit, "unit_id")?))),
        (Some(AssignmentTarget::RoundRobin), Some(unit), None) => {
            Ok(Some(Target::RoundRobin(read_id(unit, "unit_id")?)))
        }
        (Some(AssignmentTarget::User), None, Some(user)) => Ok(Some(Target::User(read_id(user, "user_id")?))),
        (Some(AssignmentTarget::User), ..) => refused("user_id", "`USER` needs a `userId`, and no `unitId`"),
        (Some(_), ..) => refused("unit_id", "`UNIT` and `ROUND_ROBIN` need a `unitId`, and no `userId`"),
    }
}
