//! The domain's closed lists of words, as the API tells them: what each means and, where it asks for something, what to
//! do next.

mod access;
mod assignment;
mod bant;
mod communication;
mod event_kind;
mod event_origin;
mod lead;
mod order;

pub use access::{ApiKeyScope, Role};
pub use assignment::{AssignmentKind, AssignmentTarget};
pub use bant::{Authority, BudgetStatus, Need, Timing};
pub use communication::{
    AttemptOutcome, Audience, Channel, CommunicationState, Consent, SuppressionReason, TriggerEvent,
};
pub use event_kind::EventKind;
pub use event_origin::{SubjectKind, Via};
pub use lead::{LeadKind, LeadStatus, Level, LifecycleState, Rating, ReadinessToBuy, SourceDirection};
pub use order::{Direction, NullsOrder};
