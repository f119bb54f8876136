//! Loaders: what a page needs of one kind is read in one statement, not one for each row.
//!
//! They are made for one request and hold its caller, so that no row that one caller may see reaches another. They keep
//! nothing: a subscription that lives for days never shows what was.

mod about_leads;
mod by_id;
mod lead_types;
mod organisation;
mod statuses;
mod users;

pub use about_leads::{
    AssignmentsOf, AttemptsOf, ChangesOf, CommunicationCount, CommunicationsOf, EventCount, EventsOf,
    HistoryOf,
};
pub use organisation::{
    CollaborationsOfGroup, CollaborationsOfUnit, GroupCountOf, GroupsOf, MemberCountOfGroup,
    MemberCountOfUnit, MembersOfGroup, MembersOfUnit, UnitCountOf, UnitsOf,
};

pub use lead_types::{UnitsOfLeadType, UsableByViewer};
pub use users::{AbsencesOf, ManagedByViewer};

use std::{hash::Hash, sync::Arc};

use async_graphql::{
    Context,
    dataloader::{DataLoader, Loader},
};

use super::{context::loaders, errors::Result, events::Live};
use crate::{context::Ctx, error::Error};

/// What the loaders of one request share.
pub struct Loaders {
    cx: Ctx,
    live: Arc<Live>,
}

impl Loaders {
    /// For one caller.
    pub fn new(cx: Ctx) -> Self {
        Self { cx, live: Arc::default() }
    }

    /// What the request's stream is about just now; nothing in other requests.
    pub fn live(&self) -> Arc<Live> {
        self.live.clone()
    }
}

/// The row that an id names, as the API shows it; absent when there is none that the caller may see. A failure
/// concerns this field alone. Subscribers who are told of the same event share what is loaded for it.
pub async fn one<K, V, T>(ctx: &Context<'_>, id: Option<K>) -> Option<Result<T>>
where
    K: Send + Sync + Hash + Eq + Copy + 'static,
    V: Send + Sync + Clone + 'static,
    Loaders: Loader<K, Value = V, Error = Arc<Error>>,
    T: From<V>,
{
    let loaders: &DataLoader<Loaders> = match loaders(ctx) {
        Ok(loaders) => loaders,
        Err(error) => return Some(Err(error)),
    };
    let (id, inside) = (id?, loaders.loader());
    let row = inside.live.share(&inside.cx, id, async || loaders.load_one(id).await).await;
    let row = row.map_err(Into::into).transpose()?;
    Some(row.map(T::from))
}
