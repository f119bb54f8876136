//! What mutations of groups and units give.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use async_graphql::{ID, SimpleObject};

use super::{Group, GroupCollaboration, GroupMember, Unit, UnitCollaboration, UnitMember};
use crate::{
    error,
    graphql::errors::{Result, UserError, object_payload, outcome},
    organisation::{CollaborationId, MemberId, TeamId},
};

/// A payload with the id of what is gone.
macro_rules! removed_payload {
    ($(#[$doc:meta])* $name:ident, $(#[$field_doc:meta])* $field:ident, $given:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        pub struct $name {
            $(#[$field_doc])*
            pub $field: Option<ID>,
            /// Why it was refused; empty when it was not.
            pub user_errors: Vec<UserError>,
            /// The `clientMutationId` of the input.
            pub client_mutation_id: Option<String>,
        }

        impl $name {
            /// From the result of the command.
            ///
            /// # Errors
            /// What the caller cannot do anything about.
            pub fn new(result: error::Result<$given>, client_mutation_id: Option<String>) -> Result<Self> {
                let done = outcome(result)?;
                let $field = done.value.map(|id| id.to_string().into());
                Ok(Self { $field, user_errors: done.user_errors, client_mutation_id })
            }
        }
    };
}

object_payload!(
    /// The result of adding a group.
    CreateGroupPayload,
    /// The group; absent when it was refused.
    group: Group => TeamId as group
);
object_payload!(
    /// The result of renaming a group.
    UpdateGroupPayload,
    /// The group after the change; absent when it was refused.
    group: Group => TeamId as group
);
removed_payload!(
    /// The result of deleting a group.
    DeleteGroupPayload,
    /// The id of the group that is gone; absent when it was refused.
    deleted_group_id, TeamId
);
object_payload!(
    /// The result of adding a member to a group.
    AddGroupMemberPayload,
    /// The member; absent when it was refused.
    member: GroupMember => MemberId as group
);
object_payload!(
    /// The result of removing a member from a group.
    RemoveGroupMemberPayload,
    /// The group that they left; absent when it was refused.
    group: Group => TeamId as group
);
object_payload!(
    /// The result of saying who manages a group.
    SetGroupManagerPayload,
    /// The member after the change; absent when it was refused.
    member: GroupMember => MemberId as group
);
object_payload!(
    /// The result of letting groups work together.
    AddGroupCollaborationPayload,
    /// The collaboration: a directed one that was there has become mutual. Absent when it was refused.
    collaboration: GroupCollaboration => CollaborationId as group
);
removed_payload!(
    /// The result of ending a collaboration of groups.
    RemoveGroupCollaborationPayload,
    /// The id of the collaboration that is gone; absent when it was refused.
    removed_collaboration_id, CollaborationId
);
object_payload!(
    /// The result of adding a unit.
    CreateUnitPayload,
    /// The unit; absent when it was refused.
    unit: Unit => TeamId as unit
);
object_payload!(
    /// The result of renaming a unit.
    UpdateUnitPayload,
    /// The unit after the change; absent when it was refused.
    unit: Unit => TeamId as unit
);
removed_payload!(
    /// The result of deleting a unit.
    DeleteUnitPayload,
    /// The id of the unit that is gone; absent when it was refused.
    deleted_unit_id, TeamId
);
object_payload!(
    /// The result of adding a member to a unit.
    AddUnitMemberPayload,
    /// The member; absent when it was refused.
    member: UnitMember => MemberId as unit
);
object_payload!(
    /// The result of removing a member from a unit.
    RemoveUnitMemberPayload,
    /// The unit that they left; absent when it was refused.
    unit: Unit => TeamId as unit
);
object_payload!(
    /// The result of saying who manages a unit.
    SetUnitManagerPayload,
    /// The member after the change; absent when it was refused.
    member: UnitMember => MemberId as unit
);
object_payload!(
    /// The result of letting units work together.
    AddUnitCollaborationPayload,
    /// The collaboration: a directed one that was there has become mutual. Absent when it was refused.
    collaboration: UnitCollaboration => CollaborationId as unit
);
removed_payload!(
    /// The result of ending a collaboration of units.
    RemoveUnitCollaborationPayload,
    /// The id of the collaboration that is gone; absent when it was refused.
    removed_collaboration_id, CollaborationId
);
