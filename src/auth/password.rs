//! Passwords: argon2id, off the async threads, and never more at once than there are cores: whoever tries to sign in
//! again and again must not keep the server from everything else.

use std::{
    sync::{Arc, LazyLock},
    thread::available_parallelism,
};

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use super::password_policy::{self, MAX_LENGTH, Owner};
use crate::error::{Error, Result};

static CORES: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(available_parallelism().map_or(2, usize::from))));

/// Hashes a new password, as a PHC string. `field` is what it is called in the caller's input.
///
/// # Errors
/// Why it is no good password for its owner.
pub async fn hash(password: String, owner: &Owner<'_>, field: &str) -> Result<String> {
    password_policy::check(&password, owner, field)?;
    hash_checked(password).await
}

/// Hashes a password that was taken before, under the parameters of today.
///
/// # Errors
/// The system failed.
pub async fn hash_checked(password: String) -> Result<String> {
    let work = move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string());
    blocking(work).await?.map_err(Error::fault)
}

/// Whether a hash was made with other parameters than those of today: then it is made anew when its owner signs in.
pub fn is_outdated(hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return true };
    let today = Params::DEFAULT;
    hash.algorithm.as_str() != "argon2id"
        || Params::try_from(&hash).map_or(true, |made| {
            (made.m_cost(), made.t_cost(), made.p_cost()) != (today.m_cost(), today.t_cost(), today.p_cost())
        })
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
    let turn = CORES.clone().acquire_owned().await.map_err(Error::fault)?;
    // The turn ends with the work, not with whoever waits for it: a client that leaves frees no core.
    let work = move || {
        let _turn = turn;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::fault)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use argon2::{Algorithm, Version};

    use super::*;

    #[tokio::test]
    async fn a_hash_knows_its_password_and_whether_it_is_of_today() {
        let hash = hash_checked("correct horse battery".into()).await.unwrap();
        assert!(!is_outdated(&hash));
        assert!(verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!verify("wrong horse battery".into(), Some(hash)).await.unwrap());
        assert!(!verify("correct horse battery".into(), None).await.unwrap());
        assert!(!verify("x".repeat(5_000), None).await.unwrap());
    }

    #[tokio::test]
    async fn no_more_is_done_at_once_than_there_are_cores() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let works = (0..64).map(|_| {
            let (now, most) = (now.clone(), most.clone());
            blocking(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(std::time::Duration::from_millis(1));
                now.fetch_sub(1, Ordering::SeqCst);
            })
        });
        futures::future::try_join_all(works).await.unwrap();
        let most = most.load(Ordering::SeqCst);
        assert!((1..=available_parallelism().map_or(2, usize::from)).contains(&most), "{most} at once");
    }

    #[tokio::test]
    async fn weaker_hashes_of_before_are_outdated_and_still_hold() {
        let weak =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
        let hash = weak.hash_password(b"correct horse battery").unwrap().to_string();
        assert!(is_outdated(&hash));
        assert!(verify("correct horse battery".into(), Some(hash)).await.unwrap());
        assert!(is_outdated("$2b$12$something"));
    }
}
