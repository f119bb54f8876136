//! People, and where they belong.

use chrono::TimeDelta;
use entity::{GroupId, LeadId, Role, UnitId, UserId, lead, user};
use leadline::{
    auth::{
        Actor,
        policy::{self, Action},
        sessions,
    },
    leads::Change,
    organisation::{self, Collaborate, Kind, NewMember, TeamId},
    users::{self, NewUser, UpdateUser},
};
use sea_orm::EntityTrait;
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
        let new = NewUser { email, name: name.into(), role, password: None, locale: None, time_zone: None };
        let user = users::create(&self.ctx, new).await.expect("a user");
        let token =
            sessions::issue(&self.ctx.db, &self.ctx.clock, &self.ctx.origin, user, TimeDelta::days(365))
                .await
                .expect("a token");
        Someone { id: token.user.id, token: token.token }
    }

    /// A group with its members; the managers among them manage it.
    pub async fn group(&self, name: &str, members: &[&Someone], managers: &[&Someone]) -> GroupId {
        self.team(Kind::Group, name, members, managers).await.group().expect("a group")
    }

    /// A unit with its members; the managers among them manage it.
    pub async fn unit(&self, name: &str, members: &[&Someone], managers: &[&Someone]) -> UnitId {
        self.team(Kind::Unit, name, members, managers).await.unit().expect("a unit")
    }

    async fn team(&self, kind: Kind, name: &str, members: &[&Someone], managers: &[&Someone]) -> TeamId {
        let team = organisation::create(&self.ctx, kind, name).await.expect("made");
        for (user, is_manager) in with_managers(members, managers) {
            organisation::add_member(&self.ctx, NewMember { team, user, is_manager }).await.expect("joined");
        }
        team
    }

    /// From now on, members of the group see the leads of the partner.
    pub async fn collaborate(&self, group: GroupId, partner: GroupId, is_mutual: bool) {
        let together = Collaborate { team: group.into(), partner: partner.into(), is_mutual };
        organisation::collaborate(&self.ctx, together).await.expect("agreed");
    }

    /// From now on, they are no member of the group.
    pub async fn leave(&self, who: &Someone, group: GroupId) {
        organisation::remove_member(&self.ctx, group.into(), who.id).await.expect("removed");
    }

    /// From now on, they are a member of the group.
    pub async fn join(&self, who: &Someone, group: GroupId) {
        let new = NewMember { team: group.into(), user: who.id, is_manager: false };
        organisation::add_member(&self.ctx, new).await.expect("joined");
    }

    /// From now on, they have another role.
    pub async fn promote(&self, who: &Someone, role: Role) {
        let change = UpdateUser {
            id: who.id,
            expected_version: None,
            name: None,
            email: None,
            role: Some(role),
            locale: Change::Keep,
            time_zone: Change::Keep,
        };
        users::update(&self.ctx, &change).await.expect("changed");
    }

    /// The same person with another token.
    pub async fn sign_in(&self, who: &Someone) -> Someone {
        let user = user::Entity::find_by_id(who.id).one(self.ctx.db.conn()).await.expect("read");
        let user = user.expect("a user");
        let token =
            sessions::issue(&self.ctx.db, &self.ctx.clock, &self.ctx.origin, user, TimeDelta::days(365))
                .await
                .expect("a token");
        Someone { id: who.id, token: token.token }
    }

    /// Whether the policy allows it to who sees the lead.
    pub async fn may(&self, who: &Someone, action: Action, lead: &str) -> bool {
        let lead: LeadId = lead.parse().expect("a lead's id");
        let lead = lead::Entity::find_by_id(lead).one(self.ctx.db.conn()).await.expect("read");
        policy::may_with(&self.actor(who).await, action, &lead.expect("a lead")).is_ok()
    }

    pub(super) async fn actor(&self, who: &Someone) -> Actor {
        let found = sessions::actor_of(&self.ctx.db, &self.ctx.clock, &who.token).await.expect("read");
        found.expect("signed in").actor
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
