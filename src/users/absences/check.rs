//! What must hold of an absence.

use entity::{absence, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::{Code, Problems, Result},
    leads::contact,
};

/// An absence as it may be written.
///
/// # Errors
/// Everything that is wrong with it, together.
pub(super) async fn checked(
    db: &impl ConnectionTrait,
    user: &user::Model,
    mut row: absence::Model,
) -> Result<absence::Model> {
    let mut problems = Problems::default();
    row.note = row.note.and_then(|note| problems.take(contact::line("note", &note)).flatten());
    if row.from_day > row.until_day {
        let message = format!("the last day ({}) is before the first ({})", row.until_day, row.from_day);
        problems.add(Code::Invalid, &["until_day"], message);
    }
    let overlapping = absence::Entity::find()
        .filter(absence::Column::UserId.eq(user.id))
        .filter(absence::Column::Id.ne(row.id))
        .filter(absence::Column::FromDay.lte(row.until_day))
        .filter(absence::Column::UntilDay.gte(row.from_day))
        .order_by_asc(absence::Column::FromDay);
    if let Some(other) = overlapping.one(db).await? {
        let message = format!(
            "{} is away from {} until {} already; choose other days, or remove that absence first",
            user.name, other.from_day, other.until_day
        );
        problems.add(Code::Taken, &["from_day"], message);
    }
    problems.finish()?;
    Ok(row)
}
