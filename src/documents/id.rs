//! How a client names a document.

use std::fmt;

use super::Sha256Hash;

/// Bytes of an id.
const MAX_LENGTH: usize = 255;

/// The name of a document: the SHA-256 of its text, or whatever its manifest calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentId {
    /// 64 hexadecimal digits, also written as `sha256:…`.
    Hash(Sha256Hash),
    /// Anything else: a manifest's own id, such as Relay's MD5.
    Custom(String),
}

impl DocumentId {
    /// Reads an id as the draft "persisted documents" of GraphQL over HTTP writes it.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(digits) = text.strip_prefix("sha256:") {
            let hash = Sha256Hash::parse(digits).ok_or("`sha256:` and then 64 hexadecimal digits")?;
            return Ok(Self::Hash(hash));
        }
        if let Some(hash) = Sha256Hash::parse(text) {
            return Ok(Self::Hash(hash));
        }
        let is_fit = (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if is_fit { Ok(Self::Custom(text.to_owned())) } else { Err("1 to 255 visible ASCII characters") }
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hash(hash) => hash.fmt(f),
            Self::Custom(id) => f.write_str(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_known_in_either_form() {
        let hash = Sha256Hash::of("{ a }");
        for text in [format!("{hash}"), format!("sha256:{hash}"), hash.to_string().to_uppercase()] {
            assert_eq!(DocumentId::parse(&text), Ok(DocumentId::Hash(hash)), "{text}");
        }
        for text in ["1", "x-acme:42", "d41d8cd98f00b204e9800998ecf8427e"] {
            assert_eq!(DocumentId::parse(text), Ok(DocumentId::Custom(text.to_owned())));
        }
        for text in ["", "a b", "sha256:", "sha256:1", "\u{e9}", "a\0", &"x".repeat(256)] {
            assert!(DocumentId::parse(text).is_err(), "{text}");
        }
    }
}
