//! The answer of a root field that was not run.

use std::borrow::Cow;

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
    registry::{MetaTypeName, Registry},
    resolver_utils::resolve_container,
};

use super::check::Refusal;
use crate::{error::Problem, graphql::errors::UserError};

/// What the caller is told: an error at the place of the field, or the user errors of a mutation's payload.
///
/// # Errors
/// The field cannot be absent.
pub async fn answer(ctx: &Context<'_>, root: &str, refusal: Refusal) -> ServerResult<Value> {
    let field = ctx.schema_env.registry.types.get(root);
    let kind = field.and_then(|root| root.field_by_name(&ctx.item.node.name.node));
    let kind = kind.map_or("", |field| field.ty.as_str());
    match refusal {
        Refusal::Role(problems) if root == "Mutation" => {
            let kind = MetaTypeName::concrete_typename(kind).to_owned();
            let payload = Payload { kind, problems, echo: client_mutation_id(ctx) };
            payload.resolve(&ctx.with_selection_set(&ctx.item.node.selection_set), ctx.item).await
        }
        refusal => {
            let error = refusal.at(ctx);
            if kind.ends_with('!') {
                return Err(error);
            }
            ctx.add_error(error);
            Ok(Value::Null)
        }
    }
}

fn client_mutation_id(ctx: &Context<'_>) -> Option<Value> {
    let input = ctx.item.node.get_argument("input")?.node.clone();
    let variables = &ctx.query_env.variables;
    let input = input.into_const_with(|name| variables.get(&name).cloned().ok_or(())).ok()?;
    match input {
        Value::Object(mut fields) => fields.shift_remove("clientMutationId"),
        _ => None,
    }
}

/// A payload of any mutation that did nothing.
struct Payload {
    kind: String,
    problems: Vec<Problem>,
    echo: Option<Value>,
}

impl OutputType for Payload {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Payload")
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        Cow::Owned(self.kind.clone())
    }

    /// It stands for types that are in the schema already.
    fn create_type_info(_: &mut Registry) -> String {
        format!("{}!", <Self as OutputType>::type_name())
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ContainerType for Payload {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let name = ctx.item.node.name.node.as_str();
        if name == "userErrors" {
            let errors: Vec<UserError> = self.problems.iter().map(UserError::of_input).collect();
            let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
            return errors.resolve(&selection, ctx.item).await.map(Some);
        }
        if name == "clientMutationId" {
            return Ok(Some(self.echo.clone().unwrap_or_default()));
        }
        let kind = ctx.schema_env.registry.types.get(&self.kind);
        let kind = kind.and_then(|kind| kind.field_by_name(name)).map_or("", |field| field.ty.as_str());
        match (kind.starts_with('['), kind.ends_with('!')) {
            (_, false) => Ok(Some(Value::Null)),
            (true, true) => Ok(Some(Value::List(Vec::new()))),
            (false, true) => Err(Refusal::Role(self.problems.clone()).at(ctx)),
        }
    }
}
