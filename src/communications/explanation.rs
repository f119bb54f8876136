//! "Why was this sent, or not?" in a sentence or two.

use entity::{
    AttemptOutcome, Audience, CommunicationState, SuppressionReason, TriggerEvent, communication,
    communication_attempt, trigger,
};

/// Explains a message from its row, the rule that called for it, and its tries.
pub fn explain(
    communication: &communication::Model,
    trigger: Option<&trigger::Model>,
    attempts: &[communication_attempt::Model],
) -> String {
    format!("{} {}", cause(communication, trigger), fate(communication, attempts))
}

fn cause(communication: &communication::Model, trigger: Option<&trigger::Model>) -> String {
    let recipient = match communication.audience {
        Audience::Lead => "to the lead",
        Audience::Assignee => "to the assignee",
        Audience::Unit => "to a member of the unit",
        Audience::UnitManagers => "to a manager of the unit",
        Audience::GroupManagers => "to a manager of the group",
    };
    let template = &communication.template;
    match (trigger, communication.trigger_id) {
        (Some(trigger), _) => {
            format!("Trigger `{}` calls for `{template}` {recipient} {}.", trigger.key, event(trigger))
        }
        (None, Some(_)) => format!("A trigger called for `{template}` {recipient}."),
        (None, None) => format!("Written by hand {recipient}."),
    }
}

fn event(trigger: &trigger::Model) -> String {
    let status = |status: Option<entity::LeadStatus>| {
        status.map_or("a status".to_owned(), |status| status.to_string())
    };
    match trigger.event {
        TriggerEvent::StatusEntered => {
            let from = trigger.from_status.map(|from| format!(" from {from}")).unwrap_or_default();
            format!("when a lead enters {}{from}", status(trigger.to_status))
        }
        TriggerEvent::Created => "when a lead comes in".to_owned(),
        TriggerEvent::Assigned => "when a lead is assigned".to_owned(),
        TriggerEvent::Queued => "when a lead comes into a unit's queue".to_owned(),
        TriggerEvent::Escalated => "when a lead has waited for too long".to_owned(),
        TriggerEvent::GoingStale => "when a lead will soon be stale".to_owned(),
        TriggerEvent::BecameInactive => "when a lead goes stale".to_owned(),
        TriggerEvent::Overdue => "when a lead is past its expected completion".to_owned(),
        TriggerEvent::Resumed => "when a lead comes back from hold".to_owned(),
    }
}

fn fate(communication: &communication::Model, attempts: &[communication_attempt::Model]) -> String {
    let tries = match communication.attempt_count {
        1 => "1 try".to_owned(),
        count => format!("{count} tries"),
    };
    let due = communication.due_at.format("%Y-%m-%d %H:%M UTC");
    let failure = || communication.failure.clone().unwrap_or_else(|| "no reason was kept".to_owned());
    match communication.state {
        CommunicationState::Queued if communication.attempt_count == 0 => {
            format!("It waits to be sent, due {due}.")
        }
        CommunicationState::Queued => {
            format!("It waits for the next try at {due}, after {tries}{}.", last(attempts))
        }
        CommunicationState::Sending => format!("It is being sent (try {}).", communication.attempt_count),
        CommunicationState::Sent => {
            let at = communication.sent_at.map(|at| at.format(" at %Y-%m-%d %H:%M UTC").to_string());
            format!("The mail server took it{} after {tries}.", at.unwrap_or_default())
        }
        CommunicationState::Failed => {
            format!("It was given up after {tries}: {}.", failure().trim_end_matches('.'))
        }
        CommunicationState::Cancelled => format!("It was cancelled: {}.", failure().trim_end_matches('.')),
        CommunicationState::Suppressed => {
            let why = communication.suppression_reason.map_or("no reason was kept", suppression);
            format!("It was not sent: {why}.")
        }
    }
}

/// What the last finished try ended with.
fn last(attempts: &[communication_attempt::Model]) -> String {
    let last =
        attempts.iter().filter(|attempt| attempt.outcome.is_some()).max_by_key(|attempt| attempt.number);
    let Some(last) = last else { return String::new() };
    if last.outcome == Some(AttemptOutcome::Interrupted) {
        return "; the last one was interrupted".to_owned();
    }
    let answer = last.answer.as_deref().unwrap_or("no answer");
    format!("; the last one ended with: {}", answer.trim_end_matches('.'))
}

const fn suppression(reason: SuppressionReason) -> &'static str {
    match reason {
        SuppressionReason::DoNotContact => "the lead is marked do-not-contact",
        SuppressionReason::Unsubscribed => "the address has unsubscribed, or consent was withdrawn",
        SuppressionReason::HardBounced => "an earlier mail to this address came back for good",
        SuppressionReason::Erased => "the person's data was erased",
        SuppressionReason::NoAddress => "there is no address to write to",
        SuppressionReason::LeadDeleted => "the lead was deleted",
        SuppressionReason::UserInactive => "the user is no longer active",
    }
}

#[cfg(test)]
mod tests {
    use entity::{Channel, LeadStatus, TriggerId};
    use uuid::Uuid;

    use super::*;
    use crate::communications::fixture;

    fn rule() -> trigger::Model {
        trigger::Model {
            id: TriggerId(Uuid::nil()),
            key: "status-new".into(),
            event: TriggerEvent::StatusEntered,
            to_status: Some(LeadStatus::New),
            from_status: None,
            lead_type_id: None,
            template: "status_new".into(),
            audience: Audience::Lead,
            channel: Channel::Email,
            delay_seconds: 0,
            cancel_if_status_left: false,
            is_enabled: true,
            version: 1,
            updated_at: fixture::start(),
        }
    }

    #[test]
    fn each_fate_is_told() {
        let lead = fixture::lead_model(1);
        let row =
            communication::Model { trigger_id: Some(rule().id), ..fixture::communication_model(1, &lead) };
        let told = |row: &communication::Model| explain(row, Some(&rule()), &[]);
        let mut lines = vec![told(&row)];
        let sent = communication::Model { attempt_count: 1, sent_at: Some(row.due_at), ..row.clone() };
        let with = |state, row: &communication::Model| communication::Model { state, ..row.clone() };
        lines.push(told(&with(CommunicationState::Sent, &sent)));
        let failure = Some("550 no such user".to_owned());
        let failed = communication::Model { attempt_count: 2, failure, ..row.clone() };
        lines.push(told(&with(CommunicationState::Failed, &failed)));
        let suppressed =
            communication::Model { suppression_reason: Some(SuppressionReason::Unsubscribed), ..row.clone() };
        lines.push(told(&with(CommunicationState::Suppressed, &suppressed)));
        let by_hand = communication::Model { trigger_id: None, attempt_count: 1, ..row };
        let attempt = fixture::attempt_model(&by_hand, AttemptOutcome::TransientFailure, "451 greylisted.");
        lines.push(explain(&by_hand, None, &[attempt]));
        insta::assert_snapshot!(lines.join("\n"), @"
        Trigger `status-new` calls for `status_new` to the lead when a lead enters NEW. It waits to be sent, due 2026-12-13 08:00 UTC.
        Trigger `status-new` calls for `status_new` to the lead when a lead enters NEW. The mail server took it at 2026-12-13 08:00 UTC after 1 try.
        Trigger `status-new` calls for `status_new` to the lead when a lead enters NEW. It was given up after 2 tries: 550 no such user.
        Trigger `status-new` calls for `status_new` to the lead when a lead enters NEW. It was not sent: the address has unsubscribed, or consent was withdrawn.
        Written by hand to the lead. It waits for the next try at 2026-12-13 08:00 UTC, after 1 try; the last one ended with: 451 greylisted.
        ");
    }
}
