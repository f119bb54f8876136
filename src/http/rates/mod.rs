//! Rate limits: who asks for too much is told when to come again.
//!
//! Each process counts for itself. Users pay from their own bucket, wherever they are; those who are not signed in pay
//! from that of their address. What comes to nothing (a token that does not hold, a document that cannot be read) is
//! counted by address, and when there is too much of it, nothing from there is looked at for a while.

mod address;
mod bucket;

use std::{sync::Arc, time::Duration};

use axum::http::{HeaderMap, StatusCode};
use entity::UserId;
use metrics::counter;

use super::Refusal;
use crate::{
    config::{ConfigError, HttpConfig},
    graphql::{Budget, Exhausted, Meter, Throttle},
    telemetry,
};
pub use address::Address;
use address::Proxies;
use bucket::Buckets;

/// Codes of failures that are a part of a protocol, and cost nothing to find.
const NOT_COUNTED: [&str; 5] =
    ["RATE_LIMITED", "TIMEOUT", "OVERLOADED", "INTERNAL", "PERSISTED_QUERY_NOT_FOUND"];

/// All limits. Clones share their buckets.
#[derive(Clone)]
pub struct Rates {
    proxies: Arc<Proxies>,
    /// Absent when limits are switched off.
    buckets: Option<Arc<All>>,
}

struct All {
    users: Buckets<UserId>,
    visitors: Buckets<Address>,
    failures: Buckets<Address>,
    sign_ins: Buckets<Address>,
    public: Buckets<Address>,
}

impl Rates {
    /// As this installation has them.
    ///
    /// # Errors
    /// A proxy that is no address.
    pub fn new(config: &HttpConfig) -> Result<Self, ConfigError> {
        let proxies = Proxies::new(config.trusted_networks()?, config.forwarded_header);
        let limits = &config.rate_limits;
        let filled = |size: u32, rate: u32| (size, Duration::from_secs(size.into()) / rate.max(1));
        let (users, visitors) = (
            filled(limits.user_points, limits.user_points_per_second),
            filled(limits.visitor_points, limits.visitor_points_per_second),
        );
        let minute = Duration::from_mins(1);
        let buckets = limits.enabled.then(|| All {
            users: Buckets::new(users.0, users.1),
            visitors: Buckets::new(visitors.0, visitors.1),
            failures: Buckets::new(limits.failures_per_minute, minute),
            sign_ins: Buckets::new(limits.sign_ins_per_minute, minute),
            public: Buckets::new(limits.public_requests_per_minute, minute),
        });
        Ok(Self { proxies: Arc::new(proxies), buckets: buckets.map(Arc::new) })
    }

    /// Where a request comes from.
    pub fn address(&self, peer: std::net::IpAddr, headers: &HeaderMap) -> Address {
        self.proxies.client(peer, headers)
    }

    /// Whether a peer is one of our proxies, which comes for many.
    pub fn is_proxy(&self, peer: std::net::IpAddr) -> bool {
        self.proxies.trusts(peer)
    }

    /// What operations are charged to.
    pub fn budget(&self, user: Option<UserId>, address: Address) -> Option<Budget> {
        let all = self.buckets.clone()?;
        Some(Arc::new(Purse { all, user, address }))
    }

    /// Whether anything from this address is looked at.
    ///
    /// # Errors
    /// 429 when too much of it came to nothing.
    pub fn admit(&self, address: Address) -> Result<(), Refusal> {
        let Some(all) = &self.buckets else { return Ok(()) };
        all.failures.look(&address).map_err(|exhausted| refused("failures", &exhausted))
    }

    /// Notes that something from this address came to nothing.
    pub fn failed(&self, address: Address, code: &str) {
        if let Some(all) = &self.buckets
            && !NOT_COUNTED.contains(&code)
        {
            all.failures.note(address);
        }
    }

    /// Takes a request to something that needs no token.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub fn public_request(&self, address: Address) -> Result<(), Refusal> {
        let Some(all) = &self.buckets else { return Ok(()) };
        all.public.take(address, 1).map(|_| ()).map_err(|exhausted| refused("public", &exhausted))
    }

    /// Forgets, again and again, those who have not asked for a while.
    pub async fn upkeep(self, pause: Duration) {
        let Some(all) = self.buckets else { return };
        loop {
            tokio::time::sleep(pause).await;
            all.users.forget_full();
            for buckets in [&all.visitors, &all.failures, &all.sign_ins, &all.public] {
                buckets.forget_full();
            }
        }
    }
}

/// Where the operations of one request are charged.
struct Purse {
    all: Arc<All>,
    user: Option<UserId>,
    address: Address,
}

impl Meter for Purse {
    fn spend(&self, points: usize) -> Result<Throttle, Exhausted> {
        let points = u32::try_from(points).unwrap_or(u32::MAX);
        match self.user {
            Some(user) => self.all.users.take(user, points).inspect_err(|_| count("user")),
            None => self.all.visitors.take(self.address, points).inspect_err(|_| count("visitor")),
        }
    }

    fn try_sign_in(&self) -> Result<(), Exhausted> {
        self.all.sign_ins.take(self.address, 1).map(|_| ()).inspect_err(|_| count("sign_in"))
    }
}

fn refused(limit: &'static str, exhausted: &Exhausted) -> Refusal {
    count(limit);
    let seconds = exhausted.seconds();
    let message = format!("too many requests from your address; come again in {seconds} s");
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", message).retry_after(seconds)
}

fn count(limit: &'static str) {
    counter!(telemetry::RATE_LIMITED, "limit" => limit).increment(1);
}
