//! What hangs on users, for many at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{UserId, absence};

use super::{Loaders, about_leads::grouped};
use crate::{
    error::{Error, Result},
    users,
};

/// When a user is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AbsencesOf(pub UserId);

/// Whether a user belongs to a group or unit that the caller manages; everybody does, for admins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ManagedByViewer(pub UserId);

impl Loader<AbsencesOf> for Loaders {
    type Value = Vec<absence::Model>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[AbsencesOf]) -> Result<HashMap<AbsencesOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = users::absences_of(self.cx.db.conn(), &ids).await.map_err(Arc::new)?;
        Ok(grouped(rows, |row| AbsencesOf(row.user_id)))
    }
}

impl Loader<ManagedByViewer> for Loaders {
    type Value = bool;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ManagedByViewer]) -> Result<HashMap<ManagedByViewer, bool>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let managed = users::managed_by(self.cx.db.conn(), &self.cx.actor, &ids).await.map_err(Arc::new)?;
        Ok(managed.into_iter().map(|id| (ManagedByViewer(id), true)).collect())
    }
}
