//! Variables fit the places where they are used (GraphQL, section 5.8.5, "All Variable Usages Are Allowed").
//!
//! The library has the rule and does not come to apply it: a variable of another type would fail only when it is read.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{
    Pos, Positioned, Request, ServerError, ServerResult,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest},
    parser::types::{
        BaseType, Directive, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
        Type, VariableDefinition,
    },
    registry::{MetaInputValue, MetaType, MetaTypeName, Registry},
};
use async_graphql_value::Value;

/// Makes a schema that validates look at them first.
pub struct VariableUsages;

impl ExtensionFactory for VariableUsages {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for VariableUsages {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let mut request = next.run(ctx, request).await?;
        // What cannot be read is told by the parser.
        if let Ok(document) = request.parsed_query() {
            check(&ctx.schema_env.registry, document)?;
        }
        Ok(request)
    }
}

/// Finds the first variable that does not fit. What is wrong otherwise is validation's.
fn check(registry: &Registry, document: &ExecutableDocument) -> Result<(), ServerError> {
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        if operation.variable_definitions.is_empty() {
            continue;
        }
        let variables = operation.variable_definitions.iter();
        let variables = variables.map(|variable| (variable.node.name.node.as_str(), variable)).collect();
        let walk = &mut Walk { registry, document, variables, walked: HashSet::new() };
        walk.directives(&operation.directives)?;
        walk.set(root(registry, operation), &operation.selection_set.node)?;
    }
    Ok(())
}

fn root<'a>(registry: &'a Registry, operation: &OperationDefinition) -> Option<&'a MetaType> {
    let name = match operation.ty {
        OperationType::Query => Some(&registry.query_type),
        OperationType::Mutation => registry.mutation_type.as_ref(),
        OperationType::Subscription => registry.subscription_type.as_ref(),
    };
    registry.types.get(name?)
}

/// Through one operation. The guard has bounded how deep it goes.
struct Walk<'a> {
    registry: &'a Registry,
    document: &'a ExecutableDocument,
    variables: HashMap<&'a str, &'a Positioned<VariableDefinition>>,
    /// Fragments are walked once.
    walked: HashSet<&'a str>,
}

impl<'a> Walk<'a> {
    fn set(&mut self, parent: Option<&'a MetaType>, set: &'a SelectionSet) -> Result<(), ServerError> {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    self.directives(&field.directives)?;
                    let Some(known) = parent.and_then(|parent| parent.field_by_name(&field.name.node)) else {
                        continue;
                    };
                    for (name, value) in &field.arguments {
                        self.input(known.args.get(name.node.as_str()), &value.node, value.pos)?;
                    }
                    self.set(self.named(&known.ty), &field.selection_set.node)?;
                }
                Selection::InlineFragment(fragment) => {
                    let fragment = &fragment.node;
                    self.directives(&fragment.directives)?;
                    let condition = fragment.type_condition.as_ref().map(|condition| &condition.node.on.node);
                    let parent = condition.map_or(parent, |condition| self.named(condition));
                    self.set(parent, &fragment.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives)?;
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && self.walked.insert(name)
                    {
                        let fragment = &fragment.node;
                        let parent = self.named(&fragment.type_condition.node.on.node);
                        self.set(parent, &fragment.selection_set.node)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<(), ServerError> {
        for Positioned { node: directive, .. } in directives {
            let known = self.registry.directives.get(directive.name.node.as_str());
            for (name, value) in &directive.arguments {
                let place = known.and_then(|known| known.args.get(name.node.as_str()));
                self.input(place, &value.node, value.pos)?;
            }
        }
        Ok(())
    }

    /// A value where the schema wants one: an argument, or a field of an input.
    fn input(&self, place: Option<&MetaInputValue>, value: &Value, pos: Pos) -> Result<(), ServerError> {
        let Some((kind, place)) = place.and_then(|place| Some((Type::new(&place.ty)?, place))) else {
            return Ok(());
        };
        self.value(&kind, place.default_value.is_some(), value, pos)
    }

    fn value(&self, kind: &Type, has_default: bool, value: &Value, pos: Pos) -> Result<(), ServerError> {
        match (value, &kind.base) {
            (Value::Variable(name), _) => match self.variables.get(name.as_str()) {
                Some(variable) if !fits(&variable.node, kind, has_default) => {
                    Err(refusal(variable, kind, pos))
                }
                _ => Ok(()),
            },
            (Value::List(items), BaseType::List(kind)) => {
                items.iter().try_for_each(|item| self.value(kind, false, item, pos))
            }
            // One alone stands for a list of one.
            (value, BaseType::List(kind)) => self.value(kind, false, value, pos),
            (Value::Object(fields), BaseType::Named(name)) => {
                let Some(MetaType::InputObject { input_fields, .. }) = self.registry.types.get(name.as_str())
                else {
                    return Ok(());
                };
                let mut fields = fields.iter();
                fields.try_for_each(|(name, value)| self.input(input_fields.get(name.as_str()), value, pos))
            }
            _ => Ok(()),
        }
    }

    fn named(&self, kind: &str) -> Option<&'a MetaType> {
        self.registry.types.get(MetaTypeName::concrete_typename(kind))
    }
}

/// Whether a variable may stand where this type is wanted; a default, of either, makes up for a value that may be missing.
fn fits(variable: &VariableDefinition, place: &Type, place_has_default: bool) -> bool {
    let kind = &variable.var_type.node;
    let default = variable.default_value.as_ref();
    let has_default = place_has_default || default.is_some_and(|default| default.node != Default::default());
    (!kind.nullable || place.nullable || has_default) && is_same(&kind.base, &place.base)
}

fn is_same(one: &BaseType, place: &BaseType) -> bool {
    match (one, place) {
        (BaseType::Named(one), BaseType::Named(place)) => one == place,
        (BaseType::List(one), BaseType::List(place)) => {
            (!one.nullable || place.nullable) && is_same(&one.base, &place.base)
        }
        _ => false,
    }
}

fn refusal(variable: &Positioned<VariableDefinition>, place: &Type, pos: Pos) -> ServerError {
    let VariableDefinition { name, var_type, .. } = &variable.node;
    let message =
        format!("Variable \"${name}\" of type \"{var_type}\" is used where the type \"{place}\" is expected");
    let mut error = ServerError::new(message, Some(variable.pos));
    error.locations.push(pos);
    error
}
