//! When users are away, as the API shows it.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::absence;

use super::User;
use crate::{
    error::Error,
    graphql::{
        context::{cx, loaders},
        errors::Result,
        loaders::ManagedByViewer,
        scalars::{Date, DateTime},
    },
};

/// Days on which a user is away: assignment passes over them.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Absence {
    /// Id, such as `absence_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// The first day, on the user's own clock.
    pub from_day: Date,
    /// The last day, on the user's own clock.
    pub until_day: Date,
    /// When it was entered.
    pub created_at: DateTime,
    #[graphql(skip)]
    row: absence::Model,
}

#[ComplexObject]
impl Absence {
    /// Who is away.
    async fn user(&self, ctx: &Context<'_>) -> Result<User> {
        let found = loaders(ctx)?.load_one(self.row.user_id).await?;
        Ok(found.ok_or_else(|| Error::fault("an absence of nobody"))?.into())
    }

    /// Why, in their words. Only for themself, the managers of their groups and units, and admins: absent for others.
    async fn note(&self, ctx: &Context<'_>) -> Option<Result<String>> {
        let note = self.row.note.clone()?;
        let may_see = async {
            if cx(ctx)?.actor.user_id() == Some(self.row.user_id) {
                return Ok(true);
            }
            Ok(loaders(ctx)?.load_one(ManagedByViewer(self.row.user_id)).await?.unwrap_or_default())
        };
        may_see.await.map(|may_see| may_see.then_some(note)).transpose()
    }
}

impl From<absence::Model> for Absence {
    fn from(row: absence::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            from_day: Date(row.from_day),
            until_day: Date(row.until_day),
            created_at: DateTime(row.created_at),
            row,
        }
    }
}
