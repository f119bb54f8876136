//! Removing what is over: for the housekeeping.

use chrono::TimeDelta;
use entity::{
    account_mail, password_reset, password_reset_token, session, session_token, sign_in_attempt,
    sign_in_challenge,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::attempts;
use crate::{context::Ctx, error::Result};

/// How long it can be looked up what mail was sent to whom about their account.
const MAILS_KEPT: TimeDelta = TimeDelta::days(30);

/// Removes sessions and tokens that have ended, failures that no longer count, and mails of long ago.
///
/// # Errors
/// The database failed.
pub async fn forget_what_is_over(ctx: &Ctx) -> Result<()> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin().await?;
    // A used refresh token is kept as long as it would have been good: until then its second use tells of a theft.
    let over = Condition::any().add(session::Column::EndedAt.lt(now)).add(session::Column::ExpiresAt.lt(now));
    let ended = session::Entity::find().select_only().column(session::Column::Id).filter(over.clone());
    let expired = Condition::all().add(session_token::Column::AccessExpiresAt.lt(now)).add(
        Condition::any()
            .add(session_token::Column::RefreshExpiresAt.is_null())
            .add(session_token::Column::RefreshExpiresAt.lt(now)),
    );
    let tokens =
        Condition::any().add(session_token::Column::SessionId.in_subquery(ended.into_query())).add(expired);
    session_token::Entity::delete_many().filter(tokens).exec(&*tx).await?;
    session::Entity::delete_many().filter(over).exec(&*tx).await?;
    sign_in_challenge::Entity::delete_many()
        .filter(sign_in_challenge::Column::ExpiresAt.lt(now))
        .exec(&*tx)
        .await?;
    sign_in_attempt::Entity::delete_many()
        .filter(sign_in_attempt::Column::LastFailedAt.lt(attempts::outdated(now)))
        .exec(&*tx)
        .await?;
    let old = password_reset::Column::CreatedAt.lt(now - MAILS_KEPT);
    let resets =
        password_reset::Entity::find().select_only().column(password_reset::Column::Id).filter(old.clone());
    password_reset_token::Entity::delete_many()
        .filter(password_reset_token::Column::ResetId.in_subquery(resets.into_query()))
        .exec(&*tx)
        .await?;
    password_reset::Entity::delete_many().filter(old).exec(&*tx).await?;
    account_mail::Entity::delete_many()
        .filter(account_mail::Column::CreatedAt.lt(now - MAILS_KEPT))
        .exec(&*tx)
        .await?;
    // Nothing of it held any more.
    tx.commit_without_entry().await
}
