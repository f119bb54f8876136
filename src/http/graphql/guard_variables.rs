//! Weighs the values of variables: validation walks the whole value of a variable each time that it is used.

use std::collections::HashMap;

use async_graphql::{
    Positioned, ServerError, Variables,
    parser::types::{Directive, ExecutableDocument, Selection, SelectionSet},
};

use super::{
    errors::{BAD_REQUEST, TOO_COMPLEX, error},
    guard_values as values,
};
use crate::graphql::limits::{MAX_NAME, MAX_TEXT, MAX_TOKENS, MAX_VALUES_WALKED};

/// Refuses variables that are too much, together with how often the document uses them. The document must have passed
/// [`guard_fragments`](super::guard_fragments).
///
/// # Errors
/// `DOCUMENT_TOO_COMPLEX` with the limit; `BAD_REQUEST` for a text that no database keeps.
pub fn check(document: &ExecutableDocument, variables: &Variables) -> Result<(), ServerError> {
    let mut weights = HashMap::new();
    for (name, value) in variables.iter() {
        check_texts(name, value)?;
        weights.insert(name.as_str(), values::weight(value));
    }
    for (_, operation) in document.operations.iter() {
        for variable in &operation.node.variable_definitions {
            if let Some(value) = &variable.node.default_value {
                let weight = weights.entry(variable.node.name.node.as_str()).or_default();
                *weight = (*weight).max(values::weight(&value.node));
            }
        }
    }
    let heaviest = weights.values().copied().max().unwrap_or(0);
    if heaviest * MAX_TOKENS <= MAX_VALUES_WALKED {
        return Ok(());
    }
    let mut walk = Walk { document, weights, known: HashMap::new() };
    let mut total = 0_usize;
    for (_, operation) in document.operations.iter() {
        total = total
            .saturating_add(walk.directives(&operation.node.directives))
            .saturating_add(walk.set(&operation.node.selection_set.node));
    }
    for name in document.fragments.keys() {
        total = total.max(walk.fragment(name));
    }
    if total <= MAX_VALUES_WALKED {
        return Ok(());
    }
    let message = format!(
        "the variables have more than {MAX_VALUES_WALKED} values, each counted as often as the document uses it; ask in parts"
    );
    Err(error(TOO_COMPLEX, message, None))
}

fn check_texts(name: &str, value: &async_graphql::Value) -> Result<(), ServerError> {
    if name.len() > MAX_NAME {
        let message = format!("a variable has a name of more than {MAX_NAME} letters");
        return Err(error(TOO_COMPLEX, message, None));
    }
    if values::any_text_in_const(value, &|text| text.len() > MAX_TEXT) {
        let message = format!("a text in the variable `${name}` has more than {MAX_TEXT} bytes");
        return Err(error(TOO_COMPLEX, message, None));
    }
    if values::any_text_in_const(value, &values::has_nul) {
        let message = format!("a text in the variable `${name}` has a NUL (`\\u0000`): remove it");
        return Err(error(BAD_REQUEST, message, None));
    }
    Ok(())
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    weights: HashMap<&'a str, usize>,
    known: HashMap<&'a str, usize>,
}

impl<'a> Walk<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> usize {
        let mut total = 0_usize;
        for item in &set.items {
            let below = match &item.node {
                Selection::Field(field) => {
                    let arguments: usize =
                        field.node.arguments.iter().map(|(_, value)| self.value(&value.node)).sum();
                    self.set(&field.node.selection_set.node).saturating_add(arguments)
                }
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            };
            total = total.saturating_add(below).saturating_add(self.directives(item.node.directives()));
        }
        total
    }

    fn fragment(&mut self, name: &str) -> usize {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return 0 };
        if let Some(known) = self.known.get(name.as_str()) {
            return *known;
        }
        let total = self.set(&fragment.node.selection_set.node);
        self.known.insert(name, total);
        total
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> usize {
        let arguments = directives.iter().flat_map(|directive| &directive.node.arguments);
        arguments.map(|(_, value)| self.value(&value.node)).sum()
    }

    fn value(&self, value: &async_graphql_value::Value) -> usize {
        values::weight_of_variables(value, &|name| self.weights.get(name).copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::{Value, json};

    use super::{super::errors::code, *};

    fn refused(document: &str, variables: Value) -> Option<String> {
        let document = parse_query(document).unwrap();
        let variables = Variables::from_json(variables);
        check(&document, &variables).err().and_then(|error| code(&error).map(str::to_owned))
    }

    #[test]
    fn a_large_value_may_be_used_once_but_not_by_everyone() {
        let ids = json!({ "ids": vec!["lead_x"; 1_000] });
        let once = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        assert_eq!(refused(once, ids.clone()), None);
        let often = format!("query ($ids: [ID!]!) {{ {} }}", "nodes(ids: $ids) { id } ".repeat(120));
        assert_eq!(refused(&often, ids.clone()).as_deref(), Some(TOO_COMPLEX));
        let within = format!("query ($ids: [ID!]!) {{ {} }}", "nodes(ids: [[$ids], {a: $ids}]) ".repeat(60));
        assert_eq!(refused(&within, ids.clone()).as_deref(), Some(TOO_COMPLEX));
        let by_directives = format!("query {{ {} }}", "a @include(if: $ids) ".repeat(120));
        assert_eq!(refused(&by_directives, ids.clone()).as_deref(), Some(TOO_COMPLEX));
        let spread =
            format!("{{ {} }} fragment F on Q {{ {} }}", "...F ".repeat(11), "nodes(ids: $ids) ".repeat(11));
        assert_eq!(refused(&spread, ids).as_deref(), Some(TOO_COMPLEX));
    }

    #[test]
    fn defaults_count_as_well() {
        let ids = "\"x\" ".repeat(500);
        let document = |uses| {
            format!("query ($ids: [ID!]! = [{ids}]) {{ {} }}", "nodes(ids: $ids) { id } ".repeat(uses))
        };
        assert_eq!(refused(&document(10), json!({})), None);
        assert_eq!(refused(&document(250), json!({})).as_deref(), Some(TOO_COMPLEX));
    }

    #[test]
    fn texts_are_bounded_and_without_nul() {
        let document = "query ($a: String) { a(a: $a) }";
        assert_eq!(refused(document, json!({ "a": "x".repeat(MAX_TEXT) })), None);
        let long = "x".repeat(MAX_TEXT + 1);
        for value in [json!(long), json!([{ "b": long }]), json!({ &long: 1 })] {
            assert_eq!(refused(document, json!({ "a": value })).as_deref(), Some(TOO_COMPLEX));
        }
        assert_eq!(refused(document, json!({ long: 1 })).as_deref(), Some(TOO_COMPLEX));
        for value in [json!("a\0"), json!([["\0"]]), json!({ "b\0": 1 })] {
            assert_eq!(refused(document, json!({ "a": value })).as_deref(), Some(BAD_REQUEST));
        }
    }
}
