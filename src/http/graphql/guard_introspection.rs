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

/// About how many values a field answers with, given what one object under it answers with. The figures are those of
/// our schema, where a type has few fields on the average; one that is asked for by its name may have a hundred.
pub fn values(field: &str, below: usize) -> usize {
    let objects = match field {
        "types" => 300,
        "__type" => 30,
        "directives" => 5,
        "inputFields" => 4,
        "fields" | "possibleTypes" => 3,
        "enumValues" => 2,
        // What is wrapped in lists and «not null» comes to its end soon: clients ask for nine levels of it.
        "ofType" => return below.div_ceil(2).saturating_add(1),
        _ => 1,
    };
    below.saturating_add(1).saturating_mul(objects)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::Value;

    use super::super::guard_fragments;
    use crate::graphql::{Api, limits::MAX_INTROSPECTION};

    const WHOLE: &str = include_str!("guard_introspection.graphql");

    /// What is counted, and what is answered.
    async fn values(api: &Api, document: &str) -> (usize, usize) {
        fn count(value: &Value) -> usize {
            match value {
                Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
                Value::Object(fields) => 1 + fields.values().map(count).sum::<usize>(),
                _ => 1,
            }
        }
        let response = api.execute(document).await;
        assert!(response.errors.is_empty(), "{document}: {:?}", response.errors);
        let counted = guard_fragments::introspected(&parse_query(document).unwrap());
        (counted, count(&serde_json::to_value(response.data).unwrap()))
    }

    #[tokio::test]
    async fn what_is_counted_is_about_what_is_answered() {
        let sets = [
            "{ name }",
            "{ fields { name } }",
            "{ fields { type { name kind } } }",
            "{ fields { args { name type { name } } } }",
            "{ fields { type { fields { name } } } }",
            "{ fields { type { ofType { fields { name } } } } }",
            "{ fields { args { type { ofType { inputFields { name } } } } } }",
            "{ inputFields { name type { name } } }",
            "{ inputFields { type { inputFields { name type { name } } } } }",
            "{ enumValues { name } }",
            "{ interfaces { fields { name } } }",
            "{ possibleTypes { fields { type { name } } } }",
            "{ fields { type { possibleTypes { name } } } }",
            "{ fields { type { interfaces { name } } } }",
            "{ fields { type { enumValues { name } } } }",
            "{ fields { type { ofType { enumValues { name } } } } }",
        ];
        let api = Api::new();
        let lists = "fields { name } inputFields { name } enumValues { name } possibleTypes { name }";
        let types = api.execute(format!("{{ __schema {{ types {{ name {lists} }} }} }}")).await;
        let types = types.data.into_json().unwrap();
        let types = types["__schema"]["types"].as_array().unwrap();
        let large: Vec<_> = types.iter().filter(|one| one.to_string().len() > 400).collect();
        assert!(large.len() > 10, "{}", large.len());
        for set in sets {
            let named = large.iter().map(|one| format!("{{ __type(name: {}) {set} }}", one["name"]));
            for document in named.chain([format!("{{ __schema {{ types {set} }} }}")]) {
                let (counted, answered) = values(&api, &document).await;
                assert!(2 * answered <= 3 * counted, "{document}: {counted} counted, {answered} answered");
            }
        }
    }

    #[tokio::test]
    async fn the_whole_schema_may_be_asked_for_and_not_twice() {
        let (counted, answered) = values(&Api::new(), WHOLE).await;
        assert!(counted <= 3 * answered, "{counted} counted, {answered} answered");
        assert!((counted..counted + counted / 3).contains(&MAX_INTROSPECTION), "{counted} counted");
    }
}
