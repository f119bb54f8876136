//! Weighs a parsed document before validation, whose time grows with what fragments expand to: a kilobyte of nested
//! fragments would keep it busy for twenty seconds. Each fragment is weighed once.

use std::collections::HashMap;

use async_graphql::{
    Name, Positioned, ServerError,
    parser::types::{
        ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
        SelectionSet,
    },
};

use super::{
    errors::{TOO_COMPLEX, VALIDATION_FAILED, error},
    guard_introspection as introspection, guard_overlaps as overlaps, guard_places as places, guard_values,
};
use crate::graphql::limits::{
    MAX_ALIASES, MAX_COMPARED, MAX_INTROSPECTION, MAX_RECURSION, MAX_ROOT_FIELDS, MAX_ROOT_MUTATIONS,
    MAX_SELECTIONS, MAX_TURNS, MAX_TYPENAMES,
};

/// Refuses a document whose fragments go in circles, or that asks for too much of anything.
///
/// # Errors
/// `GRAPHQL_VALIDATION_FAILED` for a circle or fields that contradict each other, `DOCUMENT_TOO_COMPLEX` with the
/// limit for too much.
pub fn check(document: &ExecutableDocument) -> Result<(), ServerError> {
    places::check(document)?;
    let mut weights = Weights { fragments: &document.fragments, known: HashMap::new() };
    let mut total = Weight::default();
    for (_, operation) in document.operations.iter() {
        let weight = weights.of(&operation.node.selection_set.node, 1)?;
        check_root(&operation.node, &weight)?;
        total.join(weight);
    }
    // Fragments that no operation uses are validated as well.
    let mut compared = total.compared;
    for fragment in document.fragments.keys() {
        let weight = weights.of_fragment(fragment, 1)?;
        compared = compared.saturating_add(weight.compared);
        total.selections = total.selections.max(weight.selections);
    }
    within(total.selections, MAX_SELECTIONS, "fields, fragments and values of arguments")?;
    within(total.aliases, MAX_ALIASES, "aliases")?;
    within(total.typenames, MAX_TYPENAMES, "times `__typename` in one place")?;
    within(total.introspection, MAX_INTROSPECTION, "values of introspection to answer with")?;
    within(compared, MAX_COMPARED, "fields to compare with each other")?;
    overlaps::check(document)
}

/// Values of introspection that a document is counted with.
#[cfg(test)]
pub fn introspected(document: &ExecutableDocument) -> usize {
    let mut weights = Weights { fragments: &document.fragments, known: HashMap::new() };
    let operations = document.operations.iter();
    operations
        .map(|(_, operation)| weights.of(&operation.node.selection_set.node, 1).unwrap().introspection)
        .sum()
}

fn within(count: usize, limit: usize, what: &str) -> Result<(), ServerError> {
    if count <= limit {
        return Ok(());
    }
    let message = format!("with its fragments the document has more than {limit} {what}; ask in parts");
    Err(error(TOO_COMPLEX, message, None))
}

fn check_root(operation: &OperationDefinition, weight: &Weight) -> Result<(), ServerError> {
    let fields = weight.level - weight.typenames_here;
    let (limit, code) = match operation.ty {
        OperationType::Query => (MAX_ROOT_FIELDS, TOO_COMPLEX),
        OperationType::Mutation => (MAX_ROOT_MUTATIONS, TOO_COMPLEX),
        // The specification has it so: events of several fields would come one by one, the others missing.
        OperationType::Subscription => (1, VALIDATION_FAILED),
    };
    if fields <= limit {
        return Ok(());
    }
    let message =
        format!("the {} has {fields} fields at its top, fragments included; at most {limit}", operation.ty);
    Err(error(code, message, Some(operation.selection_set.pos)))
}

/// What a selection set comes to, fragments expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    /// Fields, spreads and values.
    selections: usize,
    aliases: usize,
    /// Fields under the same object: its own, and those of the fragments in it.
    level: usize,
    /// `__typename` among those.
    typenames_here: usize,
    /// The most of those anywhere.
    typenames: usize,
    /// What its selection sets compare with each other, fragments not expanded a second time.
    compared: usize,
    /// Values that introspection answers with, per object.
    introspected: usize,
    /// How often it leads from types to types.
    turns: usize,
    /// Values that introspection answers with, in all.
    introspection: usize,
    /// Levels below.
    height: usize,
}

impl Weight {
    /// Another one under the same object.
    fn join(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.level = self.level.saturating_add(other.level);
        self.typenames_here = self.typenames_here.saturating_add(other.typenames_here);
        self.typenames = self.typenames.max(other.typenames);
        self.compared = self.compared.saturating_add(other.compared);
        self.introspected = self.introspected.saturating_add(other.introspected);
        self.turns = self.turns.max(other.turns);
        self.introspection = self.introspection.saturating_add(other.introspection);
        self.height = self.height.max(other.height);
    }
}

struct Weights<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while a fragment is being weighed.
    known: HashMap<&'a str, Option<Weight>>,
}

impl<'a> Weights<'a> {
    /// `depth` is how far this walk is down itself: it recurses as well.
    fn of(&mut self, set: &'a SelectionSet, depth: usize) -> Result<Weight, ServerError> {
        if depth > MAX_RECURSION {
            return Err(too_deep());
        }
        let mut total = Weight::default();
        for item in &set.items {
            total.join(match &item.node {
                Selection::Field(field) => self.of_field(&field.node, depth)?,
                Selection::InlineFragment(inline) => self.of(&inline.node.selection_set.node, depth + 1)?,
                Selection::FragmentSpread(spread) => {
                    let weight = self.of_fragment(&spread.node.fragment_name.node, depth + 1)?;
                    // Its own sets compare their fields once, where it is defined.
                    Weight { compared: 0, ..weight }
                }
            });
            total.selections = total.selections.saturating_add(1);
        }
        total.height += 1;
        total.typenames = total.typenames.max(total.typenames_here);
        total.compared = total.compared.saturating_add(total.level);
        if total.height > MAX_RECURSION {
            return Err(too_deep());
        }
        Ok(total)
    }

    fn of_field(&mut self, field: &'a Field, depth: usize) -> Result<Weight, ServerError> {
        let below = if field.selection_set.node.items.is_empty() {
            Weight::default()
        } else {
            self.of(&field.selection_set.node, depth + 1)?
        };
        let name = field.name.node.as_str();
        let is_typename = name == "__typename";
        let introspected = introspection::values(name, below.introspected);
        let turns = below.turns + usize::from(introspection::leads_on(name));
        let introspection = if !introspection::starts(name) {
            below.introspection
        } else if turns > MAX_TURNS {
            usize::MAX
        } else {
            introspected
        };
        let values: usize = field.arguments.iter().map(|(_, value)| guard_values::count(&value.node)).sum();
        Ok(Weight {
            selections: below.selections.saturating_add(values),
            aliases: below.aliases.saturating_add(usize::from(field.alias.is_some())),
            level: 1,
            typenames_here: usize::from(is_typename),
            introspected,
            turns,
            introspection,
            ..below
        })
    }

    fn of_fragment(&mut self, name: &str, depth: usize) -> Result<Weight, ServerError> {
        // An unknown fragment weighs nothing: validation will name it.
        let Some((name, fragment)) = self.fragments.get_key_value(name) else { return Ok(Weight::default()) };
        match self.known.insert(name, None) {
            Some(None) => {
                let message = format!("the fragment `{name}` contains itself");
                return Err(error(VALIDATION_FAILED, message, Some(fragment.pos)));
            }
            Some(Some(weight)) => {
                self.known.insert(name, Some(weight));
                return Ok(weight);
            }
            None => {}
        }
        let weight = self.of(&fragment.node.selection_set.node, depth)?;
        self.known.insert(name, Some(weight));
        Ok(weight)
    }
}

fn too_deep() -> ServerError {
    let message = format!("with its fragments the document is more than {MAX_RECURSION} levels deep");
    error(TOO_COMPLEX, message, None)
}

#[cfg(test)]
#[path = "guard_fragments_tests.rs"]
mod tests;
