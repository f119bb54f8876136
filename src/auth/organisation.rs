//! Who belongs where, of all users at once: small beside the leads, and read whole.

use std::collections::HashMap;

use entity::{GroupId, Role, UnitId, UserId, group_collaboration, group_member, unit_member, user};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::SimpleExpr,
};

use super::Reach;
use crate::error::Result;

/// Who belongs where.
pub(super) struct Organisation {
    /// The counter's value before the rest was read: what is here is at least as new.
    pub state: i64,
    /// Those who may sign in.
    roles: HashMap<UserId, Role>,
    groups: HashMap<UserId, Vec<(GroupId, bool)>>,
    units: HashMap<UserId, Vec<(UnitId, bool)>>,
    /// The groups whose leads the members of a group see beside their own.
    partners: HashMap<GroupId, Vec<GroupId>>,
}

impl Organisation {
    /// Reads it; of one user, what concerns them.
    pub async fn load(db: &impl ConnectionTrait, state: i64, only: Option<UserId>) -> Result<Self> {
        let of = |column: Option<SimpleExpr>| Condition::all().add_option(column);
        let roles = user::Entity::find().filter(user::Column::IsActive.eq(true)).select_only();
        let roles = roles
            .filter(of(only.map(|user| user::Column::Id.eq(user))))
            .columns([user::Column::Id, user::Column::Role]);
        let groups = group_member::Entity::find()
            .select_only()
            .columns([
                group_member::Column::UserId,
                group_member::Column::GroupId,
                group_member::Column::IsManager,
            ])
            .filter(of(only.map(|user| group_member::Column::UserId.eq(user))));
        let units = unit_member::Entity::find()
            .select_only()
            .columns([
                unit_member::Column::UserId,
                unit_member::Column::UnitId,
                unit_member::Column::IsManager,
            ])
            .filter(of(only.map(|user| unit_member::Column::UserId.eq(user))));
        let mut partners: HashMap<GroupId, Vec<GroupId>> = HashMap::new();
        for both in group_collaboration::Entity::find().all(db).await? {
            partners.entry(both.group_id).or_default().push(both.partner_id);
            if both.is_mutual {
                partners.entry(both.partner_id).or_default().push(both.group_id);
            }
        }
        Ok(Self {
            state,
            roles: roles.into_tuple::<(UserId, Role)>().all(db).await?.into_iter().collect(),
            groups: by_user(groups.into_tuple().all(db).await?),
            units: by_user(units.into_tuple().all(db).await?),
            partners,
        })
    }

    /// The role of a user; none when they may not sign in.
    pub fn role(&self, user: UserId) -> Option<Role> {
        self.roles.get(&user).copied()
    }

    /// What a user with this role reaches.
    pub fn reach(&self, user: UserId, role: Role) -> Reach {
        let own = self.groups.get(&user).map(Vec::as_slice).unwrap_or_default();
        let units = self.units.get(&user).map(Vec::as_slice).unwrap_or_default();
        let partners = own.iter().filter_map(|(group, _)| self.partners.get(group)).flatten().copied();
        let manages = role >= Role::Manager;
        Reach {
            groups: sorted(own.iter().map(|(group, _)| *group).chain(partners).collect()),
            managed_groups: sorted(managed(own, manages)),
            managed_units: sorted(managed(units, manages)),
            units: sorted(units.iter().map(|(unit, _)| *unit).collect()),
            as_of: self.state,
        }
    }
}

fn by_user<T>(members: Vec<(UserId, T, bool)>) -> HashMap<UserId, Vec<(T, bool)>> {
    let mut all: HashMap<UserId, Vec<(T, bool)>> = HashMap::new();
    for (user, place, is_manager) in members {
        all.entry(user).or_default().push((place, is_manager));
    }
    all
}

fn managed<T: Copy>(members: &[(T, bool)], manages: bool) -> Vec<T> {
    members.iter().filter(|(_, is_manager)| manages && *is_manager).map(|(id, _)| *id).collect()
}

fn sorted<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort_unstable();
    ids.dedup();
    ids
}
