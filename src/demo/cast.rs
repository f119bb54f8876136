//! The invented team.

use entity::{Role, UserId};

use crate::{
    context::Ctx,
    error::Result,
    users::{self, NewUser},
};

/// Everybody's password. It is printed on every start: a demo keeps no secrets.
pub const PASSWORD: &str = "leadline-demo";

const TEAM: &[(&str, &str, Role, &str)] = &[
    ("admin@demo.example", "Robin Adler", Role::Admin, "en"),
    ("miriam@demo.example", "Miriam Okafor", Role::Manager, "en"),
    ("noah@demo.example", "Noah Lindqvist", Role::Manager, "en"),
    ("jonas@demo.example", "Jonas Weber", Role::Agent, "de"),
    ("priya@demo.example", "Priya Sharma", Role::Agent, "en"),
    ("tom@demo.example", "Tom Becker", Role::Agent, "en"),
    ("elena@demo.example", "Elena Rossi", Role::Agent, "en"),
];

/// Somebody of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: UserId,
    /// Address to sign in with; the password is [`PASSWORD`].
    pub email: String,
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// The team; those who are missing are added.
///
/// # Errors
/// The database failed.
pub async fn team(ctx: &Ctx) -> Result<Vec<Account>> {
    // Hashing passwords takes its time: all at once.
    futures::future::try_join_all(TEAM.iter().map(|member| account(ctx, member))).await
}

async fn account(ctx: &Ctx, (email, name, role, locale): &(&str, &str, Role, &str)) -> Result<Account> {
    let user = if let Some(user) = users::by_email(ctx, email).await? {
        user
    } else {
        let new = NewUser {
            email: (*email).to_owned(),
            name: (*name).to_owned(),
            role: *role,
            password: Some(PASSWORD.to_owned()),
            locale: Some((*locale).to_owned()),
            time_zone: None,
        };
        users::create(ctx, new).await?
    };
    Ok(Account { id: user.id, email: user.email, name: user.name, role: user.role })
}

/// Those who work on leads.
pub fn agents(team: &[Account]) -> Vec<UserId> {
    team.iter().filter(|account| account.role == Role::Agent).map(|account| account.id).collect()
}
