//! What an introspection comes to. Its lists are as long as the schema is large, and lead into each other:
//! `__schema { types { fields { type { fields { type { … ` grows tenfold with each turn, which neither depth nor
//! complexity sees.

/// Whether introspection starts with this field.
pub fn starts(field: &str) -> bool {
    matches!(field, "__schema" | "__type")
}

/// About how many values a field answers with, given what one object under it answers with.
pub fn values(field: &str, below: usize) -> usize {
    let times = match field {
        "types" => 150,
        "fields" | "inputFields" | "enumValues" | "possibleTypes" => 10,
        "directives" => 5,
        "args" => 2,
        _ => 1,
    };
    below.saturating_mul(times).saturating_add(1)
}
