//! To whom a lead goes that comes in without an assignee or a unit: ordered rules, of which the first whose conditions
//! hold takes it. Conditions and turns are pure; [`decide`] runs them in the transaction of the capture.

mod commands;
mod conditions;
mod decide;
mod people;
mod rules;
mod turns;

pub use commands::{
    DeletedRule, NewRule, RuleOrder, UpdateRule, WrittenRule, create_rule, delete_rule, reorder_rules,
    update_rule,
};
pub use conditions::{Conditions, Finding};
pub use decide::{Decision, PassedOver, Verdict, decide};
pub use rules::{Judged, Rules, conditions_of, count, list};

use entity::{UnitId, UserId};
use serde::{Deserialize, Serialize};

/// Where a rule sends a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// It waits in a unit.
    Unit(UnitId),
    /// It goes to a user.
    User(UserId),
    /// It goes to the members of a unit in turn.
    RoundRobin(UnitId),
}
