//! Messages: what calls for them, to whom they go, and what becomes of them.

use async_graphql::Enum;

/// What a lead has said about being written to on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Consent")]
pub enum Consent {
    /// Nothing said: answers to their own enquiry are fine; ask before anything else.
    Unknown,
    /// Agreed: they may be written to.
    Granted,
    /// Unsubscribed or taken back: nothing is sent on this channel. Ask them before setting it to `GRANTED`.
    Withdrawn,
}

/// What sets a trigger off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::TriggerEvent")]
pub enum TriggerEvent {
    /// The lead entered a status: `toStatus` and `fromStatus` say which, if not any.
    StatusEntered,
    /// The lead came in: thank them, or tell the team.
    Created,
    /// The lead was given to a user: tell them.
    Assigned,
    /// The lead came into a unit's queue: tell its members.
    Queued,
    /// The lead has waited for longer than its lead type allows: tell those who manage it.
    Escalated,
    /// The lead will soon be stale: remind its assignee to get in touch.
    GoingStale,
    /// The lead went stale: have it re-engaged or closed.
    BecameInactive,
    /// The lead is past its expected completion: have it completed, or its date set anew.
    Overdue,
    /// The lead came back from hold on its day: have it taken up again.
    Resumed,
}

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Audience")]
pub enum Audience {
    /// The lead itself: only with their consent.
    Lead,
    /// The user it is assigned to; nobody while it is not assigned, so assign it.
    Assignee,
    /// Everybody in the unit where it waits: one of them accepts it.
    Unit,
    /// The managers of the unit where it waits: they see to it that somebody accepts it.
    UnitManagers,
    /// The managers of the group that owns it: they see to it that it goes on.
    GroupManagers,
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Channel")]
pub enum Channel {
    /// E-mail: needs an e-mail address.
    Email,
    /// Text message: needs a phone number.
    Sms,
}

/// Where a communication stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::CommunicationState")]
pub enum CommunicationState {
    /// Waits for its time, or for the next try: nothing to do.
    Queued,
    /// A worker is delivering it: nothing to do.
    Sending,
    /// The mail server took it: wait for an answer.
    Sent,
    /// Refused for good, or tries used up: `failure` says why. Correct the address, or call.
    Failed,
    /// Must not be sent: `suppressionReason` says why, and what to do.
    Suppressed,
    /// Its reason was gone before it was sent: nothing to do.
    Cancelled,
}

/// Why a communication must not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SuppressionReason")]
pub enum SuppressionReason {
    /// The lead is marked do-not-contact: do not write; change the mark only when they ask you to.
    DoNotContact,
    /// The address unsubscribed, or consent was withdrawn: ask before writing again.
    Unsubscribed,
    /// The address does not exist: a mail to it came back. Find the right one.
    HardBounced,
    /// The person's data was erased on request: do not write.
    Erased,
    /// There is no address to write to: add one.
    NoAddress,
    /// The lead was deleted: restore it if that was a mistake.
    LeadDeleted,
    /// The user no longer works here: assign the lead to somebody else.
    UserInactive,
}

/// How one try to deliver ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::AttemptOutcome")]
pub enum AttemptOutcome {
    /// The server took it: nothing to do.
    Sent,
    /// Failed in a way that may pass: it is tried again later.
    TransientFailure,
    /// Refused for good: it is not tried again. `answer` says why; correct the address, or call.
    PermanentFailure,
    /// The worker ended before the server's answer was recorded: it is tried again, with the same Message-ID.
    Interrupted,
}
