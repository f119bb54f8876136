//! Bounds on single places of a document: how many operations, variables, arguments, directives there are.

use std::{collections::HashSet, sync::LazyLock};

use async_graphql::{
    Name, Pos, Positioned, ServerError,
    parser::types::{
        BaseType, Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
        VariableDefinition,
    },
};

use async_graphql_value::Value;

use super::{
    errors::{BAD_REQUEST, TOO_COMPLEX, VALIDATION_FAILED, error},
    guard_values as values,
};
use crate::graphql::limits::{MAX_ARGUMENTS, MAX_DIRECTIVES, MAX_OPERATIONS, MAX_VARIABLES};

/// Types that a variable can have.
static INPUT_TYPES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let builtin = ["Int", "Float", "String", "Boolean", "ID"].map(str::to_owned);
    let sdl = crate::graphql::sdl();
    let ours = sdl.lines().filter_map(|line| {
        let (kind, rest) = line.split_once(' ')?;
        let name = rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next()?;
        ["input", "enum", "scalar"].contains(&kind).then(|| name.to_owned())
    });
    builtin.into_iter().chain(ours).collect()
});

type Arguments = [(Positioned<Name>, Positioned<Value>)];

/// Refuses a document with too much in one place, or with a text that no database keeps.
///
/// # Errors
/// `DOCUMENT_TOO_COMPLEX` with the limit; `BAD_REQUEST` for a NUL.
pub fn check(document: &ExecutableDocument) -> Result<(), ServerError> {
    within(document.operations.iter().count(), MAX_OPERATIONS, "operations in a document")?;
    for (_, operation) in document.operations.iter() {
        check_operation(&operation.node)?;
    }
    for fragment in document.fragments.values() {
        check_directives(&fragment.node.directives)?;
        check_set(&fragment.node.selection_set.node)?;
    }
    Ok(())
}

fn within(count: usize, limit: usize, what: &str) -> Result<(), ServerError> {
    if count <= limit {
        return Ok(());
    }
    Err(error(TOO_COMPLEX, format!("{count} {what}; at most {limit} are taken"), None))
}

fn check_operation(operation: &OperationDefinition) -> Result<(), ServerError> {
    within(operation.variable_definitions.len(), MAX_VARIABLES, "variables of one operation")?;
    for variable in &operation.variable_definitions {
        check_directives(&variable.node.directives)?;
        if let Some(value) = &variable.node.default_value
            && values::any_text_in_const(&value.node, &values::has_nul)
        {
            return Err(nul(value.pos));
        }
        check_type(&variable.node)?;
    }
    check_directives(&operation.directives)?;
    check_set(&operation.selection_set.node)
}

/// The library's validation ends in a panic over the default of a list whose type it does not know.
fn check_type(variable: &VariableDefinition) -> Result<(), ServerError> {
    let mut base = &variable.var_type.node.base;
    if variable.default_value.is_none() || matches!(base, BaseType::Named(_)) {
        return Ok(());
    }
    while let BaseType::List(within) = base {
        base = &within.base;
    }
    match base {
        BaseType::Named(name) if !INPUT_TYPES.contains(name.as_str()) => {
            Err(error(VALIDATION_FAILED, format!("Unknown type \"{name}\""), Some(variable.var_type.pos)))
        }
        _ => Ok(()),
    }
}

fn check_set(set: &SelectionSet) -> Result<(), ServerError> {
    for item in &set.items {
        check_directives(item.node.directives())?;
        match &item.node {
            Selection::Field(field) => {
                check_arguments(&field.node.arguments)?;
                check_set(&field.node.selection_set.node)?;
            }
            Selection::InlineFragment(inline) => check_set(&inline.node.selection_set.node)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn check_directives(directives: &[Positioned<Directive>]) -> Result<(), ServerError> {
    within(directives.len(), MAX_DIRECTIVES, "directives in one place")?;
    directives.iter().try_for_each(|directive| check_arguments(&directive.node.arguments))
}

fn check_arguments(arguments: &Arguments) -> Result<(), ServerError> {
    within(arguments.len(), MAX_ARGUMENTS, "arguments in one place")?;
    match arguments.iter().find(|(_, value)| values::any_text(&value.node, &values::has_nul)) {
        Some((_, value)) => Err(nul(value.pos)),
        None => Ok(()),
    }
}

fn nul(at: Pos) -> ServerError {
    error(BAD_REQUEST, "a text in the document has a NUL (`\\u0000`): remove it", Some(at))
}
