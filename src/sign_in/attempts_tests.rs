//! Counting failures from one address.

use chrono::TimeDelta;

use super::attempts::begin;
use crate::{
    communications::fixture::{World, worlds},
    context::Visitor,
    events::Origin,
};

fn from(world: &World, address: &str) -> Visitor {
    let ctx = world.ctx.clone();
    Visitor {
        db: ctx.db,
        clock: ctx.clock,
        bus: ctx.bus,
        config: ctx.config,
        origin: Origin::request("test", address.parse().ok(), None),
    }
}

#[tokio::test]
async fn whoever_tries_many_accounts_from_one_address_is_stopped() {
    for world in worlds().await {
        let (guesser, other) = (from(&world, "192.0.2.1"), from(&world, "192.0.2.2"));
        for number in 0..50 {
            let email = format!("user{number}@acme.example");
            assert!(begin(&guesser, &email).await.unwrap().is_ok(), "{number}");
        }
        let locked = begin(&guesser, "one.more@acme.example").await.unwrap().err().unwrap();
        assert_eq!(locked.wait, TimeDelta::minutes(1));
        assert!(begin(&other, "one.more@acme.example").await.unwrap().is_ok(), "others are not concerned");
        world.clock.advance(TimeDelta::minutes(1));
        // An account of their own does not wash the address clean.
        let right = begin(&guesser, "thief@acme.example").await.unwrap().ok().unwrap();
        let tx = world.ctx.db.begin().await.unwrap();
        right.succeeded(&tx).await.unwrap();
        tx.commit_without_entry().await.unwrap();
        assert!(begin(&guesser, "user1@acme.example").await.unwrap().is_ok());
        assert!(begin(&guesser, "user1@acme.example").await.unwrap().is_err());
        world.clock.advance(TimeDelta::hours(1));
        assert!(
            begin(&guesser, "user1@acme.example").await.unwrap().is_ok(),
            "after a while it is forgotten"
        );
    }
}
