//! Following the log: first what is written already, then what comes, without a gap and without repeating.

use std::{collections::VecDeque, sync::Arc};

use async_graphql::Context;
use entity::LeadId;
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{live::Live, standing::keep_up};
use crate::{
    context::Ctx,
    error::{Code, Error},
    events::{self, BACKLOG, Entry, Place, ResumeAfter, Tail},
    graphql::{
        context::{cx, loaders},
        errors::{ApiError, Result},
    },
};

/// Entries in one read of the log.
const BATCH: u64 = 200;

/// Entries of the log, in order, as the caller may not yet see them.
pub type Entries = BoxStream<'static, Result<Arc<Entry>>>;

/// Every entry after a place, or those about one lead; from now on when no place is given. Where the request says by
/// itself where its client stopped reading ([`ResumeAfter`]), that is the place. Ends with `LAGGED` when its reader is
/// too slow.
///
/// # Errors
/// A place that is none, or the database failed.
pub async fn resume(ctx: &Context<'_>, after: Option<&str>, about: Option<LeadId>) -> Result<Entries> {
    let from_transport = ctx.data_opt::<ResumeAfter>();
    let place = match (from_transport, after) {
        (Some(ResumeAfter(text)), _) => Some(read_place(text, "Last-Event-ID")?),
        (None, Some(text)) => Some(read_place(text, "after")?),
        (None, None) => None,
    };
    follow(ctx, place, about, true).await
}

/// Every entry about a lead from now on, for a stream that shows the state of things and so has nothing to resume.
///
/// # Errors
/// The database failed.
pub async fn watch(ctx: &Context<'_>, about: LeadId) -> Result<Entries> {
    follow(ctx, None, Some(about), false).await
}

async fn follow(
    ctx: &Context<'_>,
    place: Option<Place>,
    about: Option<LeadId>,
    is_resumable: bool,
) -> Result<Entries> {
    let (cx, live) = (cx(ctx)?, loaders(ctx)?.loader().live());
    let tail = ctx.data_opt::<Tail>().ok_or_else(|| Error::fault("the schema carries no tail"))?;
    // First listen, then read what is written: in this order nothing falls between.
    let (entries, now) = tail.subscribe(&cx.db, &cx.bus, about).await?;
    if let Some(place) = place {
        check(cx, place, now).await?;
    }
    let follower = Follower {
        cx: cx.clone(),
        live,
        is_resumable,
        _tail: tail.clone(),
        entries,
        about,
        place: place.unwrap_or(now),
        read: VecDeque::new(),
        is_caught_up: place.is_none(),
        is_live: false,
    };
    Ok(stream::try_unfold(follower, Follower::next).boxed())
}

fn read_place(text: &str, name: &str) -> Result<Place, Error> {
    text.parse().map_err(|error| Error::refused(Code::Invalid, &["after"], format!("`{name}` {error}")))
}

/// A place beyond the end of the log is another database's: waiting until this one comes so far would skip all that
/// happens until then.
async fn check(cx: &Ctx, place: Place, now: Place) -> Result<(), Error> {
    // The reader of the log may be behind what the caller has seen elsewhere.
    if place <= now || place <= events::end(&cx.db).await? {
        return Ok(());
    }
    let message = "this cursor is beyond the end of the event log: it is not from this database; read the data anew, \
                   and subscribe without a cursor";
    Err(Error::refused(Code::Invalid, &["after"], message))
}

struct Follower {
    cx: Ctx,
    live: Arc<Live>,
    is_resumable: bool,
    /// Keeps the reader of the log running.
    _tail: Tail,
    entries: Receiver<Arc<Entry>>,
    about: Option<LeadId>,
    /// The last entry that was handed out.
    place: Place,
    read: VecDeque<Arc<Entry>>,
    is_caught_up: bool,
    /// Whether an entry has come from the reader since the last catching up.
    is_live: bool,
}

impl Follower {
    /// The next entry, taken up for a subscriber who sees by what they reach now.
    async fn next(mut self) -> Result<Option<(Arc<Entry>, Self)>> {
        let Some(entry) = self.find().await? else { return Ok(None) };
        keep_up(&self.cx, &entry).await?;
        self.live.take_up(&entry, self.is_resumable);
        Ok(Some((entry, self)))
    }

    async fn find(&mut self) -> Result<Option<Arc<Entry>>> {
        loop {
            if let Some(entry) = self.read.pop_front() {
                self.place = entry.place();
                return Ok(Some(entry));
            }
            if !self.is_caught_up {
                let batch = events::read(&self.cx.db, self.place, self.about, BATCH).await?;
                self.is_caught_up = (batch.len() as u64) < BATCH;
                self.read = Entry::together(batch).collect();
                continue;
            }
            match self.entries.recv().await {
                Ok(entry) => {
                    self.is_live = true;
                    if entry.place() > self.place {
                        self.place = entry.place();
                        return Ok(Some(entry));
                    }
                }
                Err(RecvError::Lagged(missed)) if self.is_live && self.is_behind(missed) => {
                    return Err(self.lagged(missed));
                }
                // Catching up took longer than the reader waits, or one lead had many events at once: no fault of the
                // subscriber, and the log has it all.
                Err(RecvError::Lagged(_)) => (self.is_caught_up, self.is_live) = (false, false),
                Err(RecvError::Closed) => return Ok(None),
            }
        }
    }

    /// Those who hear of one lead hear of little before they miss something, and find it in the log.
    fn is_behind(&self, missed: u64) -> bool {
        self.about.is_none() || missed >= BACKLOG as u64
    }

    fn lagged(&self, missed: u64) -> ApiError {
        let message = format!(
            "you read too slowly and missed {missed} events; subscribe again with `after: \"{}\"` to get them",
            self.place
        );
        ApiError::new("LAGGED", message).with("resumeAfter", self.place.to_string())
    }
}
