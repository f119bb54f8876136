//! Sessions: what lies between signing in and its end.
//!
//! A session has one pair of tokens at a time. The access token goes with every request, and is good for some minutes; the
//! refresh token is shown once, for the next pair. A refresh token that is shown a second time was stolen, from the
//! client or by it: nobody can tell which of the two is the thief, so the session ends for both. There is no grace for
//! clients that refresh twice at once: within it a thief would go unnoticed, and a client can take turns.

mod actor_of;
mod end;
mod open;
mod refresh;

pub use actor_of::{Holder, actor_of, actors_of};
pub use end::{end, end_all, end_note, signed_out};
pub use open::{AccessToken, Lifetimes, Opened, Pair, issue, open};
pub use refresh::{Refreshed, refresh};
