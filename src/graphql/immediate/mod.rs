//! Fields that are answered at once: a page of fifty leads has six hundred, and most only show what was read already.
//!
//! The library makes a future of every field, boxes it, and joins them all. An [`Immediate`] object answers what it can
//! without waiting; [`Immediately`] asks it first, and leaves the rest (and whatever is below) to the library.

mod leaf;
mod own_fields;
mod read;
mod text;

pub use leaf::Leaf;
pub(crate) use own_fields::own_fields;
pub use text::AsText;

use std::borrow::Cow;

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value,
    parser::types::Field, registry::Registry,
};

/// An object that answers some of its fields at once. What it says is the same as what its resolvers say.
pub trait Immediate: Send + Sync {
    /// The type, as in the schema.
    fn type_name(&self) -> Cow<'static, str>;

    /// The answer to one field without arguments.
    fn answer(&self, field: &str) -> Answer<'_>;
}

/// What an object has to say of a field at once.
pub enum Answer<'a> {
    /// All of it.
    Value(Value),
    /// An object, which may know its own fields.
    Object(&'a dyn Immediate),
    /// Objects of one type, which may know their own fields.
    Objects(Vec<&'a dyn Immediate>),
    /// Nothing: the resolver has to be asked.
    Later,
}

/// An object whose fields are answered at once where that is possible. In the schema it is the object.
#[derive(Clone, Debug)]
pub struct Immediately<T>(pub T);

impl<T: ObjectType + Immediate> OutputType for Immediately<T> {
    fn type_name() -> Cow<'static, str> {
        <T as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        read::object(ctx, &self.0).await
    }
}

impl<T: ObjectType + Immediate> ContainerType for Immediately<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(ctx).await
    }
}

impl<T: ObjectType + Immediate> ObjectType for Immediately<T> {}

impl<T: Immediate> Immediate for Immediately<T> {
    fn type_name(&self) -> Cow<'static, str> {
        self.0.type_name()
    }

    fn answer(&self, field: &str) -> Answer<'_> {
        self.0.answer(field)
    }
}
