//! Groups and units that work together, as the API shows it.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{GroupId, UnitId, group_collaboration, unit_collaboration};

use super::{Group, Unit};
use crate::{
    error::Error,
    graphql::{context::loaders, errors::Result, scalars::DateTime},
};

macro_rules! collaboration {
    (
        $(#[$doc:meta])* $name:ident, $table:ident,
        $(#[$id_doc:meta])* id, $(#[$mutual_doc:meta])* is_mutual,
        $(#[$team_doc:meta])* $team:ident: $of:ident by $key:ident $id:ident, $(#[$partner_doc:meta])* partner
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        #[graphql(complex)]
        pub struct $name {
            $(#[$id_doc])*
            pub id: ID,
            $(#[$mutual_doc])*
            pub is_mutual: bool,
            /// When it was agreed.
            pub created_at: DateTime,
            #[graphql(skip)]
            row: $table::Model,
        }

        #[ComplexObject]
        impl $name {
            $(#[$team_doc])*
            async fn $team(&self, ctx: &Context<'_>) -> Result<$of> {
                self.side(ctx, self.row.$key).await
            }

            $(#[$partner_doc])*
            async fn partner(&self, ctx: &Context<'_>) -> Result<$of> {
                self.side(ctx, self.row.partner_id).await
            }
        }

        impl $name {
            async fn side(&self, ctx: &Context<'_>, id: $id) -> Result<$of> {
                let found = loaders(ctx)?.load_one(id).await?;
                Ok(found.ok_or_else(|| Error::fault("a collaboration with nothing"))?.into())
            }
        }

        impl From<$table::Model> for $name {
            fn from(row: $table::Model) -> Self {
                Self {
                    id: row.id.to_string().into(),
                    is_mutual: row.is_mutual,
                    created_at: DateTime(row.created_at),
                    row,
                }
            }
        }
    };
}

collaboration!(
    /// Groups that work together: members of `group` see the leads of `partner`.
    GroupCollaboration, group_collaboration,
    /// Id, such as `groupcollab_01h455vb4pex5vsknk084sn02q`.
    id,
    /// Whether members of `partner` see the leads of `group` as well.
    is_mutual,
    /// The group whose members see the leads of the partner.
    group: Group by group_id GroupId,
    /// The group whose leads they see.
    partner
);
collaboration!(
    /// Units that work together: members of `unit` may use the lead types that are allowed to `partner`.
    UnitCollaboration, unit_collaboration,
    /// Id, such as `unitcollab_01h455vb4pex5vsknk084sn02q`.
    id,
    /// Whether members of `partner` may use the lead types of `unit` as well.
    is_mutual,
    /// The unit whose members may use the lead types of the partner.
    unit: Unit by unit_id UnitId,
    /// The unit whose lead types they may use.
    partner
);
