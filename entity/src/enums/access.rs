//! What users and API keys may do.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

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
