//! Somebody must be left who may change the organisation.

use entity::{Role, user};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{
    db::Tx,
    error::{Code, Error, Result},
};

/// Whether others are left when this user is no active administrator any more. The caller's transaction must have begun by
/// [`reach::has_changed`](crate::auth::reach::has_changed), or two could leave at the same time.
///
/// # Errors
/// `LAST_ADMIN`.
pub(super) async fn others_are_left(tx: &Tx, user: &user::Model, field: &str) -> Result<()> {
    if user.role != Role::Admin || !user.is_active {
        return Ok(());
    }
    let others = user::Entity::find()
        .filter(user::Column::Role.eq(Role::Admin))
        .filter(user::Column::IsActive.eq(true))
        .filter(user::Column::Id.ne(user.id));
    if others.count(&**tx).await? > 0 {
        return Ok(());
    }
    let message = format!("{} is the only active admin; make somebody else an admin first", user.name);
    Err(Error::refused(Code::LastAdmin, &[field], message))
}
