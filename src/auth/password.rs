//! Passwords: argon2id, off the async threads.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::error::{Code, Error, Result};

/// Shortest password that is taken.
pub const MIN_LENGTH: usize = 10;
/// Longest: hashing must not be a way to keep the server busy.
const MAX_LENGTH: usize = 256;

/// Hashes a new password, as a PHC string.
///
/// # Errors
/// It is too short or too long.
pub async fn hash(password: String) -> Result<String> {
    let length = password.chars().count();
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        let message = format!("a password has {MIN_LENGTH} to {MAX_LENGTH} characters");
        return Err(Error::refused(Code::Invalid, &["password"], message));
    }
    blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(Error::fault)
    })
    .await?
}

/// Whether the password is the one that was hashed. Takes as long when there is no hash, so that the time of an
/// answer does not tell whether an account exists.
///
/// # Errors
/// The hash in the database is broken.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    if password.len() > MAX_LENGTH * 4 {
        return Ok(false);
    }
    blocking(move || {
        let Some(hash) = hash else {
            let _ = Argon2::default().hash_password(password.as_bytes());
            return Ok(false);
        };
        let hash = PasswordHash::new(&hash).map_err(Error::fault)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::fault)
}
