//! Leads, through the API.

use entity::counter;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use super::App;

impl App {
    pub async fn create_lead(&self, fields: Value) -> String {
        let created = self
            .admin(
                "mutation($input: CreateLeadInput!) { createLead(input: $input) { lead { id } userErrors { message } } }",
                json!({ "input": fields }),
            )
            .await;
        created["createLead"]["lead"]["id"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned()
    }

    /// A lead that nothing stands in the way of.
    pub async fn create_qualified_lead(&self, email: &str) -> String {
        self.create_lead(json!({
            "email": email, "firstName": "Zoë", "assigneeId": self.agent_id(),
            "bant": { "budgetStatus": "CONFIRMED", "authority": "DECISION_MAKER", "need": "STRONG",
                      "timing": "THIS_MONTH" },
            "targetAmount": { "amount": "12500.00", "currency": "EUR" }
        }))
        .await
    }

    pub async fn update_lead(&self, id: &str, mut fields: Value) {
        fields["id"] = json!(id);
        let updated = self
            .admin(
                "mutation($input: UpdateLeadInput!) { updateLead(input: $input) { lead { id } userErrors { message } } }",
                json!({ "input": fields }),
            )
            .await;
        assert_eq!(updated["updateLead"]["userErrors"], json!([]));
    }

    /// The payload of a change of status.
    pub async fn change_status(&self, id: &str, mut fields: Value) -> Value {
        fields["id"] = json!(id);
        let changed = self
            .admin(
                "mutation($input: ChangeLeadStatusInput!) { changeLeadStatus(input: $input) {
                    lead { id status version } communications { template }
                    userErrors { code message field } } }",
                json!({ "input": fields }),
            )
            .await;
        changed["changeLeadStatus"].clone()
    }

    pub async fn delete_lead(&self, id: &str) {
        let query = "mutation($id: ID!) { deleteLead(input: { id: $id }) { userErrors { code } } }";
        let deleted = self.admin(query, json!({ "id": id })).await;
        assert_eq!(deleted["deleteLead"]["userErrors"], json!([]));
    }

    /// The payload of bringing a lead back.
    pub async fn restore_lead(&self, id: &str) -> Value {
        let query = "mutation($id: ID!) { restoreLead(input: { id: $id }) { userErrors { code } } }";
        self.admin(query, json!({ "id": id })).await["restoreLead"].clone()
    }

    /// The next lead has this number.
    pub async fn count_leads_from(&self, number: i64) {
        let counter = counter::Entity::update_many()
            .col_expr(counter::Column::Value, Expr::val(number - 1))
            .filter(counter::Column::Name.eq("lead"));
        counter.exec(self.ctx.db.conn()).await.expect("set");
    }

    pub async fn lead(&self, id: &str, fields: &str) -> Value {
        let query = format!("query($id: ID!) {{ lead(id: $id) {{ {fields} }} }}");
        self.admin(&query, json!({ "id": id })).await["lead"].clone()
    }

    pub async fn all_lead_ids(&self) -> Vec<String> {
        let mut ids = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = self
                .admin(
                    "query($after: String) { leads(first: 100, after: $after) {
                        edges { node { id } } pageInfo { hasNextPage endCursor } } }",
                    json!({ "after": after }),
                )
                .await;
            let edges = page["leads"]["edges"].as_array().expect("edges").iter();
            ids.extend(edges.map(|edge| edge["node"]["id"].as_str().expect("an id").to_owned()));
            if page["leads"]["pageInfo"]["hasNextPage"] == false {
                return ids;
            }
            after = page["leads"]["pageInfo"]["endCursor"].clone();
        }
    }
}
