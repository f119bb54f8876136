//! Rows by their ids: only those that the caller may see.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{
    AttemptId, CommunicationId, EventId, LeadId, LeadSourceId, LeadTypeId, LostReasonId, SessionId,
    StatusChangeId, TriggerId, UserId, communication, communication_attempt, event, lead, lead_source,
    lead_status_change, lead_type, lost_reason, session, trigger, user,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::Loaders;
use crate::{
    auth::{about_visible_leads, visible_to},
    communications,
    error::Error,
    sign_in,
};

macro_rules! by_id {
    ($id:ident, $entity:ident, |$loaders:ident| $visible:expr) => {
        impl Loader<$id> for Loaders {
            type Value = $entity::Model;
            type Error = Arc<Error>;

            async fn load(&self, ids: &[$id]) -> Result<HashMap<$id, Self::Value>, Self::Error> {
                let $loaders = self;
                let rows = $visible.filter($entity::Column::Id.is_in(ids.iter().copied()));
                let rows = rows.all(self.cx.db.conn()).await.map_err(|error| Arc::new(error.into()))?;
                Ok(rows.into_iter().map(|row| (row.id, row)).collect())
            }
        }
    };
}

by_id!(LeadId, lead, |loaders| visible_to(&loaders.cx.actor));
by_id!(CommunicationId, communication, |loaders| communications::visible_to(&loaders.cx.actor));
by_id!(StatusChangeId, lead_status_change, |loaders| {
    let visible = about_visible_leads(&loaders.cx.actor, lead_status_change::Column::LeadId);
    lead_status_change::Entity::find().filter(visible)
});
by_id!(EventId, event, |loaders| {
    event::Entity::find().filter(about_visible_leads(&loaders.cx.actor, event::Column::LeadId))
});
by_id!(AttemptId, communication_attempt, |loaders| {
    let visible = communications::visible_to(&loaders.cx.actor);
    let visible = visible.select_only().column(communication::Column::Id).into_query();
    let of_visible = communication_attempt::Column::CommunicationId.in_subquery(visible);
    communication_attempt::Entity::find().filter(of_visible)
});

by_id!(SessionId, session, |loaders| sign_in::visible_to(&loaders.cx.actor));

// What everybody who is signed in may see.
by_id!(UserId, user, |_loaders| user::Entity::find());
by_id!(LeadTypeId, lead_type, |_loaders| lead_type::Entity::find());
by_id!(LeadSourceId, lead_source, |_loaders| lead_source::Entity::find());
by_id!(LostReasonId, lost_reason, |_loaders| lost_reason::Entity::find());
by_id!(TriggerId, trigger, |_loaders| trigger::Entity::find());
