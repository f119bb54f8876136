//! How a lead came to who has it.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::lead_assignment;

use super::Lead;
use crate::graphql::{
    assignment_rules::AssignmentRule, enums::AssignmentKind, errors::Result, loaders::one,
    organisation::Unit, scalars::DateTime, users::User,
};

/// One change of who has a lead in hand, and why.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct LeadAssignment {
    /// Id, such as `assignment_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// How.
    pub kind: AssignmentKind,
    /// When.
    pub at: DateTime,
    /// The id of the unit that it is in since; absent: none.
    pub unit_id: Option<ID>,
    /// Why, in the words of whoever did it.
    pub note: Option<String>,
    /// Why, in a sentence or two: the rule that took it with its conditions, whose turn it was, and who was passed over.
    pub explanation: String,
    #[graphql(skip)]
    row: lead_assignment::Model,
}

#[ComplexObject]
impl LeadAssignment {
    /// The lead; absent when it has been deleted meanwhile.
    async fn lead(&self, ctx: &Context<'_>) -> Option<Result<Lead>> {
        one(ctx, Some(self.row.lead_id)).await
    }

    /// Who works on it since; absent: nobody.
    async fn assignee(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.assignee_id).await
    }

    /// The unit that it is in since; absent: none, or it has been deleted meanwhile.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        one(ctx, self.row.unit_id).await
    }

    /// Who worked on it before; absent: nobody.
    async fn previous_assignee(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.previous_assignee_id).await
    }

    /// Who did it; absent for Leadline itself.
    async fn actor(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.actor_id).await
    }

    /// The rule that decided; absent when none did, when it has been deleted, and for those who are not admins.
    async fn rule(&self, ctx: &Context<'_>) -> Option<Result<AssignmentRule>> {
        one(ctx, self.row.rule_id).await
    }
}

impl From<lead_assignment::Model> for LeadAssignment {
    fn from(row: lead_assignment::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            kind: row.kind.into(),
            at: DateTime(row.at),
            unit_id: row.unit_id.map(|id| id.to_string().into()),
            note: row.note.clone(),
            explanation: row.explanation.clone(),
            row,
        }
    }
}
