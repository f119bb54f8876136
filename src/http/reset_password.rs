//! The link in the mail that resets a password, where no front end has a page for it (`auth.reset_url`).

use axum::{
    Extension, Form,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::{
    Address, App, Refusal,
    layers::RequestId,
    page::{escape, narrow},
};
use crate::{
    auth::password_policy::MIN_LENGTH,
    context::Visitor,
    error::{Code, Error},
    events::Origin,
    sign_in,
};

/// What the page sends.
#[derive(Deserialize)]
pub struct NewPassword {
    password: String,
}

/// Asks for the new password. A GET uses nothing up: mail scanners follow links.
///
/// # Errors
/// 429 for who asks too often, 500 when the database failed.
pub async fn ask(
    State(app): State<App>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    Extension(address): Extension<Address>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    app.rates.public_request(address)?;
    let is_good = sign_in::is_good_reset(&visitor(&app, &request_id, address), &token).await?;
    Ok(if is_good { form(StatusCode::OK, "") } else { over() })
}

/// Sets the new password.
///
/// # Errors
/// 429 for who asks too often, 500 when the database failed.
pub async fn perform(
    State(app): State<App>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    Extension(address): Extension<Address>,
    Path(token): Path<String>,
    Form(NewPassword { password }): Form<NewPassword>,
) -> Result<Response, Refusal> {
    app.rates.public_request(address)?;
    match sign_in::reset_password(&visitor(&app, &request_id, address), &token, password).await {
        Ok(()) => Ok(narrow(
            StatusCode::OK,
            "Your new password is set",
            "<p>You are signed out everywhere. Sign in with the new password; you may close this page.</p>\n",
        )),
        Err(Error::Refused(problems))
            if problems.iter().any(|problem| problem.code == Code::TokenExpired) =>
        {
            Ok(over())
        }
        Err(Error::Refused(problems)) => {
            let why: Vec<_> = problems.iter().map(|problem| escape(&problem.message)).collect();
            Ok(form(StatusCode::UNPROCESSABLE_ENTITY, &format!("<p role=\"alert\">{}</p>\n", why.join(" "))))
        }
        Err(error) => Err(error.into()),
    }
}

fn visitor(app: &App, request_id: &str, address: Address) -> Visitor {
    app.visitor(Origin::request(request_id, address.exact(), None))
}

fn form(status: StatusCode, problem: &str) -> Response {
    let content = format!(
        "{problem}<form method=\"post\">\n\
         <label>New password, at least {MIN_LENGTH} characters\n\
         <input type=\"password\" name=\"password\" minlength=\"{MIN_LENGTH}\" autocomplete=\"new-password\" required></label>\n\
         <button type=\"submit\">Set password</button>\n</form>\n"
    );
    narrow(status, "Set a new password", &content)
}

fn over() -> Response {
    narrow(
        StatusCode::NOT_FOUND,
        "This link does not work any more",
        "<p>It was used, replaced by a newer one, or is more than an hour old. Ask for a new mail where you sign in.</p>\n",
    )
}
