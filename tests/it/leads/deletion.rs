//! A deleted lead is gone for everybody, and comes back whole.

use serde_json::{Value, json};

use crate::story;

const DELETE: &str = "mutation($input: DeleteLeadInput!) { deleteLead(input: $input) {
    lead { id } userErrors { code } } }";
const RESTORE: &str = "mutation($input: RestoreLeadInput!) { restoreLead(input: $input) {
    lead { status number } userErrors { code } } }";

story! {
    async fn a_deleted_lead_is_not_found_and_gets_no_mail_until_it_is_restored(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example" })).await;
        let input = json!({ "input": { "id": lead } });
        assert_eq!(app.agent(DELETE, input.clone()).await["deleteLead"]["userErrors"][0]["code"], "FORBIDDEN");
        assert_eq!(app.admin(DELETE, input.clone()).await["deleteLead"]["lead"]["id"], json!(lead));

        let gone = app.admin("query($id: ID!) { lead(id: $id) { id } node(id: $id) { id }
            leads { totalCount } communications { totalCount } }", json!({ "id": lead })).await;
        assert_eq!(gone, json!({ "lead": null, "node": null, "leads": { "totalCount": 0 },
                                 "communications": { "totalCount": 0 } }));
        assert_eq!(app.admin(DELETE, input.clone()).await["deleteLead"]["userErrors"][0]["code"], "NOT_FOUND");
        app.run_jobs().await;
        assert!(app.mails().is_empty());

        let restored = app.admin(RESTORE, input).await;
        assert_eq!(restored["restoreLead"]["lead"], json!({ "status": "NEW", "number": "L-000001" }));
        let state = app.admin("{ communications { edges { node { state suppressionReason } } } }", Value::Null).await;
        assert_eq!(state["communications"]["edges"][0]["node"],
            json!({ "state": "SUPPRESSED", "suppressionReason": "LEAD_DELETED" }));
    }
}
