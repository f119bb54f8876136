//! Kinds of leads: adding and changing them, and which units may use them.

mod allowed;
mod create;
mod update;
mod values;

pub use allowed::{units_of, usable};
pub use create::{NewLeadType, create};
pub use update::{UpdateLeadType, update};
pub use values::LeadTypeValues;
