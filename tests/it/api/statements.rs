//! The SQL statements of a page do not grow with the leads on it.

use serde_json::{Value, json};

use crate::story;

const PAGE: &str = "query($first: Int) { leads(first: $first) { edges { node {
    number name assignee { name } source { name } leadType { name } statusInfo { label }
    history { to actor { name } } communications(first: 3) { edges { node { template trigger { key } } } }
    transitions { status allowed } } } } }";

story! {
    async fn a_page_of_fifty_costs_about_as_many_statements_as_a_page_of_five(app) {
        for number in 0..50 {
            app.create_lead(json!({ "email": format!("lead{number}@acme.example"), "sourceKey": "FAIR",
                "assigneeId": if number % 2 == 0 { app.agent_id() } else { app.admin_id() } })).await;
        }
        let mut counts = Vec::new();
        for first in [5, 50] {
            let before = app.statements();
            let data = app.admin(PAGE, json!({ "first": first })).await;
            assert_eq!(data["leads"]["edges"].as_array().map(Vec::len), Some(first));
            counts.push(app.statements() - before);
        }
        // Rows that arrive while others are still being handed out may ask for the next level a little earlier.
        assert!(counts[0].abs_diff(counts[1]) <= 5 && counts[1] <= 18, "statements: {counts:?}");
        let plain = app.statements();
        app.admin("{ leads(first: 50) { edges { node { number assignee { name } } } } }", Value::Null).await;
        assert!(app.statements() - plain <= 4, "sign-in, page, assignees: {}", app.statements() - plain);
    }
}
