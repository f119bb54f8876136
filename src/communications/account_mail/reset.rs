//! The token in a mail that resets a password: made now, for this mail, and kept as a hash.

use chrono::TimeDelta;
use entity::{EventType, account_mail, password_reset, password_reset_token, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::Expr,
};

use crate::{
    auth::token::{self, Kind},
    config::TOKEN_PLACE,
    context::Ctx,
    error::{Error, Result},
    events::Note,
};

/// How long the link is good, counted from when it was asked for.
pub const GOOD_FOR: TimeDelta = TimeDelta::hours(1);

/// The link for this mail; `None` when it was used, is too old, or a newer one was sent. Each try to deliver the mail gets a
/// token of its own: only the server knows which of them arrived, so all are good.
pub(super) async fn link(
    ctx: &Ctx,
    mail: &account_mail::Model,
    user: &user::Model,
) -> Result<Option<String>> {
    let (now, expires_at) = (ctx.clock.now(), mail.created_at + GOOD_FOR);
    let tx = ctx.db.begin().await?;
    // One at a time for each user.
    user::Entity::find_by_id(user.id).lock_exclusive().one(&*tx).await?;
    let of_user = || password_reset::Entity::find().filter(password_reset::Column::UserId.eq(user.id));
    let newer = of_user().filter(password_reset::Column::Id.gt(mail.id)).one(&*tx).await?;
    if newer.is_some() || expires_at <= now {
        return Ok(None);
    }
    match password_reset::Entity::find_by_id(mail.id).one(&*tx).await? {
        Some(reset) if reset.ended_at.is_some() => return Ok(None),
        Some(_) => {}
        None => {
            password_reset::Entity::update_many()
                .col_expr(password_reset::Column::EndedAt, Expr::value(now))
                .filter(password_reset::Column::UserId.eq(user.id))
                .filter(password_reset::Column::EndedAt.is_null())
                .exec(&*tx)
                .await?;
            let reset = password_reset::Model {
                id: mail.id,
                user_id: user.id,
                created_at: mail.created_at,
                expires_at,
                ended_at: None,
            };
            reset.into_active_model().insert(&*tx).await?;
            asker(ctx, mail)?.note(&tx, Note::about(EventType::PasswordResetRequested, user)).await?;
        }
    }
    let token = Kind::Reset.make()?;
    let row =
        password_reset_token::ActiveModel { token_hash: Set(token::hash(&token)), reset_id: Set(mail.id) };
    row.insert(&*tx).await?;
    tx.commit().await?;
    page(ctx, &token).map(Some)
}

/// Whoever asked for the mail, from where they did: a stranger, who has shown nothing.
fn asker(ctx: &Ctx, mail: &account_mail::Model) -> Result<Ctx> {
    let origin = match mail.asked_from.clone() {
        Some(origin) => serde_json::from_value(origin).map_err(Error::fault)?,
        // It was queued before that was kept.
        None => ctx.origin.clone(),
    };
    Ok(Ctx { origin, ..ctx.clone() })
}

/// The page on which the new password is set: of the front end, or our own.
fn page(ctx: &Ctx, token: &str) -> Result<String> {
    if let Some(url) = &ctx.config.auth.reset_url {
        return Ok(url.replace(TOKEN_PLACE, token));
    }
    let ours = ctx.config.public_url().map_err(Error::fault)?;
    Ok(format!("{ours}/reset-password/{token}"))
}
