//! Words of a lead: where it is in its life, what it is, how much it matters.

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
    /// Who made the first move.
    SourceDirection {
        /// We reached out to them.
        Push = "PUSH",
        /// They came to us.
        Pull = "PULL",
    }
);
