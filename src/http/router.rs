//! Which path leads where.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    routing::{get, post},
};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    App, Refusal, dev_mailbox, graphiql, graphql, health, layers, metrics, oidc, reset_password, schema_file,
    unsubscribe,
};

/// The whole service.
pub fn router(app: App) -> Router {
    let graphql = Router::new()
        .route("/graphql", post(graphql::post).get(graphql::get).fallback(graphql::other_method))
        .layer(DefaultBodyLimit::max(graphql::MAX_BODY))
        .layer(layers::other_origins(&app));
    let mut router = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .route(crate::oidc::START, get(oidc::start))
        .route(crate::oidc::CALLBACK, get(oidc::callback))
        .route("/unsubscribe/{token}", get(unsubscribe::ask).post(unsubscribe::perform))
        .route("/reset-password/{token}", get(reset_password::ask).post(reset_password::perform))
        .merge(graphql);
    if app.config.shows_graphiql() {
        router = router
            .route("/", get(graphiql::show))
            .route("/graphiql.js", get(graphiql::script))
            .route("/graphiql-cdn.js", get(graphiql::cdn_script))
            .route("/graphiql/{file}", get(graphiql::file));
    }
    if app.is_development() {
        router = router.route("/schema.graphql", get(schema_file::show));
        if dev_mailbox::folder(&app.config).is_some() {
            router = router
                .route("/dev/mailbox", get(dev_mailbox::list))
                .route("/dev/mailbox/{file}", get(dev_mailbox::one));
        }
    }
    router
        .fallback(async || Refusal::not_found())
        .method_not_allowed_fallback(async || method_not_allowed())
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), layers::address))
        .layer(middleware::from_fn_with_state(app.clone(), layers::security_headers))
        .layer(middleware::from_fn(layers::request_id))
        .with_state(app)
}

/// The framework adds `Allow`.
fn method_not_allowed() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "this method is not for this path")
}
