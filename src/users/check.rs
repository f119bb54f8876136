//! What a user's row may hold.

use entity::{UserId, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    error::{Code, Problems, Result},
    leads::contact,
};

/// A name, on one line.
pub(super) fn name(problems: &mut Problems, name: &str) -> Option<String> {
    let line = problems.take(contact::line("name", name))?;
    if line.is_none() {
        problems.add(Code::Required, &["name"], "give the user's name");
    }
    line
}

/// An address that no other user has, in upper or lower case.
///
/// # Errors
/// The database failed.
pub(super) async fn email(
    db: &impl ConnectionTrait,
    problems: &mut Problems,
    own: Option<UserId>,
    email: &str,
) -> Result<Option<String>> {
    let Some(line) = problems.take(contact::email("email", email)) else { return Ok(None) };
    let Some(email) = line else {
        problems.add(Code::Required, &["email"], "give the user's e-mail address: they sign in with it");
        return Ok(None);
    };
    let same = user::Entity::find().filter(user::Column::EmailKey.eq(email.to_lowercase()));
    if same.one(db).await?.is_some_and(|other| Some(other.id) != own) {
        problems.add(Code::Taken, &["email"], format!("there is a user with the address `{email}` already"));
    }
    Ok(Some(email))
}

/// A language, where one is given.
pub(super) fn locale(problems: &mut Problems, tag: &str) -> Option<String> {
    problems.take(contact::locale("locale", tag)).flatten()
}

/// A time zone, where one is given.
pub(super) fn time_zone(problems: &mut Problems, zone: &str) -> Option<String> {
    problems.take(contact::time_zone("time_zone", zone)).flatten()
}
