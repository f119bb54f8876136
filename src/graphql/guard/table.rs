//! The table: what each root field demands, and what an API key needs to read an object.
//!
//! A new root field needs one line here, in the order of the schema:
//!
//! - `("leadStatuses", user(READ))`: whoever is signed in, and API keys with one of the scopes;
//! - `("createUser", may(Action::Configure, ADMIN))`: whose role may do this, and API keys with one of the scopes whose
//!   owner may;
//! - `("createApiKey", person())`: whoever signed in by themselves; no API key. So it is for all that has to do with
//!   passwords, second factors, sessions and keys: who has stolen a key must not make it last;
//! - `("signIn", PUBLIC)`: those who are not signed in.
//!
//! A new type with an id (a `Node`) needs one in [`READABLE`]. Then run the tests of this module with
//! `LEADLINE_UPDATE_ROOT_FIELDS=1`, and look at what changed in `root_fields.golden`.

use entity::ApiKeyScope::{self, Administration, LeadsCreate, LeadsRead, LeadsWrite, OrganisationRead};

use super::{Demand, Keys};
use crate::auth::policy::Action;

const READ: &[ApiKeyScope] = &[LeadsRead];
const CREATE: &[ApiKeyScope] = &[LeadsCreate, LeadsWrite];
const WRITE: &[ApiKeyScope] = &[LeadsWrite];
const PEOPLE: &[ApiKeyScope] = &[LeadsRead, OrganisationRead, Administration];
const ORGANISATION: &[ApiKeyScope] = &[OrganisationRead, Administration];
const ADMIN: &[ApiKeyScope] = &[Administration];

const PUBLIC: Demand = Demand::Public;

/// Fields of `Query`.
const QUERY: &[(&str, Demand)] = &[
    ("viewer", user(PEOPLE)),
    ("lead", user(READ)),
    ("leadByNumber", user(READ)),
    ("leads", user(READ)),
    ("leadSources", user(READ)),
    ("lostReasons", user(READ)),
    ("leadTypes", user(READ)),
    ("leadStatuses", user(READ)),
    ("communications", user(READ)),
    ("events", user(READ)),
    ("apiKeys", person()),
    ("oidcProvider", PUBLIC),
    ("auditTrail", may(Action::Configure, ADMIN)),
    ("user", user(PEOPLE)),
    ("users", user(ORGANISATION)),
    ("group", user(ORGANISATION)),
    ("unit", user(ORGANISATION)),
    ("groups", user(ORGANISATION)),
    ("units", user(ORGANISATION)),
    // What is found has to be readable as well: `may_read`.
    ("node", user(PEOPLE)),
    ("nodes", user(PEOPLE)),
    ("queue", user(READ)),
    ("assignmentRules", may(Action::Configure, ADMIN)),
    ("assignmentPreview", may(Action::Configure, ADMIN)),
];

/// Fields of `Mutation`.
const MUTATION: &[(&str, Demand)] = &[
    ("signIn", PUBLIC),
    ("signInWithOidcCode", PUBLIC),
    ("completeSignIn", PUBLIC),
    ("refreshSession", PUBLIC),
    ("signOut", person()),
    ("signOutEverywhere", person()),
    ("revokeSession", person()),
    ("changePassword", person()),
    ("requestPasswordReset", PUBLIC),
    ("resetPassword", PUBLIC),
    ("beginTwoFactor", person()),
    ("confirmTwoFactor", person()),
    ("disableTwoFactor", person()),
    ("regenerateRecoveryCodes", person()),
    ("resetTwoFactor", person_who_may(Action::Configure)),
    ("createLead", user(CREATE)),
    ("updateLead", user(WRITE)),
    ("changeLeadStatus", user(WRITE)),
    ("bulkChangeLeadStatus", user(WRITE)),
    ("snoozeLead", user(WRITE)),
    ("deleteLead", may(Action::DeleteLead, WRITE)),
    ("restoreLead", may(Action::DeleteLead, WRITE)),
    ("runStaleSweep", may(Action::RunSweep, ADMIN)),
    ("createApiKey", person()),
    ("updateApiKey", person()),
    ("revokeApiKey", person()),
    ("createLeadType", may(Action::Configure, ADMIN)),
    ("updateLeadType", may(Action::Configure, ADMIN)),
    ("createUser", may(Action::Configure, ADMIN)),
    // Everybody may change their own name, language and clock, and say when they are away.
    ("updateUser", user(ADMIN)),
    ("deactivateUser", may(Action::Configure, ADMIN)),
    ("reactivateUser", may(Action::Configure, ADMIN)),
    ("addAbsence", user(ADMIN)),
    ("updateAbsence", user(ADMIN)),
    ("removeAbsence", user(ADMIN)),
    ("createGroup", may(Action::Configure, ADMIN)),
    ("updateGroup", may(Action::Configure, ADMIN)),
    ("deleteGroup", may(Action::Configure, ADMIN)),
    ("addGroupMember", may(Action::ManageMembers, ADMIN)),
    ("removeGroupMember", may(Action::ManageMembers, ADMIN)),
    ("setGroupManager", may(Action::Configure, ADMIN)),
    ("addGroupCollaboration", may(Action::Configure, ADMIN)),
    ("removeGroupCollaboration", may(Action::Configure, ADMIN)),
    ("createUnit", may(Action::Configure, ADMIN)),
    ("updateUnit", may(Action::Configure, ADMIN)),
    ("deleteUnit", may(Action::Configure, ADMIN)),
    ("addUnitMember", may(Action::ManageMembers, ADMIN)),
    ("removeUnitMember", may(Action::ManageMembers, ADMIN)),
    ("setUnitManager", may(Action::Configure, ADMIN)),
    ("addUnitCollaboration", may(Action::Configure, ADMIN)),
    ("removeUnitCollaboration", may(Action::Configure, ADMIN)),
    ("assignLead", user(WRITE)),
    ("acceptLead", person()),
    ("releaseLead", user(WRITE)),
    ("bulkAssignLeads", user(WRITE)),
    ("createAssignmentRule", may(Action::Configure, ADMIN)),
    ("updateAssignmentRule", may(Action::Configure, ADMIN)),
    ("deleteAssignmentRule", may(Action::Configure, ADMIN)),
    ("reorderAssignmentRules", may(Action::Configure, ADMIN)),
];

/// Fields of `Subscription`.
const SUBSCRIPTION: &[(&str, Demand)] = &[
    ("leadEvents", user(READ)),
    ("leadChanged", user(READ)),
    ("communicationChanged", user(READ)),
    ("queueChanged", user(READ)),
];

/// What an API key needs to read an object with an id, wherever it is met. What has no id belongs to what it is in.
pub const READABLE: &[(&str, Keys)] = &[
    ("ApiKey", Keys::Never),
    ("Absence", Keys::With(ORGANISATION)),
    ("AssignmentRule", Keys::With(ADMIN)),
    ("Communication", Keys::With(READ)),
    ("CommunicationAttempt", Keys::With(READ)),
    ("Event", Keys::With(READ)),
    // Who owns a lead and where it waits is a part of it.
    ("Group", Keys::With(PEOPLE)),
    ("GroupCollaboration", Keys::With(ORGANISATION)),
    ("GroupMember", Keys::With(ORGANISATION)),
    ("Lead", Keys::With(READ)),
    ("LeadAssignment", Keys::With(READ)),
    ("LeadSource", Keys::With(READ)),
    ("LeadStatusChange", Keys::With(READ)),
    ("LeadType", Keys::With(READ)),
    ("LostReason", Keys::With(READ)),
    // Where somebody is signed in is nothing for programs.
    ("Session", Keys::Never),
    ("Trigger", Keys::With(READ)),
    ("Unit", Keys::With(PEOPLE)),
    ("UnitCollaboration", Keys::With(ORGANISATION)),
    ("UnitMember", Keys::With(ORGANISATION)),
    // Who works on a lead is a part of it; where they belong is not.
    ("User", Keys::With(PEOPLE)),
];

/// All of it, by the name of the root type.
pub const ROOTS: [(&str, &[(&str, Demand)]); 3] =
    [("Query", QUERY), ("Mutation", MUTATION), ("Subscription", SUBSCRIPTION)];

/// What a field demands; none when it has no line.
pub fn demand(root: &str, field: &str) -> Option<Demand> {
    let (_, fields) = ROOTS.iter().find(|(name, _)| *name == root)?;
    fields.iter().find(|(name, _)| *name == field).map(|(_, demand)| *demand)
}

/// What an API key needs to read an object of this type; none when the type belongs to what it is in.
pub fn readable(kind: &str) -> Option<Keys> {
    READABLE.iter().find(|(name, _)| *name == kind).map(|(_, keys)| *keys)
}

const fn user(scopes: &'static [ApiKeyScope]) -> Demand {
    Demand::User(Keys::With(scopes))
}

const fn may(action: Action, scopes: &'static [ApiKeyScope]) -> Demand {
    Demand::May(action, Keys::With(scopes))
}

const fn person() -> Demand {
    Demand::User(Keys::Never)
}

const fn person_who_may(action: Action) -> Demand {
    Demand::May(action, Keys::Never)
}
