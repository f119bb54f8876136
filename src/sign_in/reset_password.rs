//! A new password for who has forgotten the old one.
//!
//! Asking for it writes one row, whoever asks and whatever address they give: whether anybody has it is looked up when the
//! mail is delivered ([`account_mail`]). So neither the answer nor its time tells who has an account.

use chrono::TimeDelta;
use entity::{
    AccountMailKind, EventType, Via, account_mail as mail_row, password_reset, password_reset_token, user,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{attempts, change_password::replace, welcome::tell_all};
use crate::{
    auth::{password, password_policy::Owner, sessions, token::Kind},
    communications::account_mail,
    context::Visitor,
    error::{Code, Error, Result},
    events::{Note, Origin},
};

/// Mails to one address in [`PERIOD`]: nobody's mailbox is filled by others.
const MOST_MAILS: u64 = 5;
const PERIOD: TimeDelta = TimeDelta::hours(1);

/// Asks for a mail with which a new password can be set. Too many wishes for one address are passed over in silence.
///
/// # Errors
/// The database failed.
pub async fn request_password_reset(visitor: &Visitor, email: &str) -> Result<()> {
    let (now, key) = (visitor.clock.now(), email.trim().to_lowercase());
    let tx = visitor.db.begin().await?;
    let before = mail_row::Entity::find()
        .filter(mail_row::Column::AddressKey.eq(key))
        .filter(mail_row::Column::Kind.eq(AccountMailKind::PasswordReset))
        .filter(mail_row::Column::CreatedAt.gt(now - PERIOD));
    if before.count(&*tx).await? < MOST_MAILS {
        account_mail::queue_reset(&tx, &visitor.clock, email.trim(), &visitor.origin).await?;
        // Whose wish it is, if anybody's, is told when the mail is delivered.
        tx.commit_without_entry().await?;
        visitor.bus.wake();
    }
    Ok(())
}

/// Whether a token would be taken: for the page that asks for the new password.
///
/// # Errors
/// The database failed.
pub async fn is_good_reset(visitor: &Visitor, token: &str) -> Result<bool> {
    Ok(find(visitor, token).await?.is_some())
}

/// Sets a new password by the token of a mail, ends all sessions of its owner, and lifts a lock. It signs nobody in: the
/// second factor, if there is one, is still to be shown.
///
/// # Errors
/// The token does not hold (`TOKEN_EXPIRED`), or the password is none that is taken: then the token stays good.
pub async fn reset_password(visitor: &Visitor, token: &str, new: String) -> Result<()> {
    let (reset, user) = find(visitor, token).await?.ok_or_else(expired)?;
    let owner = Owner { email: &user.email, name: &user.name };
    let hash = password::hash(new, &owner, "new_password").await?;
    let key = attempts::account_key(&visitor.db, &visitor.config, &user.email).await?;
    let (now, tx) = (visitor.clock.now(), visitor.db.begin().await?);
    // Of two who use it at once, one comes first.
    let used = password_reset::Entity::update_many()
        .col_expr(password_reset::Column::EndedAt, Expr::value(now))
        .filter(password_reset::Column::Id.eq(reset.id))
        .filter(password_reset::Column::EndedAt.is_null());
    if used.exec(&*tx).await?.rows_affected == 0 {
        return Err(expired());
    }
    let ended = replace(&tx, &user, hash, None, now).await?;
    attempts::unlock(&tx, &key).await?;
    let by_link =
        Visitor { origin: Origin { via: Via::MailLink, ..visitor.origin.clone() }, ..visitor.clone() };
    let mut notes =
        vec![Note::about(EventType::PasswordReset, &user).data(json!({ "sessions": ended.len() }))];
    notes.extend(ended.iter().map(sessions::signed_out));
    tell_all(&tx, &by_link, Some(user.id), notes).await?;
    account_mail::queue(&tx, &visitor.clock, AccountMailKind::PasswordChanged, &user.email).await?;
    tx.commit().await?;
    visitor.bus.wake();
    Ok(())
}

async fn find(visitor: &Visitor, token: &str) -> Result<Option<(password_reset::Model, user::Model)>> {
    let (db, Some(hash)) = (visitor.db.conn(), Kind::Reset.hash(token)) else { return Ok(None) };
    let Some(row) = password_reset_token::Entity::find_by_id(hash).one(db).await? else { return Ok(None) };
    let reset = password_reset::Entity::find_by_id(row.reset_id)
        .filter(password_reset::Column::EndedAt.is_null())
        .filter(password_reset::Column::ExpiresAt.gt(visitor.clock.now()));
    let Some(reset) = reset.one(db).await? else { return Ok(None) };
    let user = user::Entity::find_by_id(reset.user_id).filter(user::Column::IsActive.eq(true));
    Ok(user.one(db).await?.map(|user| (reset, user)))
}

fn expired() -> Error {
    let message =
        "this link was used, replaced by a newer one, or is more than an hour old; ask for a new one";
    Error::refused(Code::TokenExpired, &["token"], message)
}
