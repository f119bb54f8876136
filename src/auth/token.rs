//! Tokens: random, told apart by how they begin, and kept as hashes only.

use sha2::{Digest, Sha256};

use super::secret;
use crate::error::Result;

/// What a token is good for. One kind never passes for another: each is looked up among its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Proves who asks, for some minutes.
    Access,
    /// Gives a new pair of tokens, once.
    Refresh,
    /// The password was right; the second factor is still to come.
    Challenge,
    /// Sets a new password, once.
    Reset,
}

impl Kind {
    /// What every token of this kind begins with: whoever finds one in a log knows what it is.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Access => "lla_",
            Self::Refresh => "llr_",
            Self::Challenge => "llc_",
            Self::Reset => "llp_",
        }
    }

    /// A new token, with 256 random bits.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn make(self) -> Result<String> {
        Ok(format!("{}{}", self.prefix(), secret::random_token()?))
    }

    /// The hash by which a token of this kind is found; `None` for what cannot be one.
    pub fn hash(self, token: &str) -> Option<String> {
        token.starts_with(self.prefix()).then(|| hash(token))
    }
}

/// SHA-256 in hexadecimal: random tokens need no slow hash.
pub fn hash(token: &str) -> String {
    secret::hex(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_knows_its_own() {
        let kinds = [Kind::Access, Kind::Refresh, Kind::Challenge, Kind::Reset];
        for kind in kinds {
            let token = kind.make().unwrap();
            assert_eq!(token.len(), 68);
            assert_ne!(kind.make().unwrap(), token);
            for other in kinds {
                assert_eq!(other.hash(&token).is_some(), other == kind, "{token}");
            }
        }
    }
}
