//! Anything that has an id, by its id.

use std::str::FromStr;

use async_graphql::{Context, ID, Interface, Object};
use entity::{
    AbsenceId, ApiKeyId, AssignmentRuleId, AttemptId, CommunicationId, EventId, GroupCollaborationId,
    GroupId, GroupMemberId, IdError, LeadAssignmentId, LeadId, LeadSourceId, LeadTypeId, LostReasonId,
    SessionId, StatusChangeId, TriggerId, UnitCollaborationId, UnitId, UnitMemberId, UserId, parse_any,
};
use futures::future::join_all;

use super::{
    api_keys::ApiKey,
    assignment_rules::AssignmentRule,
    communications::{Communication, CommunicationAttempt, Trigger},
    connection,
    context::cx,
    errors::Result,
    events::Event,
    guard::may_read,
    leads::{Lead, LeadAssignment, LeadSource, LeadStatusChange, LeadType, LostReason},
    loaders::one,
    organisation::{Group, GroupCollaboration, GroupMember, Unit, UnitCollaboration, UnitMember},
    sign_in::Session,
    users::{Absence, User},
};
use crate::error::{Code, Error};

/// Most ids in one request.
const MAX_IDS: usize = 100;

/// Anything that has an id.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "&ID",
    desc = "Id: a prefix that says what it names, and 26 letters and digits."
))]
#[allow(clippy::large_enum_variant, reason = "lives for one field")]
pub enum Node {
    /// A lead.
    Lead(Lead),
    /// A user.
    User(User),
    /// A lead type.
    LeadType(LeadType),
    /// A source.
    LeadSource(LeadSource),
    /// A lost reason.
    LostReason(LostReason),
    /// An entry into a status.
    LeadStatusChange(LeadStatusChange),
    /// A communication.
    Communication(Communication),
    /// A try to deliver a communication.
    CommunicationAttempt(CommunicationAttempt),
    /// A trigger.
    Trigger(Trigger),
    /// An event.
    Event(Event),
    /// A key for an integration.
    ApiKey(ApiKey),
    /// A group.
    Group(Group),
    /// A unit.
    Unit(Unit),
    /// Somebody's place in a group.
    GroupMember(GroupMember),
    /// Somebody's place in a unit.
    UnitMember(UnitMember),
    /// Groups that work together.
    GroupCollaboration(GroupCollaboration),
    /// Units that work together.
    UnitCollaboration(UnitCollaboration),
    /// Days on which a user is away.
    Absence(Absence),
    /// A change of who has a lead in hand.
    LeadAssignment(LeadAssignment),
    /// An assignment rule.
    AssignmentRule(AssignmentRule),
    /// A session, of your own; administrators see all.
    Session(Session),
}

/// Anything by its id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this id; absent when there is none that you may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any object's id.")] id: ID,
    ) -> Option<Result<Node>> {
        if let Err(error) = cx(ctx) {
            return Some(Err(error));
        }
        find(ctx, &id, "id").await
    }

    /// The objects with these ids, in the same order; absent where there is none that you may see.
    #[graphql(complexity = "connection::list_cost(ids.len(), child_complexity)")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids of any kinds of objects, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Result<Node>>>> {
        cx(ctx)?;
        if ids.len() > MAX_IDS {
            let message = format!("ask for at most {MAX_IDS} ids at once");
            return Err(Error::refused(Code::TooLong, &["ids"], message).into());
        }
        Ok(join_all(ids.iter().map(|id| find(ctx, id, "ids"))).await)
    }
}

async fn find(ctx: &Context<'_>, id: &ID, argument: &str) -> Option<Result<Node>> {
    let (prefix, uuid) = match parse_any(id) {
        Ok(parts) => parts,
        Err(error) => return Some(Err(refused(&error, argument).into())),
    };
    macro_rules! kinds {
        ($($id:ident => $node:ident),+ $(,)?) => {
            match prefix.as_str() {
                $($id::PREFIX => match may_read(ctx, stringify!($node)) {
                    Ok(()) => one::<_, _, $node>(ctx, Some($id(uuid))).await.map(|found| found.map(Node::$node)),
                    Err(refusal) => Some(Err(refusal)),
                },)+
                _ => {
                    let known = [$($id::PREFIX),+].join(", ");
                    let message = format!("`{}` names nothing that can be read; known prefixes: {known}", **id);
                    Some(Err(Error::refused(Code::Invalid, &[argument], message).into()))
                }
            }
        };
    }
    kinds!(
        LeadId => Lead, UserId => User, LeadTypeId => LeadType, LeadSourceId => LeadSource, LostReasonId => LostReason,
        StatusChangeId => LeadStatusChange, CommunicationId => Communication, AttemptId => CommunicationAttempt,
        TriggerId => Trigger, EventId => Event, SessionId => Session, GroupId => Group, UnitId => Unit, GroupMemberId => GroupMember,
        UnitMemberId => UnitMember, GroupCollaborationId => GroupCollaboration,
        UnitCollaborationId => UnitCollaboration, AbsenceId => Absence,
        LeadAssignmentId => LeadAssignment,
        AssignmentRuleId => AssignmentRule, ApiKeyId => ApiKey,
    )
}

/// Reads an id of one kind.
///
/// # Errors
/// It is the id of another kind, or no id at all.
pub fn read_id<T: FromStr<Err = IdError>>(id: &ID, argument: &str) -> Result<T, Error> {
    id.parse().map_err(|error| refused(&error, argument))
}

fn refused(error: &IdError, argument: &str) -> Error {
    Error::refused(Code::Invalid, &[argument], error.to_string())
}
