//! What users reach through their groups and units.
//!
//! It is asked for by every request and by every stream, and changes rarely: each process keeps the memberships of all
//! (`Organisation`), and reads them again when the counter [`COUNTER`] says that something has changed.

use std::sync::Arc;

use entity::{GroupId, Role, UserId, counter, group_member};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use tokio::sync::Mutex;

use super::{Actor, Reach, organisation::Organisation};
use crate::{db::Db, error::Result};

/// Name of the counter that every change of members, collaborations and roles raises.
pub const COUNTER: &str = "organisation";

/// What this process knows of the organisation: kept as long as its database is open.
#[derive(Default)]
struct Known(Mutex<Option<Arc<Organisation>>>);

/// The state of the organisation as of now: a number that grows with every change.
///
/// # Errors
/// The database failed.
pub async fn current(db: &impl ConnectionTrait) -> Result<i64> {
    let value = counter::Entity::find_by_id(COUNTER).select_only().column(counter::Column::Value);
    Ok(value.into_tuple::<i64>().one(db).await?.unwrap_or_default())
}

/// The same as a value of another statement.
pub(super) fn current_value() -> SelectStatement {
    Query::select()
        .column(counter::Column::Value)
        .from(counter::Entity)
        .and_where(counter::Column::Name.eq(COUNTER))
        .to_owned()
}

/// What a user with this role reaches now: for transactions, and for what is asked now and then.
///
/// # Errors
/// The database failed.
pub async fn of(db: &impl ConnectionTrait, user: UserId, role: Role) -> Result<Reach> {
    let state = current(db).await?;
    Ok(Organisation::load(db, state, Some(user)).await?.reach(user, role))
}

/// What a user with this role reaches, as of this state of the organisation or a later one.
///
/// # Errors
/// The database failed.
pub async fn known(db: &Db, user: UserId, role: Role, state: i64) -> Result<Reach> {
    // Administrators see everything: nobody has to look what they reach.
    if role >= Role::Admin {
        return Ok(Reach { as_of: state, ..Reach::default() });
    }
    Ok(organisation(db, state).await?.reach(user, role))
}

/// Brings what an actor reaches up to this state of the organisation, for all who hold the actor. False when they may
/// no longer act as they did: their role has changed, or they may not sign in any more.
///
/// # Errors
/// The database failed.
pub async fn refresh(db: &Db, actor: &Actor, state: i64) -> Result<bool> {
    let Actor::User(person) = actor else { return Ok(true) };
    if person.reach().as_of >= state {
        return Ok(true);
    }
    let organisation = organisation(db, state).await?;
    if organisation.role(person.id) != Some(person.role) {
        return Ok(false);
    }
    person.set_reach(organisation.reach(person.id, person.role));
    Ok(true)
}

/// The same up to now: for connections that outlive what was found out when they were opened.
///
/// # Errors
/// The database failed.
pub async fn catch_up(db: &Db, actor: &Actor) -> Result<bool> {
    refresh(db, actor, current(db.conn()).await?).await
}

/// The group that owns what a user adds, unless they name another: the first that they joined.
///
/// # Errors
/// The database failed.
pub async fn first_group(db: &impl ConnectionTrait, user: UserId) -> Result<Option<GroupId>> {
    let groups = group_member::Entity::find().filter(group_member::Column::UserId.eq(user));
    let first =
        groups.order_by_asc(group_member::Column::JoinedAt).order_by_asc(group_member::Column::GroupId);
    Ok(first.one(db).await?.map(|member| member.group_id))
}

/// Notes, in the transaction of the change, that what users reach has changed.
///
/// # Errors
/// The database failed.
pub async fn has_changed(tx: &impl ConnectionTrait) -> Result<()> {
    let raised = counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(1))
        .filter(counter::Column::Name.eq(COUNTER));
    raised.exec(tx).await?;
    Ok(())
}

/// The organisation in this state, or in a later one: read once, however many ask.
async fn organisation(db: &Db, state: i64) -> Result<Arc<Organisation>> {
    let known = db.kept::<Known>();
    let mut known = known.0.lock().await;
    if let Some(organisation) = known.as_ref().filter(|organisation| organisation.state >= state) {
        return Ok(organisation.clone());
    }
    let organisation = Arc::new(Organisation::load(db.conn(), current(db.conn()).await?, None).await?);
    *known = Some(organisation.clone());
    Ok(organisation)
}
