//! People, and where they belong.

use chrono::TimeDelta;
use entity::{GroupId, Role, UnitId, UserId};
use leadline::auth::sessions;
use leadline::organisation::{self, Collaborate, Kind, NewMember, TeamId};
use leadline::users::{self, NewUser};
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
