//! Signed one-click links: who holds the link may unsubscribe that address from that lead's mail, nobody else,
//! and nothing needs to be stored for it (RFC 8058 asks for an opaque, hard-to-guess part in the address).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const ID: usize = 16;
const MAC: usize = 32;
/// More than any address may have (RFC 5321: 254): a longer token is not ours.
const MAX_TOKEN: usize = 1024;

/// Makes and verifies tokens. Clone it freely.
#[derive(Clone)]
pub struct UnsubscribeSigner {
    keyed: Hmac<Sha256>,
}

/// What a genuine token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    /// The lead the mail was about.
    pub lead_id: Uuid,
    /// The address it went to, which may have changed on the lead since.
    pub address: String,
}

impl UnsubscribeSigner {
    /// A signer with the installation's secret, of any length. The key is derived for this one purpose, so that
    /// the same secret may serve others.
    pub fn new(secret: &[u8]) -> Self {
        let derived =
            Sha256::new().chain_update(b"leadline unsubscribe v1\0").chain_update(secret).finalize();
        let mut key = hmac::digest::Key::<Hmac<Sha256>>::default();
        key[..derived.len()].copy_from_slice(&derived);
        Self { keyed: Hmac::new(&key) }
    }

    /// The token for a mail about `lead_id` to `address`: URL-safe, without padding, the same every time.
    pub fn token(&self, lead_id: Uuid, address: &str) -> String {
        let mut bytes = Vec::with_capacity(MAC + ID + address.len());
        bytes.extend_from_slice(lead_id.as_bytes());
        bytes.extend_from_slice(address.as_bytes());
        let mac = self.keyed.clone().chain_update(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&mac);
        BASE64.encode(bytes)
    }

    /// What the token says, if this signer made it. Compares in constant time.
    pub fn verify(&self, token: &str) -> Option<Unsubscribe> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let bytes = BASE64.decode(token).ok()?;
        let (payload, mac) = bytes.split_at_checked(bytes.len().checked_sub(MAC)?)?;
        self.keyed.clone().chain_update(payload).verify_slice(mac).ok()?;
        let (id, address) = payload.split_at_checked(ID)?;
        Some(Unsubscribe {
            lead_id: Uuid::from_slice(id).ok()?,
            address: String::from_utf8(address.to_vec()).ok()?,
        })
    }
}

/// Never shows the key.
impl fmt::Debug for UnsubscribeSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnsubscribeSigner(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_signed_is_read_back(id: u128, address in "\\PC{1,64}@[a-z]{1,20}\\.test", secret: Vec<u8>) {
            let signer = UnsubscribeSigner::new(&secret);
            let token = signer.token(Uuid::from_u128(id), &address);
            prop_assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            prop_assert_eq!(signer.verify(&token), Some(Unsubscribe { lead_id: Uuid::from_u128(id), address }));
        }

        #[test]
        fn a_changed_token_is_refused(position: prop::sample::Index, with in "[A-Za-z0-9_-]") {
            let signer = UnsubscribeSigner::new(b"secret");
            let token = signer.token(Uuid::from_u128(5), "anna@example.test");
            let at = position.index(token.len());
            let mut changed = token.clone();
            changed.replace_range(at..=at, &with);
            prop_assume!(changed != token);
            prop_assert_eq!(signer.verify(&changed), None);
        }

        #[test]
        fn anything_else_is_refused_quietly(token in "\\PC{0,1200}") {
            prop_assert_eq!(UnsubscribeSigner::new(b"secret").verify(&token), None);
        }
    }

    #[test]
    fn another_secret_does_not_verify() {
        let token = UnsubscribeSigner::new(b"one").token(Uuid::from_u128(5), "anna@example.test");
        assert_eq!(UnsubscribeSigner::new(b"two").verify(&token), None);
        assert!(!format!("{:?}", UnsubscribeSigner::new(b"one")).contains("one"));
    }
}
