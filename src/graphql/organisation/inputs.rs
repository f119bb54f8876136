//! What mutations of groups and units take.

use async_graphql::{ID, InputObject};

use crate::{error::Result, graphql::node::read_id, organisation::TeamId};

macro_rules! inputs {
    (
        $id:ty, $field:ident $field_name:literal,
        $(#[$create_doc:meta])* $create:ident, $(#[$update_doc:meta])* $update:ident,
        $(#[$delete_doc:meta])* $delete:ident, $(#[$add_doc:meta])* $add:ident,
        $(#[$remove_doc:meta])* $remove:ident, $(#[$manager_doc:meta])* $manager:ident,
        $(#[$with_doc:meta])* $with:ident, $(#[$with_id_doc:meta])* field,
        $(#[$mutual_doc:meta])* is_mutual, $(#[$without_doc:meta])* $without:ident
    ) => {
        $(#[$create_doc])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $create {
            /// What people call it; no other may have the same name, in upper or lower case.
            pub name: String,
            /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same
            /// input gives the first result again for 24 hours.
            pub client_mutation_id: Option<String>,
        }

        $(#[$update_doc])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $update {
            /// Its id.
            pub id: ID,
            /// What people shall call it; no other may have the same name, in upper or lower case.
            pub name: String,
            /// The version that you have read: when it has changed since, nothing is written (`STALE_OBJECT`).
            pub expected_version: Option<i32>,
            /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same
            /// input gives the first result again for 24 hours.
            pub client_mutation_id: Option<String>,
        }

        $(#[$delete_doc])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $delete {
            /// Its id.
            pub id: ID,
            /// The version that you have read: when it has changed since, nothing is written (`STALE_OBJECT`).
            pub expected_version: Option<i32>,
            /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same
            /// input gives the first result again for 24 hours.
            pub client_mutation_id: Option<String>,
        }

        $(#[$add_doc])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $add {
            /// What they join.
            pub $field: ID,
            /// Who joins.
            pub user_id: ID,
            /// Whether they manage it: only admins add managers, and their role must be `MANAGER` or higher.
            #[graphql(default)]
            pub is_manager: bool,
            /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same
            /// input gives the first result again for 24 hours.
            pub client_mutation_id: Option<String>,
        }

        $(#[$remove_doc])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $remove {
            /// What they leave.
            pub $field: ID,
            /// Who leaves.
            pub user_id: ID,
            /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same
            /// input gives the first result again for 24 hours.
            pub client_mutation_id: Option<String>,
        }

        $(#[$manager_doc])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $manager {
            /// What they belong to.
            pub $field: ID,
            /// Who it is.
            pub user_id: ID,
            /// Whether they shall manage it: their role must be `MANAGER` or higher.
            pub is_manager: bool,
            /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same
            /// input gives the first result again for 24 hours.
            pub client_mutation_id: Option<String>,
        }

        $(#[$with_doc])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $with {
            $(#[$with_id_doc])*
            pub $field: ID,
            /// With which other.
            pub partner_id: ID,
            $(#[$mutual_doc])*
            pub is_mutual: bool,
            /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same
            /// input gives the first result again for 24 hours.
            pub client_mutation_id: Option<String>,
        }

        $(#[$without_doc])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $without {
            /// The collaboration's id.
            pub id: ID,
            /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same
            /// input gives the first result again for 24 hours.
            pub client_mutation_id: Option<String>,
        }

        inputs!(team $id, $field_name, $add, $field);
        inputs!(team $id, $field_name, $remove, $field);
        inputs!(team $id, $field_name, $manager, $field);
        inputs!(team $id, $field_name, $with, $field);
        impl $with {
            /// The other side.
            ///
            /// # Errors
            /// The id of another kind, or no id at all.
            pub fn partner(&self) -> Result<TeamId> {
                read_id::<$id>(&self.partner_id, "partner_id").map(TeamId::from)
            }
        }

        inputs!(team $id, "id", $update, id);
        inputs!(team $id, "id", $delete, id);
    };
    (team $id:ty, $field_name:literal, $input:ident, $field:ident) => {
        impl $input {
            /// What it is about.
            ///
            /// # Errors
            /// The id of another kind, or no id at all.
            pub fn team(&self) -> Result<TeamId> {
                read_id::<$id>(&self.$field, $field_name).map(TeamId::from)
            }
        }
    };
}

inputs!(
    entity::GroupId, group_id "group_id",
    /// A new group.
    CreateGroupInput,
    /// Another name for a group.
    UpdateGroupInput,
    /// Deleting a group that has neither members nor leads.
    DeleteGroupInput,
    /// Somebody joins a group.
    AddGroupMemberInput,
    /// Somebody leaves a group.
    RemoveGroupMemberInput,
    /// Who manages a group.
    SetGroupManagerInput,
    /// Groups that are to work together.
    AddGroupCollaborationInput,
    /// The group whose members shall see the leads of the partner.
    field,
    /// Whether members of the partner shall see the leads of the group as well.
    is_mutual,
    /// Groups that are to work together no longer.
    RemoveGroupCollaborationInput
);
inputs!(
    entity::UnitId, unit_id "unit_id",
    /// A new unit.
    CreateUnitInput,
    /// Another name for a unit.
    UpdateUnitInput,
    /// Deleting a unit that has neither members nor leads.
    DeleteUnitInput,
    /// Somebody joins a unit.
    AddUnitMemberInput,
    /// Somebody leaves a unit.
    RemoveUnitMemberInput,
    /// Who manages a unit.
    SetUnitManagerInput,
    /// Units that are to work together.
    AddUnitCollaborationInput,
    /// The unit whose members may use the lead types of the partner.
    field,
    /// Whether members of the partner may use the lead types of the unit as well.
    is_mutual,
    /// Units that are to work together no longer.
    RemoveUnitCollaborationInput
);
