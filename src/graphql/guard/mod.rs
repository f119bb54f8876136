//! What each field at the root of the schema demands, held in one place before any of them runs.
//!
//! [`table`] says it, one line for each field. A field that has no line is not run: forgetting one closes a door, and a
//! test names it. What resolvers and the domain ask by themselves (who acts, `policy::may`, what is visible) stays.

mod check;
mod demand;
mod reading;
mod refused;
pub mod table;

use std::{borrow::Cow, pin::Pin};

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, Response, ServerResult,
    SubscriptionType, Value, parser::types::Field, registry::Registry,
};
use futures::{Stream, StreamExt, stream};

pub use demand::{Demand, Keys};
pub use reading::may_read;

/// A root type that answers only to those who fulfil what its fields demand.
#[derive(Default)]
pub struct Guarded<T>(T);

impl<T: ObjectType> OutputType for Guarded<T> {
    fn type_name() -> Cow<'static, str> {
        <T as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <T as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

impl<T: ObjectType> ContainerType for Guarded<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let root = <T as OutputType>::type_name();
        match check::check(ctx, &root) {
            Ok(()) => self.0.resolve_field(ctx).await,
            Err(refusal) => refused::answer(ctx, &root, refusal).await.map(Some),
        }
    }
}

impl<T: ObjectType> ObjectType for Guarded<T> {}

impl<T: SubscriptionType> SubscriptionType for Guarded<T> {
    fn type_name() -> Cow<'static, str> {
        <T as SubscriptionType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <T as SubscriptionType>::create_type_info(registry)
    }

    fn create_field_stream<'a>(
        &'a self,
        ctx: &'a Context<'_>,
    ) -> Option<Pin<Box<dyn Stream<Item = Response> + Send + 'a>>> {
        match check::check(ctx, &<T as SubscriptionType>::type_name()) {
            Ok(()) => self.0.create_field_stream(ctx),
            Err(refusal) => {
                let response = Response::from_errors(vec![refusal.at(ctx)]);
                Some(stream::once(std::future::ready(response)).boxed())
            }
        }
    }
}
