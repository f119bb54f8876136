//! Notes when sessions were last used: beside the requests, and for each session every few minutes only.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::TimeDelta;
use entity::SessionId;

use super::App;
use crate::{auth::sessions::Holder, sign_in};

/// How much later than noted a session may have been used.
const PRECISION: TimeDelta = TimeDelta::minutes(5);

/// Sessions whose use is being noted. Clones are the same.
#[derive(Clone, Default)]
pub struct LastUses(Arc<Mutex<HashSet<SessionId>>>);

impl LastUses {
    /// Notes that a session is used now, unless that was noted lately. Does not wait for the database.
    pub fn note(&self, app: &App, holder: &Holder) {
        let (now, session) = (app.clock.now(), holder.session);
        if now - holder.last_used_at < PRECISION || !self.lock().insert(session) {
            return;
        }
        let (app, noting) = (app.clone(), self.clone());
        tokio::spawn(async move {
            if let Err(error) = sign_in::note_use(&app.db, session, now).await {
                tracing::warn!(%error, "the use of a session could not be noted");
            }
            noting.lock().remove(&session);
        });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<SessionId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
