//! Whose token it is, as it was found a moment ago: every request asks, and most ask the same.
//!
//! A sign-in that this process ended, a role or a membership that it changed, is over for its very next request; for that
//! of another process, within a second ([`Recent`]). Tokens that do not hold are asked for each time.

use sha2::{Digest, Sha256};

use super::sessions::{self, Holder};
use crate::{
    clock::Clock,
    db::{Db, Recent},
    error::Result,
};

/// Tokens that are known at once.
const ENTRIES: u64 = 8_192;
/// Bytes of one, about.
const BYTES: u64 = 256;

/// What was found a moment ago. Clones are the same.
#[derive(Clone)]
pub struct RecentSignIns(Recent<[u8; 32], Holder>);

impl Default for RecentSignIns {
    fn default() -> Self {
        Self(Recent::new(ENTRIES, BYTES))
    }
}

impl RecentSignIns {
    /// Who a token belongs to; nobody when it is unknown, expired or ended, or its user is not active.
    ///
    /// # Errors
    /// The database failed.
    pub async fn actor_of(&self, db: &Db, clock: &Clock, token: &str) -> Result<Option<Holder>> {
        let hash = <[u8; 32]>::from(Sha256::digest(token.as_bytes()));
        let now = clock.now();
        let moment = db.moment(now);
        if let Some(found) = self.0.get(moment, &hash).filter(|found| now < found.expires_at) {
            return Ok(Some(found));
        }
        let found = sessions::actor_of(db, clock, token).await?;
        if let Some(found) = &found {
            self.0.keep(moment, hash, found.clone());
        }
        Ok(found)
    }
}
