//! What the statuses of leads mean, with the policies in force.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::LeadStatus;

use super::Loaders;
use crate::{
    error::Error,
    graphql::statuses::{self, LeadStatusInfo},
};

impl Loader<LeadStatus> for Loaders {
    type Value = LeadStatusInfo;
    type Error = Arc<Error>;

    async fn load(&self, _wanted: &[LeadStatus]) -> Result<HashMap<LeadStatus, LeadStatusInfo>, Self::Error> {
        let all = statuses::all(&self.cx).await.map_err(Arc::new)?;
        Ok(all.into_iter().map(|info| (info.status.into(), info)).collect())
    }
}
