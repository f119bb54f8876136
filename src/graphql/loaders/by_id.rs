//! Rows by their ids: only those that the caller may see.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{
    AbsenceId, ApiKeyId, AssignmentRuleId, AttemptId, CommunicationId, EventId, GroupCollaborationId,
    GroupId, GroupMemberId, LeadAssignmentId, LeadId, LeadSourceId, LeadTypeId, LostReasonId, SessionId,
    StatusChangeId, TriggerId, UnitCollaborationId, UnitId, UnitMemberId, UserId, absence, api_key,
    assignment_rule, communication, communication_attempt, event, group, group_collaboration, group_member,
    lead, lead_assignment, lead_source, lead_status_change, lead_type, lost_reason, session, trigger, unit,
    unit_collaboration, unit_member, user,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use super::Loaders;
use crate::{
    api_keys, audit,
    auth::{
        about_visible_leads,
        policy::{self, Action},
        visible_to,
    },
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
                let rows = rows.all(self.cx.db.reads()).await.map_err(|error| Arc::new(error.into()))?;
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
by_id!(LeadAssignmentId, lead_assignment, |loaders| {
    let visible = about_visible_leads(&loaders.cx.actor, lead_assignment::Column::LeadId);
    lead_assignment::Entity::find().filter(visible)
});
by_id!(AssignmentRuleId, assignment_rule, |loaders| {
    // Configuration is for administrators.
    let may = policy::may(&loaders.cx.actor, Action::Configure).is_ok();
    assignment_rule::Entity::find().filter(Expr::val(may).eq(true))
});
by_id!(EventId, event, |loaders| {
    let seen = about_visible_leads(&loaders.cx.actor, event::Column::LeadId);
    // Administrators read the audit trail: all of it.
    let all = audit::may_read(&loaders.cx.actor);
    event::Entity::find().filter(if all { Condition::all() } else { seen })
});
by_id!(AttemptId, communication_attempt, |loaders| {
    let visible = communications::visible_to(&loaders.cx.actor);
    let visible = visible.select_only().column(communication::Column::Id).into_query();
    let of_visible = communication_attempt::Column::CommunicationId.in_subquery(visible);
    communication_attempt::Entity::find().filter(of_visible)
});
by_id!(ApiKeyId, api_key, |loaders| api_keys::visible_to(&loaders.cx.actor));

by_id!(SessionId, session, |loaders| sign_in::visible_to(&loaders.cx.actor));

// What everybody who is signed in may see.
by_id!(UserId, user, |_loaders| user::Entity::find());
by_id!(LeadTypeId, lead_type, |_loaders| lead_type::Entity::find());
by_id!(LeadSourceId, lead_source, |_loaders| lead_source::Entity::find());
by_id!(LostReasonId, lost_reason, |_loaders| lost_reason::Entity::find());
by_id!(TriggerId, trigger, |_loaders| trigger::Entity::find());
by_id!(GroupId, group, |_loaders| group::Entity::find());
by_id!(UnitId, unit, |_loaders| unit::Entity::find());
by_id!(GroupMemberId, group_member, |_loaders| group_member::Entity::find());
by_id!(UnitMemberId, unit_member, |_loaders| unit_member::Entity::find());
by_id!(GroupCollaborationId, group_collaboration, |_loaders| group_collaboration::Entity::find());
by_id!(UnitCollaborationId, unit_collaboration, |_loaders| unit_collaboration::Entity::find());
by_id!(AbsenceId, absence, |_loaders| absence::Entity::find());
