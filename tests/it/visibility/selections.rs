//! Selections of everything: all fields of a type, and of what hangs on it, to a depth.

use super::schema::{Field, Of, Schema};

impl Schema {
    /// Every field that an answer of this type can have, objects within objects to a depth; several selections where the
    /// type is an interface or a union, one for each type that it may be. A type without fields has none to select.
    pub fn selections(&self, of: &Of, depth: usize) -> Vec<String> {
        let kind = self.of(of.name());
        match kind.kind.as_str() {
            "OBJECT" => vec![format!("{{ __typename {} }}", self.fields(of.name(), depth, &|_| false))],
            "INTERFACE" | "UNION" => {
                let fragment = |name: &String| {
                    format!("{{ __typename ... on {name} {{ {} }} }}", self.fields(name, depth, &|_| false))
                };
                kind.possible.iter().map(fragment).collect()
            }
            _ => vec![String::new()],
        }
    }

    fn fields(&self, object: &str, depth: usize, is_renamed: &dyn Fn(&Field) -> bool) -> String {
        let fields = self.of(object).fields.iter().filter_map(|field| {
            let below = self.below(&field.of, depth)?;
            let alias = if is_renamed(field) { format!("{object}_{}: ", field.name) } else { String::new() };
            Some(format!("{alias}{}{}{below}", field.name, arguments(field)))
        });
        fields.collect::<Vec<_>>().join(" ")
    }

    /// What is selected of a field; none when it has more to show than the depth allows.
    fn below(&self, of: &Of, depth: usize) -> Option<String> {
        let kind = self.of(of.name());
        match kind.kind.as_str() {
            "OBJECT" if depth > 0 => {
                Some(format!(" {{ __typename {} }}", self.fields(of.name(), depth - 1, &|_| false)))
            }
            "INTERFACE" | "UNION" if depth > 0 => {
                // Fields of different types under one name are refused.
                let differs = |field: &Field| {
                    let others = kind.possible.iter().flat_map(|name| &self.of(name).fields);
                    others
                        .filter(|other| other.name == field.name)
                        .any(|other| other.of.written() != field.of.written())
                };
                let fragments = kind
                    .possible
                    .iter()
                    .map(|name| format!("... on {name} {{ {} }}", self.fields(name, depth - 1, &differs)));
                Some(format!(" {{ __typename {} }}", fragments.collect::<Vec<_>>().join(" ")))
            }
            "OBJECT" | "INTERFACE" | "UNION" => None,
            _ => Some(String::new()),
        }
    }
}

/// Pages within pages are short. What a field demands beside that has no value here that would be right for all.
fn arguments(field: &Field) -> String {
    if let Some(argument) = field.arguments.iter().find(|argument| argument.is_required()) {
        panic!(
            "`{}` demands the argument `{}`: say in tests/it/visibility/selections.rs what to ask it with",
            field.name, argument.name
        );
    }
    let is_paged = field.arguments.iter().any(|argument| argument.name == "first");
    if is_paged { "(first: 2)".to_owned() } else { String::new() }
}
