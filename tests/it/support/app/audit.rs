//! The audit trail, and requests that say where they come from.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, header},
};
use serde_json::{Value, json};

use super::{App, talking::data};

/// Clients of the stories stand behind a proxy that is trusted.
pub const PROXY: &str = "10.0.0.1:4711";
pub const CLIENT: &str = "203.0.113.9";
pub const PROGRAM: &str = "Storyteller/1.0";

/// What an entry tells.
const ENTRY: &str = "id kind at data subjectKind subjectId leadId actor { email } before after valuesErasedAt
    changes { field before after } origin { via credential address userAgent requestId }";

impl App {
    /// One request of this name, from a client behind the proxy.
    pub async fn request(&self, id: &str, token: Option<&str>, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, PROGRAM)
            .header("x-forwarded-for", format!("198.51.100.66, {CLIENT}"))
            .header("x-request-id", id);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        request.extensions_mut().insert(ConnectInfo(PROXY.parse::<SocketAddr>().expect("an address")));
        let (_, body) = self.send(request).await;
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    pub fn admin_token(&self) -> &str {
        &self.admin.token
    }

    pub fn agent_token(&self) -> &str {
        &self.agent.token
    }

    /// Entries of the audit trail, newest first, as an administrator reads them.
    pub async fn audit_trail(&self, filter: Value) -> Vec<Value> {
        let query = format!(
            "query($filter: AuditFilter) {{ auditTrail(first: 100, filter: $filter) {{
                edges {{ node {{ {ENTRY} }} }} }} }}"
        );
        let trail = data(self.gql(Some(&self.admin.token), &query, json!({ "filter": filter })).await);
        let edges = trail["auditTrail"]["edges"].as_array().expect("edges").iter();
        edges.map(|edge| edge["node"].clone()).collect()
    }
}
