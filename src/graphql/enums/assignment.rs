//! How a lead comes to who has it.

use async_graphql::Enum;

/// How a lead came to who has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::AssignmentKind")]
pub enum AssignmentKind {
    /// It was given to a user, by a person or by a rule. Next: they make the first contact.
    Assigned,
    /// A user took it from where it waited. Next: they make the first contact.
    Accepted,
    /// Its assignee gave it back. Next: somebody else accepts it.
    Released,
    /// It was put into a unit's queue. Next: a member accepts it.
    Queued,
    /// It was taken from everybody. Next: assign it.
    Unassigned,
}

/// What an assignment rule does with a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::RuleTarget")]
pub enum AssignmentTarget {
    /// It waits in a unit until a member accepts it: give `unitId`.
    Unit,
    /// It goes to a user, unless they are away or inactive: give `userId`.
    User,
    /// It goes to the members of a unit in turn, passing over those who are away or inactive; when nobody is there, it
    /// waits in the unit: give `unitId`.
    RoundRobin,
}
