//! Reading files.

use std::{fs, path::Path};

use super::{Broken, Found, MAX_FILE, folder::Seen, manifest};

/// Reads the documents of a file.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(seen: &Seen) -> Result<Vec<Found>, Vec<Broken>> {
    let file = &seen.path;
    let broken = |reason: String| vec![Broken { file: file.clone(), line: None, reason }];
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !matches!(extension, "graphql" | "gql" | "json") {
        return Err(broken(
            "documents are read from `.graphql` and `.gql` files, and from manifests in `.json` files".into(),
        ));
    }
    if seen.size > MAX_FILE {
        return Err(broken(format!("has {} bytes; at most {MAX_FILE} are read", seen.size)));
    }
    let bytes = fs::read(file).map_err(|error| broken(format!("cannot be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| broken("is not UTF-8".into()))?;
    if extension == "json" { manifest::read(file, &text) } else { Ok(vec![document(file, text)]) }
}

/// A file is one document, byte for byte: `sha256sum` gives its id.
fn document(file: &Path, text: String) -> Found {
    Found { id: None, text, file: file.to_owned(), line: None }
}
