//! Signing out.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::{Session, session};
use crate::{
    graphql::{
        context::cx,
        errors::{Result, UserError, outcome},
        node::read_id,
    },
    sign_in,
};

/// Signing out.
#[derive(Default)]
pub struct SignOutMutation;

/// Signing out here.
#[derive(InputObject)]
pub struct SignOutInput {
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of signing out.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Whether the session has ended.
    pub signed_out: bool,
    /// Why it has not; empty when it has.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// Signing out everywhere.
#[derive(InputObject)]
pub struct SignOutEverywhereInput {
    /// End the session by which you ask as well.
    #[graphql(default)]
    pub including_this: bool,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of signing out everywhere.
#[derive(SimpleObject)]
pub struct SignOutEverywherePayload {
    /// How many sessions were ended.
    pub ended_sessions: Option<u64>,
    /// Why none was; empty when all went well.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// Ending one session.
#[derive(InputObject)]
pub struct RevokeSessionInput {
    /// Which: one of your own; administrators may name anybody's.
    pub id: ID,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of ending a session.
#[derive(SimpleObject)]
pub struct RevokeSessionPayload {
    /// The session that has ended; absent when it was refused.
    pub session: Option<Session>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

#[Object]
impl SignOutMutation {
    /// Ends the session by which you ask, with its tokens; its sockets and streams are closed within 30 seconds.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Nothing is needed.")] input: Box<SignOutInput>,
    ) -> Result<SignOutPayload> {
        let done = outcome(sign_in::sign_out(cx(ctx)?, session(ctx)).await)?;
        Ok(SignOutPayload {
            signed_out: done.value.is_some(),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Ends all your sessions, but not the one by which you ask unless you say so.
    async fn sign_out_everywhere(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether to sign out here too.")] input: Box<SignOutEverywhereInput>,
    ) -> Result<SignOutEverywherePayload> {
        let ended = sign_in::sign_out_everywhere(cx(ctx)?, session(ctx), input.including_this).await;
        let done = outcome(ended)?;
        Ok(SignOutEverywherePayload {
            ended_sessions: done.value,
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Ends one session, such as that of a lost telephone.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: Box<RevokeSessionInput>,
    ) -> Result<RevokeSessionPayload> {
        let cx = cx(ctx)?;
        let revoked = async { sign_in::revoke(cx, read_id(&input.id, "id")?).await };
        let done = outcome(revoked.await)?;
        Ok(RevokeSessionPayload {
            session: done.value.map(Session::from),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
