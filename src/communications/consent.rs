//! Whether a message may be sent *now*: asked at the moment of sending, not when it was queued (`domain.md` section 7).

use entity::{Audience, Channel, Consent, SuppressionReason, lead, user};

/// What the answer depends on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// How it would travel.
    pub channel: Channel,
    /// To whom.
    pub audience: Audience,
    /// The lead it is about.
    pub lead: &'a lead::Model,
    /// The user it goes to, unless it goes to the lead.
    pub user: Option<&'a user::Model>,
    /// Why the lead's address is on the list of those not to be written to.
    pub suppressed: Option<SuppressionReason>,
}

/// The address to write to.
///
/// Leads decide about what they get; users get mail as part of their work, as long as they have that work.
///
/// # Errors
/// Why nothing may be sent.
pub fn address(facts: Facts<'_>) -> Result<String, SuppressionReason> {
    match facts.audience {
        Audience::Lead => address_of_lead(facts),
        Audience::Assignee | Audience::Unit | Audience::UnitManagers | Audience::GroupManagers => {
            address_of_user(facts.user)
        }
    }
}

fn address_of_lead(facts: Facts<'_>) -> Result<String, SuppressionReason> {
    let lead = facts.lead;
    let (consent, address) = match facts.channel {
        Channel::Email => (lead.email_consent, &lead.email),
        Channel::Sms => (lead.sms_consent, &lead.phone_e164),
    };
    if lead.erased_at.is_some() {
        return Err(SuppressionReason::Erased);
    }
    if lead.deleted_at.is_some() {
        return Err(SuppressionReason::LeadDeleted);
    }
    if lead.do_not_contact {
        return Err(SuppressionReason::DoNotContact);
    }
    if consent == Consent::Withdrawn {
        return Err(SuppressionReason::Unsubscribed);
    }
    if let Some(reason) = facts.suppressed {
        return Err(reason);
    }
    written(address.as_deref())
}

fn address_of_user(user: Option<&user::Model>) -> Result<String, SuppressionReason> {
    let user = user.filter(|user| user.is_active).ok_or(SuppressionReason::UserInactive)?;
    written(Some(&user.email))
}

fn written(address: Option<&str>) -> Result<String, SuppressionReason> {
    let address = address.map(str::trim).filter(|address| !address.is_empty());
    address.map(str::to_owned).ok_or(SuppressionReason::NoAddress)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::communications::fixture;

    fn to_lead(
        lead: &lead::Model,
        suppressed: Option<SuppressionReason>,
    ) -> Result<String, SuppressionReason> {
        address(Facts { channel: Channel::Email, audience: Audience::Lead, lead, user: None, suppressed })
    }

    #[test]
    fn a_lead_is_written_to_unless_something_speaks_against_it() {
        let lead = fixture::lead_model(1);
        assert_eq!(to_lead(&lead, None), Ok("lead1@example.org".to_owned()));
        let at = Some(DateTime::UNIX_EPOCH);
        let cases = [
            (lead::Model { do_not_contact: true, ..lead.clone() }, SuppressionReason::DoNotContact),
            (
                lead::Model { email_consent: Consent::Withdrawn, ..lead.clone() },
                SuppressionReason::Unsubscribed,
            ),
            (lead::Model { deleted_at: at, ..lead.clone() }, SuppressionReason::LeadDeleted),
            (lead::Model { erased_at: at, email: None, ..lead.clone() }, SuppressionReason::Erased),
            (lead::Model { email: None, ..lead.clone() }, SuppressionReason::NoAddress),
            (lead::Model { email: Some(" ".into()), ..lead.clone() }, SuppressionReason::NoAddress),
        ];
        for (lead, reason) in cases {
            assert_eq!(to_lead(&lead, None), Err(reason));
        }
        for reason in
            [SuppressionReason::Unsubscribed, SuppressionReason::HardBounced, SuppressionReason::Erased]
        {
            assert_eq!(to_lead(&lead, Some(reason)), Err(reason));
        }
    }

    #[test]
    fn each_channel_has_its_own_consent() {
        let lead = lead::Model {
            email_consent: Consent::Withdrawn,
            phone_e164: Some("+43123".into()),
            ..fixture::lead_model(1)
        };
        let facts = Facts {
            channel: Channel::Sms,
            audience: Audience::Lead,
            lead: &lead,
            user: None,
            suppressed: None,
        };
        assert_eq!(address(facts), Ok("+43123".to_owned()));
        let lead = lead::Model { sms_consent: Consent::Withdrawn, ..lead.clone() };
        assert_eq!(address(Facts { lead: &lead, ..facts }), Err(SuppressionReason::Unsubscribed));
    }

    #[test]
    fn what_a_lead_decides_does_not_keep_mail_from_the_team() {
        let lead =
            lead::Model { do_not_contact: true, email_consent: Consent::Withdrawn, ..fixture::lead_model(1) };
        let agent = fixture::user_model(1);
        let to = |user: Option<&user::Model>| {
            let suppressed = Some(SuppressionReason::Unsubscribed);
            address(Facts {
                channel: Channel::Email,
                audience: Audience::Assignee,
                lead: &lead,
                user,
                suppressed,
            })
        };
        assert_eq!(to(Some(&agent)), Ok("user1@example.com".to_owned()));
        assert_eq!(
            to(Some(&user::Model { is_active: false, ..agent.clone() })),
            Err(SuppressionReason::UserInactive)
        );
        assert_eq!(
            to(Some(&user::Model { email: String::new(), ..agent })),
            Err(SuppressionReason::NoAddress)
        );
        assert_eq!(to(None), Err(SuppressionReason::UserInactive));
    }
}
