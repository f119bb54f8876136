//! The ways in which clients name a document:
//!
//! - `extensions.persistedQuery = {"version": 1, "sha256Hash": …}`: Apollo's clients, urql and others.
//! - `documentId`: the draft "persisted documents" of GraphQL over HTTP.
//! - `doc_id` or `id`: what Relay's guide has its users write.

use serde_json::{Map, Value};

use super::request::Wanted;
use crate::{documents::DocumentId, http::Refusal};

/// The id that a request names its document by.
///
/// # Errors
/// 400 for what cannot be an id, another version than 1, or two ids that differ.
pub fn id(
    fields: &Map<String, Value>,
    extensions: &Map<String, Value>,
) -> Result<Option<DocumentId>, Refusal> {
    let mut ids = [
        read(fields.get("documentId"), "documentId")?,
        read(fields.get("doc_id"), "doc_id")?,
        persisted_query(extensions.get("persistedQuery"))?,
    ]
    .into_iter()
    .flatten();
    let first = ids.next();
    if ids.any(|other| Some(&other) != first.as_ref()) {
        return Err(Refusal::bad_request("the request names two documents; name one"));
    }
    Ok(first)
}

/// The document of a request that has neither a text nor one of the names that are plain: `id` may mean anything
/// elsewhere.
///
/// # Errors
/// 400 when there is none.
pub fn alone(fields: &Map<String, Value>) -> Result<Wanted, Refusal> {
    read(fields.get("id"), "id")?.map(Wanted::Named).ok_or_else(|| {
        Refusal::bad_request(
            "`query` is missing, and so is a `documentId` that would name a document kept here",
        )
    })
}

fn read(value: Option<&Value>, name: &str) -> Result<Option<DocumentId>, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => DocumentId::parse(text)
            .map(Some)
            .map_err(|expected| Refusal::bad_request(format!("`{name}` must be {expected}"))),
        Some(_) => Err(Refusal::bad_request(format!("`{name}` must be a string"))),
    }
}

fn persisted_query(value: Option<&Value>) -> Result<Option<DocumentId>, Refusal> {
    let fields = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(fields)) => fields,
        Some(_) => {
            let message = "`extensions.persistedQuery` must be an object such as \
                           {\"version\": 1, \"sha256Hash\": \"…\"}";
            return Err(Refusal::bad_request(message));
        }
    };
    if fields.get("version").and_then(Value::as_u64) != Some(1) {
        return Err(Refusal::bad_request(
            "`extensions.persistedQuery.version` must be 1: no other is spoken here",
        ));
    }
    let name = "extensions.persistedQuery.sha256Hash";
    let missing =
        || Refusal::bad_request(format!("`{name}` is missing: the SHA-256 of the text in hexadecimal"));
    read(fields.get("sha256Hash"), name)?.ok_or_else(missing).map(Some)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{
        super::request::{Asked, from_query, from_value},
        *,
    };
    use crate::documents::Sha256Hash;

    fn wanted(request: Value) -> Result<Wanted, String> {
        from_value(request).map(|asked: Asked| asked.wanted).map_err(|refusal| {
            assert_eq!((refusal.status.as_u16(), refusal.code), (400, "BAD_REQUEST"));
            refusal.message
        })
    }

    #[test]
    fn every_way_is_understood() {
        let hash = Sha256Hash::of("{ a }");
        let id = DocumentId::Hash(hash);
        let apollo = json!({"persistedQuery": {"version": 1, "sha256Hash": hash.to_string()}});
        for request in [
            json!({"extensions": apollo}),
            json!({"extensions": apollo, "query": null}),
            json!({"extensions": apollo, "query": ""}),
            json!({"documentId": format!("sha256:{hash}")}),
            json!({"documentId": format!("sha256:{hash}"), "extensions": apollo, "id": "other"}),
            json!({"doc_id": hash.to_string()}),
            json!({"id": hash.to_string()}),
        ] {
            assert_eq!(wanted(request.clone()), Ok(Wanted::Named(id.clone())), "{request}");
        }
        let both = wanted(json!({"query": "{ a }", "extensions": apollo}));
        assert_eq!(both, Ok(Wanted::Both("{ a }".into(), id.clone())));
        // What a client calls `id` is its own affair when it sends a text.
        assert_eq!(wanted(json!({"query": "{ a }", "id": 7})), Ok(Wanted::Text("{ a }".into())));
        let by_url = from_query("doc_id=42&variables=%7B%7D").unwrap();
        assert_eq!(by_url.wanted, Wanted::Named(DocumentId::Custom("42".into())));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let apollo = |version: Value, hash: Value| json!({"extensions": {"persistedQuery": {"version": version, "sha256Hash": hash}}});
        for (request, words) in [
            (json!({}), "`query` is missing"),
            (json!({"documentId": 7}), "`documentId` must be a string"),
            (json!({"documentId": "a b"}), "`documentId` must be 1 to 255"),
            (json!({"documentId": "sha256:x"}), "`documentId` must be `sha256:` and then 64"),
            (json!({"id": {}}), "`id` must be a string"),
            (json!({"documentId": "a", "doc_id": "b"}), "two documents"),
            (json!({"extensions": {"persistedQuery": true}}), "must be an object such as"),
            (json!({"extensions": {"persistedQuery": {}}, "query": "{ a }"}), "version` must be 1"),
            (apollo(json!(2), json!("x")), "version` must be 1"),
            (apollo(json!("1"), json!("x")), "version` must be 1"),
            (apollo(json!(1), Value::Null), "sha256Hash` is missing"),
            (apollo(json!(1), json!([1])), "sha256Hash` must be a string"),
        ] {
            let said = wanted(request.clone()).unwrap_err();
            assert!(said.contains(words), "{request}: {said}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            Just(json!(1)),
            Just(json!(Sha256Hash::of("{ a }").to_string())),
            "(sha256:)?[0-9a-fA-F]{60,66}".prop_map(Value::from),
            "\\PC{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let name = prop_oneof![
                Just("persistedQuery".to_owned()),
                Just("version".to_owned()),
                Just("sha256Hash".to_owned()),
                "[a-z]{0,3}"
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(name, inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Whatever is sent is understood, or refused as a bad request with words: see `wanted`.
        #[test]
        fn nothing_panics(extensions in any_json(), persisted in any_json(), version in any_json(), hash in any_json(),
                          id in any_json(), query in any_json()) {
            for extensions in [extensions, json!({"persistedQuery": persisted}),
                               json!({"persistedQuery": {"version": version, "sha256Hash": hash}}),
                               json!({"persistedQuery": {"version": 1, "sha256Hash": hash}})] {
                for key in ["documentId", "doc_id", "id"] {
                    let request = json!({"extensions": extensions, key: id, "query": query});
                    if let Err(message) = wanted(request) {
                        prop_assert!(message.len() > 10);
                    }
                }
                let mut url = url::form_urlencoded::Serializer::new(String::new());
                let url = url.append_pair("extensions", &extensions.to_string()).append_pair("documentId", &id.to_string());
                let _ = from_query(&url.finish());
            }
        }
    }
}
