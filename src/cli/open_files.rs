//! How many files and sockets this process may have open.

use std::io;

/// Every client on a socket holds one.
const PLENTY: u64 = 8_192;

/// Takes as many as the system allows: the usual limit is meant for programs that would mistake more for a fault, and
/// a server with a thousand clients comes to its end at it.
pub fn raise_limit() {
    match limit() {
        Ok(limit) if is_plenty(limit) => tracing::debug!(limit, "open files"),
        Ok(limit) => {
            tracing::warn!(
                limit,
                "few sockets can be open at the same time: raise the hard limit (`ulimit -Hn`)"
            );
        }
        Err(error) => tracing::warn!(%error, "the limit of open files cannot be raised"),
    }
}

/// The limit, raised as far as the system allows.
///
/// # Errors
/// The system does not tell.
pub fn limit() -> io::Result<u64> {
    rlimit::increase_nofile_limit(u64::MAX)
}

/// Whether it is enough for more clients than most have.
pub fn is_plenty(limit: u64) -> bool {
    limit >= PLENTY
}
