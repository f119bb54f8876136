//! Names of the figures that the workers give.

/// Tries to deliver, by `result`.
pub(super) const DELIVERIES: &str = "leadline_deliveries_total";
/// How long a try took, in seconds.
pub(super) const DELIVERY_SECONDS: &str = "leadline_delivery_seconds";
/// Messages that are due and wait.
pub(super) const QUEUE_DEPTH: &str = "leadline_queue_depth";
/// Leads that sweeps changed, by `what`.
pub(super) const SWEEP_LEADS: &str = "leadline_sweep_leads_total";
/// How long a sweep took, in seconds.
pub(super) const SWEEP_SECONDS: &str = "leadline_sweep_seconds";
