//! SHA-256 of a document's text: its name by which everybody can check that it is the right one.

use std::fmt;

use sha2::{Digest, Sha256};

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha256Hash([u8; 32]);

impl Sha256Hash {
    /// Of a text in UTF-8, byte for byte.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// Reads 64 hexadecimal digits, in either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = value(pair[0])? << 4 | value(pair[1])?;
        }
        Some(Self(bytes))
    }
}

fn value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the draft's appendix.
    const TEXT: &str = "query($id:ID!){user(id:$id){name}}";
    const HASH: &str = "71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b";

    #[test]
    fn it_is_what_the_draft_shows() {
        assert_eq!(Sha256Hash::of(TEXT).to_string(), HASH);
        assert_eq!(Sha256Hash::parse(&HASH.to_uppercase()), Some(Sha256Hash::of(TEXT)));
        for wrong in ["", &HASH[1..], &HASH.replace('7', "g"), &HASH.replace('7', "+"), &"é".repeat(32)] {
            assert_eq!(Sha256Hash::parse(wrong), None, "{wrong}");
        }
    }
}
