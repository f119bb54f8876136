//! The same request twice does its work once.

use serde_json::json;

use crate::story;

const CREATE: &str = "mutation($input: CreateLeadInput!) { createLead(input: $input) {
    lead { id number } clientMutationId userErrors { code } } }";

story! {
    async fn the_same_key_and_input_give_the_first_result_and_another_input_is_a_conflict(app) {
        let input = json!({ "input": { "email": "a@acme.example", "clientMutationId": "first-try" } });
        let first = app.admin(CREATE, input.clone()).await["createLead"].clone();
        let again = app.admin(CREATE, input).await["createLead"].clone();
        assert_eq!(first, again);
        assert_eq!(first["clientMutationId"], "first-try");
        let other = json!({ "input": { "email": "b@acme.example", "clientMutationId": "first-try" } });
        let conflict = app.admin(CREATE, other).await["createLead"].clone();
        assert_eq!(conflict["userErrors"][0]["code"], "IDEMPOTENCY_CONFLICT");
        assert_eq!(app.all_lead_ids().await.len(), 1);
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 1);
    }
}

story! {
    async fn a_key_is_forgotten_after_a_day_and_belongs_to_one_user(app) {
        let input = json!({ "input": { "email": "a@acme.example", "clientMutationId": "key" } });
        app.admin(CREATE, input.clone()).await;
        app.agent(CREATE, input.clone()).await;
        assert_eq!(app.all_lead_ids().await.len(), 2);
        app.advance_hours(25);
        app.admin(CREATE, input).await;
        assert_eq!(app.all_lead_ids().await.len(), 3);
    }
}
