//! How a lead comes to who has it.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

text_enum!(
    /// How a lead came to who has it.
    AssignmentKind {
        /// It was given to a user.
        Assigned = "ASSIGNED",
        /// A user took it.
        Accepted = "ACCEPTED",
        /// Its assignee gave it back.
        Released = "RELEASED",
        /// It was put into a unit's queue.
        Queued = "QUEUED",
        /// It was taken from everybody.
        Unassigned = "UNASSIGNED",
    }
);

text_enum!(
    /// What an assignment rule does with a lead.
    RuleTarget {
        /// It waits in a unit.
        Unit = "UNIT",
        /// It goes to a user.
        User = "USER",
        /// It goes to the members of a unit in turn.
        RoundRobin = "ROUND_ROBIN",
    }
);
