//! Closed lists of words, kept in the database as the same upper-case text that the API shows.

mod access;
mod assignment;
mod bant;
mod communication;
mod event_kind;
mod event_origin;
mod lead;

pub use access::{ApiKeyScope, Role};
pub use assignment::{AssignmentKind, RuleTarget};
pub use bant::{Authority, BudgetStatus, Need, Timing};
pub use communication::{
    AccountMailKind, AttemptOutcome, Audience, Channel, CommunicationState, Consent, SuppressionReason,
    TriggerEvent,
};
pub use event_kind::EventType;
pub use event_origin::{SubjectKind, Via};
pub use lead::{LeadKind, LeadStatus, Level, LifecycleState, Rating, ReadinessToBuy, SourceDirection};
