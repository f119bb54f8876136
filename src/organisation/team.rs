//! A group or a unit: both have a name and members, some of whom manage it.

use std::fmt;

use entity::{
    GroupCollaborationId, GroupId, GroupMemberId, UnitCollaborationId, UnitId, UnitMemberId, UserId,
};
use serde::{Deserialize, Serialize};

use crate::{
    context::{Ctx, Replayable},
    error::Result,
};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A circle of users that owns leads.
    Group,
    /// A department, where leads wait.
    Unit,
}

macro_rules! either {
    ($(#[$doc:meta])* $name:ident, $group:ident, $unit:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            /// Of groups.
            Group($group),
            /// Of units.
            Unit($unit),
        }

        impl $name {
            /// The id, if it is of groups.
            pub fn group(self) -> Option<$group> {
                if let Self::Group(id) = self { Some(id) } else { None }
            }

            /// The id, if it is of units.
            pub fn unit(self) -> Option<$unit> {
                if let Self::Unit(id) = self { Some(id) } else { None }
            }

            /// Which of the two.
            pub fn kind(self) -> Kind {
                match self {
                    Self::Group(_) => Kind::Group,
                    Self::Unit(_) => Kind::Unit,
                }
            }
        }

        impl From<$group> for $name {
            fn from(id: $group) -> Self {
                Self::Group(id)
            }
        }

        impl From<$unit> for $name {
            fn from(id: $unit) -> Self {
                Self::Unit(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    Self::Group(id) => id.fmt(f),
                    Self::Unit(id) => id.fmt(f),
                }
            }
        }
    };
}

either!(
    /// A group or a unit.
    TeamId, GroupId, UnitId
);
either!(
    /// Somebody's place in a group or a unit.
    MemberId, GroupMemberId, UnitMemberId
);
either!(
    /// Two groups, or two units, that work together.
    CollaborationId, GroupCollaborationId, UnitCollaborationId
);

impl TeamId {
    /// The field of an input that names it.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Group(_) => "group_id",
            Self::Unit(_) => "unit_id",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Group => "group",
            Self::Unit => "unit",
        })
    }
}

/// What commands of the organisation give is known by its id: read it anew.
macro_rules! known_by_id {
    ($($id:ty),+) => {
        $(impl Replayable for $id {
            type Receipt = Self;

            fn receipt(&self) -> Self {
                *self
            }

            async fn replay(_: &Ctx, id: Self) -> Result<Self> {
                Ok(id)
            }
        })+
    };
}

known_by_id!(TeamId, MemberId, CollaborationId, UserId, entity::AbsenceId, entity::LeadTypeId);

/// The tables of one kind, under names that are the same for both.
macro_rules! tables {
    ($module:ident, $team:ident, $member:ident, $collaboration:ident, $column:ident, $field:ident,
     $id:ident, $member_id:ident, $collaboration_id:ident) => {
        pub(super) mod $module {
            use chrono::{DateTime, Utc};
            use entity::{UserId, $id};
            pub use entity::{
                $collaboration as collaboration, $collaboration_id as NewCollaborationId, $member as member,
                $member_id as NewMemberId, $team as team,
            };

            pub const MEMBER_OF: member::Column = member::Column::$column;
            pub const COLLABORATOR: collaboration::Column = collaboration::Column::$column;
            pub const LEADS_OF: entity::lead::Column = entity::lead::Column::$column;

            pub fn new_member(
                id: NewMemberId,
                $field: $id,
                user_id: UserId,
                is_manager: bool,
                joined_at: DateTime<Utc>,
            ) -> member::Model {
                member::Model { id, $field, user_id, is_manager, joined_at }
            }

            pub fn new_collaboration(
                id: NewCollaborationId,
                $field: $id,
                partner_id: $id,
                is_mutual: bool,
                created_at: DateTime<Utc>,
            ) -> collaboration::Model {
                collaboration::Model { id, $field, partner_id, is_mutual, created_at }
            }

            pub fn collaborator(row: &collaboration::Model) -> $id {
                row.$field
            }
        }
    };
}

tables!(
    of_groups,
    group,
    group_member,
    group_collaboration,
    GroupId,
    group_id,
    GroupId,
    GroupMemberId,
    GroupCollaborationId
);
tables!(
    of_units,
    unit,
    unit_member,
    unit_collaboration,
    UnitId,
    unit_id,
    UnitId,
    UnitMemberId,
    UnitCollaborationId
);

/// Does the same for either kind, on its own tables: see [`of_groups`].
macro_rules! on_tables {
    ($team:expr, |$id:pat_param| $body:expr) => {
        match $team {
            $crate::organisation::team::TeamId::Group($id) => {
                #[allow(
                    unused_imports,
                    clippy::wildcard_imports,
                    reason = "each body needs some of them"
                )]
                use $crate::organisation::team::of_groups::*;
                $body
            }
            $crate::organisation::team::TeamId::Unit($id) => {
                #[allow(
                    unused_imports,
                    clippy::wildcard_imports,
                    reason = "each body needs some of them"
                )]
                use $crate::organisation::team::of_units::*;
                $body
            }
        }
    };
}

pub(super) use on_tables;
