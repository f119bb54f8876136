//! Signing in through an OpenID provider: the last step, in which the client gets its tokens.

use entity::{EventType, Via};
use serde_json::json;

use super::welcome::{Tokens, tell};
use crate::{
    auth::sessions::{self, Lifetimes, Opened},
    context::Visitor,
    error::Result,
    events::Note,
    oidc,
};

/// Signs in with the code with which a browser came back from the provider. A second factor, and how often somebody may
/// fail, are the provider's.
///
/// # Errors
/// `WRONG_CREDENTIALS` for a code that does not hold.
pub async fn sign_in_with_oidc_code(visitor: &Visitor, code: &str, verifier: &str) -> Result<Tokens> {
    let user = oidc::redeem(&visitor.db, &visitor.clock, code, verifier).await?;
    let lifetimes = Lifetimes::of(&visitor.config.auth);
    let tx = visitor.db.begin().await?;
    let Opened { session, pair } =
        sessions::open(&*tx, &visitor.clock, user.id, lifetimes, &visitor.origin).await?;
    let origin = visitor.origin.clone().with(Via::Session, session.id);
    let note = Note::created(EventType::SignedIn, &session).data(json!({ "by": "oidc" }));
    tell(&tx, &Visitor { origin, ..visitor.clone() }, Some(user.id), note).await?;
    tx.commit().await?;
    visitor.bus.wake();
    Ok(Tokens { pair, user })
}
