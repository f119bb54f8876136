//! What was written to whom.

use leadline::mail::OutgoingMail;
use serde_json::Value;

use super::App;

impl App {
    /// Every mail that the memory transport took.
    pub fn mails(&self) -> Vec<OutgoingMail> {
        self.memory.sent()
    }

    /// The templates of what was sent to an address, oldest first.
    pub async fn templates_sent_to(&self, address: &str) -> Vec<String> {
        let sent = self
            .admin(
                "{ communications(first: 100) { edges { node { template state recipientAddress } } } }",
                Value::Null,
            )
            .await;
        let edges = sent["communications"]["edges"].as_array().expect("edges").iter().rev();
        edges
            .map(|edge| &edge["node"])
            .filter(|node| node["state"] == "SENT" && node["recipientAddress"] == address)
            .map(|node| node["template"].as_str().expect("a name").to_owned())
            .collect()
    }

    /// What was written to an audience, newest first.
    pub async fn communications_to(&self, audience: &str) -> Vec<Value> {
        let query = "{ communications(first: 100) { edges { node {
            audience template state suppressionReason failure explanation } } } }";
        let found = self.admin(query, Value::Null).await;
        let edges = found["communications"]["edges"].as_array().expect("edges").iter();
        edges.map(|edge| edge["node"].clone()).filter(|node| node["audience"] == audience).collect()
    }

    pub async fn only_communication(&self, fields: &str) -> Value {
        let found = self
            .admin(&format!("{{ communications {{ edges {{ node {{ {fields} }} }} }} }}"), Value::Null)
            .await;
        let edges = found["communications"]["edges"].as_array().expect("edges");
        assert_eq!(edges.len(), 1);
        edges[0]["node"].clone()
    }
}
