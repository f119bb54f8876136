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

use std::{hash::Hash, str::FromStr, sync::Arc};

use async_graphql::{
    Context, ID,
    dataloader::{DataLoader, Loader},
};
use entity::IdError;

use super::{connection, context::loaders, errors::Result, events::Live, node::read_id};
use crate::{context::Ctx, db::Page, error::Error};

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

/// The same by the argument `id`.
pub async fn by_argument<K, V, T>(ctx: &Context<'_>, id: &ID) -> Option<Result<T>>
where
    K: Send + Sync + Hash + Eq + Copy + FromStr<Err = IdError> + 'static,
    V: Send + Sync + Clone + 'static,
    Loaders: Loader<K, Value = V, Error = Arc<Error>>,
    T: From<V>,
{
    match read_id::<K>(id, "id") {
        Ok(id) => one(ctx, Some(id)).await,
        Err(error) => Some(Err(error.into())),
    }
}

/// A page of what hangs on an object, and how many there are, if the caller asks for it.
///
/// # Errors
/// The database failed.
pub async fn page<P, C, M>(ctx: &Context<'_>, page: P, count: C) -> Result<(Page<M>, u64)>
where
    P: Send + Sync + Hash + Eq + Clone + 'static,
    C: Send + Sync + Hash + Eq + Clone + 'static,
    M: Send + Sync + Clone + 'static,
    Loaders: Loader<P, Value = Page<M>, Error = Arc<Error>> + Loader<C, Value = u64, Error = Arc<Error>>,
{
    let loaders: &DataLoader<Loaders> = loaders(ctx)?;
    let rows = loaders.load_one(page).await?.unwrap_or_else(connection::empty);
    let count = async { loaders.load_one(count).await.map(Option::unwrap_or_default) };
    Ok((rows, connection::total(ctx, count).await?))
}
