//! Leadline's tables as [`SeaORM`](sea_orm) entities, one table a file.
//!
//! A row here knows neither rules nor GraphQL: it is what the database keeps. Ids are typed
//! ([`ids`]), closed lists of words are enums kept as text ([`enums`]).

pub mod absence;
pub mod account_mail;
pub mod api_key;
pub mod api_key_address;
pub mod assignment_rule;
pub mod communication;
pub mod communication_attempt;
pub mod counter;
pub mod document;
pub mod enums;
pub mod event;
pub mod event_change;
pub mod group;
pub mod group_collaboration;
pub mod group_member;
pub mod idempotency_key;
pub mod ids;
pub mod lead;
pub mod lead_assignment;
pub mod lead_source;
pub mod lead_status_change;
pub mod lead_type;
pub mod lead_type_unit;
pub mod lost_reason;
pub mod oidc_attempt;
pub mod oidc_code;
pub mod oidc_identity;
mod part;
pub mod password_reset;
pub mod password_reset_token;
pub mod recovery_code;
pub mod round_robin;
pub mod scheduled_run;
pub mod session;
pub mod session_token;
pub mod setting;
pub mod sign_in_attempt;
pub mod sign_in_challenge;
pub mod stale_policy;
pub mod suppression;
pub mod template_override;
mod text_enum;
pub mod told;
pub mod trigger;
pub mod two_factor;
pub mod unit;
pub mod unit_collaboration;
pub mod unit_member;
pub mod user;
pub mod worker_heartbeat;

pub use enums::*;
pub use ids::*;
pub use told::Told;
