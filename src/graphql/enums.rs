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
    /// A natural person. Next: address them by name.
    Person,
    /// A business of which no person is known yet. Next: find out whom to speak with.
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
    /// There is none: find out whether one can be planned. Does not meet the criterion.
    None,
    /// It is planned: ask when it is decided. Meets the criterion.
    Planned,
    /// It is confirmed: note the amount. Meets the criterion.
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
    /// Decides: speak with them about terms. Meets the criterion.
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
    /// Must have: make an offer soon. Meets the criterion.
    Strong,
}

/// BANT: when they want to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Timing")]
pub enum Timing {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// Within the month: make an offer now. Meets the criterion.
    ThisMonth,
    /// Within the quarter: prepare an offer. Meets the criterion.
    ThisQuarter,
    /// Within the year: keep in touch. Meets the criterion.
    ThisYear,
    /// Later than this year: consider nurturing. Meets the criterion.
    Later,
}

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

/// Who made the first move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SourceDirection")]
pub enum SourceDirection {
    /// We reached out to them: say who you are, and why you write.
    Push,
    /// They came to us: answer soon.
    Pull,
}

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Role")]
pub enum Role {
    /// Works on leads: adds them, changes them, and moves them through the statuses.
    Agent,
    /// Leads a unit or a group: may also delete and restore leads and run the stale sweep.
    Manager,
    /// May do everything. Ask one for what the other roles may not do.
    Admin,
}

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
    /// A try to sign in was refused; many of them are somebody who guesses.
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
    /// A sign-in through an identity provider was refused: `data.reason` says why.
    IdentityRefused,
    /// A GraphQL document was put on the list of those that clients may ask for by id: nothing to do.
    DocumentAdded,
    /// A GraphQL document was taken off the list: clients that still ask for it are refused.
    DocumentRemoved,
    /// Values before and after were erased from the audit trail of a lead, on a person's request: nothing to do.
    AuditValuesErased,
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SubjectKind")]
pub enum SubjectKind {
    /// A lead: `lead` gives it.
    Lead,
    /// A user: `node` gives them.
    User,
    /// A session of a user: revoke it if it is not theirs.
    Session,
    /// A key of an integration: revoke it if it is not needed.
    ApiKey,
    /// A group, its members and collaborations: they decide who sees which leads.
    Group,
    /// A unit, its members and collaborations: they decide who may accept which leads.
    Unit,
    /// A kind of lead: its defaults, what it demands, and who may use it.
    LeadType,
    /// A source of leads: nothing to do.
    LeadSource,
    /// A reason why leads are lost: nothing to do.
    LostReason,
    /// A rule that assigns new leads: look whether they go where they should.
    AssignmentRule,
    /// A rule that says what is sent, and when: look whether the right mail goes out.
    Trigger,
    /// A text that replaces a shipped template: look how the mail reads.
    Template,
    /// A rule that says when leads are stale: a dry run of the sweep shows what it means.
    StalePolicy,
    /// A GraphQL document that clients may ask for by id: its id is its hash, or a name.
    Document,
}

/// By what the actor of an event was known, or what made Leadline do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Via")]
pub enum Via {
    /// Somebody who was signed in. `credential` is their session: revoke it if it was not them.
    Session,
    /// An integration. `credential` is its key: revoke it if it does what it should not.
    ApiKey,
    /// Somebody who was not signed in: they can do no more than try to sign in.
    Visitor,
    /// Whoever has the signed link in a mail: the person that it was sent to, or to whom they passed it on.
    MailLink,
    /// Whoever may run commands on the server. `credential` is the command: the server's own log says who ran it.
    CommandLine,
    /// Leadline by itself. `credential` is the name of the job: nothing to do.
    Job,
}

/// What an API key may be used for; never more than its owner may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::ApiKeyScope")]
pub enum ApiKeyScope {
    /// Read leads and what belongs to them: history, communications, events, streams, the lists that they use, and who
    /// works on them. Next: for reports and synchronisation.
    LeadsRead,
    /// Add leads, and nothing else: the answer gives the new lead's `id`, `number` and `version`. Next: for web forms,
    /// where the key may become known.
    LeadsCreate,
    /// Add and change leads. Together with `LEADS_READ`, the answers show them; alone, they give `id`, `number` and
    /// `version`. Next: for integrations that work on leads.
    LeadsWrite,
    /// Read users, units and groups. Next: for directories and reports.
    OrganisationRead,
    /// Change how Leadline is set up, and run what an admin runs, if the owner may. Next: give it an end, and keep it as
    /// you would keep a password of an admin.
    Administration,
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

/// Ascending or descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::db::Direction", name = "OrderDirection")]
pub enum Direction {
    /// Small to large, old to new: for lists that are worked off.
    Asc,
    /// Large to small, new to old: for what is newest or largest first.
    Desc,
}

/// Where rows without a value go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NullsOrder {
    /// Before all others: to see at once what is missing.
    First,
    /// After all others: to see first what is known.
    #[default]
    Last,
}
