//! From a message's row to a mail that is ready to go, or to the reason why none is.

use entity::{
    Audience, Channel, SuppressionReason, communication, lead, lost_reason, stale_policy, suppression, user,
};
use lettre::{Address, message::Mailbox};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    consent::{self, Facts},
    data::Rows,
    mailer::Mailer,
    recipients::no_longer_concerned,
    template,
};
use crate::{
    context::Ctx,
    error::{Error, Result},
    mail::{OutgoingMail, SendFailure, message_id::message_id},
};

/// What is to be done with a message.
pub(super) enum Composed {
    /// Send this mail.
    Mail(Box<OutgoingMail>),
    /// Nothing may be sent.
    Suppressed(SuppressionReason),
    /// Its reason is gone.
    Cancelled(&'static str),
    /// The text cannot be made.
    Unwritable(String),
    /// It cannot be sent to this address in this way.
    Unsendable { address: String, failure: SendFailure },
}

/// Writes the mail, with everything as it is now.
pub(super) async fn compose(ctx: &Ctx, row: &communication::Model, mailer: &Mailer) -> Result<Composed> {
    let rows = load(ctx, row).await?;
    if row.cancel_if_status_left
        && row.status_change_id.is_some_and(|entry| entry != rows.lead.status_change_id)
    {
        return Ok(Composed::Cancelled("the lead had left the status before the message was due"));
    }
    if let Some(why) =
        no_longer_concerned(ctx.db.conn(), row.audience, rows.recipient.as_ref(), &rows.lead).await?
    {
        return Ok(Composed::Cancelled(why));
    }
    let facts = Facts {
        channel: row.channel,
        audience: row.audience,
        lead: &rows.lead,
        user: rows.recipient.as_ref(),
        suppressed: suppressed(ctx, row, &rows.lead).await?,
    };
    let address = match consent::address(facts) {
        Ok(address) => address,
        Err(reason) => return Ok(Composed::Suppressed(reason)),
    };
    if row.channel == Channel::Sms {
        let failure = SendFailure::permanent("no gateway for text messages is set up");
        return Ok(Composed::Unsendable { address, failure });
    }
    let Ok(to) = address.parse::<Address>() else {
        let failure = SendFailure::permanent("this is no e-mail address");
        return Ok(Composed::Unsendable { address, failure });
    };
    let organisation = &ctx.config.organisation;
    let locale = rows.locale(row.audience, organisation);
    let Some(source) = template::find(ctx.db.conn(), &row.template, locale).await? else {
        return Ok(Composed::Unwritable(format!("there is no template `{}`", row.template)));
    };
    let unsubscribe = match row.audience {
        Audience::Lead => mailer.unsubscribe_link(row.lead_id.0, &address),
        _ => None,
    };
    let link = unsubscribe.as_ref().map(|link| link.url().to_string());
    let data = rows.mail_data(row.audience, organisation, link, ctx.clock.now());
    let text = match mailer.renderer.render(&source, &data) {
        Ok(text) => text,
        Err(error) => return Ok(Composed::Unwritable(format!("template `{}`: {error}", row.template))),
    };
    Ok(Composed::Mail(Box::new(OutgoingMail {
        message_id: message_id(row.id.0, mailer.from.email.domain()),
        date: ctx.clock.now(),
        from: mailer.from.clone(),
        to: Mailbox::new(Some(without_control_characters(&rows.recipient_name(row.audience))), to),
        reply_to: mailer.reply_to.clone(),
        subject: text.subject,
        text: text.text,
        html: text.html,
        automatic: row.trigger_id.is_some(),
        unsubscribe,
    })))
}

/// A name that somebody typed or pasted must not stop the mail.
pub(super) fn without_control_characters(name: &str) -> String {
    name.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

async fn load(ctx: &Ctx, row: &communication::Model) -> Result<Rows> {
    let db = ctx.db.conn();
    // Not through visible_to: a deleted lead must be seen, to be told apart.
    let lead = lead::Entity::find_by_id(row.lead_id).one(db).await?;
    let lead = lead.ok_or_else(|| Error::fault("a message about a lead that does not exist"))?;
    let people: Vec<_> = [lead.assignee_id, row.recipient_user_id].into_iter().flatten().collect();
    let people = if people.is_empty() {
        Vec::new()
    } else {
        user::Entity::find().filter(user::Column::Id.is_in(people)).all(db).await?
    };
    let person = |id| people.iter().find(|user| Some(user.id) == id).cloned();
    let lost_reason = match lead.lost_reason_id {
        Some(id) => lost_reason::Entity::find_by_id(id).one(db).await?.map(|reason| reason.name),
        None => None,
    };
    Ok(Rows {
        assignee: person(lead.assignee_id),
        recipient: person(row.recipient_user_id),
        policy: policy(db, &lead).await?,
        lost_reason,
        lead,
    })
}

async fn policy(db: &impl ConnectionTrait, lead: &lead::Model) -> Result<Option<stale_policy::Model>> {
    let of_type = Condition::any()
        .add(stale_policy::Column::LeadTypeId.is_null())
        .add(stale_policy::Column::LeadTypeId.eq(lead.lead_type_id));
    let policies = stale_policy::Entity::find()
        .filter(stale_policy::Column::Status.eq(lead.status))
        .filter(of_type)
        .all(db)
        .await?;
    // The one of its own type before the one for all.
    Ok(policies.into_iter().max_by_key(|policy| policy.lead_type_id.is_some()))
}

async fn suppressed(
    ctx: &Ctx,
    row: &communication::Model,
    lead: &lead::Model,
) -> Result<Option<SuppressionReason>> {
    let address = match (row.audience, row.channel) {
        (Audience::Lead, Channel::Email) => lead.email.as_deref(),
        (Audience::Lead, Channel::Sms) => lead.phone_e164.as_deref(),
        _ => None,
    };
    let Some(address) = address else { return Ok(None) };
    let found = suppression::Entity::find_by_id(address.trim().to_lowercase()).one(ctx.db.conn()).await?;
    Ok(found.map(|found| found.reason))
}

#[cfg(test)]
mod tests {
    use super::without_control_characters;

    #[test]
    fn names_are_cleaned() {
        assert_eq!(without_control_characters("Anna\r\n\tBerger\u{0}"), "Anna Berger");
        assert_eq!(without_control_characters("Ångström & Söhne"), "Ångström & Söhne");
    }
}
