//! Streams live for hours, and what their people reach changes meanwhile: each entry is answered by what they reach then.

use crate::{
    auth::reach,
    context::Ctx,
    events::Entry,
    graphql::errors::{ApiError, Result},
};

/// The state of the organisation when entries were read together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct StateOfTheOrganisation;

/// Brings what a subscriber reaches up to the entry in hand. It costs a statement for all entries that were read together
/// and all subscribers, and the organisation is read once after each of its changes.
///
/// # Errors
/// The subscriber may no longer act as they did when they subscribed, or the database failed.
pub async fn keep_up(cx: &Ctx, entry: &Entry) -> Result<()> {
    let look = async || reach::current(cx.db.conn()).await;
    let state = entry.findings().once(StateOfTheOrganisation, look).await?;
    if reach::refresh(&cx.db, &cx.actor, state).await? {
        return Ok(());
    }
    let message = "your role has changed, or you may not sign in any more; sign in, and subscribe again";
    Err(ApiError::new("UNAUTHENTICATED", message))
}
