//! A new password, by whoever knows the old one, or by who runs the installation.

use chrono::{DateTime, Utc};
use entity::{
    AccountMailKind, EventType, SessionId, UserId, password_reset, session, sign_in_challenge, user,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

use super::{attempts, prove};
use crate::{
    auth::{
        password,
        password_policy::{self, Owner},
        sessions,
    },
    communications::account_mail,
    context::{Ctx, Visitor},
    db::Tx,
    error::{Code, Error, Result},
    events::Note,
};

/// Changes the caller's own password, and ends all their sessions but the one by which they came. Returns how many.
///
/// # Errors
/// The old one is wrong (`WRONG_CREDENTIALS`, `TOO_MANY_ATTEMPTS`), or the new one is none that is taken.
pub async fn change_password(
    ctx: &Ctx,
    visitor: &Visitor,
    session: Option<SessionId>,
    current: String,
    new: String,
) -> Result<u64> {
    // Before the old one is proved: who tries five weak ones has not failed to prove anything.
    let user = prove::person(ctx).await?;
    let owner = Owner { email: &user.email, name: &user.name };
    password_policy::check(&new, &owner, "new_password")?;
    if current == new {
        let message = "this is the password that you give as your old one; choose another";
        return Err(Error::refused(Code::Invalid, &["new_password"], message));
    }
    let (user, attempt) = prove::by_password(ctx, visitor, current, "current_password").await?;
    let hash = password::hash_checked(new).await?;
    let tx = ctx.db.begin().await?;
    let ended = replace(&tx, &user, hash, session, ctx.clock.now()).await?;
    attempt.taken_back(&tx).await?;
    tell(ctx, &tx, &user, &ended).await?;
    account_mail::queue(&tx, &ctx.clock, AccountMailKind::PasswordChanged, &user.email).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(ended.len() as u64)
}

/// Sets somebody's password, ends all their sessions and lifts a lock: for the command line.
///
/// # Errors
/// It is none that is taken, or the database failed.
pub async fn set_password(ctx: &Ctx, user: &user::Model, new: String) -> Result<u64> {
    let owner = Owner { email: &user.email, name: &user.name };
    let hash = password::hash(new, &owner, "password").await?;
    let key = attempts::account_key(&ctx.db, &ctx.config, &user.email).await?;
    let tx = ctx.db.begin().await?;
    let ended = replace(&tx, user, hash, None, ctx.clock.now()).await?;
    attempts::unlock(&tx, &key).await?;
    tell(ctx, &tx, user, &ended).await?;
    account_mail::queue(&tx, &ctx.clock, AccountMailKind::PasswordChanged, &user.email).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(ended.len() as u64)
}

/// Keeps a new password, in the caller's transaction, and takes away all that was got by the old one: sessions, but for the
/// one that is kept, sign-ins that wait for their second factor, and links to set a password. Returns the sessions.
pub(super) async fn replace(
    tx: &Tx,
    user: &user::Model,
    hash: String,
    keep: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .col_expr(user::Column::Version, Expr::col(user::Column::Version).add(1))
        .col_expr(user::Column::UpdatedAt, Expr::value(now))
        .filter(user::Column::Id.eq(user.id))
        .exec(&**tx)
        .await?;
    forget_challenges(tx, user.id).await?;
    password_reset::Entity::update_many()
        .col_expr(password_reset::Column::EndedAt, Expr::value(now))
        .filter(password_reset::Column::UserId.eq(user.id))
        .filter(password_reset::Column::EndedAt.is_null())
        .exec(&**tx)
        .await?;
    sessions::end_all(&**tx, user.id, keep, now).await
}

async fn tell(ctx: &Ctx, tx: &Tx, user: &user::Model, ended: &[session::Model]) -> Result<()> {
    let changed = Note::about(EventType::PasswordChanged, user).data(json!({ "sessions": ended.len() }));
    ctx.notes(tx, [changed].into_iter().chain(ended.iter().map(sessions::signed_out))).await
}

/// Sign-ins that wait for their second factor begin anew.
pub(super) async fn forget_challenges(tx: &Tx, user: UserId) -> Result<()> {
    let waiting = sign_in_challenge::Entity::delete_many();
    waiting.filter(sign_in_challenge::Column::UserId.eq(user)).exec(&**tx).await?;
    Ok(())
}
