//! The whole schema.

use async_graphql::{MergedObject, MergedSubscription, SchemaBuilder, ValidationMode};

use super::{
    check::CheckOnly,
    communications::{CommunicationQuery, CommunicationSubscription},
    context::PerRequest,
    cost::{MAX_COMPLEXITY, MAX_DEPTH},
    events::{EventQuery, EventSubscription},
    leads::{LeadMutation, LeadQuery, LeadSubscription, SweepMutation},
    node::NodeQuery,
    sign_in::SignInMutation,
    statuses::StatusQuery,
    timed::Timed,
    viewer::ViewerQuery,
};
use crate::events::Tail;

/// Leadline's API.
pub type Schema = async_graphql::Schema<Timed<Query>, Timed<Mutation>, Subscription>;

/// Reads: everything the caller may see, and nothing else.
#[derive(Default, MergedObject)]
pub struct Query(ViewerQuery, LeadQuery, StatusQuery, CommunicationQuery, EventQuery, NodeQuery);

/// Writes: each takes one `input` and returns what changed, or `userErrors` that say what to do.
#[derive(Default, MergedObject)]
pub struct Mutation(SignInMutation, LeadMutation, SweepMutation);

/// Streams: what happens, as it happens, under the caller's own visibility.
#[derive(Default, MergedSubscription)]
pub struct Subscription(EventSubscription, LeadSubscription, CommunicationSubscription);

/// Levels of selections and literals that are read at all: the library's parser and validator recurse.
const MAX_RECURSION: usize = 32;
const MAX_DIRECTIVES: usize = 20;
const MAX_ALIASES: usize = 100;

/// The schema that validates queries and mutations, and does not run what it is asked to run.
pub fn checker() -> Schema {
    validating().extension(CheckOnly).finish()
}

/// The schema that executes queries and mutations that were validated: it does not look again, and knows no extensions.
/// Requests bring their [`Ctx`](crate::context::Ctx) (when somebody is signed in) and a
/// [`Visitor`](crate::context::Visitor) in their data.
pub fn executing() -> Schema {
    builder().validation_mode(ValidationMode::Fast).finish()
}

/// The schema that validates and executes subscriptions.
pub fn streaming() -> Schema {
    validating().extension(PerRequest).finish()
}

type Builder = SchemaBuilder<Timed<Query>, Timed<Mutation>, Subscription>;

fn validating() -> Builder {
    builder()
        .limit_recursive_depth(MAX_RECURSION)
        .limit_directives(MAX_DIRECTIVES)
        .limit_aliases(MAX_ALIASES)
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY)
}

fn builder() -> Builder {
    Schema::build(Timed::default(), Timed::default(), Subscription::default()).data(Tail::default())
}

/// The schema in the schema definition language.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().include_specified_by().use_space_ident();
    checker().sdl_with_options(options)
}
