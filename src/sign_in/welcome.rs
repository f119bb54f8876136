//! Everything was right: a session begins.

use entity::{EventType, UserId, Via, user};
use serde_json::json;

use super::attempts::Attempt;
use crate::{
    auth::sessions::{self, Lifetimes, Opened, Pair},
    context::Visitor,
    db::Tx,
    error::{Code, Error, Result},
    events::{self, NewEvent, Note},
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
    let Opened { session, pair } =
        sessions::open(&**tx, &visitor.clock, user.id, lifetimes, &visitor.origin).await?;
    attempt.succeeded(tx).await?;
    let origin = visitor.origin.clone().with(Via::Session, session.id);
    let note = Note::created(EventType::SignedIn, &session).data(json!({ "by": how }));
    tell(tx, &Visitor { origin, ..visitor.clone() }, Some(user.id), note).await?;
    Ok(Tokens { pair, user })
}

/// Notes a refused try, and the lock that it began; the actor is whoever was signed in when they failed. The same is written for an address that nobody has; of that, nothing
/// is kept: what was typed in the place of an address may be a password.
pub(super) async fn failed(
    visitor: &Visitor,
    actor: Option<UserId>,
    attempt: &Attempt,
    user: Option<&user::Model>,
    what: &'static str,
) -> Result<()> {
    let note = |kind| match user {
        Some(user) => Note::about(kind, user),
        None => Note::new(kind),
    };
    let data = match user {
        Some(user) => json!({ "wrong": what, "isActive": user.is_active }),
        None => json!({ "wrong": what, "isKnown": false }),
    };
    let tx = visitor.db.begin().await?;
    tell(&tx, visitor, actor, note(EventType::SignInFailed).data(data)).await?;
    if let Some(until) = attempt.locks_until {
        let id = user.map(|user| user.id);
        tracing::warn!(user = ?id, %until, "sign-in is locked for a while");
        let locked = note(EventType::SignInLocked).data(json!({ "until": until }));
        tell(&tx, visitor, actor, locked).await?;
    }
    tx.commit().await?;
    visitor.bus.wake();
    Ok(())
}

/// The answer to everything that does not fit, so that it tells nothing.
pub(super) fn wrong_credentials() -> Error {
    Error::refused(Code::WrongCredentials, &[], "e-mail address or password is wrong")
}

/// Appends an entry to the log for somebody who is not signed in, or only now.
pub(super) async fn tell(tx: &Tx, visitor: &Visitor, actor_id: Option<UserId>, note: Note) -> Result<()> {
    tell_all(tx, visitor, actor_id, vec![note]).await
}

/// The same for several.
pub(super) async fn tell_all(
    tx: &Tx,
    visitor: &Visitor,
    actor_id: Option<UserId>,
    notes: Vec<Note>,
) -> Result<()> {
    let at = visitor.clock.now();
    let entry = |note| NewEvent {
        id: visitor.clock.new_uuid().into(),
        note,
        actor_id,
        origin: visitor.origin.clone(),
        at,
    };
    events::append(tx, notes.into_iter().map(entry).collect()).await
}
