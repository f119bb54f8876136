//! What can happen.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

text_enum!(
    /// What happened: one schema for subscriptions, webhooks and the audit trail.
    EventType {
        /// A lead came in.
        LeadCreated = "LEAD_CREATED",
        /// Fields of a lead changed.
        LeadUpdated = "LEAD_UPDATED",
        /// A lead went from one status to another.
        LeadStatusChanged = "LEAD_STATUS_CHANGED",
        /// A lead was given to a user, or taken from one.
        LeadAssigned = "LEAD_ASSIGNED",
        /// A user took a lead that waited.
        LeadAccepted = "LEAD_ACCEPTED",
        /// A user gave a lead back.
        LeadReleased = "LEAD_RELEASED",
        /// A lead came into a unit's queue.
        LeadQueued = "LEAD_QUEUED",
        /// A lead has waited for too long.
        LeadEscalated = "LEAD_ESCALATED",
        /// A lead was put aside for a time.
        LeadSnoozed = "LEAD_SNOOZED",
        /// A lead will soon be stale.
        LeadGoingStale = "LEAD_GOING_STALE",
        /// A lead went stale.
        LeadBecameInactive = "LEAD_BECAME_INACTIVE",
        /// A lead is past its expected completion.
        LeadOverdue = "LEAD_OVERDUE",
        /// A lead was deleted (and can be restored).
        LeadDeleted = "LEAD_DELETED",
        /// A deleted lead was brought back.
        LeadRestored = "LEAD_RESTORED",
        /// A user was added.
        UserCreated = "USER_CREATED",
        /// Name, address, role or places of a user changed.
        UserUpdated = "USER_UPDATED",
        /// A user left: their sign-ins ended, and their open leads were handed over.
        UserDeactivated = "USER_DEACTIVATED",
        /// A user came back.
        UserReactivated = "USER_REACTIVATED",
        /// Days on which a user is away were entered.
        AbsenceAdded = "ABSENCE_ADDED",
        /// Days on which a user is away, or why, changed.
        AbsenceUpdated = "ABSENCE_UPDATED",
        /// Days on which a user is away were taken back.
        AbsenceRemoved = "ABSENCE_REMOVED",
        /// A group was added.
        GroupCreated = "GROUP_CREATED",
        /// A group was renamed.
        GroupUpdated = "GROUP_UPDATED",
        /// A group was deleted.
        GroupDeleted = "GROUP_DELETED",
        /// Somebody joined a group.
        GroupMemberAdded = "GROUP_MEMBER_ADDED",
        /// Somebody manages a group from now on, or no more.
        GroupMemberUpdated = "GROUP_MEMBER_UPDATED",
        /// Somebody left a group.
        GroupMemberRemoved = "GROUP_MEMBER_REMOVED",
        /// Groups see each other's leads from now on.
        GroupCollaborationAdded = "GROUP_COLLABORATION_ADDED",
        /// Groups see each other's leads no more.
        GroupCollaborationRemoved = "GROUP_COLLABORATION_REMOVED",
        /// A unit was added.
        UnitCreated = "UNIT_CREATED",
        /// A unit was renamed.
        UnitUpdated = "UNIT_UPDATED",
        /// A unit was deleted.
        UnitDeleted = "UNIT_DELETED",
        /// Somebody joined a unit.
        UnitMemberAdded = "UNIT_MEMBER_ADDED",
        /// Somebody manages a unit from now on, or no more.
        UnitMemberUpdated = "UNIT_MEMBER_UPDATED",
        /// Somebody left a unit.
        UnitMemberRemoved = "UNIT_MEMBER_REMOVED",
        /// Units use each other's lead types from now on.
        UnitCollaborationAdded = "UNIT_COLLABORATION_ADDED",
        /// Units use each other's lead types no more.
        UnitCollaborationRemoved = "UNIT_COLLABORATION_REMOVED",
        /// A lead type was added.
        LeadTypeCreated = "LEAD_TYPE_CREATED",
        /// A lead type changed.
        LeadTypeUpdated = "LEAD_TYPE_UPDATED",
        /// An assignment rule was added.
        AssignmentRuleCreated = "ASSIGNMENT_RULE_CREATED",
        /// An assignment rule, or the order of the rules, changed.
        AssignmentRuleUpdated = "ASSIGNMENT_RULE_UPDATED",
        /// An assignment rule was deleted.
        AssignmentRuleDeleted = "ASSIGNMENT_RULE_DELETED",
        /// A message waits to be sent.
        CommunicationQueued = "COMMUNICATION_QUEUED",
        /// A message was handed over to the mail server.
        CommunicationSent = "COMMUNICATION_SENT",
        /// A message could not be delivered.
        CommunicationFailed = "COMMUNICATION_FAILED",
        /// A message was not sent because it must not be.
        CommunicationSuppressed = "COMMUNICATION_SUPPRESSED",
        /// A message was not sent because its reason was gone.
        CommunicationCancelled = "COMMUNICATION_CANCELLED",
        /// Somebody signed in.
        SignedIn = "SIGNED_IN",
        /// A try to sign in was refused.
        SignInFailed = "SIGN_IN_FAILED",
        /// Too many tries were refused: for a while none is taken.
        SignInLocked = "SIGN_IN_LOCKED",
        /// Somebody signed out, here or everywhere, or a session was ended by hand.
        SignedOut = "SIGNED_OUT",
        /// A refresh token was used a second time: its session was ended, for one of the two had stolen it.
        RefreshTokenReused = "REFRESH_TOKEN_REUSED",
        /// A user changed their password, or an administrator set it.
        PasswordChanged = "PASSWORD_CHANGED",
        /// A mail with which a user sets a new password is on its way.
        PasswordResetRequested = "PASSWORD_RESET_REQUESTED",
        /// A user set a new password by the link in a mail.
        PasswordReset = "PASSWORD_RESET",
        /// A user signs in with a second factor from now on.
        TwoFactorEnabled = "TWO_FACTOR_ENABLED",
        /// A user signs in without a second factor from now on.
        TwoFactorDisabled = "TWO_FACTOR_DISABLED",
        /// A user got new recovery codes; the old ones are void.
        RecoveryCodesRenewed = "RECOVERY_CODES_RENEWED",
        /// Somebody unsubscribed by the link in a mail.
        AddressUnsubscribed = "ADDRESS_UNSUBSCRIBED",
        /// The command line gave out an access token.
        AccessTokenIssued = "ACCESS_TOKEN_ISSUED",
        /// A key for an integration was made.
        ApiKeyCreated = "API_KEY_CREATED",
        /// What a key is called, may do, or its end changed.
        ApiKeyUpdated = "API_KEY_UPDATED",
        /// A key for an integration was ended.
        ApiKeyRevoked = "API_KEY_REVOKED",
        /// A key was used from an address from which it never came before.
        ApiKeyUsedFromNewAddress = "API_KEY_USED_FROM_NEW_ADDRESS",
        /// An account at an identity provider was linked to a user.
        IdentityLinked = "IDENTITY_LINKED",
        /// Somebody proved who they are at an identity provider.
        IdentitySignedIn = "IDENTITY_SIGNED_IN",
        /// A sign-in through an identity provider was refused; since then, that is a failed sign-in like any other.
        IdentityRefused = "IDENTITY_REFUSED",
        /// A GraphQL document was put on the list of those that clients may ask for.
        DocumentAdded = "DOCUMENT_ADDED",
        /// A GraphQL document was taken off that list.
        DocumentRemoved = "DOCUMENT_REMOVED",
        /// Values before and after were erased from the audit trail, on a person's request.
        AuditValuesErased = "AUDIT_VALUES_ERASED",
    }
);
