//! Who may use which kinds of leads, for many at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{LeadTypeId, UnitId};

use super::Loaders;
use crate::{
    error::{Error, Result},
    leads::lead_types,
};

/// The units whose members may use a kind of lead; missing: everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnitsOfLeadType(pub LeadTypeId);

/// Whether the caller may use a kind of lead; missing: no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UsableByViewer(pub LeadTypeId);

impl Loader<UnitsOfLeadType> for Loaders {
    type Value = Vec<UnitId>;
    type Error = Arc<Error>;

    async fn load(
        &self,
        keys: &[UnitsOfLeadType],
    ) -> Result<HashMap<UnitsOfLeadType, Vec<UnitId>>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let units = lead_types::units_of(self.cx.db.conn(), &ids).await.map_err(Arc::new)?;
        Ok(units.into_iter().map(|(id, units)| (UnitsOfLeadType(id), units)).collect())
    }
}

impl Loader<UsableByViewer> for Loaders {
    type Value = bool;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[UsableByViewer]) -> Result<HashMap<UsableByViewer, bool>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let usable = lead_types::usable(self.cx.db.conn(), &self.cx.actor, &ids).await.map_err(Arc::new)?;
        Ok(usable.into_iter().map(|id| (UsableByViewer(id), true)).collect())
    }
}
