//! Secrets that must be read again, encrypted at rest: ChaCha20-Poly1305 under a key of the installation's secret, bound
//! to whom they belong to, so that a row copied to another user opens nothing.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::secret::random_bytes;
use crate::error::{Error, Result};

/// Encrypts.
///
/// # Errors
/// The system has no randomness.
pub fn seal(key: &[u8; 32], owner: &[u8], plain: &[u8]) -> Result<String> {
    let nonce = random_bytes::<NONCE_LEN>()?;
    let mut sealed = plain.to_vec();
    cipher(key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(owner), &mut sealed)
        .map_err(Error::fault)?;
    Ok(BASE64.encode([&nonce[..], &sealed].concat()))
}

/// Decrypts. `None` when it was sealed with another key, for another owner, or is damaged.
///
/// # Errors
/// The key is none.
pub fn open(key: &[u8; 32], owner: &[u8], sealed: &str) -> Result<Option<Vec<u8>>> {
    let Ok(bytes) = BASE64.decode(sealed) else { return Ok(None) };
    let Some((nonce, rest)) = bytes.split_first_chunk::<NONCE_LEN>() else { return Ok(None) };
    let mut rest = rest.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let plain = cipher(key)?.open_in_place(nonce, Aad::from(owner), &mut rest);
    Ok(plain.ok().map(|plain| plain.to_vec()))
}

fn cipher(key: &[u8; 32]) -> Result<LessSafeKey> {
    UnboundKey::new(&CHACHA20_POLY1305, key).map(LessSafeKey::new).map_err(Error::fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_and_the_owner_open_it() {
        let sealed = seal(&[1; 32], b"ann", b"secret").unwrap();
        assert_eq!(open(&[1; 32], b"ann", &sealed).unwrap(), Some(b"secret".to_vec()));
        assert_eq!(open(&[2; 32], b"ann", &sealed).unwrap(), None);
        assert_eq!(open(&[1; 32], b"bob", &sealed).unwrap(), None);
        assert_eq!(open(&[1; 32], b"ann", &sealed[1..]).unwrap(), None);
        assert_eq!(open(&[1; 32], b"ann", "?").unwrap(), None);
        assert_ne!(seal(&[1; 32], b"ann", b"secret").unwrap(), sealed, "never twice the same");
    }
}
