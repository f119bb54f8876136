//! The second half of a sign-in.

use entity::{sign_in_challenge, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    attempts,
    by_password::Step,
    prove::{Factor, by_code, wrong_code},
    welcome::{failed, welcome},
};
use crate::{
    auth::token::Kind,
    context::Visitor,
    error::{Code, Error, Result},
};

/// Completes a sign-in by a code of the second factor. Wrong codes count like wrong passwords; the challenge stays good
/// for its time.
///
/// # Errors
/// `WRONG_CODE`, or `TOKEN_EXPIRED` when the challenge does not hold.
pub async fn complete_sign_in(visitor: &Visitor, challenge: &str, code: &str) -> Result<Step> {
    let Some(hash) = Kind::Challenge.hash(challenge) else { return Err(expired()) };
    let row = sign_in_challenge::Entity::find_by_id(&hash)
        .filter(sign_in_challenge::Column::ExpiresAt.gt(visitor.clock.now()));
    let row = row.one(visitor.db.conn()).await?.ok_or_else(expired)?;
    let user = user::Entity::find_by_id(row.user_id).filter(user::Column::IsActive.eq(true));
    let user = user.one(visitor.db.conn()).await?.ok_or_else(expired)?;
    let attempt = match attempts::begin(visitor, &user.email).await? {
        Ok(attempt) => attempt,
        Err(locked) => return Ok(Step::Locked(locked)),
    };
    let tx = visitor.db.begin().await?;
    let active = user::Entity::find_by_id(user.id).filter(user::Column::IsActive.eq(true)).lock_exclusive();
    let user = active.one(&*tx).await?.ok_or_else(expired)?;
    // Whoever changes the password takes the challenge away.
    if sign_in_challenge::Entity::delete_by_id(&hash).exec(&*tx).await?.rows_affected == 0 {
        return Err(expired());
    }
    let Some(factor) = by_code(visitor, &tx, user.id, code).await? else {
        drop(tx);
        failed(visitor, None, &attempt, Some(&user), "CODE").await?;
        return Err(wrong_code());
    };
    let how = match factor {
        Factor::App => "TWO_FACTOR",
        Factor::RecoveryCode => "RECOVERY_CODE",
    };
    let tokens = welcome(visitor, &tx, user, &attempt, how).await?;
    tx.commit().await?;
    visitor.bus.wake();
    Ok(Step::SignedIn(Box::new(tokens)))
}

fn expired() -> Error {
    Error::refused(
        Code::TokenExpired,
        &["challenge"],
        "this sign-in took too long; begin again with `signIn`",
    )
}
