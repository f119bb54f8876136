//! Delivering one mail: take it in hand, write it, send it, record what became of it.

use chrono::{DateTime, Utc};
use entity::{
    AccountMailId, CommunicationState,
    account_mail::{self, Column},
};
use futures::FutureExt;
use sea_orm::{UpdateMany, sea_query::Expr};

use super::{
    claim::{begin, in_hand, renew},
    compose::{Composed, compose},
};
use crate::{
    communications::{Delivered, Mailer, backoff, deliver::send},
    context::Ctx,
    error::Result,
    mail::{FailureKind, SendFailure},
};

/// Delivers a mail that is due. Does nothing when it is not, or is in other hands.
///
/// # Errors
/// The database failed: the mail stays in hand until its lease runs out, or until [`super::interrupted`] is called.
pub async fn deliver(ctx: &Ctx, id: AccountMailId, mailer: &Mailer) -> Result<Delivered> {
    let Some(mail) = begin(ctx, id).await? else { return Ok(Delivered::NotDue) };
    let (delivered, change) = match compose(ctx, &mail, mailer).await? {
        Composed::Cancelled(why) => {
            (Delivered::Cancelled, ended(&mail, CommunicationState::Cancelled, Some(why)))
        }
        Composed::Impossible(why) => {
            tracing::error!(account_mail = %id, why, "a mail to a user could not be written");
            (Delivered::Failed, ended(&mail, CommunicationState::Failed, Some(&why)))
        }
        Composed::Mail(ready) => {
            let held = &mail;
            let renew = move || renew(ctx, held).boxed();
            match send(ctx, mailer, &ready, &id, renew).await {
                Ok(_) => {
                    let sent = ended(&mail, CommunicationState::Sent, None);
                    (Delivered::Sent, sent.col_expr(Column::SentAt, Expr::value(ctx.clock.now())))
                }
                Err(failure) => failed(ctx, &mail, &failure),
            }
        }
    };
    let tx = ctx.db.begin().await?;
    let change = change
        .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::UpdatedAt, Expr::value(ctx.clock.now()));
    let is_ours = change.exec(&*tx).await?.rows_affected > 0;
    tx.commit().await?;
    Ok(if is_ours { delivered } else { Delivered::NotDue })
}

fn ended(
    mail: &account_mail::Model,
    state: CommunicationState,
    why: Option<&str>,
) -> UpdateMany<account_mail::Entity> {
    in_hand(mail)
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Failure, Expr::value(why.map(str::to_owned)))
}

/// When to try again, or that there is no use in it: like messages about leads.
fn failed(
    ctx: &Ctx,
    mail: &account_mail::Model,
    failure: &SendFailure,
) -> (Delivered, UpdateMany<account_mail::Entity>) {
    let (now, id, attempt) = (ctx.clock.now(), mail.id, mail.attempt_count);
    let again = |at: DateTime<Utc>| {
        ended(mail, CommunicationState::Queued, Some(&failure.answer))
            .col_expr(Column::DueAt, Expr::value(at))
    };
    match failure.kind {
        FailureKind::Misconfigured => {
            tracing::error!(account_mail = %id, %failure, "the mail server refuses our settings: check `mail.url`, then `leadline doctor`");
            let at = now + backoff::misconfigured_delay(id, attempt);
            return (Delivered::Misconfigured(at), again(at));
        }
        FailureKind::Transient => {
            let first = mail.first_tried_at.unwrap_or(now);
            if let Some(at) = backoff::next_try(now, first, backoff::delay(id, attempt)) {
                return (Delivered::Retried(at), again(at));
            }
        }
        FailureKind::Permanent => {}
    }
    tracing::warn!(account_mail = %id, %failure, "a mail to a user was given up");
    (Delivered::Failed, ended(mail, CommunicationState::Failed, Some(&failure.answer)))
}
