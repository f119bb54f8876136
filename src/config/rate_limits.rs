//! The section `http.rate_limits`.

use serde::{Deserialize, Serialize};

use super::{ConfigError, wrong};

/// How much one caller may ask for. A point is about a field of an answer: what an operation costs is in its
/// `extensions.cost`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateLimitConfig {
    /// Whether there are limits at all.
    pub enabled: bool,
    /// Points that a user may have saved up.
    pub user_points: u32,
    /// Points that a user gets each second.
    pub user_points_per_second: u32,
    /// Points that those at one address who are not signed in may have saved up.
    pub visitor_points: u32,
    /// Points that they get each second.
    pub visitor_points_per_second: u32,
    /// Requests from one address that come to nothing: tokens that do not hold, documents that cannot be run.
    pub failures_per_minute: u32,
    /// Tries to sign in from one address.
    pub sign_ins_per_minute: u32,
    /// Requests from one address to what needs no token, such as unsubscribe links.
    pub public_requests_per_minute: u32,
}

impl Default for RateLimitConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            user_points: 100_000,
            user_points_per_second: 2_000,
            visitor_points: 20_000,
            visitor_points_per_second: 200,
            failures_per_minute: 600,
            sign_ins_per_minute: 30,
            public_requests_per_minute: 300,
        }
    }
}

impl RateLimitConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (key, value) in [
            ("user_points", self.user_points),
            ("user_points_per_second", self.user_points_per_second),
            ("visitor_points", self.visitor_points),
            ("visitor_points_per_second", self.visitor_points_per_second),
            ("failures_per_minute", self.failures_per_minute),
            ("sign_ins_per_minute", self.sign_ins_per_minute),
            ("public_requests_per_minute", self.public_requests_per_minute),
        ] {
            if value == 0 {
                return wrong(
                    &format!("http.rate_limits.{key}"),
                    "at least 1; `enabled = false` lifts all limits",
                );
            }
        }
        Ok(())
    }
}
