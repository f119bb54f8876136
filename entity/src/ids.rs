//! Typed ids: a `UUIDv7` in the database, a [TypeID](https://github.com/jetify-com/typeid) outside
//! (`lead_01h455vb4pex5vsknk084sn02q`), so that an id says what it names and a wrong one is refused.

use std::{fmt, str::FromStr};

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use type_safe_id::{DynamicType, StaticType, TypeSafeId};
use uuid::Uuid;

/// Why a text is not an id of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is no TypeID at all.
    #[error("`{0}` is not an id; expected one like `{1}_01h455vb4pex5vsknk084sn02q`")]
    Malformed(String, &'static str),
    /// A well-formed id of another kind.
    #[error("`{given}` is the id of another kind of object; expected one that starts with `{expected}_`")]
    WrongKind {
        /// The id as it was given.
        given: String,
        /// The prefix that was expected.
        expected: &'static str,
    },
}

/// The prefix of a TypeID and its UUID, whatever kind it names.
///
/// # Errors
/// [`IdError::Malformed`] when the text is no TypeID.
pub fn parse_any(text: &str) -> Result<(String, Uuid), IdError> {
    TypeSafeId::<DynamicType>::from_str(text)
        .map(|id| (id.type_prefix().to_owned(), id.uuid()))
        .map_err(|_| IdError::Malformed(shown(text), "lead"))
}

/// The text as an error repeats it: its beginning tells enough.
fn shown(text: &str) -> String {
    const LETTERS: usize = 60;
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident, $tag:ident, $prefix:literal) => {
        #[derive(Default, Clone, Copy)]
        struct $tag;
        impl StaticType for $tag {
            const TYPE: &'static str = $prefix;
        }

        $(#[$doc])*
        #[derive(
            Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub Uuid);

        impl $name {
            /// What every id of this kind starts with.
            pub const PREFIX: &'static str = $prefix;
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                TypeSafeId::<$tag>::from_uuid(self.0).fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let id = TypeSafeId::<DynamicType>::from_str(text)
                    .map_err(|_| IdError::Malformed(shown(text), $prefix))?;
                if id.type_prefix() == $prefix {
                    Ok(Self(id.uuid()))
                } else {
                    Err(IdError::WrongKind { given: text.to_owned(), expected: $prefix })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }
    };
}

typed_id!(
    /// A lead.
    LeadId, LeadTag, "lead"
);
typed_id!(
    /// A person who works with leads.
    UserId, UserTag, "user"
);
typed_id!(
    /// A department of the organisation; its members accept what waits in its queue.
    UnitId, UnitTag, "unit"
);
typed_id!(
    /// A circle of users that owns records.
    GroupId, GroupTag, "group"
);
typed_id!(
    /// A kind of lead, with its defaults and rules.
    LeadTypeId, LeadTypeTag, "leadtype"
);
typed_id!(
    /// Where leads come from.
    LeadSourceId, LeadSourceTag, "source"
);
typed_id!(
    /// Why a lead was lost.
    LostReasonId, LostReasonTag, "reason"
);
typed_id!(
    /// One entry of a lead into a status: a row of its history.
    StatusChangeId, StatusChangeTag, "change"
);
typed_id!(
    /// One entry of the event log.
    EventId, EventTag, "event"
);
typed_id!(
    /// A rule that says which template is sent to whom, and when.
    TriggerId, TriggerTag, "trigger"
);
typed_id!(
    /// One message to one recipient.
    CommunicationId, CommunicationTag, "comm"
);
typed_id!(
    /// One try to deliver a communication.
    AttemptId, AttemptTag, "attempt"
);
typed_id!(
    /// A text that replaces a shipped template.
    TemplateOverrideId, TemplateOverrideTag, "template"
);
typed_id!(
    /// A rule that says when leads of a status are stale.
    StalePolicyId, StalePolicyTag, "stale"
);
typed_id!(
    /// A sign-in that has not ended.
    SessionId, SessionTag, "session"
);
typed_id!(
    /// A mail to a user about their account.
    AccountMailId, AccountMailTag, "accountmail"
);
typed_id!(
    /// Somebody's place in a group.
    GroupMemberId, GroupMemberTag, "groupmember"
);
typed_id!(
    /// Somebody's place in a unit.
    UnitMemberId, UnitMemberTag, "unitmember"
);
typed_id!(
    /// A key with which an integration acts for its owner.
    ApiKeyId, ApiKeyTag, "apikey"
);
typed_id!(
    /// An account at an OpenID provider with which a user signs in.
    OidcIdentityId, OidcIdentityTag, "identity"
);
typed_id!(
    /// Two groups that see each other's leads.
    GroupCollaborationId, GroupCollaborationTag, "groupcollab"
);
typed_id!(
    /// Two units that may use each other's kinds of leads.
    UnitCollaborationId, UnitCollaborationTag, "unitcollab"
);
typed_id!(
    /// Days on which a user is away.
    AbsenceId, AbsenceTag, "absence"
);
typed_id!(
    /// A rule that says to whom a lead that comes in goes.
    AssignmentRuleId, AssignmentRuleTag, "rule"
);
typed_id!(
    /// One change of who has a lead in hand.
    LeadAssignmentId, LeadAssignmentTag, "assignment"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_another_kinds_is_refused() {
        let id = LeadId(Uuid::from_u128(0x0189_0a5d_ac96_774b_bd9a_9c5a_2f2d_c3a5));
        let text = id.to_string();
        assert!(text.starts_with("lead_"), "{text}");
        assert_eq!(text.parse(), Ok(id));
        assert!(matches!(text.parse::<UserId>(), Err(IdError::WrongKind { expected: "user", .. })));
        assert!(matches!("17".parse::<LeadId>(), Err(IdError::Malformed(..))));
        assert_eq!(parse_any(&text), Ok(("lead".to_owned(), id.0)));
    }
}
