//! What is known of budget, authority, need and timing.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

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
