//! Ending sessions.

use entity::{SessionId, UserId, session};
use sea_orm::{EntityTrait, QuerySelect};

use crate::{
    auth::{policy, sessions},
    context::Ctx,
    error::{Code, Error, Result},
};

/// Ends the session by which the caller came.
///
/// # Errors
/// They came by none.
pub async fn sign_out(ctx: &Ctx, session: Option<SessionId>) -> Result<()> {
    let Some(session) = session else { return Err(no_session()) };
    let tx = ctx.db.begin().await?;
    if let Some(ended) = sessions::end(&*tx, session, ctx.clock.now()).await? {
        ctx.note(&tx, sessions::signed_out(&ended)).await?;
    }
    tx.commit().await?;
    ctx.bus.wake();
    Ok(())
}

/// Ends all sessions of the caller; the one by which they came only if they want that. Returns how many.
///
/// # Errors
/// The database failed.
pub async fn sign_out_everywhere(ctx: &Ctx, session: Option<SessionId>, this_too: bool) -> Result<u64> {
    let (person, keep) = (person(ctx)?, session.filter(|_| !this_too));
    let tx = ctx.db.begin().await?;
    let ended = sessions::end_all(&*tx, person, keep, ctx.clock.now()).await?;
    ctx.notes(&tx, ended.iter().map(sessions::signed_out)).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(ended.len() as u64)
}

/// Ends one session: of the caller, or, by an administrator, of anybody.
///
/// # Errors
/// There is no such session that has not ended, or it is not theirs.
pub async fn revoke(ctx: &Ctx, id: SessionId) -> Result<session::Model> {
    let not_found = || Error::not_found("session", "id");
    let tx = ctx.db.begin().await?;
    let found = session::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?.ok_or_else(not_found)?;
    let is_own = ctx.actor.user_id() == Some(found.user_id);
    if !is_own && policy::may(&ctx.actor, policy::Action::Configure).is_err() {
        return Err(not_found());
    }
    let ended = sessions::end(&*tx, id, ctx.clock.now()).await?.ok_or_else(not_found)?;
    ctx.note(&tx, sessions::signed_out(&ended)).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(ended)
}

fn person(ctx: &Ctx) -> Result<UserId> {
    ctx.actor.user_id().ok_or(Error::Unauthenticated)
}

fn no_session() -> Error {
    let message = "you did not come by a sign-in that could be ended; revoke the key instead";
    Error::refused(Code::Invalid, &[], message)
}
