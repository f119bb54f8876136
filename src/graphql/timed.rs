//! How long root fields take: a metric for each.

use std::{borrow::Cow, time::Instant};

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value,
    parser::types::Field, registry::Registry,
};

use crate::telemetry;

/// A root type whose fields are timed. Only roots: a clock read for every field of a page would cost more than the
/// fields.
#[derive(Default)]
pub struct Timed<T>(T);

impl<T: ObjectType> OutputType for Timed<T> {
    fn type_name() -> Cow<'static, str> {
        <T as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

impl<T: ObjectType> ContainerType for Timed<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let started = Instant::now();
        let result = self.0.resolve_field(ctx).await;
        let field = ctx.item.node.name.node.to_string();
        metrics::histogram!(telemetry::RESOLVER_SECONDS, "field" => field).record(started.elapsed());
        result
    }
}

impl<T: ObjectType> ObjectType for Timed<T> {}
