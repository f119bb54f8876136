//! Closed lists of words, kept in the database as the same upper-case text that the API shows.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

text_enum!(
    /// The fifteen named places in a lead's life (`domain.md` section 3).
    LeadStatus {
        /// Just added, nobody has been in contact.
        New = "NEW",
        /// Sent by a customer or partner.
        Referral = "REFERRAL",
        /// Reached, no real interaction yet.
        Contacted = "CONTACTED",
        /// Shows interest, not qualified.
        Warm = "WARM",
        /// Little or no interest.
        Cold = "COLD",
        /// Not ready to decide, still engaged.
        Nurturing = "NURTURING",
        /// Actively worked, no narrower status fits.
        InProgress = "IN_PROGRESS",
        /// Meets the criteria.
        Qualified = "QUALIFIED",
        /// Has a proposal or quote.
        ProposalSent = "PROPOSAL_SENT",
        /// Terms and price under discussion.
        Negotiation = "NEGOTIATION",
        /// Paused from outside.
        OnHold = "ON_HOLD",
        /// Was disqualified, lost or inactive; reconsidered.
        ReEngaged = "RE_ENGAGED",
        /// Became a customer.
        ClosedWon = "CLOSED_WON",
        /// Pursued without success.
        ClosedLost = "CLOSED_LOST",
        /// Does not meet the criteria.
        Disqualified = "DISQUALIFIED",
    }
);

text_enum!(
    /// The coarse view derived from the status.
    LifecycleState {
        /// Nobody works on it yet.
        Pending = "PENDING",
        /// Somebody works on it.
        InProgress = "IN_PROGRESS",
        /// Became a customer.
        Won = "WON",
        /// Did not become a customer.
        Lost = "LOST",
    }
);

text_enum!(
    /// Whether the lead is a person or a company.
    LeadKind {
        /// A natural person.
        Person = "PERSON",
        /// A business.
        Company = "COMPANY",
    }
);

text_enum!(
    /// Priority and importance.
    Level {
        /// Can wait.
        Low = "LOW",
        /// As usual.
        Normal = "NORMAL",
        /// Before the usual.
        High = "HIGH",
        /// At once.
        Urgent = "URGENT",
    }
);

text_enum!(
    /// How promising a lead is, from its score.
    Rating {
        /// Little promise.
        Cold = "COLD",
        /// Some promise.
        Warm = "WARM",
        /// Much promise.
        Hot = "HOT",
    }
);

text_enum!(
    /// How ready a lead is to buy.
    ReadinessToBuy {
        /// Not known.
        Unknown = "UNKNOWN",
        /// Looks around.
        Exploring = "EXPLORING",
        /// Compares offers.
        Comparing = "COMPARING",
        /// Wants to buy.
        Ready = "READY",
    }
);

text_enum!(
    /// BANT: the budget.
    BudgetStatus {
        /// Not known.
        Unknown = "UNKNOWN",
        /// There is none.
        None = "NONE",
        /// It is planned.
        Planned = "PLANNED",
        /// It is confirmed.
        Confirmed = "CONFIRMED",
    }
);

text_enum!(
    /// BANT: the authority of the person we speak with.
    Authority {
        /// Not known.
        Unknown = "UNKNOWN",
        /// Has a say.
        Influencer = "INFLUENCER",
        /// Decides.
        DecisionMaker = "DECISION_MAKER",
    }
);

text_enum!(
    /// BANT: the strength of the need.
    Need {
        /// Not known.
        Unknown = "UNKNOWN",
        /// Nice to have.
        Weak = "WEAK",
        /// Must have.
        Strong = "STRONG",
    }
);

text_enum!(
    /// BANT: when they want to decide.
    Timing {
        /// Not known.
        Unknown = "UNKNOWN",
        /// Within the month.
        ThisMonth = "THIS_MONTH",
        /// Within the quarter.
        ThisQuarter = "THIS_QUARTER",
        /// Within the year.
        ThisYear = "THIS_YEAR",
        /// Later than this year.
        Later = "LATER",
    }
);

text_enum!(
    /// What a lead has said about being written to on a channel.
    Consent {
        /// Nothing said: answers to their own enquiry are fine.
        Unknown = "UNKNOWN",
        /// Agreed.
        Granted = "GRANTED",
        /// Agreed once and took it back, or unsubscribed: nothing is sent.
        Withdrawn = "WITHDRAWN",
    }
);

text_enum!(
    /// Who made the first move.
    SourceDirection {
        /// We reached out to them.
        Push = "PUSH",
        /// They came to us.
        Pull = "PULL",
    }
);

text_enum!(
    /// What a user may do.
    Role {
        /// Works on leads.
        Agent = "AGENT",
        /// Leads a unit or a group.
        Manager = "MANAGER",
        /// May do everything.
        Admin = "ADMIN",
    }
);

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
        /// A sign-in through an identity provider was refused.
        IdentityRefused = "IDENTITY_REFUSED",
        /// A GraphQL document was put on the list of those that clients may ask for.
        DocumentAdded = "DOCUMENT_ADDED",
        /// A GraphQL document was taken off that list.
        DocumentRemoved = "DOCUMENT_REMOVED",
        /// Values before and after were erased from the audit trail, on a person's request.
        AuditValuesErased = "AUDIT_VALUES_ERASED",
    }
);

text_enum!(
    /// What sets a trigger off (`domain.md` section 7).
    TriggerEvent {
        /// The lead entered a status.
        StatusEntered = "STATUS_ENTERED",
        /// The lead came in.
        Created = "CREATED",
        /// The lead was given to a user.
        Assigned = "ASSIGNED",
        /// The lead came into a unit's queue.
        Queued = "QUEUED",
        /// The lead has waited for too long.
        Escalated = "ESCALATED",
        /// The lead will soon be stale.
        GoingStale = "GOING_STALE",
        /// The lead went stale.
        BecameInactive = "BECAME_INACTIVE",
        /// The lead is past its expected completion.
        Overdue = "OVERDUE",
        /// The lead came back from hold on its day.
        Resumed = "RESUMED",
    }
);

text_enum!(
    /// To whom a trigger writes.
    Audience {
        /// The lead itself.
        Lead = "LEAD",
        /// The user it is assigned to.
        Assignee = "ASSIGNEE",
        /// Everybody in the unit where it waits.
        Unit = "UNIT",
        /// The managers of the unit where it waits.
        UnitManagers = "UNIT_MANAGERS",
        /// The managers of the group that owns it.
        GroupManagers = "GROUP_MANAGERS",
    }
);

text_enum!(
    /// How a lead came to who has it.
    AssignmentKind {
        /// It was given to a user.
        Assigned = "ASSIGNED",
        /// A user took it.
        Accepted = "ACCEPTED",
        /// Its assignee gave it back.
        Released = "RELEASED",
        /// It was put into a unit's queue.
        Queued = "QUEUED",
        /// It was taken from everybody.
        Unassigned = "UNASSIGNED",
    }
);

text_enum!(
    /// What an assignment rule does with a lead.
    RuleTarget {
        /// It waits in a unit.
        Unit = "UNIT",
        /// It goes to a user.
        User = "USER",
        /// It goes to the members of a unit in turn.
        RoundRobin = "ROUND_ROBIN",
    }
);

text_enum!(
    /// How a message travels.
    Channel {
        /// E-mail.
        Email = "EMAIL",
        /// Text message.
        Sms = "SMS",
    }
);

text_enum!(
    /// Where a communication stands (`domain.md` section 7).
    CommunicationState {
        /// Waits for its time, or for the next try.
        Queued = "QUEUED",
        /// A worker is delivering it.
        Sending = "SENDING",
        /// The mail server took it.
        Sent = "SENT",
        /// Refused for good, or tries used up.
        Failed = "FAILED",
        /// Must not be sent.
        Suppressed = "SUPPRESSED",
        /// Its reason was gone before it was sent.
        Cancelled = "CANCELLED",
    }
);

text_enum!(
    /// What a mail to a user is about: their account, never a lead.
    AccountMailKind {
        /// A link with which to set a new password.
        PasswordReset = "PASSWORD_RESET",
        /// Their password was changed.
        PasswordChanged = "PASSWORD_CHANGED",
        /// They sign in with a second factor from now on.
        TwoFactorEnabled = "TWO_FACTOR_ENABLED",
        /// They sign in without a second factor from now on.
        TwoFactorDisabled = "TWO_FACTOR_DISABLED",
        /// They got new recovery codes.
        RecoveryCodesRenewed = "RECOVERY_CODES_RENEWED",
        /// One of their sessions was ended, because a used refresh token was shown again.
        SessionStolen = "SESSION_STOLEN",
    }
);

text_enum!(
    /// Why a communication must not be sent.
    SuppressionReason {
        /// The lead is marked do-not-contact.
        DoNotContact = "DO_NOT_CONTACT",
        /// The address unsubscribed, or consent was withdrawn.
        Unsubscribed = "UNSUBSCRIBED",
        /// The address does not exist: a mail to it came back.
        HardBounced = "HARD_BOUNCED",
        /// The person's data was erased.
        Erased = "ERASED",
        /// There is no address to write to.
        NoAddress = "NO_ADDRESS",
        /// The lead was deleted.
        LeadDeleted = "LEAD_DELETED",
        /// The user no longer works here.
        UserInactive = "USER_INACTIVE",
    }
);

text_enum!(
    /// How one try to deliver ended.
    AttemptOutcome {
        /// The server took it.
        Sent = "SENT",
        /// Failed in a way that may pass: tried again later.
        TransientFailure = "TRANSIENT_FAILURE",
        /// Refused for good.
        PermanentFailure = "PERMANENT_FAILURE",
        /// The worker ended before the server's answer was recorded: tried again, with the same Message-ID.
        Interrupted = "INTERRUPTED",
    }
);

text_enum!(
    /// What an entry of the event log is about.
    SubjectKind {
        /// A lead.
        Lead = "LEAD",
        /// A user.
        User = "USER",
        /// A session of a user.
        Session = "SESSION",
        /// A key of an integration.
        ApiKey = "API_KEY",
        /// A group, its members and collaborations.
        Group = "GROUP",
        /// A unit, its members and collaborations.
        Unit = "UNIT",
        /// A kind of lead.
        LeadType = "LEAD_TYPE",
        /// A source of leads.
        LeadSource = "LEAD_SOURCE",
        /// A reason why leads are lost.
        LostReason = "LOST_REASON",
        /// A rule that assigns new leads.
        AssignmentRule = "ASSIGNMENT_RULE",
        /// A rule that says what is sent, and when.
        Trigger = "TRIGGER",
        /// A text that replaces a shipped template.
        Template = "TEMPLATE",
        /// A rule that says when leads are stale.
        StalePolicy = "STALE_POLICY",
        /// A GraphQL document that clients may ask for by id.
        Document = "DOCUMENT",
    }
);

text_enum!(
    /// By what the actor of an entry was known, or what made Leadline do it.
    Via {
        /// Somebody who was signed in: the credential is their session.
        Session = "SESSION",
        /// An integration: the credential is its key.
        ApiKey = "API_KEY",
        /// Somebody who was not signed in, and may try to.
        Visitor = "VISITOR",
        /// Whoever has the signed link in a mail.
        MailLink = "MAIL_LINK",
        /// Whoever may run commands on the server: the credential is the command.
        CommandLine = "COMMAND_LINE",
        /// Leadline by itself: the credential is the name of the job.
        Job = "JOB",
    }
);

text_enum!(
    /// What an API key may be used for; never more than its owner may do.
    ApiKeyScope {
        /// Read leads and what belongs to them.
        LeadsRead = "LEADS_READ",
        /// Add leads, and nothing else.
        LeadsCreate = "LEADS_CREATE",
        /// Add and change leads.
        LeadsWrite = "LEADS_WRITE",
        /// Read users, units and groups.
        OrganisationRead = "ORGANISATION_READ",
        /// Change how Leadline is set up.
        Administration = "ADMINISTRATION",
    }
);
