//! What users and API keys may do.

use async_graphql::Enum;

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
