//! Changing users: each mutation decodes, calls the domain, and wraps the result.

use async_graphql::{Context, Object};

use super::{
    inputs::{
        AddAbsenceInput, CreateUserInput, DeactivateUserInput, ReactivateUserInput, RemoveAbsenceInput,
        UpdateAbsenceInput, UpdateUserInput,
    },
    payloads::{
        AddAbsencePayload, CreateUserPayload, DeactivateUserPayload, ReactivateUserPayload,
        RemoveAbsencePayload, UpdateAbsencePayload, UpdateUserPayload,
    },
};
use crate::{
    context::Mode,
    error::{self, Error},
    graphql::{context::mutation_cx, errors::Result, leads::WRITE, node::read_id},
    users,
};

/// Changing users.
#[derive(Default)]
pub struct UserMutation;

#[Object]
impl UserMutation {
    /// Adds a user. For admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn create_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user.")] input: Box<CreateUserInput>,
    ) -> Result<CreateUserPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = Box::pin(users::create(&cx, input.read())).await;
        CreateUserPayload::new(ctx, done.map(|user| user.id), input.client_mutation_id).await
    }

    /// Changes a user. For admins; everybody may change their own name, language and time zone.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn update_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shall be different.")] input: Box<UpdateUserInput>,
    ) -> Result<UpdateUserPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<_> { users::update(&cx, &input.read()?).await };
        UpdateUserPayload::new(ctx, Box::pin(done()).await, input.client_mutation_id.clone()).await
    }

    /// Ends a user's work here: they are signed out everywhere, their open leads are handed over, and what they did stays
    /// theirs. For admins.
    #[graphql(complexity = "WRITE * 5 + child_complexity")]
    async fn deactivate_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and who gets their open leads.")] input: Box<DeactivateUserInput>,
    ) -> Result<DeactivateUserPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<_> {
            users::deactivate(&cx, &input.read()?, Mode::from_dry_run(input.dry_run)).await
        };
        DeactivateUserPayload::new(Box::pin(done()).await, input.client_mutation_id.clone())
    }

    /// Lets a user work again, in the groups and units that they belonged to; they sign in anew. For admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn reactivate_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: Box<ReactivateUserInput>,
    ) -> Result<ReactivateUserPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<_> {
            users::reactivate(&cx, read_id(&input.id, "id")?, input.expected_version).await
        };
        ReactivateUserPayload::new(ctx, Box::pin(done()).await, input.client_mutation_id.clone()).await
    }

    /// Enters days on which a user is away: assignment passes over them. For the user, the managers of their groups and
    /// units, and admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn add_absence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is away, and when.")] input: Box<AddAbsenceInput>,
    ) -> Result<AddAbsencePayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<_> {
            let own = cx.actor.user_id().ok_or(Error::Unauthenticated)?;
            users::add_absence(&cx, &input.read(own)?).await
        };
        AddAbsencePayload::new(ctx, Box::pin(done()).await, input.client_mutation_id.clone()).await
    }

    /// Changes the days of an absence, or why somebody is away. For the user, the managers of their groups and units, and
    /// admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn update_absence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shall be different.")] input: Box<UpdateAbsenceInput>,
    ) -> Result<UpdateAbsencePayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<_> { users::update_absence(&cx, &input.read()?).await };
        UpdateAbsencePayload::new(ctx, Box::pin(done()).await, input.client_mutation_id.clone()).await
    }

    /// Takes an absence back. For the user, the managers of their groups and units, and admins.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn remove_absence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which absence.")] input: Box<RemoveAbsenceInput>,
    ) -> Result<RemoveAbsencePayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done =
            async || -> error::Result<_> { users::remove_absence(&cx, read_id(&input.id, "id")?).await };
        RemoveAbsencePayload::new(ctx, Box::pin(done()).await, input.client_mutation_id.clone()).await
    }
}
