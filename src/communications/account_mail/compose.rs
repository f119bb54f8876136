//! From a row to a mail that is ready to go, or to the reason why none is.

use entity::{AccountMailKind, account_mail, user};
use lettre::{Address, message::Mailbox};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::reset;
use crate::{
    communications::{compose::without_control_characters, mailer::Mailer},
    context::Ctx,
    error::Result,
    mail::{AccountData, OutgoingMail, message_id::message_id, templates},
};

/// What is to be done with a mail.
pub(super) enum Composed {
    /// Send it.
    Mail(Box<OutgoingMail>),
    /// There is nobody to send it to, or no reason any more.
    Cancelled(&'static str),
    /// It cannot be written, or not to this address.
    Impossible(String),
}

/// Writes the mail, with everything as it is now.
pub(super) async fn compose(ctx: &Ctx, mail: &account_mail::Model, mailer: &Mailer) -> Result<Composed> {
    let user = user::Entity::find()
        .filter(user::Column::EmailKey.eq(mail.address_key.as_str()))
        .filter(user::Column::IsActive.eq(true));
    let Some(user) = user.one(ctx.db.conn()).await? else {
        return Ok(Composed::Cancelled("nobody who is active has this address"));
    };
    let Ok(to) = user.email.parse::<Address>() else {
        return Ok(Composed::Impossible("this is no e-mail address".to_owned()));
    };
    let link = match mail.kind {
        AccountMailKind::PasswordReset => match reset::link(ctx, mail, &user).await? {
            Some(link) => Some(link),
            None => return Ok(Composed::Cancelled("the link would not be good any more")),
        },
        _ => None,
    };
    let template = if link.is_some() { "password_reset" } else { "account_notice" };
    let locale = user.locale.as_deref().unwrap_or(&ctx.config.organisation.locale);
    // What guards an account is not rewritten: no text of a user takes the place of these.
    let Some(source) = templates::embedded(template, Some(locale)) else {
        return Ok(Composed::Impossible(format!("there is no template `{template}`")));
    };
    let data = AccountData {
        name: user.name.clone(),
        email: user.email.clone(),
        notice: mail.kind.to_string(),
        at: mail.created_at.format("%Y-%m-%d %H:%M UTC").to_string(),
        link,
        minutes: reset::GOOD_FOR.num_minutes(),
    };
    let text = match mailer.renderer.render_account(&source, &data) {
        Ok(text) => text,
        Err(error) => return Ok(Composed::Impossible(format!("template `{template}`: {error}"))),
    };
    Ok(Composed::Mail(Box::new(OutgoingMail {
        message_id: message_id(mail.id.0, mailer.from.email.domain()),
        date: ctx.clock.now(),
        from: mailer.from.clone(),
        to: Mailbox::new(Some(without_control_characters(&user.name)), to),
        reply_to: mailer.reply_to.clone(),
        subject: text.subject,
        text: text.text,
        html: text.html,
        automatic: true,
        unsubscribe: None,
    })))
}
