//! Fields that answer under the same name must be the same. The library's validation looks for that as well, but
//! notes every pair that is not: a document of ten kilobytes would have a million errors. This looks first, and stops
//! at the first.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    ServerError,
    parser::types::{ExecutableDocument, Field, OperationType, Selection, SelectionSet},
};

use super::errors::{VALIDATION_FAILED, error};

/// Refuses fields of the same name that are different, in any selection set.
///
/// # Errors
/// `GRAPHQL_VALIDATION_FAILED` with the places of both.
pub fn check(document: &ExecutableDocument) -> Result<(), ServerError> {
    for (_, operation) in document.operations.iter() {
        let set = &operation.node.selection_set.node;
        check_below(document, set)?;
        if operation.node.ty == OperationType::Mutation {
            check_mutations(document, set)?;
        }
    }
    document
        .fragments
        .values()
        .try_for_each(|fragment| check_below(document, &fragment.node.selection_set.node))
}

fn check_below(document: &ExecutableDocument, set: &SelectionSet) -> Result<(), ServerError> {
    // Most sets have one field or two.
    if set.items.len() > 1 {
        Level::new(document).add(None, set)?;
    }
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => check_below(document, &field.node.selection_set.node)?,
            Selection::InlineFragment(inline) => check_below(document, &inline.node.selection_set.node)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

/// The library runs a field once for each time that it is written. Reads are merged afterwards; a write must not
/// happen twice.
fn check_mutations(document: &ExecutableDocument, set: &SelectionSet) -> Result<(), ServerError> {
    let mut level = Level { one_type: true, ..Level::new(document) };
    level.add(None, set)?;
    match level.repeated {
        None => Ok(()),
        Some(field) => {
            let name = &field.response_key().node;
            let message = format!(
                "the mutation has `{name}` twice: write it once, or give each an alias if it is to happen twice"
            );
            Err(error(VALIDATION_FAILED, message, Some(field.name.pos)))
        }
    }
}

/// The fields under one object.
struct Level<'a> {
    document: &'a ExecutableDocument,
    fields: HashMap<(Option<&'a str>, &'a str), &'a Field>,
    visited: HashSet<&'a str>,
    /// All fragments are of the one type that the object has.
    one_type: bool,
    repeated: Option<&'a Field>,
}

impl<'a> Level<'a> {
    fn new(document: &'a ExecutableDocument) -> Self {
        Self { document, fields: HashMap::new(), visited: HashSet::new(), one_type: false, repeated: None }
    }

    fn add(&mut self, on: Option<&'a str>, set: &'a SelectionSet) -> Result<(), ServerError> {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => self.add_field(on, &field.node)?,
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    self.add(on, &inline.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    if self.visited.insert(name) {
                        let on = Some(fragment.node.type_condition.node.on.node.as_str());
                        self.add(on, &fragment.node.selection_set.node)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn add_field(&mut self, on: Option<&'a str>, field: &'a Field) -> Result<(), ServerError> {
        let name = field.response_key().node.as_str();
        let on = on.filter(|_| !self.one_type);
        let Some(first) = self.fields.insert((on, name), field) else { return Ok(()) };
        self.repeated = self.repeated.or((field.name.node != "__typename").then_some(field));
        let same_arguments = first.arguments.len() == field.arguments.len()
            && first.arguments.iter().all(|(name, value)| {
                field.get_argument(&name.node).is_some_and(|other| other.node == value.node)
            });
        if first.name.node == field.name.node && same_arguments {
            return Ok(());
        }
        let message = format!(
            "`{name}` is asked for twice with different fields or arguments; give one of them an alias"
        );
        let mut conflict = error(VALIDATION_FAILED, message, Some(first.name.pos));
        conflict.locations.push(field.name.pos);
        Err(conflict)
    }
}
