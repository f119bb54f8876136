//! What an introspection comes to. Its lists are as long as the schema is large, and lead into each other:
//! `__schema { types { fields { type { fields { type { … ` grows tenfold with each turn, which neither depth nor
//! complexity sees.

/// Whether introspection starts with this field.
pub fn starts(field: &str) -> bool {
    matches!(field, "__schema" | "__type")
}

/// Whether a field leads from types to types: each that is within another multiplies.
pub fn leads_on(field: &str) -> bool {
    matches!(field, "fields" | "inputFields" | "interfaces" | "possibleTypes")
}

/// About how many values a field answers with, given what one object under it answers with.
pub fn values(field: &str, below: usize) -> usize {
    let below = match field {
        "types" => below.saturating_mul(150),
        "fields" | "inputFields" | "enumValues" | "possibleTypes" => below.saturating_mul(10),
        "directives" => below.saturating_mul(5),
        "args" => below.saturating_mul(2),
        // What is wrapped in lists and «not null» comes to its end soon: clients ask for nine levels of it.
        "ofType" => below / 2,
        _ => below,
    };
    below.saturating_add(1)
}
