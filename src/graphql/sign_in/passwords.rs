//! New passwords.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::{limited, session, visitor};
use crate::{
    graphql::{
        context::cx,
        errors::{Result, UserError, outcome},
        scalars::EmailAddress,
    },
    sign_in,
};

/// New passwords.
#[derive(Default)]
pub struct PasswordMutation;

/// Changing one's own password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password until now.
    #[graphql(secret)]
    pub current_password: String,
    /// The new one: 10 to 256 characters, not your name or address, and none that everybody tries first.
    #[graphql(secret)]
    pub new_password: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of changing a password.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// How many other sessions were ended; absent when it was refused.
    pub ended_sessions: Option<u64>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// Asking for a mail with which to set a new password.
#[derive(InputObject)]
pub struct RequestPasswordResetInput {
    /// The address with which you sign in.
    pub email: EmailAddress,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of asking for a mail: the same whether anybody has the address or not.
#[derive(SimpleObject)]
pub struct RequestPasswordResetPayload {
    /// Whether the wish was taken: if somebody has this address, a mail is on its way to them.
    pub requested: bool,
    /// Why it was not taken; empty when it was.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// Setting a new password by the link in a mail.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The token in the link. It works once, within an hour of asking.
    #[graphql(secret)]
    pub token: String,
    /// The new password: 10 to 256 characters, not your name or address, and none that everybody tries first.
    #[graphql(secret)]
    pub new_password: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of setting a new password.
#[derive(SimpleObject)]
pub struct ResetPasswordPayload {
    /// Whether it is set: sign in with it now.
    pub reset: bool,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

#[Object]
impl PasswordMutation {
    /// Changes your password and ends all your other sessions; you are told by mail.
    #[graphql(complexity = "100 + child_complexity")]
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The old password and the new one.")] input: Box<ChangePasswordInput>,
    ) -> Result<ChangePasswordPayload> {
        let ChangePasswordInput { current_password, new_password, client_mutation_id } = *input;
        let (cx, visitor) = (cx(ctx)?, visitor(ctx)?);
        let changed =
            sign_in::change_password(cx, visitor, session(ctx), current_password, new_password).await;
        let done = outcome(changed)?;
        Ok(ChangePasswordPayload {
            ended_sessions: done.value,
            user_errors: done.user_errors,
            client_mutation_id,
        })
    }

    /// Sends a mail with a link to set a new password, if somebody has this address; at most five an hour. Works without a
    /// token. A newer mail makes older links void.
    #[graphql(complexity = "100 + child_complexity")]
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose password.")] input: Box<RequestPasswordResetInput>,
    ) -> Result<RequestPasswordResetPayload> {
        limited(ctx)?;
        let done = outcome(sign_in::request_password_reset(visitor(ctx)?, &input.email.0).await)?;
        Ok(RequestPasswordResetPayload {
            requested: done.value.is_some(),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Sets a new password by the token of a mail, ends all sessions, and lifts a lock. Works without a token of a session,
    /// and signs nobody in.
    #[graphql(complexity = "100 + child_complexity")]
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token and the new password.")] input: Box<ResetPasswordInput>,
    ) -> Result<ResetPasswordPayload> {
        limited(ctx)?;
        let ResetPasswordInput { token, new_password, client_mutation_id } = *input;
        let done = outcome(sign_in::reset_password(visitor(ctx)?, &token, new_password).await)?;
        Ok(ResetPasswordPayload {
            reset: done.value.is_some(),
            user_errors: done.user_errors,
            client_mutation_id,
        })
    }
}
