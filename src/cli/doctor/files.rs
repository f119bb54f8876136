//! May enough sockets be open at the same time?

use super::Finding;
use crate::cli::open_files;

/// Looks at the limit that `leadline serve` would have from here.
pub fn check() -> Finding {
    match open_files::limit() {
        Ok(limit) if open_files::is_plenty(limit) => {
            Finding::ok("open files", format!("at most {limit}, sockets of clients included"))
        }
        Ok(limit) => Finding::warn(
            "open files",
            format!(
                "at most {limit}, sockets of clients included: raise it with `LimitNOFILE=` of systemd, or `ulimit -Hn`"
            ),
        ),
        Err(error) => Finding::warn("open files", format!("the limit is not known: {error}")),
    }
}
