//! The whole schema.

use async_graphql::{MergedObject, MergedSubscription, SchemaBuilder, ValidationMode};

use super::{
    api_keys::{ApiKeyMutation, ApiKeyQuery},
    assignment_rules::{AssignmentRuleMutation, AssignmentRuleQuery},
    audit::AuditTrailQuery,
    check::CheckOnly,
    communications::{CommunicationQuery, CommunicationSubscription},
    context::PerRequest,
    cost::Cost,
    events::{EventQuery, EventSubscription},
    guard::Guarded,
    leads::{
        HandsMutation, LeadMutation, LeadQuery, LeadSubscription, LeadTypeMutation, QueueQuery,
        QueueSubscription, SweepMutation,
    },
    limits::{MAX_ALIASES, MAX_DIRECTIVES, MAX_RECURSION},
    node::NodeQuery,
    oidc::{OidcMutation, OidcQuery},
    organisation::{GroupMutation, OrganisationQuery, UnitMutation},
    sign_in::{PasswordMutation, SignInMutation, SignOutMutation, TwoFactorMutation},
    statuses::StatusQuery,
    timed::Timed,
    usages::VariableUsages,
    users::{UserMutation, UserQuery},
    viewer::ViewerQuery,
};
use crate::{config::Environment, events::Tail};

/// Leadline's API.
pub type Schema =
    async_graphql::Schema<Timed<Guarded<Query>>, Timed<Guarded<Mutation>>, Guarded<Subscription>>;

/// Reads: everything the caller may see, and nothing else.
#[derive(Default, MergedObject)]
pub struct Query(
    ViewerQuery,
    LeadQuery,
    StatusQuery,
    CommunicationQuery,
    EventQuery,
    AuditTrailQuery,
    UserQuery,
    OrganisationQuery,
    ApiKeyQuery,
    OidcQuery,
    NodeQuery,
    QueueQuery,
    AssignmentRuleQuery,
);

/// Writes: each takes one `input` and returns what changed, or `userErrors` that say what to do.
#[derive(Default, MergedObject)]
pub struct Mutation(
    SignInMutation,
    OidcMutation,
    SignOutMutation,
    PasswordMutation,
    TwoFactorMutation,
    LeadMutation,
    SweepMutation,
    LeadTypeMutation,
    UserMutation,
    GroupMutation,
    UnitMutation,
    HandsMutation,
    AssignmentRuleMutation,
    ApiKeyMutation,
);

/// Streams: what happens, as it happens, under the caller's own visibility.
#[derive(Default, MergedSubscription)]
pub struct Subscription(EventSubscription, LeadSubscription, CommunicationSubscription, QueueSubscription);

/// The schema that validates, and does not run what it is asked to run.
pub fn checker() -> Schema {
    validating().finish()
}

/// The schemas behind the API.
pub struct Schemas {
    /// Validates, and runs nothing.
    pub checker: Schema,
    /// The same, and tells names that come near to a wrong one: in production nobody is told.
    pub suggesting: Option<Schema>,
    /// Executes queries and mutations that were validated: it does not look again, and knows no extensions. Requests
    /// bring their [`Ctx`](crate::context::Ctx) (when somebody is signed in) and a
    /// [`Visitor`](crate::context::Visitor) in their data.
    pub executing: Schema,
    /// Executes subscriptions that were validated.
    pub streaming: Schema,
}

impl Schemas {
    /// For an environment.
    pub fn of(env: Environment) -> Self {
        let tail = Tail::default();
        let executing = || builder().validation_mode(ValidationMode::Fast).data(tail.clone());
        Self {
            checker: validating().disable_suggestions().finish(),
            suggesting: (env == Environment::Development).then(checker),
            executing: executing().finish(),
            streaming: executing().extension(PerRequest).extension(Cost).finish(),
        }
    }
}

type Builder = SchemaBuilder<Timed<Guarded<Query>>, Timed<Guarded<Mutation>>, Guarded<Subscription>>;

fn validating() -> Builder {
    builder()
        .extension(VariableUsages)
        .limit_recursive_depth(MAX_RECURSION)
        .limit_directives(MAX_DIRECTIVES)
        .limit_aliases(MAX_ALIASES)
        .extension(CheckOnly)
}

fn builder() -> Builder {
    Schema::build(Timed::default(), Timed::default(), Guarded::default())
}

/// The schema in the schema definition language.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().include_specified_by().use_space_ident();
    checker().sdl_with_options(options)
}
