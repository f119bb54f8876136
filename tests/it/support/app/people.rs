//! People, and where they belong.

use chrono::TimeDelta;
use entity::{
    GroupCollaborationId, GroupId, Role, UnitId, UserId, group, group_collaboration, group_member, unit,
    unit_member,
};
use leadline::auth::{reach, sessions};
use leadline::users::{self, NewUser};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::Value;

use super::{App, talking::data};

/// Somebody who is signed in.
pub struct Someone {
    pub id: UserId,
    pub token: String,
}

impl App {
    pub async fn hire(&self, name: &str, role: Role) -> Someone {
        let email = format!("{}@leadline.example", name.to_lowercase().replace(' ', "."));
        let new = NewUser { email, name: name.into(), role, password: None, locale: None };
        let user = users::create(&self.ctx, new).await.expect("a user");
        let token =
            sessions::issue(&self.ctx.db, &self.ctx.clock, &self.ctx.origin, user, TimeDelta::days(365))
                .await
                .expect("a token");
        Someone { id: token.user.id, token: token.token }
    }

    /// A group with its members; the managers among them manage it.
    pub async fn group(&self, name: &str, members: &[&Someone], managers: &[&Someone]) -> GroupId {
        let now = self.clock.now();
        let group = group::Model {
            id: self.ctx.new_id(),
            name: name.into(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let id = group.id;
        let tx = self.ctx.db.begin().await.expect("begun");
        group::Entity::insert(group.into_active_model()).exec_without_returning(&*tx).await.expect("kept");
        for (person, is_manager) in with_managers(members, managers) {
            let member = group_member::Model { group_id: id, user_id: person, is_manager, joined_at: now };
            group_member::Entity::insert(member.into_active_model())
                .exec_without_returning(&*tx)
                .await
                .expect("kept");
        }
        reach::has_changed(&*tx).await.expect("noted");
        tx.commit_without_entry().await.expect("committed");
        id
    }

    /// A unit with its members; the managers among them manage it.
    pub async fn unit(&self, name: &str, members: &[&Someone], managers: &[&Someone]) -> UnitId {
        let now = self.clock.now();
        let unit = unit::Model {
            id: self.ctx.new_id(),
            name: name.into(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let id = unit.id;
        let tx = self.ctx.db.begin().await.expect("begun");
        unit::Entity::insert(unit.into_active_model()).exec_without_returning(&*tx).await.expect("kept");
        for (person, is_manager) in with_managers(members, managers) {
            let member = unit_member::Model { unit_id: id, user_id: person, is_manager, joined_at: now };
            unit_member::Entity::insert(member.into_active_model())
                .exec_without_returning(&*tx)
                .await
                .expect("kept");
        }
        reach::has_changed(&*tx).await.expect("noted");
        tx.commit_without_entry().await.expect("committed");
        id
    }

    /// From now on, members of the group see the leads of the partner.
    pub async fn collaborate(&self, group_id: GroupId, partner_id: GroupId, is_mutual: bool) {
        let id: GroupCollaborationId = self.ctx.new_id();
        let both =
            group_collaboration::Model { id, group_id, partner_id, is_mutual, created_at: self.clock.now() };
        let tx = self.ctx.db.begin().await.expect("begun");
        group_collaboration::Entity::insert(both.into_active_model())
            .exec_without_returning(&*tx)
            .await
            .expect("kept");
        reach::has_changed(&*tx).await.expect("noted");
        tx.commit_without_entry().await.expect("committed");
    }

    /// The data of somebody's request, which must not fail.
    pub async fn asks(&self, who: &Someone, query: &str, variables: Value) -> Value {
        data(self.gql(Some(&who.token), query, variables).await)
    }
}

fn with_managers(members: &[&Someone], managers: &[&Someone]) -> Vec<(UserId, bool)> {
    let members = members.iter().filter(|member| managers.iter().all(|manager| manager.id != member.id));
    members
        .map(|member| (member.id, false))
        .chain(managers.iter().map(|manager| (manager.id, true)))
        .collect()
}
