//! From rows to what a template may use.

use chrono::{DateTime, Utc};
use entity::{Audience, LeadStatus, lead, stale_policy, user};

use crate::{
    config::OrganisationConfig,
    mail::{
        Assignee, LeadData, Links, MailData, Recipient, RecipientKind, StatusData,
        data::{full_name, salutation},
        money,
    },
    status_info::status_info,
};

/// The rows that a message is written from.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The lead.
    pub lead: lead::Model,
    /// Who looks after it.
    pub assignee: Option<user::Model>,
    /// The user who gets the message, unless the lead does.
    pub recipient: Option<user::Model>,
    /// When leads like this one go stale.
    pub policy: Option<stale_policy::Model>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
}

impl Rows {
    /// The language that the recipient reads.
    pub fn locale<'a>(&'a self, audience: Audience, organisation: &'a OrganisationConfig) -> &'a str {
        let own = match audience {
            Audience::Lead => self.lead.locale.as_deref(),
            _ => self.recipient.as_ref().and_then(|user| user.locale.as_deref()),
        };
        own.filter(|locale| !locale.is_empty()).unwrap_or(&organisation.locale)
    }

    /// What to call the recipient.
    pub fn recipient_name(&self, audience: Audience) -> String {
        match (audience, &self.recipient) {
            (Audience::Lead, _) | (_, None) => self.full_name(),
            (_, Some(user)) => user.name.clone(),
        }
    }

    fn full_name(&self) -> String {
        let lead = &self.lead;
        let [first, last, company] = [&lead.first_name, &lead.last_name, &lead.company].map(Option::as_deref);
        full_name(first, last, company, &lead.display_number())
    }

    /// Everything a template may use.
    pub fn mail_data(
        &self,
        audience: Audience,
        organisation: &OrganisationConfig,
        unsubscribe: Option<String>,
        now: DateTime<Utc>,
    ) -> MailData {
        let to_lead = audience == Audience::Lead;
        MailData {
            lead: self.lead_data(self.locale(audience, organisation), now),
            assignee: self.assignee.as_ref().map(|user| Assignee {
                name: user.name.clone(),
                email: user.email.clone(),
                phone: None,
            }),
            recipient: Recipient { name: self.recipient_name(audience), kind: kind(audience) },
            links: Links {
                lead: organisation.lead_url.as_deref().filter(|_| !to_lead).map(|url| self.lead_link(url)),
                unsubscribe: unsubscribe.filter(|_| to_lead),
            },
        }
    }

    fn lead_link(&self, pattern: &str) -> String {
        let lead = &self.lead;
        pattern.replace("{id}", &lead.id.to_string()).replace("{number}", &lead.display_number())
    }

    fn lead_data(&self, locale: &str, now: DateTime<Utc>) -> LeadData {
        let lead = &self.lead;
        let [first, last, company] = [&lead.first_name, &lead.last_name, &lead.company].map(Option::as_deref);
        let closed = [LeadStatus::ClosedWon, LeadStatus::ClosedLost, LeadStatus::Disqualified];
        let open = !closed.contains(&lead.status);
        let today = now.date_naive();
        let overdue = lead.expected_completion_date.filter(|_| open).map(|day| (today - day).num_days());
        let amount = lead.target_amount_minor.zip(lead.target_currency.as_deref());
        LeadData {
            number: lead.display_number(),
            first_name: lead.first_name.clone(),
            last_name: lead.last_name.clone(),
            full_name: self.full_name(),
            company: lead.company.clone(),
            salutation: salutation(first, last, company),
            email: lead.email.clone(),
            phone: lead.phone_e164.clone().or_else(|| lead.phone.clone()),
            status: status(lead),
            initial_interest: lead.initial_interest.clone(),
            products: lead.products(),
            target_amount: amount.map(|(minor, currency)| money::format(minor, currency, locale)),
            expected_completion_date: lead.expected_completion_date,
            resume_on: lead.resume_on,
            days_without_touch: Some((now - lead.last_touch_at).num_days().max(0)),
            days_until_stale: self.days_until_stale(now),
            minutes_waiting: lead.waiting_since.map(|since| (now - since).num_minutes().max(0)),
            days_overdue: overdue.filter(|days| *days > 0),
            lost_reason_label: self.lost_reason.clone(),
        }
    }

    /// Whole days, begun ones counted: what is left is a day until it is over.
    fn days_until_stale(&self, now: DateTime<Utc>) -> Option<i64> {
        let days = self.policy.as_ref()?.stale_after_days?;
        let left = self.lead.last_touch_at + chrono::TimeDelta::days(i64::from(days)) - now;
        (left > chrono::TimeDelta::zero()).then(|| (left.num_seconds() + 86_399) / 86_400)
    }
}

fn kind(audience: Audience) -> RecipientKind {
    match audience {
        Audience::Lead => RecipientKind::Lead,
        Audience::Assignee => RecipientKind::Assignee,
        Audience::Unit => RecipientKind::Unit,
        Audience::UnitManagers => RecipientKind::UnitManagers,
        Audience::GroupManagers => RecipientKind::GroupManagers,
    }
}

fn status(lead: &lead::Model) -> StatusData {
    let info = status_info(lead.status);
    StatusData {
        key: lead.status.to_string(),
        label: info.label.to_owned(),
        meaning: format!("{} {}", info.meaning, info.next_step),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;
    use crate::communications::fixture;

    fn rows() -> Rows {
        Rows {
            lead: fixture::lead_model(7),
            assignee: None,
            recipient: Some(fixture::user_model(1)),
            policy: None,
            lost_reason: None,
        }
    }

    #[test]
    fn days_are_those_a_person_would_count() {
        let now = fixture::start();
        let mut rows = rows();
        rows.policy = Some(fixture::stale_policy_model(14));
        rows.lead.last_touch_at = now - TimeDelta::days(12) - TimeDelta::hours(5);
        rows.lead.expected_completion_date = NaiveDate::from_ymd_opt(2026, 1, 1);
        let data =
            |rows: &Rows| rows.mail_data(Audience::Assignee, &OrganisationConfig::default(), None, now).lead;
        let found = data(&rows);
        assert_eq!((found.days_without_touch, found.days_until_stale), (Some(12), Some(2)));
        assert_eq!(
            found.days_overdue,
            Some((now.date_naive() - rows.lead.expected_completion_date.unwrap()).num_days())
        );
        rows.lead.last_touch_at = now - TimeDelta::days(15);
        rows.lead.status = LeadStatus::ClosedWon;
        let found = data(&rows);
        assert_eq!((found.days_until_stale, found.days_overdue), (None, None));
    }

    #[test]
    fn leads_get_no_link_into_the_app_and_users_none_to_unsubscribe() {
        let organisation = OrganisationConfig {
            lead_url: Some("https://app/{number}/{id}".into()),
            ..OrganisationConfig::default()
        };
        let rows = rows();
        let data =
            |audience| rows.mail_data(audience, &organisation, Some("https://u".into()), fixture::start());
        assert_eq!(
            (data(Audience::Lead).links.lead, data(Audience::Lead).links.unsubscribe.as_deref()),
            (None, Some("https://u"))
        );
        let links = data(Audience::Assignee).links;
        assert_eq!(links.lead, Some(format!("https://app/L-000007/{}", rows.lead.id)));
        assert_eq!(links.unsubscribe, None);
        assert_eq!(rows.recipient_name(Audience::Assignee), "User 1");
        assert_eq!(rows.recipient_name(Audience::Lead), "Lead 7");
    }
}
