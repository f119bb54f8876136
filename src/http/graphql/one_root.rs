//! A subscription has one root field (GraphQL, section 5.2.3.1). The library runs several side by side, and none that
//! is in a fragment.

use async_graphql::{
    ServerError,
    parser::types::{OperationDefinition, OperationType, Selection},
};

use super::errors::{VALIDATION_FAILED, error};

/// Checks the operation, if it is a subscription.
///
/// # Errors
/// Not exactly one field, or one that is not written in the operation itself.
pub fn check(operation: &OperationDefinition) -> Result<(), ServerError> {
    if operation.ty != OperationType::Subscription {
        return Ok(());
    }
    let items = &operation.selection_set.node.items;
    let (message, at) = match items.as_slice() {
        [] => return Ok(()),
        [one] => match &one.node {
            Selection::Field(field) if field.node.name.node.starts_with("__") => {
                ("a subscription's field must be one that streams", one.pos)
            }
            Selection::Field(_) => return Ok(()),
            _ => ("write the subscription's field in the subscription itself, not in a fragment", one.pos),
        },
        [_, second, ..] => {
            ("a subscription has exactly one root field: send one operation for each", second.pos)
        }
    };
    Err(error(VALIDATION_FAILED, message, Some(at)))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn accepts(document: &str) -> bool {
        let document = parse_query(document).unwrap();
        document.operations.iter().all(|(_, operation)| check(&operation.node).is_ok())
    }

    #[test]
    fn one_field_and_no_more() {
        assert!(accepts("{ a b }"));
        assert!(accepts("subscription { a { b c ...F } } fragment F on A { d }"));
        assert!(!accepts("subscription { a b }"));
        assert!(!accepts("subscription { a ...F } fragment F on S { a }"));
        assert!(!accepts("subscription { ...F } fragment F on S { a }"));
        assert!(!accepts("subscription { ... { a } }"));
        assert!(!accepts("subscription { __typename }"));
    }
}
