//! Names of groups and units.

use sea_orm::EntityTrait;

use super::team::{Kind, TeamId, of_groups, of_units};
use crate::{
    db::Tx,
    error::{Code, Error, Result},
    leads::contact,
};

/// A name as it will be kept: one line, and no other group's (or unit's) without regard to case.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `TAKEN`.
pub(super) async fn checked(tx: &Tx, kind: Kind, own: Option<TeamId>, name: &str) -> Result<String> {
    let line = contact::line("name", name).map_err(|problem| Error::Refused(vec![problem]))?;
    let Some(name) = line else {
        return Err(Error::refused(Code::Required, &["name"], format!("give the {kind}'s name")));
    };
    let others: Vec<(TeamId, String)> = match kind {
        Kind::Group => {
            let rows = of_groups::team::Entity::find().all(&**tx).await?;
            rows.into_iter().map(|row| (row.id.into(), row.name)).collect()
        }
        Kind::Unit => {
            let rows = of_units::team::Entity::find().all(&**tx).await?;
            rows.into_iter().map(|row| (row.id.into(), row.name)).collect()
        }
    };
    let folded = name.to_lowercase();
    match others.into_iter().find(|(id, other)| Some(*id) != own && other.to_lowercase() == folded) {
        Some((_, other)) => {
            let message = format!("there is a {kind} with the name `{other}` already; choose another");
            Err(Error::refused(Code::Taken, &["name"], message))
        }
        None => Ok(name),
    }
}
