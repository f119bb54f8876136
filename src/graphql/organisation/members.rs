//! Who belongs to which group and unit, as the API shows it.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{group_member, unit_member};

use super::{Group, Unit};
use crate::{
    db::Page,
    error::Error,
    graphql::{
        connection::{Connection, Edge},
        context::loaders,
        errors::Result,
        scalars::DateTime,
        users::User,
    },
};

macro_rules! member {
    (
        $(#[$doc:meta])* $name:ident, $table:ident,
        $(#[$id_doc:meta])* id, $(#[$team_doc:meta])* $team:ident: $of:ident by $key:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        #[graphql(complex)]
        pub struct $name {
            $(#[$id_doc])*
            pub id: ID,
            /// Whether they manage it: they add and remove members, and process its leads. This counts for users whose
            /// role is `MANAGER` or higher.
            pub is_manager: bool,
            /// Since when they belong to it.
            pub joined_at: DateTime,
            #[graphql(skip)]
            row: $table::Model,
        }

        #[ComplexObject]
        impl $name {
            $(#[$team_doc])*
            async fn $team(&self, ctx: &Context<'_>) -> Result<$of> {
                let found = loaders(ctx)?.load_one(self.row.$key).await?;
                Ok(found.ok_or_else(|| Error::fault("a member of nothing"))?.into())
            }

            /// Who it is.
            async fn user(&self, ctx: &Context<'_>) -> Result<User> {
                let found = loaders(ctx)?.load_one(self.row.user_id).await?;
                Ok(found.ok_or_else(|| Error::fault("a member who is nobody"))?.into())
            }
        }

        impl $name {
            /// A page of them.
            pub fn connection(page: Page<$table::Model>, total: u64) -> Connection<Edge<Self>> {
                Connection::new(page, total, |cursor, _| cursor.encode(), Self::from)
            }
        }

        impl From<$table::Model> for $name {
            fn from(row: $table::Model) -> Self {
                Self {
                    id: row.id.to_string().into(),
                    is_manager: row.is_manager,
                    joined_at: DateTime(row.joined_at),
                    row,
                }
            }
        }
    };
}

member!(
    /// Somebody's place in a group.
    GroupMember, group_member,
    /// Id, such as `groupmember_01h455vb4pex5vsknk084sn02q`.
    id,
    /// The group. The first one that a user joined owns the leads that they add.
    group: Group by group_id
);
member!(
    /// Somebody's place in a unit.
    UnitMember, unit_member,
    /// Id, such as `unitmember_01h455vb4pex5vsknk084sn02q`.
    id,
    /// The unit.
    unit: Unit by unit_id
);
