//! Stories of delivery on a real database, with a clock that is moved by hand.

use chrono::TimeDelta;
use entity::{
    AttemptOutcome, Audience, CommunicationState, EventType, SuppressionReason, communication, lead,
    suppression, template_override,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    Delivered, backoff, claim, deliver,
    fixture::{World, communication_model, lead_model, worlds},
};
use crate::mail::{FailureKind, SendFailure};

fn refused(kind: FailureKind, code: u16, hard_bounce: bool) -> SendFailure {
    SendFailure { kind, code: Some(code), answer: format!("{code} no"), hard_bounce }
}

async fn last_event(world: &World) -> EventType {
    world.events().await.last().unwrap().kind
}

#[tokio::test]
async fn a_message_is_sent_once_and_everything_is_kept() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::Sent);
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::NotDue);
        let mails = world.memory.take();
        assert_eq!(mails.len(), 1);
        let (mail, row) = (&mails[0], world.read(id).await);
        assert_eq!(mail.to.to_string(), "Lead 1 <lead1@example.org>");
        assert!(
            mail.unsubscribe
                .as_ref()
                .unwrap()
                .url()
                .as_str()
                .starts_with("http://127.0.0.1:8000/unsubscribe/")
        );
        assert!(!mail.automatic, "written by hand: no trigger");
        assert_eq!((row.state, row.attempt_count, row.lease_until), (CommunicationState::Sent, 1, None));
        assert_eq!(row.sent_at, Some(world.clock.now()));
        assert_eq!(row.recipient_address.as_deref(), Some("lead1@example.org"));
        assert_eq!(row.message_id.as_deref(), Some(format!("{}@localhost.localdomain", id.0).as_str()));
        assert_eq!((row.subject.as_ref(), row.body_text.as_ref()), (Some(&mail.subject), Some(&mail.text)));
        let attempts = world.attempts(id).await;
        assert_eq!(attempts.len(), 1);
        assert_eq!((attempts[0].number, attempts[0].outcome), (1, Some(AttemptOutcome::Sent)));
        assert!(attempts[0].finished_at.is_some());
        let events = world.events().await;
        assert_eq!(events.len(), 1);
        assert_eq!(
            (events[0].kind, events[0].lead_id, events[0].communication_id),
            (EventType::CommunicationSent, Some(lead.id), Some(id))
        );
    }
}

#[tokio::test]
async fn what_fails_in_passing_is_tried_again_when_its_time_has_come() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        world.memory.fail_next(refused(FailureKind::Transient, 451, false));
        let at = world.clock.now() + backoff::delay(id, 1);
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::Retried(at));
        assert_eq!(
            (world.read(id).await.state, world.read(id).await.due_at),
            (CommunicationState::Queued, at)
        );
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::NotDue);
        assert!(claim::claim_due(&world.ctx, 10).await.unwrap().is_empty());
        world.clock.advance(backoff::delay(id, 1));
        assert_eq!(claim::claim_due(&world.ctx, 10).await.unwrap()[0].attempt, 2);
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::Sent);
        let attempts = world.attempts(id).await;
        let told: Vec<_> =
            attempts.iter().map(|attempt| (attempt.outcome.unwrap(), attempt.server_code)).collect();
        assert_eq!(told[0], (AttemptOutcome::TransientFailure, Some(451)));
        assert_eq!(told[1].0, AttemptOutcome::Sent);
        assert_eq!(world.events().await.len(), 1, "a retry is no event");
    }
}

#[tokio::test]
async fn after_a_day_of_failures_it_is_given_up() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        let begun = world.clock.now();
        let mut tries = 0;
        loop {
            world.memory.fail_next(SendFailure::transient("connection refused"));
            tries += 1;
            match deliver(&world.ctx, id, &world.mailer).await.unwrap() {
                Delivered::Retried(at) => world.clock.advance(at - world.clock.now()),
                Delivered::Failed => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(world.clock.now() - begun, TimeDelta::hours(24));
        let row = world.read(id).await;
        assert_eq!((row.state, row.attempt_count), (CommunicationState::Failed, tries));
        assert_eq!(row.failure.as_deref(), Some("connection refused"));
        assert_eq!(last_event(&world).await, EventType::CommunicationFailed);
    }
}

#[tokio::test]
async fn a_refusal_for_good_fails_at_once_and_suppresses_a_dead_address() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let (first, second) = (world.message(1, &lead).await, world.message(2, &lead).await);
        world.memory.fail_next(refused(FailureKind::Permanent, 550, true));
        assert_eq!(deliver(&world.ctx, first, &world.mailer).await.unwrap(), Delivered::Failed);
        let row = world.read(first).await;
        assert_eq!((row.state, row.failure.as_deref()), (CommunicationState::Failed, Some("550 no")));
        let suppressed = Delivered::Suppressed(SuppressionReason::HardBounced);
        assert_eq!(deliver(&world.ctx, second, &world.mailer).await.unwrap(), suppressed);
        assert!(world.memory.take().is_empty());
        assert_eq!(world.attempts(first).await[0].server_code, Some(550));
    }
}

#[tokio::test]
async fn wrong_settings_of_ours_cost_no_mail() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        for _ in 0..400 {
            world.memory.fail_next(refused(FailureKind::Misconfigured, 535, false));
            let Delivered::Misconfigured(at) = deliver(&world.ctx, id, &world.mailer).await.unwrap() else {
                panic!()
            };
            world.clock.advance(at - world.clock.now());
        }
        assert!(world.clock.now() - super::fixture::start() > TimeDelta::hours(24));
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::Sent);
    }
}

#[tokio::test]
async fn consent_counts_at_the_moment_of_sending() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        let row = suppression::ActiveModel {
            address: Set("lead1@example.org".into()),
            reason: Set(SuppressionReason::Unsubscribed),
            at: Set(world.clock.now()),
        };
        row.insert(world.ctx.db.conn()).await.unwrap();
        let suppressed = Delivered::Suppressed(SuppressionReason::Unsubscribed);
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), suppressed);
        let row = world.read(id).await;
        assert_eq!(
            (row.state, row.suppression_reason),
            (CommunicationState::Suppressed, Some(SuppressionReason::Unsubscribed))
        );
        assert_eq!((row.attempt_count, world.attempts(id).await.len()), (0, 0), "no server was asked");
        assert_eq!(last_event(&world).await, EventType::CommunicationSuppressed);
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::NotDue);
    }
}

#[tokio::test]
async fn mail_about_a_status_that_was_left_is_cancelled_if_the_rule_says_so() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let bound = communication::Model { cancel_if_status_left: true, ..communication_model(1, &lead) };
        let (bound, free) = (world.insert_message(bound).await, world.message(2, &lead).await);
        let mut moved = lead.into_active_model();
        moved.status_change_id = Set(Uuid::from_u128(99).into());
        moved.update(world.ctx.db.conn()).await.unwrap();
        assert_eq!(deliver(&world.ctx, bound, &world.mailer).await.unwrap(), Delivered::Cancelled);
        assert_eq!(deliver(&world.ctx, free, &world.mailer).await.unwrap(), Delivered::Sent);
        assert_eq!(world.read(bound).await.state, CommunicationState::Cancelled);
    }
}

#[tokio::test]
async fn templates_of_the_house_come_first_and_broken_ones_fail_with_the_reason() {
    for world in worlds().await {
        let lead = world.insert_lead(lead::Model { locale: Some("de-AT".into()), ..lead_model(1) }).await;
        let mut own = template_override::ActiveModel {
            id: Set(world.ctx.new_id()),
            name: Set("status_new".into()),
            locale: Set("de".into()),
            subject: Set("Servus {{ lead.first_name }}".into()),
            text: Set("Text".into()),
            html: Set(None),
            version: Set(1),
            updated_at: Set(world.clock.now()),
            updated_by: Set(None),
        }
        .insert(world.ctx.db.conn())
        .await
        .unwrap()
        .into_active_model();
        let id = world.message(1, &lead).await;
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::Sent);
        assert_eq!(world.memory.take()[0].subject, "Servus Lead");
        own.text = Set("{{ lead.nonsense.deep }}".into());
        own.update(world.ctx.db.conn()).await.unwrap();
        let missing = communication::Model { template: "nowhere".into(), ..communication_model(3, &lead) };
        for id in [world.message(2, &lead).await, world.insert_message(missing).await] {
            assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::Failed);
            let row = world.read(id).await;
            assert!(row.failure.as_ref().unwrap().contains("template"), "{:?}", row.failure);
        }
    }
}

#[tokio::test]
async fn users_get_mail_without_a_way_to_unsubscribe() {
    for world in worlds().await {
        let agent = world.user(1).await;
        let lead = world.insert_lead(lead::Model { assignee_id: Some(agent.id), ..lead_model(1) }).await;
        let to_agent = communication::Model {
            audience: Audience::Assignee,
            template: "assigned".into(),
            recipient_user_id: Some(agent.id),
            recipient_key: agent.id.0,
            ..communication_model(1, &lead)
        };
        let id = world.insert_message(to_agent.clone()).await;
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::Sent);
        let mail = world.memory.take().remove(0);
        assert_eq!((mail.to.email.to_string().as_str(), mail.unsubscribe), ("user1@example.com", None));
    }
}
