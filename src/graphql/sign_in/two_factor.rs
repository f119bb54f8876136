//! The second factor.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::visitor;
use crate::{
    graphql::{
        context::cx,
        errors::{Result, UserError, outcome},
        node::read_id,
        users::User,
    },
    sign_in::{self, NewSecret},
};

/// The second factor.
#[derive(Default)]
pub struct TwoFactorMutation;

/// Beginning with a second factor.
#[derive(InputObject)]
pub struct BeginTwoFactorInput {
    /// Your password.
    #[graphql(secret)]
    pub password: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// What an authenticator app needs.
#[derive(SimpleObject)]
pub struct BeginTwoFactorPayload {
    /// The secret in base 32, to be typed into the app. It is shown only now.
    pub secret: Option<String>,
    /// The same as an `otpauth://` address: show it as a QR code.
    pub otpauth_uri: Option<String>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// The first code of an authenticator app.
#[derive(InputObject)]
pub struct ConfirmTwoFactorInput {
    /// The code that the app shows.
    #[graphql(secret)]
    pub code: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// New recovery codes.
#[derive(SimpleObject)]
pub struct RecoveryCodesPayload {
    /// Ten codes that each take the place of the app once. They are shown only now: print them. Empty when it was refused.
    pub recovery_codes: Vec<String>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// Proof by both factors.
#[derive(InputObject)]
pub struct BothFactorsInput {
    /// Your password.
    #[graphql(secret)]
    pub password: String,
    /// The code that the app shows, or one of the recovery codes.
    #[graphql(secret)]
    pub code: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// Whose second factor is taken away.
#[derive(InputObject)]
pub struct ResetTwoFactorInput {
    /// The user who has lost app and recovery codes: make sure that it is them who ask.
    pub user_id: ID,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of taking a second factor away.
#[derive(SimpleObject)]
pub struct TwoFactorOffPayload {
    /// The user who signs in by password alone from now on; absent when it was refused.
    pub user: Option<User>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

#[Object]
impl TwoFactorMutation {
    /// Makes a secret for your authenticator app (TOTP). Nothing changes until `confirmTwoFactor` was shown its first code.
    #[graphql(complexity = "100 + child_complexity")]
    async fn begin_two_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your password.")] input: Box<BeginTwoFactorInput>,
    ) -> Result<BeginTwoFactorPayload> {
        let begun = sign_in::begin_two_factor(cx(ctx)?, visitor(ctx)?, input.password).await;
        let done = outcome(begun)?;
        let (secret, otpauth_uri) = done.value.map(|NewSecret { secret, uri }| (secret, uri)).unzip();
        Ok(BeginTwoFactorPayload {
            secret,
            otpauth_uri,
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Turns your second factor on, and gives ten recovery codes. You are told by mail.
    #[graphql(complexity = "100 + child_complexity")]
    async fn confirm_two_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first code.")] input: Box<ConfirmTwoFactorInput>,
    ) -> Result<RecoveryCodesPayload> {
        let confirmed = sign_in::confirm_two_factor(cx(ctx)?, visitor(ctx)?, &input.code).await;
        let done = outcome(confirmed)?;
        Ok(RecoveryCodesPayload {
            recovery_codes: done.value.unwrap_or_default(),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Turns your second factor off. You are told by mail.
    #[graphql(complexity = "100 + child_complexity")]
    async fn disable_two_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Password and code.")] input: Box<BothFactorsInput>,
    ) -> Result<TwoFactorOffPayload> {
        let cx = cx(ctx)?;
        let BothFactorsInput { password, code, client_mutation_id } = *input;
        let done = outcome(sign_in::disable_two_factor(cx, visitor(ctx)?, password, &code).await)?;
        Ok(TwoFactorOffPayload {
            user: done.value.map(User::from),
            user_errors: done.user_errors,
            client_mutation_id,
        })
    }

    /// Gives you ten new recovery codes; the old ones do not work any more. You are told by mail.
    #[graphql(complexity = "100 + child_complexity")]
    async fn regenerate_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Password and code.")] input: Box<BothFactorsInput>,
    ) -> Result<RecoveryCodesPayload> {
        let BothFactorsInput { password, code, client_mutation_id } = *input;
        let renewed = sign_in::renew_recovery_codes(cx(ctx)?, visitor(ctx)?, password, &code).await;
        let done = outcome(renewed)?;
        Ok(RecoveryCodesPayload {
            recovery_codes: done.value.unwrap_or_default(),
            user_errors: done.user_errors,
            client_mutation_id,
        })
    }

    /// Takes away the second factor of a user who has lost app and recovery codes. For administrators; the user is told by
    /// mail.
    async fn reset_two_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: Box<ResetTwoFactorInput>,
    ) -> Result<TwoFactorOffPayload> {
        let cx = cx(ctx)?;
        let reset = async { sign_in::reset_two_factor(cx, read_id(&input.user_id, "user_id")?).await };
        let done = outcome(reset.await)?;
        Ok(TwoFactorOffPayload {
            user: done.value.map(User::from),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
