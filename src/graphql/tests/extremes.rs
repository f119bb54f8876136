//! Values at the edge of what can be written: an answer, or words that say what is wrong, on both databases alike.

use serde_json::{Value, json};

use super::support::stages;

/// Nothing that is our fault.
fn check(response: &Value, asked: &str) {
    for error in response["errors"].as_array().into_iter().flatten() {
        assert_ne!(error["extensions"]["code"], "INTERNAL", "{asked}: {error}");
    }
}

#[tokio::test]
async fn no_value_is_our_fault() {
    let long = "x".repeat(3_000);
    let accents = "ß漢é".repeat(2_000);
    let texts = ["", " ", "\u{feff}", "\u{2028}", "%_\\'\"", ":*&|!()<->", "\u{10ffff}", &long, &accents];
    let times = [
        "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-23:59",
        "0000-01-01T00:00:00+23:59",
        "0001-01-01T00:00:00Z",
        "999999-01-01T00:00:00Z",
        "+262142-01-01T00:00:00Z",
    ];
    let days = ["0000-01-01", "-001-01-01", "+999-01-01", "9999-12-31", "999999-01-01", "2026-02-30"];
    let amounts = [
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "1e28",
        "0.0000000000000000000000000001",
        "9223372036854775807",
        "92233720368547758.08",
        "NaN",
    ];
    for stage in stages().await {
        stage.lead("One", |_| ()).await;
        let mut asked = Vec::new();
        for text in texts {
            asked.push(("query { leads(search: $v) { totalCount } }", json!(text)));
            asked.push(("query { leadByNumber(number: $v) { id } }", json!(text)));
            asked.push(("query { leads(filter: { company: { eq: $v, ne: $v, in: [$v], contains: $v, startsWith: $v } }) { totalCount } }", json!(text)));
            asked.push((
                "query { leads(filter: { source: { key: { eq: $v } } }) { totalCount } }",
                json!(text),
            ));
            asked.push(("mutation { createLead(input: { lastName: \"X\", email: \"x@acme.example\", timeZone: $v, dryRun: true }) { userErrors { message } } }", json!(text)));
            asked.push(("mutation { createLead(input: { lastName: $v, email: $v, phone: $v, website: $v, locale: $v, sourceKey: $v, leadTypeKey: $v, initialInterest: $v, clientMutationId: $v, address: { country: $v, postalCode: $v }, dryRun: true }) { userErrors { message } } }", json!(text)));
        }
        for number in
            ["L-99999999999999999999", "L--1", "L-9223372036854775807", "L-0", "9223372036854775808"]
        {
            asked.push(("query { leadByNumber(number: $v) { id } }", json!(number)));
        }
        for time in times {
            asked.push((
                "query { leads(filter: { createdAt: { eq: $v, lt: $v, in: [$v] } }) { totalCount } }",
                json!(time),
            ));
        }
        for day in days {
            asked.push((
                "query { leads(filter: { startDate: { eq: $v, gte: $v } }) { totalCount } }",
                json!(day),
            ));
            asked.push(("mutation { createLead(input: { lastName: \"X\", email: \"x@acme.example\", startDate: $v, estimatedDays: 3650, expectedCompletionDate: $v }) { lead { startDate expectedCompletionDate timeOverdueDays timeToCompletionDays } userErrors { message } } }", json!(day)));
        }
        for amount in amounts {
            asked.push((
                "query { leads(filter: { targetAmount: { currency: \"EUR\", gte: $v } }) { totalCount } }",
                json!(amount),
            ));
            asked.push(("mutation { createLead(input: { lastName: \"X\", email: \"x@acme.example\", targetAmount: { currency: \"EUR\", amount: $v }, dryRun: true }) { userErrors { message } } }", json!(amount)));
        }
        for number in
            [json!(i32::MAX), json!(i32::MIN), json!(i64::MAX), json!(1.5), json!(1e300), json!("1")]
        {
            asked.push((
                "query { leads(first: $v, filter: { score: { eq: $v } }) { totalCount } }",
                number.clone(),
            ));
            asked.push(("mutation { createLead(input: { lastName: \"X\", email: \"x@acme.example\", estimatedDays: $v, probability: $v, dryRun: true }) { userErrors { message } } }", number));
        }
        for (document, value) in asked {
            // A text of JSON is one of GraphQL.
            let document = document.replace("$v", &value.to_string());
            let response = stage.execute(&stage.cx, &document, json!({})).await;
            check(&serde_json::to_value(&response).unwrap(), &document);
        }
        // What was kept can be read.
        check(
            &serde_json::to_value(
                stage
                    .execute(
                        &stage.cx,
                        "{ leads { edges { node { startDate expectedCompletionDate timeOverdueDays } } } }",
                        json!({}),
                    )
                    .await,
            )
            .unwrap(),
            "all leads",
        );
    }
}
