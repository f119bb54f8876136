//! The users whom the leads of a page are assigned to: few, and the same on nearly every page.
//!
//! Reading them with the page, by a join, costs the database more than the page. So they are read apart, and not at all
//! when another page named them a moment ago ([`Recent`](crate::db::Recent)).

use std::{collections::HashMap, sync::Arc};

use entity::{UserId, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{context::Ctx, error::Result};

/// Users by id.
pub type Users = HashMap<UserId, Arc<user::Model>>;

/// These users, as they are or were a moment ago.
///
/// # Errors
/// The database failed.
pub async fn read(ctx: &Ctx, ids: impl Iterator<Item = UserId>) -> Result<Users> {
    let (recent, moment) = (ctx.db.recent_users(), ctx.db.moment(ctx.clock.now()));
    let mut users = Users::new();
    let mut missing = Vec::new();
    for id in ids {
        if users.contains_key(&id) || missing.contains(&id) {
            continue;
        }
        match recent.get(moment, &id) {
            Some(user) => drop(users.insert(id, user)),
            None => missing.push(id),
        }
    }
    if !missing.is_empty() {
        let found = user::Entity::find().filter(user::Column::Id.is_in(missing)).all(ctx.db.reads()).await?;
        for user in found.into_iter().map(Arc::new) {
            recent.keep(moment, user.id, user.clone());
            users.insert(user.id, user);
        }
    }
    Ok(users)
}
