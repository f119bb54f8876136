//! Lists: filters, search, order and pages that hold while leads come in.

use serde_json::{Value, json};

use crate::{story, support::App};

async fn some_leads(app: &App) {
    for (first, last, company, amount) in [
        ("Zoë", "Müller", "Ångström GmbH", Some("100.00")),
        ("Ann", "O'Neill", "100%_sure Ltd", None),
        ("Björn", "Berg", "Berg & Tal", Some("2500.00")),
        ("Carla", "Núñez", "Ångström GmbH", Some("100.00")),
        ("Dan", "Berg", "Delta", None),
    ] {
        let amount = amount.map(|amount| json!({ "amount": amount, "currency": "EUR" }));
        app.create_lead(json!({ "firstName": first, "lastName": last, "company": company,
            "email": format!("{}@acme.example", first.to_lowercase().replace(['ë', 'ö'], "o")),
            "targetAmount": amount }))
            .await;
        app.advance_hours(1);
    }
}

async fn names(app: &App, arguments: &str) -> Vec<String> {
    let data = app
        .admin(&format!("{{ leads({arguments}) {{ edges {{ node {{ firstName }} }} }} }}"), Value::Null)
        .await;
    let edges = data["leads"]["edges"].as_array().expect("edges").iter();
    edges.map(|edge| edge["node"]["firstName"].as_str().expect("a name").to_owned()).collect()
}

story! {
    async fn filters_and_search_find_what_people_mean(app) {
        some_leads(&app).await;
        for (arguments, expected) in [
            ("filter: { company: { contains: \"%_\" } }", vec!["Ann"]),
            ("filter: { company: { eq: \"Delta\" } }", vec!["Dan"]),
            ("filter: { lastName: { startsWith: \"ber\" } }", vec!["Dan", "Björn"]),
            ("filter: { or: [{ firstName: { eq: \"Ann\" } }, { not: { targetAmount: { isNull: true } } }] }",
                vec!["Carla", "Björn", "Ann", "Zoë"]),
            ("search: \"angstrom\"", vec!["Carla", "Zoë"]),
            ("search: \"nune carl\"", vec!["Carla"]),
            ("search: \"L-000003\"", vec!["Björn"]),
            ("search: \"\\\"; drop table leads\"", vec![]),
            ("filter: { status: { in: [WARM, COLD] } }", vec![]),
        ] {
            assert_eq!(names(&app, arguments).await, expected, "{arguments}");
        }
    }
}

story! {
    async fn pages_neither_repeat_nor_hide_leads_while_others_come_in(app) {
        some_leads(&app).await;
        let order = "orderBy: [{ field: TARGET_AMOUNT, direction: DESC, nulls: LAST }]";
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let data = app.admin(&format!("{{ leads(first: 2, {order} {after}) {{
                edges {{ node {{ firstName }} }} pageInfo {{ hasNextPage endCursor }} }} }}"), Value::Null).await;
            let edges = data["leads"]["edges"].as_array().expect("edges");
            seen.extend(edges.iter().map(|edge| edge["node"]["firstName"].as_str().expect("a name").to_owned()));
            // A lead that belongs before everything that was read must not push anything onto the next page.
            app.create_lead(json!({ "firstName": "Late", "email": "late@acme.example",
                "targetAmount": { "amount": "9999.00", "currency": "EUR" } })).await;
            if data["leads"]["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = format!(", after: {}", data["leads"]["pageInfo"]["endCursor"]);
        }
        assert_eq!(seen, ["Björn", "Carla", "Zoë", "Dan", "Ann"]);
    }
}

story! {
    async fn pages_can_be_read_backwards(app) {
        some_leads(&app).await;
        let last = app.admin("{ leads(last: 2) { edges { cursor node { firstName } }
            pageInfo { hasPreviousPage hasNextPage startCursor } } }", Value::Null).await;
        let shown = |data: &Value| data["leads"]["edges"].as_array().expect("edges").iter()
            .map(|edge| edge["node"]["firstName"].as_str().expect("a name").to_owned()).collect::<Vec<_>>();
        assert_eq!(shown(&last), ["Ann", "Zoë"]);
        assert_eq!(last["leads"]["pageInfo"]["hasPreviousPage"], true);
        let before = app.admin("query($before: String) { leads(last: 2, before: $before) {
            edges { node { firstName } } pageInfo { hasNextPage } } }",
            json!({ "before": last["leads"]["pageInfo"]["startCursor"] })).await;
        assert_eq!(shown(&before), ["Carla", "Björn"]);
        assert_eq!(before["leads"]["pageInfo"]["hasNextPage"], true);
    }
}

story! {
    async fn a_cursor_that_is_broken_or_from_another_order_is_refused_clearly(app) {
        some_leads(&app).await;
        let end = app.admin("{ leads(first: 1) { pageInfo { endCursor } } }", Value::Null).await;
        let end = end["leads"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        for arguments in [
            "first: 1, after: \"nonsense\"".to_owned(),
            format!("first: 1, after: \"{end}\", orderBy: [{{ field: NUMBER, direction: ASC }}]"),
            "first: 0".to_owned(),
            "first: 101".to_owned(),
            "first: 1, last: 1".to_owned(),
        ] {
            let errors = app.admin_errors(&format!("{{ leads({arguments}) {{ edges {{ cursor }} }} }}")).await;
            assert_eq!(errors.len(), 1, "{arguments}");
            assert!(errors[0]["extensions"]["code"].is_string(), "{arguments}: {errors:?}");
        }
    }
}
