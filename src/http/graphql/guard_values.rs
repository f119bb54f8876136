//! Values, of arguments and of variables.

use async_graphql::Value as ConstValue;
use async_graphql_value::Value;

/// How many values an argument has, those within lists and objects included.
pub fn count(value: &Value) -> usize {
    match value {
        Value::List(values) => values.iter().map(count).sum::<usize>() + 1,
        Value::Object(fields) => fields.values().map(count).sum::<usize>() + 1,
        _ => 1,
    }
}

/// What it costs to walk a value: one for each value in it, and more for long texts.
pub fn weight(value: &ConstValue) -> usize {
    match value {
        ConstValue::List(values) => values.iter().map(weight).sum::<usize>() + 1,
        ConstValue::Object(fields) => {
            fields.iter().map(|(name, value)| name.len() / 64 + weight(value)).sum::<usize>() + 1
        }
        ConstValue::String(text) => text.len() / 64 + 1,
        _ => 1,
    }
}

/// What variables add to the cost of walking an argument, given what each of them weighs.
pub fn weight_of_variables(value: &Value, of: &impl Fn(&str) -> usize) -> usize {
    match value {
        Value::Variable(name) => of(name),
        Value::List(values) => values.iter().map(|value| weight_of_variables(value, of)).sum(),
        Value::Object(fields) => fields.values().map(|value| weight_of_variables(value, of)).sum(),
        _ => 0,
    }
}

/// Whether any text in an argument fulfils this.
pub fn any_text(value: &Value, is_it: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is_it(text),
        Value::List(values) => values.iter().any(|value| any_text(value, is_it)),
        Value::Object(fields) => fields.values().any(|value| any_text(value, is_it)),
        _ => false,
    }
}

/// Whether any text in a variable, or any name in it, fulfils this.
pub fn any_text_in_const(value: &ConstValue, is_it: &impl Fn(&str) -> bool) -> bool {
    match value {
        ConstValue::String(text) => is_it(text),
        ConstValue::List(values) => values.iter().any(|value| any_text_in_const(value, is_it)),
        ConstValue::Object(fields) => {
            fields.iter().any(|(name, value)| is_it(name) || any_text_in_const(value, is_it))
        }
        _ => false,
    }
}

/// What texts must not have: `PostgreSQL` cannot keep it, and nobody types it.
pub fn has_nul(text: &str) -> bool {
    text.contains('\0')
}
