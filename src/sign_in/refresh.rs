//! Staying signed in.

use entity::{AccountMailKind, EventType};

use super::welcome::{Tokens, tell};
use crate::{
    auth::sessions::{self, Lifetimes, Refreshed},
    communications::account_mail,
    context::Visitor,
    error::{Code, Error, Result},
};

/// Gives the next pair of tokens for a refresh token, once. One that was used before ends its session: somebody has stolen
/// it; its owner is told by mail.
///
/// # Errors
/// `SESSION_ENDED`, the same for everything that does not hold.
pub async fn refresh_session(visitor: &Visitor, token: &str) -> Result<Tokens> {
    let tx = visitor.db.begin().await?;
    let lifetimes = Lifetimes::of(&visitor.config.auth);
    match sessions::refresh(&tx, &visitor.clock, token, lifetimes).await? {
        Refreshed::Done(done) => {
            // Nobody has decided anything: that a session began, and that it ended, is what is told.
            tx.commit_without_entry().await?;
            let (pair, user) = *done;
            Ok(Tokens { pair, user })
        }
        Refreshed::Stolen(stolen) => {
            let (user, session) = *stolen;
            tell(&tx, visitor, None, sessions::end_note(EventType::RefreshTokenReused, &session)).await?;
            account_mail::queue(&tx, &visitor.clock, AccountMailKind::SessionStolen, &user.email).await?;
            tx.commit().await?;
            visitor.bus.wake();
            tracing::warn!(user = %user.id, session = %session.id, "a refresh token was used twice: its session was ended");
            Err(ended())
        }
        Refreshed::Refused => Err(ended()),
    }
}

fn ended() -> Error {
    Error::refused(Code::SessionEnded, &["refresh_token"], "this session has ended; sign in again")
}
