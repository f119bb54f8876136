//! Which files a path stands for.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::Broken;

/// Folders within folders: a link may lead in a circle.
const MAX_DEPTH: usize = 16;

/// A file as it was when somebody looked: with another size or time, it is another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub size: u64,
    modified: Option<SystemTime>,
}

/// The files that a path stands for: itself, or what a folder holds of documents and manifests, in order. Names that
/// begin with a dot are left out: editors keep their copies there, and Kubernetes its volumes' real folders.
///
/// # Errors
/// It is not there, cannot be read, or holds no documents.
pub fn look(path: &Path) -> Result<Vec<Seen>, Broken> {
    let mut seen = Vec::new();
    let result = fs::metadata(path).and_then(|metadata| {
        if metadata.is_dir() {
            walk(path, MAX_DEPTH, &mut seen)
        } else {
            seen.push(file(path, &metadata));
            Ok(())
        }
    });
    seen.sort();
    let broken = |reason: String| Broken { file: path.to_owned(), line: None, reason };
    match result {
        Ok(()) => Ok(seen),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(broken("is not there".into())),
        Err(error) => Err(broken(format!("cannot be read: {error}"))),
    }
}

fn walk(folder: &Path, depth: usize, seen: &mut Vec<Seen>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        // Follows links. One that leads nowhere, or a file that has just gone, is no document.
        let Ok(metadata) = fs::metadata(&path) else { continue };
        if metadata.is_dir() && depth > 0 {
            walk(&path, depth - 1, seen)?;
        } else if metadata.is_file() && holds_documents(&path) {
            seen.push(file(&path, &metadata));
        }
    }
    Ok(())
}

fn file(path: &Path, metadata: &fs::Metadata) -> Seen {
    Seen { path: path.to_owned(), size: metadata.len(), modified: metadata.modified().ok() }
}

fn holds_documents(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "graphql" || extension == "gql" || extension == "json")
}
