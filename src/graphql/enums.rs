//! The domain's closed lists of words, as the API tells them: what each means and, where it asks for something, what to
//! do next.

use async_graphql::Enum;

/// The fifteen named places in a lead's life. `leadStatuses` gives the ways between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::LeadStatus")]
pub enum LeadStatus {
    /// Just added, nobody has been in contact. Next: research the lead and make the first contact.
    New,
    /// Sent by a customer or partner. Next: put it first, and use the referral.
    Referral,
    /// Reached, no real interaction yet. Next: follow up and gauge interest.
    Contacted,
    /// Shows interest, not qualified. Next: targeted content towards qualification.
    Warm,
    /// Little or no interest. Next: low priority, look again later.
    Cold,
    /// Not ready to decide, still engaged. Next: keep sending what is useful.
    Nurturing,
    /// Actively worked, no narrower status fits. Next: go on with the sale.
    InProgress,
    /// Meets the criteria (budget, authority, need, timing). Next: engage more deeply, prepare a proposal.
    Qualified,
    /// Has a proposal or quote. Next: answer questions, begin to negotiate.
    ProposalSent,
    /// Terms and price are under discussion. Next: finalise the details.
    Negotiation,
    /// Paused from outside, perhaps until a given day. Next: revisit on the day, or when things change.
    OnHold,
    /// Was disqualified, lost or inactive, and is reconsidered. Next: assess it anew.
    ReEngaged,
    /// Became a customer. Next: welcome and onboard them.
    ClosedWon,
    /// Pursued without success. Next: record why, and learn from it.
    ClosedLost,
    /// Does not meet the criteria. Next: leave it out of the active list; it may come back.
    Disqualified,
}

/// The coarse view of a lead, derived from its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::LifecycleState")]
pub enum LifecycleState {
    /// `NEW` or `REFERRAL`: nobody works on it yet. Next: assign it and make the first contact.
    Pending,
    /// Somebody works on it, or it is paused. Next: see its status.
    InProgress,
    /// It became a customer. Next: onboard them.
    Won,
    /// It did not become a customer. Next: nothing, unless it is re-engaged.
    Lost,
}

/// Whether a lead is a person or a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::LeadKind")]
pub enum LeadKind {
    /// A natural person.
    Person,
    /// A business of which no person is known yet.
    Company,
}

/// How soon a lead is to be processed, or how much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Level")]
pub enum Level {
    /// Can wait: take it up when nothing else is waiting.
    Low,
    /// As usual: take it up in its turn.
    Normal,
    /// Take it up before the usual.
    High,
    /// Take it up at once.
    Urgent,
}

/// How promising a lead is, from its score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Rating")]
pub enum Rating {
    /// Little promise: spend little time on it.
    Cold,
    /// Some promise: keep it warm.
    Warm,
    /// Much promise: work on it first.
    Hot,
}

/// How ready a lead is to buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::ReadinessToBuy")]
pub enum ReadinessToBuy {
    /// Not known: ask.
    Unknown,
    /// Looks around: inform.
    Exploring,
    /// Compares offers: show what sets yours apart.
    Comparing,
    /// Wants to buy: make an offer.
    Ready,
}

/// BANT: what is known of the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::BudgetStatus")]
pub enum BudgetStatus {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// There is none. Does not meet the criterion.
    None,
    /// It is planned. Meets the criterion.
    Planned,
    /// It is confirmed. Meets the criterion.
    Confirmed,
}

/// BANT: the authority of the person you speak with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Authority")]
pub enum Authority {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// Has a say: find out who decides. Meets the criterion.
    Influencer,
    /// Decides. Meets the criterion.
    DecisionMaker,
}

/// BANT: the strength of the need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Need")]
pub enum Need {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// Nice to have: show what it is worth. Meets the criterion.
    Weak,
    /// Must have. Meets the criterion.
    Strong,
}

/// BANT: when they want to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Timing")]
pub enum Timing {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// Within the month.
    ThisMonth,
    /// Within the quarter.
    ThisQuarter,
    /// Within the year.
    ThisYear,
    /// Later than this year: consider nurturing.
    Later,
}

/// What a lead has said about being written to on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Consent")]
pub enum Consent {
    /// Nothing said: answers to their own enquiry are fine.
    Unknown,
    /// Agreed: they may be written to.
    Granted,
    /// Unsubscribed or taken back: nothing is sent on this channel.
    Withdrawn,
}

/// Who made the first move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SourceDirection")]
pub enum SourceDirection {
    /// We reached out to them.
    Push,
    /// They came to us.
    Pull,
}

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Role")]
pub enum Role {
    /// Works on leads.
    Agent,
    /// Leads a unit or a group: may also delete and restore leads and run the stale sweep.
    Manager,
    /// May do everything.
    Admin,
}

/// What happened: one schema for subscriptions, webhooks and the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::EventType")]
pub enum EventKind {
    /// A lead came in.
    LeadCreated,
    /// Fields of a lead changed; `data.changed` names them.
    LeadUpdated,
    /// A lead went from one status to another; `data.from` and `data.to` name them.
    LeadStatusChanged,
    /// A lead was given to a user, or taken from one.
    LeadAssigned,
    /// A lead was put aside for a time, or taken up again.
    LeadSnoozed,
    /// A lead will soon be stale: its assignee should get in touch.
    LeadGoingStale,
    /// A lead went stale: re-engage it, or close it.
    LeadBecameInactive,
    /// A lead is past its expected completion: complete it, or set another date.
    LeadOverdue,
    /// A lead was deleted; it can be restored.
    LeadDeleted,
    /// A deleted lead was brought back.
    LeadRestored,
    /// A message waits to be sent.
    CommunicationQueued,
    /// A message was handed over to the mail server.
    CommunicationSent,
    /// A message could not be delivered: correct the address, or call.
    CommunicationFailed,
    /// A message was not sent because it must not be; `communication.suppressionReason` says why.
    CommunicationSuppressed,
    /// A message was not sent because its reason was gone.
    CommunicationCancelled,
}

/// What sets a trigger off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::TriggerEvent")]
pub enum TriggerEvent {
    /// The lead entered a status.
    StatusEntered,
    /// The lead came in.
    Created,
    /// The lead was given to a user.
    Assigned,
    /// The lead will soon be stale.
    GoingStale,
    /// The lead went stale.
    BecameInactive,
    /// The lead is past its expected completion.
    Overdue,
    /// The lead came back from hold on its day.
    Resumed,
}

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Audience")]
pub enum Audience {
    /// The lead itself.
    Lead,
    /// The user it is assigned to.
    Assignee,
    /// Everybody in the unit where it waits.
    Unit,
    /// The managers of the group that owns it.
    GroupManagers,
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Channel")]
pub enum Channel {
    /// E-mail.
    Email,
    /// Text message.
    Sms,
}

/// Where a communication stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::CommunicationState")]
pub enum CommunicationState {
    /// Waits for its time, or for the next try.
    Queued,
    /// A worker is delivering it.
    Sending,
    /// The mail server took it.
    Sent,
    /// Refused for good, or tries used up: `failure` says why. Correct the address, or call.
    Failed,
    /// Must not be sent: `suppressionReason` says why.
    Suppressed,
    /// Its reason was gone before it was sent.
    Cancelled,
}

/// Why a communication must not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SuppressionReason")]
pub enum SuppressionReason {
    /// The lead is marked do-not-contact.
    DoNotContact,
    /// The address unsubscribed, or consent was withdrawn: ask before writing again.
    Unsubscribed,
    /// The address does not exist: a mail to it came back. Find the right one.
    HardBounced,
    /// The person's data was erased.
    Erased,
    /// There is no address to write to: add one.
    NoAddress,
    /// The lead was deleted.
    LeadDeleted,
    /// The user no longer works here: assign the lead to somebody else.
    UserInactive,
}

/// How one try to deliver ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::AttemptOutcome")]
pub enum AttemptOutcome {
    /// The server took it.
    Sent,
    /// Failed in a way that may pass: it is tried again later.
    TransientFailure,
    /// Refused for good: it is not tried again.
    PermanentFailure,
    /// The worker ended before the server's answer was recorded: it is tried again, with the same Message-ID.
    Interrupted,
}

/// Ascending or descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::db::Direction", name = "OrderDirection")]
pub enum Direction {
    /// Small to large, old to new.
    Asc,
    /// Large to small, new to old.
    Desc,
}

/// Where rows without a value go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NullsOrder {
    /// Before all others.
    First,
    /// After all others.
    #[default]
    Last,
}
