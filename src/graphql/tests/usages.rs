//! Variables that fit, and that do not.

use serde_json::json;

use super::support::stages;

const FIT: [&str; 9] = [
    "query ($id: ID!) { lead(id: $id) { id } }",
    "query ($id: ID = \"x\") { lead(id: $id) { id } }",
    "query ($o: [LeadOrder!]!) { leads(orderBy: $o) { totalCount } }",
    "query ($o: [LeadOrder!]) { leads(orderBy: $o) { totalCount } }",
    "query ($s: LeadStatus!) { leads(filter: {status: {in: [$s]}}) { totalCount } }",
    "query ($s: LeadStatus) { leads(filter: {status: {eq: $s}}) { totalCount } }",
    "query ($f: LeadFilter!) { leads(filter: {and: [$f]}) { totalCount } }",
    "query ($yes: Boolean!) { leads { totalCount @include(if: $yes) } }",
    "query ($first: Int) { ...F } fragment F on Query { leads(first: $first) { totalCount } }",
];

const DO_NOT: [(&str, &str, &str); 11] = [
    ("query ($id: String) { lead(id: $id) { id } }", "String", "ID!"),
    ("query ($id: String!) { lead(id: $id) { id } }", "String!", "ID!"),
    ("query ($id: ID) { lead(id: $id) { id } }", "ID", "ID!"),
    ("query ($id: ID = null) { lead(id: $id) { id } }", "ID", "ID!"),
    ("query ($o: LeadOrder!) { leads(orderBy: $o) { totalCount } }", "LeadOrder!", "[LeadOrder!]"),
    ("query ($o: [LeadOrder]) { leads(orderBy: $o) { totalCount } }", "[LeadOrder]", "[LeadOrder!]"),
    ("query ($s: String!) { leads(filter: {status: {eq: $s}}) { totalCount } }", "String!", "LeadStatus"),
    (
        "query ($s: LeadStatus) { leads(filter: {and: {status: {in: [$s]}}}) { totalCount } }",
        "LeadStatus",
        "LeadStatus!",
    ),
    ("query ($yes: Boolean) { leads { totalCount @include(if: $yes) } }", "Boolean", "Boolean!"),
    (
        "query ($n: String) { ...F } fragment F on Query { ... { leads(first: $n) { totalCount } } }",
        "String",
        "Int",
    ),
    ("mutation ($i: ID!) { changeLeadStatus(input: $i) { lead { id } } }", "ID!", "ChangeLeadStatusInput!"),
];

#[tokio::test]
async fn a_variable_that_fits_is_taken() {
    let stage = stages().await.remove(0);
    for document in FIT {
        let variables = json!({"id": "x", "o": [], "s": "NEW", "f": {}, "yes": true, "first": 1});
        let response = stage.execute(&stage.cx, document, variables).await;
        assert!(
            response.errors.iter().all(|error| !error.path.is_empty()),
            "{document}: {:?}",
            response.errors
        );
    }
}

#[tokio::test]
async fn a_variable_of_another_type_is_refused_before_anything_is_run() {
    let stage = stages().await.remove(0);
    for (document, given, wanted) in DO_NOT {
        let variables = json!({"id": "x", "o": null, "s": null, "yes": true, "n": null, "i": "x"});
        let response = stage.execute(&stage.cx, document, variables).await;
        let [error] = &response.errors[..] else { panic!("{document}: {:?}", response.errors) };
        assert!(error.path.is_empty(), "{error:?}");
        assert_eq!(error.locations.len(), 2, "where it is declared and where it is used");
        let told = format!("of type \"{given}\" is used where the type \"{wanted}\" is expected");
        assert!(error.message.contains(&told), "{document}: {}", error.message);
    }
}

#[tokio::test]
async fn so_is_one_of_a_subscription() {
    use futures::StreamExt;
    let stage = stages().await.remove(0);
    let document = "subscription ($id: String!) { leadChanged(id: $id) { id } }";
    let answer = stage.subscribe(document, json!({"id": "x"})).next().await.unwrap();
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("\"ID!\" is expected"), "{answer}");
}
