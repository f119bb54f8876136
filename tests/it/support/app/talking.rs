//! Talking to the application, as clients do.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use entity::EventType;
use futures::{StreamExt, stream::BoxStream};
use leadline::{
    context::Ctx,
    events::{self, Note},
    graphql, http,
};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

use super::{
    super::{event_stream::EventStream, server::Server},
    App, Someone,
};

impl App {
    /// One request, as a client sends it; who asks for the log waits until it can be read to its end.
    pub async fn gql(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        if query.contains("events") || query.contains("auditTrail") {
            self.settle().await;
        }
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let (_, body) = self.send(request.body(Body::from(body)).expect("a request")).await;
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    /// An agent's request with a body of any kind.
    pub async fn agent_posts(&self, body: Value) -> (StatusCode, Value) {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.agent.token));
        let (status, body) = self.send(request.body(Body::from(body.to_string())).expect("a request")).await;
        (status, serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}")))
    }

    /// The data of an administrator's request, which must not fail.
    pub async fn admin(&self, query: &str, variables: Value) -> Value {
        data(self.gql(Some(&self.admin.token), query, variables).await)
    }

    /// The data of an agent's request, which must not fail.
    pub async fn agent(&self, query: &str, variables: Value) -> Value {
        data(self.gql(Some(&self.agent.token), query, variables).await)
    }

    /// The errors of an administrator's request.
    pub async fn admin_errors(&self, query: &str) -> Vec<Value> {
        let answer = self.gql(Some(&self.admin.token), query, Value::Null).await;
        answer["errors"].as_array().cloned().unwrap_or_default()
    }

    /// A plain request without a sign-in.
    pub async fn http(&self, method: Method, path: &str, body: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    pub(super) async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, String::from_utf8(body.to_vec()).expect("UTF-8"))
    }

    /// Listens on a port, for clients with connections of their own.
    pub async fn listen(&self) -> Server {
        Server::start(self.http.clone(), self.admin.token.clone()).await
    }

    /// The same at another time: a server that was started anew, where another has been.
    pub async fn listen_again(&self, address: &str) -> Server {
        let anew = http::App { graphql: Arc::new(graphql::Api::new()), ..self.http.clone() };
        Server::start_at(address, anew, self.admin.token.clone()).await
    }

    /// A stream of events as it leaves the application, for readers at a pace of their own.
    pub async fn event_stream(&self, query: &str, last_event_id: Option<&str>) -> EventStream {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "text/event-stream")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.admin.token))
            .header("last-event-id", last_event_id.unwrap_or_default());
        let body = Body::from(json!({ "query": query }).to_string());
        let response = self.router.clone().oneshot(request.body(body).expect("a request")).await;
        EventStream::new(response.expect("an answer").into_body().into_data_stream().boxed())
    }

    /// A subscription of somebody's, without the transport.
    pub async fn stream(&self, who: &Someone, query: &str, variables: Value) -> BoxStream<'static, Value> {
        let ctx = Ctx { actor: self.actor(who).await, ..self.ctx.clone() };
        let request = async_graphql::Request::new(query)
            .variables(async_graphql::Variables::from_json(variables))
            .data(ctx);
        let answers = self.http.graphql.stream(request);
        answers.map(|answer| serde_json::to_value(answer).expect("JSON")).boxed()
    }

    /// Writes entries into the event log, as many changes of a lead would.
    pub async fn append_events(&self, lead: &str, count: usize) {
        let lead = lead.parse().expect("a lead's id");
        let event = || self.ctx.event(Note::new(EventType::LeadUpdated).lead(lead));
        let tx = self.ctx.db.begin().await.expect("begun");
        events::append(&tx, (0..count).map(|_| event()).collect()).await.expect("written");
        tx.commit().await.expect("committed");
        self.ctx.bus.wake();
    }
}

pub(super) fn data(mut answer: Value) -> Value {
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].take()
}
