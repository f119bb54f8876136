//! Who is asking.

use async_graphql::{Context, Object};

use super::{
    context::{cx, loaders},
    errors::Result,
    users::User,
};
use crate::error::Error;

/// Who is asking.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// The user who is signed in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<User> {
        let id = cx(ctx)?.actor.user_id().ok_or(Error::Unauthenticated)?;
        let user = loaders(ctx)?.load_one(id).await?;
        Ok(user.ok_or(Error::Unauthenticated)?.into())
    }
}
