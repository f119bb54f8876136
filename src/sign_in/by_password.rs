//! Signing in by e-mail address and password.

use chrono::TimeDelta;
use entity::{sign_in_challenge, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};

use super::{
    attempts::{self, Attempt, Locked},
    prove::Challenge,
    two_factor::confirmed,
    welcome::{Tokens, failed, welcome, wrong_credentials},
};
use crate::{
    auth::{
        password,
        token::{self, Kind},
    },
    context::Visitor,
    db::Tx,
    error::Result,
};

/// How long the second factor may take.
const CHALLENGE_PERIOD: TimeDelta = TimeDelta::minutes(5);

/// Where a sign-in has come to.
pub enum Step {
    /// All is well.
    SignedIn(Box<Tokens>),
    /// The password was right; now for the second factor.
    TwoFactor(Challenge),
    /// Too many tries were refused: nothing was looked at.
    Locked(Locked),
}

/// Signs in by e-mail address and password.
///
/// # Errors
/// `WRONG_CREDENTIALS`, the same for an unknown address, a wrong password and a user who is not active.
pub async fn sign_in(visitor: &Visitor, email: &str, password: String) -> Result<Step> {
    let attempt = match attempts::begin(visitor, email).await? {
        Ok(attempt) => attempt,
        Err(locked) => return Ok(Step::Locked(locked)),
    };
    let found = user::Entity::find().filter(user::Column::EmailKey.eq(email.trim().to_lowercase()));
    let found = found.one(visitor.db.conn()).await?;
    let active = found.as_ref().filter(|user| user.is_active);
    let hash = active.and_then(|user| user.password_hash.clone());
    let is_right = password::verify(password.clone(), hash).await?;
    let Some(user) = active.filter(|_| is_right) else {
        failed(visitor, None, &attempt, found.as_ref(), "PASSWORD").await?;
        return Err(wrong_credentials());
    };
    let user = match &user.password_hash {
        Some(hash) if password::is_outdated(hash) => renew_hash(visitor, user, hash, password).await?,
        _ => user.clone(),
    };
    let tx = visitor.db.begin().await?;
    let Some(user) = unchanged(&tx, &user).await? else { return Err(wrong_credentials()) };
    let step = next(visitor, &tx, user, &attempt).await?;
    match step {
        // Half a sign-in is none yet: the second half is told.
        Step::TwoFactor(_) => tx.commit_without_entry().await?,
        Step::SignedIn(_) | Step::Locked(_) => tx.commit().await?,
    }
    visitor.bus.wake();
    Ok(step)
}

async fn next(visitor: &Visitor, tx: &Tx, user: user::Model, attempt: &Attempt) -> Result<Step> {
    if confirmed(&**tx, user.id).await?.is_none() {
        return Ok(Step::SignedIn(Box::new(welcome(visitor, tx, user, attempt, "PASSWORD").await?)));
    }
    // Right passwords must not win tries at the second factor: failures before this one stay.
    attempt.taken_back(tx).await?;
    let (token, expires_at) = (Kind::Challenge.make()?, visitor.clock.now() + CHALLENGE_PERIOD);
    let row = sign_in_challenge::ActiveModel {
        token_hash: Set(token::hash(&token)),
        user_id: Set(user.id),
        expires_at: Set(expires_at),
    };
    row.insert(&**tx).await?;
    Ok(Step::TwoFactor(Challenge { token, expires_at }))
}

/// The user, if nobody has changed their password or deactivated them since it was looked at. Whoever does so now waits
/// until the session is there to be ended.
async fn unchanged(tx: &Tx, user: &user::Model) -> Result<Option<user::Model>> {
    let same = user::Entity::find_by_id(user.id)
        .filter(user::Column::IsActive.eq(true))
        .filter(user::Column::PasswordHash.eq(user.password_hash.clone()));
    Ok(same.lock_exclusive().one(&**tx).await?)
}

/// Keeps the same password under the parameters of today, unless it was changed meanwhile. It is no change that anybody
/// would notice.
async fn renew_hash(
    visitor: &Visitor,
    user: &user::Model,
    hash: &str,
    password: String,
) -> Result<user::Model> {
    let renewed = password::hash_checked(password).await?;
    let tx = visitor.db.begin().await?;
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(renewed.as_str()))
        .filter(user::Column::Id.eq(user.id))
        .filter(user::Column::PasswordHash.eq(hash))
        .exec(&*tx)
        .await?;
    tx.commit_without_entry().await?;
    Ok(user::Model { password_hash: Some(renewed), ..user.clone() })
}
