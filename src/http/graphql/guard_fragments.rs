//! Weighs fragments before validation, whose time grows with what a document expands to: a kilobyte of nested
//! fragments would keep it busy for twenty seconds.

use std::collections::HashMap;

use async_graphql::{
    Name, Positioned, ServerError,
    parser::types::{ExecutableDocument, FragmentDefinition, Selection, SelectionSet},
};

use super::errors::{TOO_COMPLEX, VALIDATION_FAILED, error};

/// Fields and spreads of a document, counted as often as fragments repeat them.
pub const MAX_SELECTIONS: usize = 20_000;

/// Refuses a document whose fragments go in circles, or that expands to too much.
///
/// # Errors
/// `GRAPHQL_VALIDATION_FAILED` for a circle, `DOCUMENT_TOO_COMPLEX` for too much.
pub fn check(document: &ExecutableDocument) -> Result<(), ServerError> {
    let mut weights = Weights { fragments: &document.fragments, known: HashMap::new() };
    let mut total = 0_usize;
    for (_, operation) in document.operations.iter() {
        total = total.saturating_add(weights.of(&operation.node.selection_set.node)?);
    }
    // Fragments that no operation uses are validated as well.
    for fragment in document.fragments.keys() {
        total = total.max(weights.of_fragment(fragment)?);
    }
    if total > MAX_SELECTIONS {
        let message = format!("with its fragments the document has more than {MAX_SELECTIONS} selections");
        return Err(error(TOO_COMPLEX, message, None));
    }
    Ok(())
}

/// Each fragment is weighed once.
struct Weights<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while a fragment is being weighed.
    known: HashMap<&'a str, Option<usize>>,
}

impl<'a> Weights<'a> {
    fn of(&mut self, set: &'a SelectionSet) -> Result<usize, ServerError> {
        let mut total = 0_usize;
        for item in &set.items {
            let inner = match &item.node {
                Selection::Field(field) => self.of(&field.node.selection_set.node)?,
                Selection::InlineFragment(inline) => self.of(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.of_fragment(&spread.node.fragment_name.node)?,
            };
            total = total.saturating_add(inner).saturating_add(1);
        }
        Ok(total)
    }

    fn of_fragment(&mut self, name: &str) -> Result<usize, ServerError> {
        // An unknown fragment weighs nothing: validation will name it.
        let Some((name, fragment)) = self.fragments.get_key_value(name) else { return Ok(0) };
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
        let weight = self.of(&fragment.node.selection_set.node)?;
        self.known.insert(name, Some(weight));
        Ok(weight)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use async_graphql::parser::parse_query;

    use super::{super::errors::code, *};

    fn refused(document: &str) -> Option<String> {
        let document = parse_query(document).unwrap();
        check(&document).err().and_then(|error| code(&error).map(str::to_owned))
    }

    #[test]
    fn circles_are_refused_even_unused() {
        let direct = "{ a } fragment F on Q { ...F }";
        let indirect = "{ ...F } fragment F on Q { b { ...G } } fragment G on Q { ... { ...F } }";
        for document in [direct, indirect] {
            assert_eq!(refused(document).as_deref(), Some(VALIDATION_FAILED), "{document}");
        }
        assert_eq!(
            refused("{ ...F ...F ...Unknown } fragment F on Q { a ...G } fragment G on Q { b }"),
            None
        );
    }

    #[test]
    fn what_expands_exponentially_is_refused_in_no_time() {
        let mut document = "{ ...F0 }".to_owned();
        for level in 0..40 {
            let next = level + 1;
            write!(document, " fragment F{level} on Q {{ a {{ ...F{next} }} b {{ ...F{next} }} }}").unwrap();
        }
        document.push_str(" fragment F40 on Q { c }");
        assert_eq!(refused(&document).as_deref(), Some(TOO_COMPLEX));
    }
}
