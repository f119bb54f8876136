//! Everything was right: a session begins.

use entity::{EventType, UserId, user};
use serde_json::{Value, json};

use super::attempts::Attempt;
use crate::{
    auth::sessions::{self, Lifetimes, Opened, Pair},
    clock::Clock,
    context::Visitor,
    db::Tx,
    error::{Code, Error, Result},
    events::{self, NewEvent},
};

/// The tokens of somebody who is signed in now, or still.
pub struct Tokens {
    /// The tokens.
    pub pair: Pair,
    /// Whose they are.
    pub user: user::Model,
}

/// Begins the session, in the caller's transaction: failures are forgotten, and the log tells how they signed in.
pub(super) async fn welcome(
    visitor: &Visitor,
    tx: &Tx,
    user: user::Model,
    attempt: &Attempt,
    how: &'static str,
) -> Result<Tokens> {
    let lifetimes = Lifetimes::of(&visitor.config.auth);
    let Opened { id, pair } =
        sessions::open(&**tx, &visitor.clock, user.id, lifetimes, &visitor.client).await?;
    attempt.succeeded(tx).await?;
    let data = json!({ "user": user.id, "session": id, "by": how });
    tell(tx, &visitor.clock, EventType::SignedIn, Some(user.id), data).await?;
    Ok(Tokens { pair, user })
}

/// Notes a refused try, and the lock that it began. The same is written for an address that nobody has.
pub(super) async fn failed(
    visitor: &Visitor,
    attempt: &Attempt,
    user: Option<UserId>,
    what: &'static str,
) -> Result<()> {
    let (now, tx) = (visitor.clock.now(), visitor.db.begin().await?);
    let data = json!({ "user": user, "wrong": what });
    tell(&tx, &visitor.clock, EventType::SignInFailed, None, data).await?;
    if let Some(until) = attempt.locks_until {
        tracing::warn!(?user, seconds = (until - now).num_seconds(), "sign-in is locked for a while");
        let data = json!({ "user": user, "until": until });
        tell(&tx, &visitor.clock, EventType::SignInLocked, None, data).await?;
    }
    tx.commit().await
}

/// The answer to everything that does not fit, so that it tells nothing.
pub(super) fn wrong_credentials() -> Error {
    Error::refused(Code::WrongCredentials, &[], "e-mail address or password is wrong")
}

/// Appends an entry about an account to the log: ids only.
pub(super) async fn tell(
    tx: &Tx,
    clock: &Clock,
    kind: EventType,
    actor: Option<UserId>,
    data: Value,
) -> Result<()> {
    let entry = NewEvent {
        id: clock.new_uuid().into(),
        kind,
        lead_id: None,
        communication_id: None,
        actor_id: actor,
        at: clock.now(),
        data,
    };
    events::append(&**tx, vec![entry]).await
}
