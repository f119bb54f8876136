//! Who belongs to the audiences of the team: members and managers of units, managers of groups.

use std::collections::{BTreeSet, HashMap};

use entity::{Audience, GroupId, Role, UnitId, UserId, group_member, lead, unit_member, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    auth::{Actor, policy::Relation, reach},
    error::Result,
};

/// Members and managers, read once for however many leads.
#[derive(Debug, Default)]
pub(super) struct Recipients {
    members: HashMap<UnitId, Vec<UserId>>,
    unit_managers: HashMap<UnitId, Vec<UserId>>,
    group_managers: HashMap<GroupId, Vec<UserId>>,
}

/// Units and groups whose people are wanted.
#[derive(Debug, Default)]
pub(super) struct Teams {
    units: BTreeSet<UnitId>,
    groups: BTreeSet<GroupId>,
}

impl Teams {
    /// Those of one audience of a lead.
    pub(super) fn add(&mut self, audience: Audience, lead: &lead::Model) {
        match audience {
            Audience::Unit | Audience::UnitManagers => self.units.extend(lead.unit_id),
            Audience::GroupManagers => self.groups.extend(lead.group_id),
            Audience::Lead | Audience::Assignee => {}
        }
    }
}

impl Recipients {
    /// Reads the people of some teams; without any, it costs nothing.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn load(db: &impl ConnectionTrait, teams: Teams) -> Result<Self> {
        let Teams { units, groups } = teams;
        let mut found = Self::default();
        if !units.is_empty() {
            let rows =
                unit_member::Entity::find().filter(unit_member::Column::UnitId.is_in(units)).all(db).await?;
            let roles = roles(db, rows.iter().map(|row| row.user_id).collect()).await?;
            for row in rows {
                let Some(role) = roles.get(&row.user_id) else { continue };
                found.members.entry(row.unit_id).or_default().push(row.user_id);
                if row.is_manager && *role >= Role::Manager {
                    found.unit_managers.entry(row.unit_id).or_default().push(row.user_id);
                }
            }
        }
        if !groups.is_empty() {
            let rows = group_member::Entity::find()
                .filter(group_member::Column::GroupId.is_in(groups))
                .filter(group_member::Column::IsManager.eq(true));
            let rows = rows.all(db).await?;
            let roles = roles(db, rows.iter().map(|row| row.user_id).collect()).await?;
            for row in rows
                .into_iter()
                .filter(|row| roles.get(&row.user_id).is_some_and(|role| *role >= Role::Manager))
            {
                found.group_managers.entry(row.group_id).or_default().push(row.user_id);
            }
        }
        Ok(found)
    }

    /// The users of an audience of a lead; the lead itself is not a user.
    pub(super) fn users(&self, audience: Audience, lead: &lead::Model) -> Vec<UserId> {
        let found = match audience {
            Audience::Lead => None,
            Audience::Assignee => return lead.assignee_id.into_iter().collect(),
            // Nobody is called to accept what does not wait.
            Audience::Unit if lead.waiting_since.is_none() => None,
            Audience::Unit => lead.unit_id.and_then(|unit| self.members.get(&unit)),
            Audience::UnitManagers => lead.unit_id.and_then(|unit| self.unit_managers.get(&unit)),
            Audience::GroupManagers => lead.group_id.and_then(|group| self.group_managers.get(&group)),
        };
        found.cloned().unwrap_or_default()
    }
}

async fn roles(db: &impl ConnectionTrait, users: Vec<UserId>) -> Result<HashMap<UserId, Role>> {
    let active =
        user::Entity::find().filter(user::Column::Id.is_in(users)).filter(user::Column::IsActive.eq(true));
    Ok(active.all(db).await?.into_iter().map(|user| (user.id, user.role)).collect())
}

/// Why a message to the team is no longer for its recipient: a lead that was taken, or went elsewhere, may not even be
/// seen by those who were called. Asked at the moment of sending.
///
/// # Errors
/// The database failed.
pub(super) async fn no_longer_concerned(
    db: &impl ConnectionTrait,
    audience: Audience,
    recipient: Option<&user::Model>,
    lead: &lead::Model,
) -> Result<Option<&'static str>> {
    let managers = match audience {
        Audience::Lead | Audience::Assignee => return Ok(None),
        Audience::Unit if lead.waiting_since.is_none() => {
            return Ok(Some("the lead no longer waited when the message was due"));
        }
        Audience::Unit => false,
        Audience::UnitManagers | Audience::GroupManagers => true,
    };
    let Some(user) = recipient else { return Ok(None) };
    let actor = Actor::person(user.id, user.role, reach::of(db, user.id, user.role).await?);
    let concerned = match Relation::of(&actor, lead) {
        Relation::Administrator | Relation::Manager => true,
        Relation::Candidate => !managers,
        Relation::Assignee | Relation::Owner | Relation::Colleague => false,
    };
    Ok((!concerned).then_some("the lead was no longer the recipient's affair when the message was due"))
}
