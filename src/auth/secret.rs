//! The installation's secret, and random tokens.

use entity::setting;
use rand::{TryRng, rngs::SysRng};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    config::AuthConfig,
    db::Db,
    error::{Error, Result},
};

const KEY: &str = "auth.secret";

/// The configured secret; else the one in the database, made at the first call.
///
/// # Errors
/// The database or the system's source of randomness failed.
pub async fn load(db: &Db, config: &AuthConfig) -> Result<Vec<u8>> {
    if let Some(secret) = &config.secret {
        return Ok(secret.clone().into_bytes());
    }
    if let Some(row) = setting::Entity::find_by_id(KEY).one(db.conn()).await? {
        return Ok(row.value.into_bytes());
    }
    let row = setting::ActiveModel { key: Set(KEY.into()), value: Set(random_token()?) };
    // Of two processes that start at once, the first one's secret stays.
    let tx = db.begin().await?;
    setting::Entity::insert(row)
        .on_conflict_do_nothing_on([setting::Column::Key])
        .exec_without_returning(&*tx)
        .await?;
    tx.commit_without_entry().await?;
    let row = setting::Entity::find_by_id(KEY).one(db.conn()).await?;
    row.map(|row| row.value.into_bytes()).ok_or_else(|| Error::fault("the secret was not kept"))
}

/// A key for one purpose, derived from the installation's secret: what is told of one tells nothing of another.
///
/// # Errors
/// The database or the system's source of randomness failed.
pub async fn key_for(purpose: &str, db: &Db, config: &AuthConfig) -> Result<[u8; 32]> {
    let secret = load(db, config).await?;
    Ok(mac(&secret, format!("leadline {purpose} v1").as_bytes()))
}

/// HMAC-SHA256, with a key of any length.
pub fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    let mut bytes = [0; 32];
    bytes.copy_from_slice(ring::hmac::sign(&key, message).as_ref());
    bytes
}

/// 256 random bits in hexadecimal.
///
/// # Errors
/// The system has no randomness.
pub fn random_token() -> Result<String> {
    Ok(hex(&random_bytes::<32>()?))
}

/// Random bytes.
///
/// # Errors
/// The system has no randomness.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
    Ok(bytes)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
