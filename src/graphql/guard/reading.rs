//! What an API key may read below a root field: nested objects must not give what their own root field would not.

use async_graphql::{
    Context, Name, Positioned,
    parser::types::{Field, FragmentDefinition, Selection, SelectionSet},
    registry::{MetaTypeName, Registry},
};

use super::{check::admits, table};
use crate::{auth::ApiKeyUse, context::Ctx, graphql::errors::ApiError};

/// What a key that may not read an object is told of one that it wrote: enough to go on with.
const RECEIPT: [&str; 4] = ["__typename", "id", "number", "version"];

type Fragments = std::collections::HashMap<Name, Positioned<FragmentDefinition>>;

/// Checks everything that is selected below the root field in hand.
///
/// # Errors
/// `FORBIDDEN`, naming the scope that is missing.
pub fn below(ctx: &Context<'_>, root: &str, key: &ApiKeyUse) -> Result<(), ApiError> {
    let walk = Walk { registry: &ctx.schema_env.registry, fragments: &ctx.query_env.fragments, key };
    let Some(payload) = walk.type_of(root, &ctx.item.node) else { return Ok(()) };
    // The objects of a mutation's payload are those that the key has written.
    let selection = &ctx.item.node.selection_set.node;
    if root == "Mutation" {
        return walk.selection(payload, selection, true);
    }
    walk.object(payload)?;
    walk.selection(payload, selection, false)
}

/// Whether the caller may read an object of this type that they found by its id.
///
/// # Errors
/// `FORBIDDEN`, naming the scope that is missing.
pub fn may_read(ctx: &Context<'_>, kind: &str) -> Result<(), ApiError> {
    let key = ctx.data_opt::<Ctx>().and_then(|cx| cx.actor.api_key());
    key.map_or(Ok(()), |key| object(key, kind))
}

fn object(key: &ApiKeyUse, kind: &str) -> Result<(), ApiError> {
    table::readable(kind).map_or(Ok(()), |keys| admits(keys, key, &format!("reading `{kind}`")))
}

struct Walk<'a> {
    registry: &'a Registry,
    fragments: &'a Fragments,
    key: &'a ApiKeyUse,
}

impl<'a> Walk<'a> {
    /// The name of a field's type, without lists and marks.
    fn type_of(&self, parent: &str, field: &Field) -> Option<&'a str> {
        let field = self.registry.types.get(parent)?.field_by_name(&field.name.node)?;
        Some(MetaTypeName::concrete_typename(&field.ty))
    }

    fn object(&self, kind: &str) -> Result<(), ApiError> {
        object(self.key, kind)
    }

    /// The guard before the parser has bounded how deep and how far this goes.
    fn selection(&self, parent: &str, selection: &SelectionSet, is_payload: bool) -> Result<(), ApiError> {
        for item in &selection.items {
            match &item.node {
                Selection::Field(field) => self.field(parent, &field.node, is_payload)?,
                Selection::InlineFragment(fragment) => {
                    let kind = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    self.within(parent, kind, &fragment.node.selection_set.node, is_payload)?;
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(&spread.node.fragment_name.node) {
                        let kind = fragment.node.type_condition.node.on.node.as_str();
                        self.within(parent, Some(kind), &fragment.node.selection_set.node, is_payload)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn within(
        &self,
        parent: &str,
        kind: Option<&str>,
        selection: &SelectionSet,
        is_payload: bool,
    ) -> Result<(), ApiError> {
        match kind {
            Some(kind) if kind != parent => {
                self.object(kind)?;
                self.selection(kind, selection, is_payload)
            }
            _ => self.selection(parent, selection, is_payload),
        }
    }

    fn field(&self, parent: &str, field: &Field, is_payload: bool) -> Result<(), ApiError> {
        let Some(kind) = self.type_of(parent, field) else { return Ok(()) };
        let selection = &field.selection_set.node;
        match self.object(kind) {
            Err(_) if is_payload && self.is_receipt(selection) => Ok(()),
            Err(refusal) if is_payload => {
                Err(refusal.saying("; without it, ask for its `id`, `number` and `version` alone"))
            }
            Err(refusal) => Err(refusal),
            Ok(()) => self.selection(kind, selection, false),
        }
    }

    fn is_receipt(&self, selection: &SelectionSet) -> bool {
        selection.items.iter().all(|item| match &item.node {
            Selection::Field(field) => RECEIPT.contains(&field.node.name.node.as_str()),
            Selection::InlineFragment(fragment) => self.is_receipt(&fragment.node.selection_set.node),
            Selection::FragmentSpread(spread) => {
                let fragment = self.fragments.get(&spread.node.fragment_name.node);
                fragment.is_some_and(|fragment| self.is_receipt(&fragment.node.selection_set.node))
            }
        })
    }
}
