//! The whole schema.

use async_graphql::{MergedObject, MergedSubscription, SchemaBuilder};

use super::{
    check::CheckOnly,
    communications::{CommunicationQuery, CommunicationSubscription},
    context::PerRequest,
    cost::{Cost, MAX_COMPLEXITY, MAX_DEPTH},
    events::{EventQuery, EventSubscription},
    leads::{LeadMutation, LeadQuery, LeadSubscription, SweepMutation},
    node::NodeQuery,
    sign_in::SignInMutation,
    statuses::StatusQuery,
    viewer::ViewerQuery,
};
use crate::events::Tail;

/// Leadline's API.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

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

/// Builds the schema. Requests bring their [`Ctx`](crate::context::Ctx) (when somebody is signed in) and a
/// [`Visitor`](crate::context::Visitor) in their data.
pub fn build() -> Schema {
    builder().extension(PerRequest).extension(Cost).data(Tail::default()).finish()
}

/// The same schema, but it only validates: what it is asked to run, it does not.
pub fn checker() -> Schema {
    builder().extension(CheckOnly).finish()
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_recursive_depth(MAX_RECURSION)
        .limit_directives(MAX_DIRECTIVES)
        .limit_aliases(MAX_ALIASES)
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY)
}

/// The schema in the schema definition language.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().include_specified_by().use_space_ident();
    build().sdl_with_options(options)
}
