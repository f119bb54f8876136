//! An assignment rule as the API shows it.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::assignment_rule;

use super::conditions::AssignmentConditions;
use crate::{
    assignment,
    db::Page,
    graphql::{
        connection::{Connection, Edge},
        enums::AssignmentTarget,
        errors::Result,
        loaders::one,
        organisation::Unit,
        scalars::DateTime,
        users::User,
    },
};

/// A rule that says to whom a lead goes that comes in without an assignee or a unit. The first rule, in order of their
/// places, whose conditions hold takes it.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AssignmentRule {
    /// Id, such as `rule_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// What people call it.
    pub name: String,
    /// Its place in the order.
    pub place: i32,
    /// What it does with a lead.
    pub target: AssignmentTarget,
    /// The id of the unit in which leads wait, or whose members get them in turn; absent for `USER`.
    pub unit_id: Option<ID>,
    /// Whether it works. Next, if not: enable it.
    pub is_enabled: bool,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it was added.
    pub created_at: DateTime,
    /// When it last changed.
    pub updated_at: DateTime,
    #[graphql(skip)]
    row: assignment_rule::Model,
}

#[ComplexObject]
impl AssignmentRule {
    /// What must hold of a lead.
    #[allow(clippy::unused_async, reason = "resolvers are")]
    async fn conditions(&self) -> Result<AssignmentConditions> {
        Ok(assignment::conditions_of(&self.row)?.into())
    }

    /// The unit in which leads wait, or whose members get them in turn; absent for `USER`.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        one(ctx, self.row.unit_id).await
    }

    /// Who gets the leads; absent unless `target` is `USER`.
    async fn user(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.user_id).await
    }
}

impl AssignmentRule {
    /// A page of them.
    pub fn connection(page: Page<assignment_rule::Model>, total: u64) -> Connection<Edge<Self>> {
        Connection::new(page, total, |cursor, _| cursor.encode(), Self::from)
    }
}

impl From<assignment_rule::Model> for AssignmentRule {
    fn from(row: assignment_rule::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            name: row.name.clone(),
            place: row.place,
            target: row.target.into(),
            unit_id: row.unit_id.map(|id| id.to_string().into()),
            is_enabled: row.is_enabled,
            version: row.version,
            created_at: DateTime(row.created_at),
            updated_at: DateTime(row.updated_at),
            row,
        }
    }
}
