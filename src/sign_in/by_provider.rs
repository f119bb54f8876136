//! Signing in through an OpenID provider: the browser comes back, and its client gets tokens. What comes to nothing on the
//! way is noted.

use entity::{EventType, SubjectKind, UserId, Via};
use serde_json::json;

use super::{
    attempts,
    welcome::{Tokens, tell},
};
use crate::{
    auth::sessions::{self, Lifetimes, Opened},
    context::{Ctx, Visitor},
    error::{Code, Error, Result},
    events::Note,
    oidc::{self, Answer, Finished, Provider, Refusal},
};

/// Takes a browser back from the provider.
///
/// # Errors
/// Why it came to nothing.
pub async fn come_back(
    ctx: &Ctx,
    visitor: &Visitor,
    provider: &Provider,
    answer: Answer,
    browser: Option<&str>,
) -> std::result::Result<Finished, Refusal> {
    let finished = Box::pin(oidc::finish(ctx, provider, answer, browser)).await;
    if let Err(refusal) = &finished {
        failed(visitor, refusal.code(), refusal.user()).await?;
    }
    finished
}

/// Signs in with the code with which a browser came back from the provider. A second factor, and how often somebody may
/// fail, are the provider's.
///
/// # Errors
/// `WRONG_CREDENTIALS` for a code that does not hold.
pub async fn sign_in_with_oidc_code(visitor: &Visitor, code: &str, verifier: &str) -> Result<Tokens> {
    let user = match oidc::redeem(&visitor.db, &visitor.clock, code, verifier).await? {
        Ok(user) => user,
        Err(wrong) => {
            failed(visitor, wrong.code(), wrong.user()).await?;
            return Err(refused());
        }
    };
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

/// Notes what came to nothing, unless so much did from the same address that it is told no more for a while. What the
/// browser brought is not noted: anybody may write anything there.
async fn failed(visitor: &Visitor, wrong: &str, user: Option<UserId>) -> Result<()> {
    let Ok(counted) = attempts::failed_through_provider(visitor).await? else { return Ok(()) };
    let issuer = &visitor.config.auth.oidc.issuer;
    let mut data = json!({ "by": "oidc", "wrong": wrong, "issuer": issuer });
    if let Some(until) = counted.locks_until {
        data["noMoreToldUntil"] = json!(until);
    }
    let note = Note::new(EventType::SignInFailed).data(data);
    let note = match user {
        Some(id) => note.subject(SubjectKind::User, id),
        None => note,
    };
    let tx = visitor.db.begin().await?;
    tell(&tx, visitor, None, note).await?;
    tx.commit().await?;
    visitor.bus.wake();
    Ok(())
}

fn refused() -> Error {
    let message = "the code is not valid (any more), or was not asked for by this client: sign in again";
    Error::refused(Code::WrongCredentials, &["code"], message)
}
