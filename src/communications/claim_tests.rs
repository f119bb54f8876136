//! Who has a message in hand, and what becomes of it when they die: on a real database, with a manual clock.

use std::time::Duration;

use chrono::TimeDelta;
use entity::{AttemptOutcome, CommunicationState, EventType};
use tokio::net::TcpListener;

use super::{
    Delivered, Mailer, claim, deliver,
    fixture::{communication_model, worlds},
    record::{Outcome, Sent, record},
    recovery,
};
use crate::mail::{Transport, TransportOptions};

#[tokio::test]
async fn a_reservation_is_exclusive_until_it_runs_out() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        world.messages(0..25, &lead, world.clock.now()).await;
        let first = claim::claim_due(&world.ctx, 10).await.unwrap();
        let other = world.other_process().await;
        let (second, third) =
            (claim::claim_due(&other, 10).await.unwrap(), claim::claim_due(&other, 10).await.unwrap());
        assert_eq!((first.len(), second.len(), third.len()), (10, 10, 5));
        assert!(first.iter().all(|due| second.iter().chain(&third).all(|other| other.id != due.id)));
        assert!(claim::claim_due(&world.ctx, 10).await.unwrap().is_empty());
        assert_eq!(claim::release(&world.ctx, &[]).await.unwrap(), 0);
        world.clock.advance(claim::lease(&world.ctx) + TimeDelta::seconds(1));
        assert_eq!(claim::claim_due(&world.ctx, 100).await.unwrap().len(), 25);
        assert_eq!(claim::count_due(&world.ctx).await.unwrap(), 25);
        let lease = world.clock.now() + claim::lease(&world.ctx);
        assert_eq!(claim::release(&world.ctx, &[lease]).await.unwrap(), 25);
        assert_eq!(claim::claim_due(&world.ctx, 100).await.unwrap().len(), 25);
        other.db.close().await.unwrap();
    }
}

#[tokio::test]
async fn many_at_once_begin_a_message_only_once() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        let all = (0..16).map(|_| deliver(&world.ctx, id, &world.mailer));
        let results = futures::future::join_all(all).await;
        let sent = results.into_iter().filter(|result| *result.as_ref().unwrap() == Delivered::Sent).count();
        assert_eq!((sent, world.memory.take().len()), (1, 1));
    }
}

#[tokio::test]
async fn what_a_killed_worker_left_behind_is_taken_up_again() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        let claimed = claim::begin_attempt(&world.ctx, id).await.unwrap().unwrap();
        assert_eq!(claimed.communication.state, CommunicationState::Sending);
        assert_eq!(recovery::recover(&world.ctx).await.unwrap(), 0);
        // A slow server: the lease is renewed.
        world.clock.advance(claim::lease(&world.ctx) - TimeDelta::seconds(1));
        assert!(claim::renew(&world.ctx, &claimed).await.unwrap());
        world.clock.advance(TimeDelta::seconds(10));
        assert_eq!(recovery::recover(&world.ctx).await.unwrap(), 0);
        // Killed.
        world.clock.advance(claim::lease(&world.ctx));
        assert_eq!(recovery::recover(&world.ctx).await.unwrap(), 1);
        assert!(!claim::renew(&world.ctx, &claimed).await.unwrap());
        let attempts = world.attempts(id).await;
        assert_eq!(attempts[0].outcome, Some(AttemptOutcome::Interrupted));
        assert_eq!(claim::claim_due(&world.ctx, 1).await.unwrap()[0].attempt, 2);
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::Sent);
        assert_eq!(world.read(id).await.attempt_count, 2);
    }
}

#[tokio::test]
async fn a_message_that_kills_every_worker_waits_longer_and_longer_and_ends() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        let mut tries = 0;
        while world.read(id).await.state == CommunicationState::Queued {
            let due = world.read(id).await.due_at;
            world.clock.advance((due - world.clock.now()).max(TimeDelta::zero()));
            let claimed = claim::begin_attempt(&world.ctx, id).await.unwrap().unwrap();
            tries += 1;
            recovery::interrupted(&world.ctx, id, claimed.communication.attempt_count).await.unwrap();
        }
        assert_eq!(world.read(id).await.state, CommunicationState::Failed);
        assert!((12..=20).contains(&tries), "{tries} tries");
        assert_eq!(world.events().await.last().unwrap().kind, EventType::CommunicationFailed);
    }
}

#[tokio::test]
async fn a_late_success_still_counts() {
    for world in worlds().await {
        let lead = world.lead(1).await;
        let id = world.message(1, &lead).await;
        let claimed = claim::begin_attempt(&world.ctx, id).await.unwrap().unwrap();
        world.clock.advance(claim::lease(&world.ctx) + TimeDelta::seconds(1));
        recovery::recover(&world.ctx).await.unwrap();
        let mail = Sent {
            address: "a@b.example".into(),
            message_id: "m".into(),
            subject: "s".into(),
            text: "t".into(),
        };
        let late = Outcome::Sent { mail, answer: "250 ok".into() };
        assert_eq!(record(&world.ctx, &claimed, &late).await.unwrap(), Delivered::Sent);
        assert_eq!(deliver(&world.ctx, id, &world.mailer).await.unwrap(), Delivered::NotDue);
        assert_eq!(world.attempts(id).await[0].server_code, Some(250));
        // But not when somebody else has begun it again.
        let id = world.message(2, &lead).await;
        let claimed = claim::begin_attempt(&world.ctx, id).await.unwrap().unwrap();
        world.clock.advance(claim::lease(&world.ctx) + TimeDelta::seconds(1));
        recovery::recover(&world.ctx).await.unwrap();
        let second = claim::begin_attempt(&world.ctx, id).await.unwrap().unwrap();
        assert_eq!(record(&world.ctx, &claimed, &late).await.unwrap(), Delivered::NotDue);
        assert_eq!(world.read(id).await.state, CommunicationState::Sending);
        assert_eq!(record(&world.ctx, &second, &late).await.unwrap(), Delivered::Sent);
        let outcomes: Vec<_> =
            world.attempts(id).await.iter().map(|attempt| attempt.outcome.unwrap()).collect();
        assert_eq!(outcomes, [AttemptOutcome::Sent, AttemptOutcome::Sent]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_server_does_not_cost_the_lease() {
    for world in worlds().await {
        let ctx = world.ctx_with(|config| config.jobs.lease_seconds = 1);
        let lead = world.lead(1).await;
        let id = communication_model(1, &lead).id;
        world.messages(1..2, &lead, ctx.clock.now()).await;
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", server.local_addr().unwrap());
        let silent = tokio::spawn(async move {
            let (connection, _) = server.accept().await.unwrap();
            tokio::time::sleep(Duration::from_secs(3)).await;
            drop(connection);
        });
        let transport = Transport::from_url(&url, &TransportOptions::default()).unwrap();
        let mailer = Mailer::with_transport(&ctx.config, b"a secret of the tests", transport).unwrap();
        let mut delivery = std::pin::pin!(deliver(&ctx, id, &mailer));
        let delivered = loop {
            tokio::select! {
                delivered = &mut delivery => break delivered.unwrap(),
                () = tokio::time::sleep(Duration::from_millis(200)) => {
                    assert_eq!(recovery::recover(&ctx).await.unwrap(), 0, "it is in good hands");
                }
            }
        };
        assert!(matches!(delivered, Delivered::Retried(_)), "{delivered:?}");
        assert_eq!(world.attempts(id).await[0].outcome, Some(AttemptOutcome::TransientFailure));
        silent.await.unwrap();
    }
}
