//! Under what failures are counted, and how many are free there.

use std::net::IpAddr;

use chrono::TimeDelta;

use crate::{auth::secret, config::Config, context::Visitor, db::Db, error::Result};

/// What the key of the hashes is for.
const PURPOSE: &str = "sign-in attempts";
/// The failure that locks an account. Each further one locks it again.
const FREE_FOR_ACCOUNT: i32 = 5;
/// The same for everything from one address: a whole office may be behind it.
const FREE_FROM_ADDRESS: i32 = 50;
/// How long after the last failure, or the end of the last lock, those of an account are forgotten, unless its owner signs
/// in before. Shorter, and a patient guesser would have four tries in each such time without ever being locked out.
const MEMORY_FOR_ACCOUNT: TimeDelta = TimeDelta::hours(24);
/// The same for an address, from which others sign in all the time.
const MEMORY_FROM_ADDRESS: TimeDelta = TimeDelta::minutes(15);
/// The longest of them.
pub(super) const LONGEST_MEMORY: TimeDelta = MEMORY_FOR_ACCOUNT;

/// Under what failures are counted.
pub(super) struct Key {
    /// Of the address, so that the table lists nobody's.
    pub(super) hash: String,
    /// The failure that begins a lock.
    pub(super) free: i32,
    /// How long after the last failure they are forgotten.
    pub(super) memory: TimeDelta,
}

impl Key {
    pub(super) fn of_account(hash: String) -> Self {
        Self { hash, free: FREE_FOR_ACCOUNT, memory: MEMORY_FOR_ACCOUNT }
    }

    fn of_address(hash: String) -> Self {
        Self { hash, free: FREE_FROM_ADDRESS, memory: MEMORY_FROM_ADDRESS }
    }
}

/// Under what the failures of an account are kept.
pub struct AccountKey(String);

impl AccountKey {
    pub(super) fn hash(&self) -> &str {
        &self.0
    }
}

/// Under what the failures of the account with this address are kept. Asked for before the transaction begins.
///
/// # Errors
/// The database failed.
pub async fn account_key(db: &Db, config: &Config, email: &str) -> Result<AccountKey> {
    let secret = secret::key_for(PURPOSE, db, &config.auth).await?;
    Ok(AccountKey(named(&secret, "account", &email.trim().to_lowercase())))
}

/// Those of a password: the account, and the network address.
pub(super) async fn of_password(visitor: &Visitor, email: &str) -> Result<Vec<Key>> {
    let AccountKey(account) = account_key(&visitor.db, &visitor.config, email).await?;
    let mut keys = vec![Key::of_account(account)];
    if let Some(address) = visitor.origin.address {
        let secret = secret::key_for(PURPOSE, &visitor.db, &visitor.config.auth).await?;
        keys.push(Key::of_address(named(&secret, "address", &customer(address).to_string())));
    }
    Ok(keys)
}

/// That of the OpenID provider: the network address, apart from its wrong passwords.
pub(super) async fn of_provider(visitor: &Visitor) -> Result<Key> {
    let secret = secret::key_for(PURPOSE, &visitor.db, &visitor.config.auth).await?;
    let from = visitor.origin.address.map(|address| customer(address).to_string());
    Ok(Key::of_address(named(&secret, "provider", &from.unwrap_or_default())))
}

/// An IPv4 address, or the network of 2⁶⁴ IPv6 addresses that one customer gets.
fn customer(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

fn named(secret: &[u8; 32], what: &str, name: &str) -> String {
    secret::hex(&secret::mac(secret, format!("{what}\n{name}").as_bytes()))
}
