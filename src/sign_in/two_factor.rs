//! The second factor: an authenticator app, and recovery codes for who has lost it.

use entity::{AccountMailKind, EventType, UserId, recovery_code, two_factor, user};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};

use super::{
    attempts::{self, Attempt},
    change_password::forget_challenges,
    prove::{self, by_code, is_new_code, wrong_code},
    welcome::failed,
};
use crate::{
    auth::{policy, recovery_code as code_of, sealed, secret, totp},
    communications::account_mail,
    context::{Ctx, Visitor},
    db::Tx,
    error::{Code, Error, Result},
    events::Note,
};

/// What the key is for under which secrets are encrypted.
pub(super) const PURPOSE: &str = "second factors";

/// A secret for an authenticator app. It is shown now and never again.
pub struct NewSecret {
    /// In base 32, to be typed.
    pub secret: String,
    /// `otpauth://…`, to be shown as a QR code.
    pub uri: String,
}

/// Makes a secret for the caller's authenticator app. Nothing changes until a code of the app is shown
/// ([`confirm_two_factor`]).
///
/// # Errors
/// The password is wrong, or there is a second factor already.
pub async fn begin_two_factor(ctx: &Ctx, visitor: &Visitor, password: String) -> Result<NewSecret> {
    let (user, attempt) = prove::by_password(ctx, visitor, password, "password").await?;
    let secret = secret::random_bytes::<{ totp::SECRET_LENGTH }>()?;
    let key = secret::key_for(PURPOSE, &ctx.db, &ctx.config.auth).await?;
    let tx = ctx.db.begin().await?;
    attempt.taken_back(&tx).await?;
    if confirmed(&*tx, user.id).await?.is_some() {
        tx.commit_without_entry().await?;
        let message = "you have a second factor already; take it away by `disableTwoFactor` first";
        return Err(Error::refused(Code::Taken, &[], message));
    }
    two_factor::Entity::delete_by_id(user.id).exec(&*tx).await?;
    let row = two_factor::Model {
        user_id: user.id,
        sealed_secret: sealed::seal(&key, user.id.0.as_bytes(), &secret)?,
        last_step: 0,
        created_at: ctx.clock.now(),
        confirmed_at: None,
    };
    two_factor::Entity::insert(row.into_active_model()).exec_without_returning(&*tx).await?;
    // It changes nothing yet; when it is turned on, that is told.
    tx.commit_without_entry().await?;
    let uri = totp::uri(&secret, &ctx.config.organisation.name, &user.email)?;
    Ok(NewSecret { secret: totp::base32(&secret), uri })
}

/// Turns the second factor on: the app shows the right codes. Returns recovery codes, which are shown only now.
///
/// # Errors
/// `WRONG_CODE`, `TOO_MANY_ATTEMPTS`, or nothing was begun.
pub async fn confirm_two_factor(ctx: &Ctx, visitor: &Visitor, code: &str) -> Result<Vec<String>> {
    let user = prove::person(ctx).await?;
    let begun = two_factor::Entity::find_by_id(user.id).filter(two_factor::Column::ConfirmedAt.is_null());
    let Some(begun) = begun.one(ctx.db.conn()).await? else {
        let message = "nothing waits to be confirmed; begin with `beginTwoFactor`";
        return Err(Error::refused(Code::Invalid, &[], message));
    };
    let attempt = attempts::begin(visitor, &user.email).await??;
    let tx = ctx.db.begin().await?;
    if !is_new_code(visitor, &tx, &begun, code.trim()).await? {
        drop(tx);
        failed(visitor, Some(user.id), &attempt, Some(&user), "CODE").await?;
        return Err(wrong_code());
    }
    two_factor::Entity::update_many()
        .col_expr(two_factor::Column::ConfirmedAt, Expr::value(ctx.clock.now()))
        .filter(two_factor::Column::UserId.eq(user.id))
        .exec(&*tx)
        .await?;
    let codes = new_codes(&tx, user.id).await?;
    attempt.taken_back(&tx).await?;
    told(ctx, &tx, &user, EventType::TwoFactorEnabled, AccountMailKind::TwoFactorEnabled).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(codes)
}

/// Turns the caller's second factor off.
///
/// # Errors
/// Password or code is wrong, or there is none.
pub async fn disable_two_factor(
    ctx: &Ctx,
    visitor: &Visitor,
    password: String,
    code: &str,
) -> Result<user::Model> {
    let (user, attempt, tx) = prove_both(ctx, visitor, password, code).await?;
    remove(&tx, user.id).await?;
    attempt.succeeded(&tx).await?;
    told(ctx, &tx, &user, EventType::TwoFactorDisabled, AccountMailKind::TwoFactorDisabled).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(user)
}

/// Gives the caller new recovery codes; the old ones are void.
///
/// # Errors
/// Password or code is wrong, or there is no second factor.
pub async fn renew_recovery_codes(
    ctx: &Ctx,
    visitor: &Visitor,
    password: String,
    code: &str,
) -> Result<Vec<String>> {
    let (user, attempt, tx) = prove_both(ctx, visitor, password, code).await?;
    let codes = new_codes(&tx, user.id).await?;
    attempt.succeeded(&tx).await?;
    told(ctx, &tx, &user, EventType::RecoveryCodesRenewed, AccountMailKind::RecoveryCodesRenewed).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(codes)
}

/// Takes away the second factor of a user who has lost app and recovery codes: for administrators.
///
/// # Errors
/// The caller may not, there is no such user, or no second factor.
pub async fn reset_two_factor(ctx: &Ctx, id: UserId) -> Result<user::Model> {
    policy::may(&ctx.actor, policy::Action::Configure)?;
    let tx = ctx.db.begin().await?;
    let user = user::Entity::find_by_id(id).one(&*tx).await?;
    let user = user.ok_or_else(|| Error::not_found("user", "user_id"))?;
    if !remove(&tx, user.id).await? {
        return Err(none("this user has no second factor"));
    }
    told(ctx, &tx, &user, EventType::TwoFactorDisabled, AccountMailKind::TwoFactorDisabled).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(user)
}

/// Whether a user signs in with a second factor.
///
/// # Errors
/// The database failed.
pub async fn has_two_factor(ctx: &Ctx, user: UserId) -> Result<bool> {
    Ok(confirmed(ctx.db.conn(), user).await?.is_some())
}

/// The second factor of a user, if it was turned on.
pub(super) async fn confirmed(db: &impl ConnectionTrait, user: UserId) -> Result<Option<two_factor::Model>> {
    let found = two_factor::Entity::find_by_id(user).filter(two_factor::Column::ConfirmedAt.is_not_null());
    Ok(found.one(db).await?)
}

/// Password and code together; the transaction in which the code was used up is the caller's.
async fn prove_both(
    ctx: &Ctx,
    visitor: &Visitor,
    password: String,
    code: &str,
) -> Result<(user::Model, Attempt, Tx)> {
    let (user, attempt) = prove::by_password(ctx, visitor, password, "password").await?;
    let tx = ctx.db.begin().await?;
    if confirmed(&*tx, user.id).await?.is_none() {
        attempt.taken_back(&tx).await?;
        tx.commit_without_entry().await?;
        return Err(none("you have no second factor; begin with `beginTwoFactor`"));
    }
    if by_code(visitor, &tx, user.id, code).await?.is_none() {
        drop(tx);
        failed(visitor, Some(user.id), &attempt, Some(&user), "CODE").await?;
        return Err(wrong_code());
    }
    Ok((user, attempt, tx))
}

/// Removes everything of a second factor. `false` when none was turned on.
async fn remove(tx: &Tx, user: UserId) -> Result<bool> {
    let was_on = confirmed(&**tx, user).await?.is_some();
    two_factor::Entity::delete_by_id(user).exec(&**tx).await?;
    forget_codes(tx, user).await?;
    forget_challenges(tx, user).await?;
    Ok(was_on)
}

async fn new_codes(tx: &Tx, user: UserId) -> Result<Vec<String>> {
    forget_codes(tx, user).await?;
    let codes = (0..code_of::COUNT).map(|_| code_of::make()).collect::<Result<Vec<_>>>()?;
    let row = |code: &String| recovery_code::ActiveModel {
        code_hash: Set(code_of::hash(user, code)),
        user_id: Set(user),
        used_at: Set(None),
    };
    recovery_code::Entity::insert_many(codes.iter().map(row)).exec_without_returning(&**tx).await?;
    Ok(codes)
}

async fn forget_codes(tx: &Tx, user: UserId) -> Result<()> {
    let codes = recovery_code::Entity::delete_many().filter(recovery_code::Column::UserId.eq(user));
    codes.exec(&**tx).await?;
    Ok(())
}

async fn told(ctx: &Ctx, tx: &Tx, user: &user::Model, event: EventType, mail: AccountMailKind) -> Result<()> {
    ctx.note(tx, Note::about(event, user)).await?;
    account_mail::queue(tx, &ctx.clock, mail, &user.email).await
}

fn none(message: &str) -> Error {
    Error::refused(Code::Invalid, &[], message)
}
