//! What hangs on leads and on communications: lists, pages and counts, for many at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{
    CommunicationId, EventId, LeadId, communication, communication_attempt, event, event_change,
    lead_assignment, lead_status_change,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Loaders;
use crate::{
    audit,
    auth::about_visible_leads,
    communications,
    db::{Page, PageRequest},
    error::{Error, Result},
    events,
};

/// A lead's history, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HistoryOf(pub LeadId);

/// A lead's changes of hands, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AssignmentsOf(pub LeadId);

/// A communication's tries, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttemptsOf(pub CommunicationId);

/// One page of a lead's communications.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommunicationsOf(pub LeadId, pub PageRequest);

/// How many communications a lead has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommunicationCount(pub LeadId);

/// One page of a lead's events.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EventsOf(pub LeadId, pub PageRequest);

/// How many events a lead has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventCount(pub LeadId);

/// What an event changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChangesOf(pub EventId);

impl Loader<ChangesOf> for Loaders {
    type Value = event_change::Model;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ChangesOf]) -> Result<HashMap<ChangesOf, Self::Value>, Self::Error> {
        let events: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = audit::changes_of(&self.cx, &events).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(event, row)| (ChangesOf(event), row)).collect())
    }
}

impl Loader<HistoryOf> for Loaders {
    type Value = Vec<lead_status_change::Model>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[HistoryOf]) -> Result<HashMap<HistoryOf, Self::Value>, Self::Error> {
        let rows = lead_status_change::Entity::find()
            .filter(about_visible_leads(&self.cx.actor, lead_status_change::Column::LeadId))
            .filter(lead_status_change::Column::LeadId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(lead_status_change::Column::At)
            .order_by_asc(lead_status_change::Column::Id);
        let rows = rows.all(self.cx.db.reads()).await.map_err(|error| Arc::new(error.into()))?;
        Ok(grouped(rows, |row| HistoryOf(row.lead_id)))
    }
}

impl Loader<AssignmentsOf> for Loaders {
    type Value = Vec<lead_assignment::Model>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[AssignmentsOf]) -> Result<HashMap<AssignmentsOf, Self::Value>, Self::Error> {
        let rows = lead_assignment::Entity::find()
            .filter(about_visible_leads(&self.cx.actor, lead_assignment::Column::LeadId))
            .filter(lead_assignment::Column::LeadId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(lead_assignment::Column::At)
            .order_by_asc(lead_assignment::Column::Id);
        let rows = rows.all(self.cx.db.conn()).await.map_err(|error| Arc::new(error.into()))?;
        Ok(grouped(rows, |row| AssignmentsOf(row.lead_id)))
    }
}

impl Loader<AttemptsOf> for Loaders {
    type Value = Vec<communication_attempt::Model>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[AttemptsOf]) -> Result<HashMap<AttemptsOf, Self::Value>, Self::Error> {
        // Whoever has the communication may see its tries.
        let rows = communication_attempt::Entity::find()
            .filter(communication_attempt::Column::CommunicationId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(communication_attempt::Column::Number);
        let rows = rows.all(self.cx.db.reads()).await.map_err(|error| Arc::new(error.into()))?;
        Ok(grouped(rows, |row| AttemptsOf(row.communication_id)))
    }
}

impl Loader<CommunicationsOf> for Loaders {
    type Value = Page<communication::Model>;
    type Error = Arc<Error>;

    async fn load(
        &self,
        keys: &[CommunicationsOf],
    ) -> Result<HashMap<CommunicationsOf, Self::Value>, Self::Error> {
        let mut all = HashMap::new();
        for (page, leads) in by_page(keys.iter().map(|key| (key.0, &key.1))) {
            let found = communications::of_leads(&self.cx, &leads, page).await.map_err(Arc::new)?;
            all.extend(found.into_iter().map(|(lead, rows)| (CommunicationsOf(lead, page.clone()), rows)));
        }
        Ok(all)
    }
}

impl Loader<EventsOf> for Loaders {
    type Value = Page<event::Model>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[EventsOf]) -> Result<HashMap<EventsOf, Self::Value>, Self::Error> {
        let mut all = HashMap::new();
        for (page, leads) in by_page(keys.iter().map(|key| (key.0, &key.1))) {
            let visible = about_visible_leads(&self.cx.actor, event::Column::LeadId);
            let found = events::of_leads(&self.cx.db, visible, &leads, page).await.map_err(Arc::new)?;
            all.extend(found.into_iter().map(|(lead, rows)| (EventsOf(lead, page.clone()), rows)));
        }
        Ok(all)
    }
}

impl Loader<CommunicationCount> for Loaders {
    type Value = u64;
    type Error = Arc<Error>;

    async fn load(
        &self,
        keys: &[CommunicationCount],
    ) -> Result<HashMap<CommunicationCount, u64>, Self::Error> {
        let leads: Vec<_> = keys.iter().map(|key| key.0).collect();
        let counts = communications::counts_of_leads(&self.cx, &leads).await.map_err(Arc::new)?;
        Ok(counts.into_iter().map(|(lead, count)| (CommunicationCount(lead), count)).collect())
    }
}

impl Loader<EventCount> for Loaders {
    type Value = u64;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[EventCount]) -> Result<HashMap<EventCount, u64>, Self::Error> {
        let leads: Vec<_> = keys.iter().map(|key| key.0).collect();
        let visible = about_visible_leads(&self.cx.actor, event::Column::LeadId);
        let counts = events::counts_of_leads(&self.cx.db, visible, &leads).await.map_err(Arc::new)?;
        Ok(counts.into_iter().map(|(lead, count)| (EventCount(lead), count)).collect())
    }
}

pub(super) fn grouped<M, K: Eq + std::hash::Hash>(rows: Vec<M>, key: impl Fn(&M) -> K) -> HashMap<K, Vec<M>> {
    let mut groups: HashMap<K, Vec<M>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// A document may ask for different pages under different aliases: one statement for each.
pub(super) fn by_page<'a, K>(
    keys: impl Iterator<Item = (K, &'a PageRequest)>,
) -> HashMap<&'a PageRequest, Vec<K>> {
    let mut pages: HashMap<&PageRequest, Vec<K>> = HashMap::new();
    for (key, page) in keys {
        pages.entry(page).or_default().push(key);
    }
    pages
}
