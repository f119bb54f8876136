//! What can happen.

use async_graphql::Enum;

/// What happened: one schema for subscriptions, webhooks and the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::EventType")]
pub enum EventKind {
    /// A lead came in: assign it, and make the first contact.
    LeadCreated,
    /// Fields of a lead changed; `data.changed` names them. Read it again.
    LeadUpdated,
    /// A lead went from one status to another; `data.from` and `data.to` name them, and `LeadStatus` says what to do
    /// next.
    LeadStatusChanged,
    /// A lead was given to a user, or taken from one. Next: the assignee takes it up.
    LeadAssigned,
    /// A user took a lead that waited: it left the queue. Next: the first contact.
    LeadAccepted,
    /// A lead was given back by its assignee: somebody else should accept it.
    LeadReleased,
    /// A lead came into a unit's queue: a member should accept it.
    LeadQueued,
    /// A lead has waited for longer than its lead type allows: its managers should assign it.
    LeadEscalated,
    /// A lead was put aside for a time, or taken up again: `lead.snoozedUntil` says until when.
    LeadSnoozed,
    /// A lead will soon be stale: its assignee should get in touch.
    LeadGoingStale,
    /// A lead went stale: re-engage it, or close it.
    LeadBecameInactive,
    /// A lead is past its expected completion: complete it, or set another date.
    LeadOverdue,
    /// A lead was deleted: take it out of your lists; `restoreLead` brings it back.
    LeadDeleted,
    /// A deleted lead was brought back as it was: read it again.
    LeadRestored,
    /// A user was added: put them into their groups and units.
    UserCreated,
    /// Name, address, role or places of a user changed; `data.changed` names them. Read them again.
    UserUpdated,
    /// A user left: their sign-ins ended, and their open leads were handed over.
    UserDeactivated,
    /// A user came back: give them work again.
    UserReactivated,
    /// Days on which a user is away were entered: see to what is due on them.
    AbsenceAdded,
    /// Days on which a user is away, or why they are, changed: see to what is due on them.
    AbsenceUpdated,
    /// Days on which a user is away were taken back: they can be given work.
    AbsenceRemoved,
    /// A group was added: put members into it.
    GroupCreated,
    /// A group was renamed: read it again.
    GroupUpdated,
    /// A group was deleted: take it out of your lists.
    GroupDeleted,
    /// Somebody joined a group: they see its leads from now on.
    GroupMemberAdded,
    /// Somebody manages a group from now on, or no more: read the member again.
    GroupMemberUpdated,
    /// Somebody left a group: they see its leads no more.
    GroupMemberRemoved,
    /// Groups see each other's leads from now on: read their leads again.
    GroupCollaborationAdded,
    /// Groups see each other's leads no more: read their leads again.
    GroupCollaborationRemoved,
    /// A unit was added: put members into it.
    UnitCreated,
    /// A unit was renamed: read it again.
    UnitUpdated,
    /// A unit was deleted: take it out of your lists.
    UnitDeleted,
    /// Somebody joined a unit: they see what waits there from now on.
    UnitMemberAdded,
    /// Somebody manages a unit from now on, or no more: read the member again.
    UnitMemberUpdated,
    /// Somebody left a unit: they see what waits there no more.
    UnitMemberRemoved,
    /// Units use each other's lead types from now on: offer them.
    UnitCollaborationAdded,
    /// Units use each other's lead types no more: do not offer them any longer.
    UnitCollaborationRemoved,
    /// A lead type was added: offer it.
    LeadTypeCreated,
    /// A lead type changed: read it again.
    LeadTypeUpdated,
    /// An assignment rule was added: leads that come in from now on are judged by it.
    AssignmentRuleCreated,
    /// An assignment rule, or the order of the rules, changed: read them again.
    AssignmentRuleUpdated,
    /// An assignment rule was deleted: take it out of your lists.
    AssignmentRuleDeleted,
    /// A message waits to be sent: nothing to do.
    CommunicationQueued,
    /// A message was handed over to the mail server: wait for an answer.
    CommunicationSent,
    /// A message could not be delivered: correct the address, or call.
    CommunicationFailed,
    /// A message was not sent because it must not be; `communication.suppressionReason` says why.
    CommunicationSuppressed,
    /// A message was not sent because its reason was gone: nothing to do.
    CommunicationCancelled,
    /// Somebody signed in: nothing to do, if they know of it.
    SignedIn,
    /// A try to sign in was refused, and `data.wrong` says why; many of them are somebody who guesses. Who was signed in
    /// already, and gave a wrong password or code, is its actor.
    SignInFailed,
    /// Too many tries were refused, and for a while none is taken: ask the user whether it was them.
    SignInLocked,
    /// Somebody signed out, here or everywhere, or a session was ended by hand: nothing to do.
    SignedOut,
    /// A refresh token was used a second time, and its session was ended: find out who had it.
    RefreshTokenReused,
    /// A user changed their password, or an administrator set it: nothing to do, if they know of it.
    PasswordChanged,
    /// A mail with which a user sets a new password is on its way: nothing to do.
    PasswordResetRequested,
    /// A user set a new password by the link in a mail: nothing to do, if they know of it.
    PasswordReset,
    /// A user signs in with a second factor from now on: nothing to do.
    TwoFactorEnabled,
    /// A user signs in without a second factor from now on: ask them whether they meant it.
    TwoFactorDisabled,
    /// A user got new recovery codes, and the old ones are void: nothing to do.
    RecoveryCodesRenewed,
    /// Somebody unsubscribed by the link in a mail: do not write to the address again.
    AddressUnsubscribed,
    /// The command line gave out an access token for a user, without their password: find out who runs commands, if
    /// nobody knows.
    AccessTokenIssued,
    /// A key for an integration was made: nothing to do.
    ApiKeyCreated,
    /// What a key is called, may do, or its end changed: nothing to do.
    ApiKeyUpdated,
    /// A key for an integration was ended: it works no more.
    ApiKeyRevoked,
    /// A key was used from an address from which it never came before: revoke it, if that was not its integration.
    ApiKeyUsedFromNewAddress,
    /// An account at an identity provider was linked to a user: nothing to do, unless it was not them.
    IdentityLinked,
    /// Somebody proved who they are at an identity provider; `SIGNED_IN` follows when their client takes it up. Nothing to
    /// do, unless it was not them.
    IdentitySignedIn,
    /// A sign-in through an identity provider was refused: `data.reason` says why. It is noted as `SIGN_IN_FAILED` now.
    IdentityRefused,
    /// A GraphQL document was put on the list of those that clients may ask for by id: nothing to do.
    DocumentAdded,
    /// A GraphQL document was taken off the list: clients that still ask for it are refused.
    DocumentRemoved,
    /// Values before and after were erased from the audit trail of a lead, on a person's request: nothing to do.
    AuditValuesErased,
}
