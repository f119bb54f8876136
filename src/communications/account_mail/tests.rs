//! Two workers, and a worker that dies.

use chrono::TimeDelta;
use entity::{AccountMailKind, CommunicationState, account_mail};
use sea_orm::EntityTrait;

use super::{claim_due, deliver, queue, recover, release};
use crate::communications::{
    Delivered,
    account_mail::claim::begin,
    fixture::{World, worlds},
};

async fn queued(world: &World) -> account_mail::Model {
    let user = world.user(1).await;
    let tx = world.ctx.db.begin().await.unwrap();
    queue(&tx, &world.ctx.clock, AccountMailKind::PasswordChanged, &user.email).await.unwrap();
    tx.commit().await.unwrap();
    read(world).await
}

async fn read(world: &World) -> account_mail::Model {
    account_mail::Entity::find().one(world.ctx.db.conn()).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_mail_is_reserved_once_and_delivered_once() {
    for world in worlds().await {
        let mail = queued(&world).await;
        let due = claim_due(&world.ctx, 10).await.unwrap();
        assert_eq!((due.len(), due[0].id), (1, mail.id));
        assert_eq!(claim_due(&world.ctx, 10).await.unwrap(), []);
        assert_eq!(release(&world.ctx, &[due[0].lease_until]).await.unwrap(), 1);
        assert_eq!(claim_due(&world.ctx, 10).await.unwrap().len(), 1);
        assert_eq!(deliver(&world.ctx, mail.id, &world.mailer).await.unwrap(), Delivered::Sent);
        assert_eq!(deliver(&world.ctx, mail.id, &world.mailer).await.unwrap(), Delivered::NotDue);
        assert_eq!(world.memory.sent().len(), 1);
        let sent = read(&world).await;
        assert_eq!((sent.state, sent.attempt_count), (CommunicationState::Sent, 1));
    }
}

#[tokio::test]
async fn what_a_dead_worker_had_in_hand_is_taken_up_again() {
    for world in worlds().await {
        let mail = queued(&world).await;
        begin(&world.ctx, mail.id).await.unwrap().unwrap();
        assert_eq!(recover(&world.ctx).await.unwrap(), 0, "it may be alive");
        world.clock.advance(TimeDelta::seconds(world.ctx.config.jobs.lease_seconds + 1));
        assert_eq!(recover(&world.ctx).await.unwrap(), 1);
        assert_eq!(claim_due(&world.ctx, 10).await.unwrap()[0].attempt, 2);
        assert_eq!(deliver(&world.ctx, mail.id, &world.mailer).await.unwrap(), Delivered::Sent);
        let first = world.memory.sent().remove(0).message_id;
        assert!(first.starts_with(&mail.id.0.hyphenated().to_string()), "the same at every try");
    }
}
