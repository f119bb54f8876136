//! The link in mails: a page with a button, and the one-click way of mail programs (RFC 8058).

use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use entity::LeadId;

use super::{Address, App, Refusal, layers::RequestId, page::narrow as show};
use crate::{auth::Actor, communications, events::Origin, mail::Unsubscribe};

/// Asks whether they mean it. Mail scanners follow links: a GET must change nothing.
///
/// # Errors
/// 429 for who asks too often.
pub async fn ask(
    State(app): State<App>,
    Extension(address): Extension<Address>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    app.rates.public_request(address)?;
    if app.unsubscribe.verify(&token).is_none() {
        return Ok(unknown());
    }
    Ok(show(
        StatusCode::OK,
        "Unsubscribe",
        "<p>Do you want to stop receiving e-mail from us?</p>\n\
         <form method=\"post\"><button type=\"submit\">Unsubscribe</button></form>\n",
    ))
}

/// Unsubscribes. The body is not read: that the request came is the wish, from the button and from
/// `List-Unsubscribe=One-Click` alike.
///
/// # Errors
/// 500 when the database failed, 429 for who asks too often: mail programs then try again.
pub async fn perform(
    State(app): State<App>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    Extension(address): Extension<Address>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    app.rates.public_request(address)?;
    let Some(Unsubscribe { lead_id, address }) = app.unsubscribe.verify(&token) else {
        return Ok(unknown());
    };
    let ctx = app.ctx(Actor::System, Origin::mail_link(&request_id), None);
    communications::unsubscribe(&ctx, LeadId(lead_id), &address).await?;
    tracing::info!(lead = %LeadId(lead_id), "unsubscribed");
    Ok(show(
        StatusCode::OK,
        "You are unsubscribed",
        "<p>We will not send you any more e-mail. You may close this page.</p>\n",
    ))
}

fn unknown() -> Response {
    show(
        StatusCode::NOT_FOUND,
        "This link is not complete",
        "<p>Please copy the whole link from the mail, or answer the mail and ask us to stop writing.</p>\n",
    )
}
