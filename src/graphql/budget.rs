//! What a caller may still spend. Who limits, and by what, is not known here: a request brings its [`Budget`] in its
//! data, and is charged what it costs once that is known, before anything is run.

use std::{sync::Arc, time::Duration};

use async_graphql::{Value, value};

/// The budget of one request's caller; in the data of the request. Without one, nothing is limited.
pub type Budget = Arc<dyn Meter>;

/// Keeps count of what a caller spends.
pub trait Meter: Send + Sync + 'static {
    /// Spends points, all or none.
    ///
    /// # Errors
    /// There are too few left.
    fn spend(&self, points: usize) -> Result<Throttle, Exhausted>;

    /// Spends one of the few tries to sign in.
    ///
    /// # Errors
    /// None is left.
    fn try_sign_in(&self) -> Result<(), Exhausted>;
}

/// What is left, in points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// At most.
    pub maximum_available: u32,
    /// Now.
    pub currently_available: u32,
    /// What is added each second.
    pub restore_rate: u32,
}

impl Throttle {
    /// As `extensions.cost` has it.
    pub fn to_value(self) -> Value {
        value!({
            "maximumAvailable": self.maximum_available,
            "currentlyAvailable": self.currently_available,
            "restoreRate": self.restore_rate,
        })
    }
}

/// There is not enough left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// When there will be.
    pub retry_after: Duration,
    /// What is left.
    pub throttle: Throttle,
}

impl Exhausted {
    /// Whole seconds, at least one.
    pub fn seconds(&self) -> u64 {
        let seconds = self.retry_after.as_secs() + u64::from(self.retry_after.subsec_nanos() > 0);
        seconds.max(1)
    }
}
