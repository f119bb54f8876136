//! Messages: what calls for them, to whom they go, and what becomes of them.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

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
