//! Proving who one is once more: the second factor at signing in, the password before it is changed.

use chrono::{DateTime, Utc};
use entity::{UserId, recovery_code, two_factor, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    attempts::{self, Attempt},
    two_factor::confirmed,
    welcome::failed,
};
use crate::{
    auth::{password, recovery_code as code_of, sealed, secret, totp},
    context::{Ctx, Visitor},
    db::Tx,
    error::{Code, Error, Result},
};

/// The password was right; whoever holds this may show the second factor.
pub struct Challenge {
    /// To be shown with the code.
    pub token: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// What the second factor was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Factor {
    /// A code of an authenticator app.
    App,
    /// One of the codes for who has lost it.
    RecoveryCode,
}

/// The person who acts, as they are now.
///
/// # Errors
/// Nobody acts, or they are gone.
pub(super) async fn person(ctx: &Ctx) -> Result<user::Model> {
    let id = ctx.actor.user_id().ok_or(Error::Unauthenticated)?;
    user::Entity::find_by_id(id).one(ctx.db.conn()).await?.ok_or(Error::Unauthenticated)
}

/// Takes the person's own password, and counts a wrong one like a failed sign-in: who has found a token on a desk must
/// not guess the password with it.
///
/// # Errors
/// `WRONG_CREDENTIALS`, `TOO_MANY_ATTEMPTS`, or they have none.
pub(super) async fn by_password(
    ctx: &Ctx,
    visitor: &Visitor,
    password: String,
    field: &str,
) -> Result<(user::Model, Attempt)> {
    let user = person(ctx).await?;
    if user.password_hash.is_none() {
        let message = "you have no password; `requestPasswordReset` gives you one";
        return Err(Error::refused(Code::Invalid, &[field], message));
    }
    let attempt = attempts::begin(visitor, &user.email).await??;
    if !password::verify(password, user.password_hash.clone()).await? {
        failed(visitor, Some(user.id), &attempt, Some(&user), "PASSWORD").await?;
        return Err(Error::refused(Code::WrongCredentials, &[field], "this is not your password"));
    }
    Ok((user, attempt))
}

/// Uses up a code of the second factor, in the caller's transaction. `None` when it is wrong, or was used before.
///
/// # Errors
/// The database failed.
pub(super) async fn by_code(visitor: &Visitor, tx: &Tx, user: UserId, code: &str) -> Result<Option<Factor>> {
    let code = code.trim();
    if let Some(factor) = confirmed(&**tx, user).await?
        && is_new_code(visitor, tx, &factor, code).await?
    {
        return Ok(Some(Factor::App));
    }
    let used = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(visitor.clock.now()))
        .filter(recovery_code::Column::CodeHash.eq(code_of::hash(user, code)))
        .filter(recovery_code::Column::UserId.eq(user))
        .filter(recovery_code::Column::UsedAt.is_null());
    Ok((used.exec(&**tx).await?.rows_affected > 0).then_some(Factor::RecoveryCode))
}

/// Whether the app shows this code now, and it was not used; then it is used up.
pub(super) async fn is_new_code(
    visitor: &Visitor,
    tx: &Tx,
    factor: &two_factor::Model,
    code: &str,
) -> Result<bool> {
    let key = secret::key_for(super::two_factor::PURPOSE, &visitor.db, &visitor.config.auth).await?;
    let Some(secret) = sealed::open(&key, factor.user_id.0.as_bytes(), &factor.sealed_secret)? else {
        tracing::error!(user = %factor.user_id, "a second factor cannot be read: was `auth.secret` changed? recovery codes still work");
        return Ok(false);
    };
    let Some(step) = totp::step_of(&secret, &code.replace(' ', ""), visitor.clock.now())? else {
        return Ok(false);
    };
    let taken = two_factor::Entity::update_many()
        .col_expr(two_factor::Column::LastStep, Expr::value(step))
        .filter(two_factor::Column::UserId.eq(factor.user_id))
        .filter(two_factor::Column::LastStep.lt(step));
    Ok(taken.exec(&**tx).await?.rows_affected > 0)
}

/// The answer to a code that does not hold.
pub(super) fn wrong_code() -> Error {
    let message = "this code is wrong, or was used before; wait for the next one";
    Error::refused(Code::WrongCode, &["code"], message)
}
