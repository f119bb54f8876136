//! Groups and units as the API shows them.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{GroupId, UnitId, group, unit};

use super::{GroupCollaboration, GroupMember, UnitCollaboration, UnitMember};
use crate::{
    db::PageRequest,
    graphql::{
        connection::{self, Connection, Edge},
        context::{cx, loaders},
        errors::Result,
        loaders::{
            self, CollaborationsOfGroup, CollaborationsOfUnit, MemberCountOfGroup, MemberCountOfUnit,
            MembersOfGroup, MembersOfUnit,
        },
        scalars::DateTime,
    },
};

/// Collaborations that one of them is taken to have, for the cost.
const COLLABORATIONS: usize = 5;

macro_rules! team {
    (
        $(#[$doc:meta])* $name:ident, $table:ident, $id:ident,
        $(#[$id_doc:meta])* id,
        $(#[$members_doc:meta])* members: $member:ident by $pages:ident, $count:ident,
        $(#[$with_doc:meta])* collaborations: $collaboration:ident by $with:ident,
        $(#[$manage_doc:meta])* viewer_can_manage_members: $manages:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        #[graphql(complex)]
        pub struct $name {
            $(#[$id_doc])*
            pub id: ID,
            /// What people call it: no other has the same name.
            pub name: String,
            /// Counts changes, for optimistic concurrency.
            pub version: i32,
            /// When it was added.
            pub created_at: DateTime,
            /// When it was last renamed.
            pub updated_at: DateTime,
            #[graphql(skip)]
            of: $id,
        }

        #[ComplexObject]
        impl $name {
            $(#[$members_doc])*
            #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
            async fn members(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
                #[graphql(desc = "After this cursor.")] after: Option<String>,
                #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
                #[graphql(desc = "Before this cursor.")] before: Option<String>,
            ) -> Result<Connection<Edge<$member>>> {
                let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
                let (rows, total) = loaders::page(ctx, $pages(self.of, page), $count(self.of)).await?;
                Ok($member::connection(rows, total))
            }

            $(#[$with_doc])*
            #[graphql(complexity = "connection::list_cost(COLLABORATIONS, child_complexity)")]
            async fn collaborations(&self, ctx: &Context<'_>) -> Result<Vec<$collaboration>> {
                let rows = loaders(ctx)?.load_one($with(self.of)).await?;
                Ok(rows.unwrap_or_default().into_iter().map(Into::into).collect())
            }

            $(#[$manage_doc])*
            #[allow(clippy::unused_async, reason = "resolvers are")]
            async fn viewer_can_manage_members(&self, ctx: &Context<'_>) -> Result<bool> {
                Ok(cx(ctx)?.actor.$manages(self.of))
            }
        }

        impl From<$table::Model> for $name {
            fn from(row: $table::Model) -> Self {
                Self {
                    id: row.id.to_string().into(),
                    name: row.name,
                    version: row.version,
                    created_at: DateTime(row.created_at),
                    updated_at: DateTime(row.updated_at),
                    of: row.id,
                }
            }
        }
    };
}

team!(
    /// A circle of users that owns leads: its members see them, and so do members of groups that collaborate with it.
    Group, group, GroupId,
    /// Id, such as `group_01h455vb4pex5vsknk084sn02q`.
    id,
    /// Who belongs to it, who joined first first.
    members: GroupMember by MembersOfGroup, MemberCountOfGroup,
    /// The groups that it works together with, from either side.
    collaborations: GroupCollaboration by CollaborationsOfGroup,
    /// Whether you may add and remove members: managers of the group and admins may.
    viewer_can_manage_members: manages_group
);
team!(
    /// A department: leads wait in it until one of its members accepts them.
    Unit, unit, UnitId,
    /// Id, such as `unit_01h455vb4pex5vsknk084sn02q`.
    id,
    /// Who works in it, who joined first first.
    members: UnitMember by MembersOfUnit, MemberCountOfUnit,
    /// The units that it works together with, from either side.
    collaborations: UnitCollaboration by CollaborationsOfUnit,
    /// Whether you may add and remove members: managers of the unit and admins may.
    viewer_can_manage_members: manages_unit
);
