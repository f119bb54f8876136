//! Is there room?

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::Finding;
use crate::config::Config;

/// Below this a busy day may fill the disk.
const LITTLE: u64 = 1024 * 1024 * 1024;
/// Below this the database may stop at any time.
const TOO_LITTLE: u64 = 100 * 1024 * 1024;

/// Looks at the disks of the `SQLite` file and of the outbox folder.
pub fn check(config: &Config) -> Vec<Finding> {
    let mut places = Vec::new();
    if config.database.is_sqlite() {
        let path = config.database.url.trim_start_matches("sqlite:").trim_start_matches("//");
        places.push(("the database", folder_of(path.split('?').next().unwrap_or_default())));
    }
    if let Some(folder) = config.mail.url.strip_prefix("file:") {
        places.push(("the outbox", PathBuf::from(folder)));
    }
    places.into_iter().filter_map(|(what, folder)| finding(what, &existing(folder))).collect()
}

fn folder_of(file: &str) -> PathBuf {
    Path::new(file).parent().map(Path::to_owned).unwrap_or_default()
}

/// The folder, or the nearest above it that is there.
fn existing(folder: PathBuf) -> PathBuf {
    let mut folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    while !folder.exists() && folder.pop() {}
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }
}

fn finding(what: &str, folder: &Path) -> Option<Finding> {
    let free = free(folder)?;
    let text = format!("{} MB free for {what}", free / 1024 / 1024);
    Some(match free {
        free if free < TOO_LITTLE => Finding::fail("disk", format!("{text}: make room")),
        free if free < LITTLE => Finding::warn("disk", format!("{text}: make room soon")),
        _ => Finding::ok("disk", text),
    })
}

/// Free bytes, as `df` tells: the standard library has no word for it. `None` where there is no `df`.
fn free(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let kilobytes: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kilobytes * 1024)
}
