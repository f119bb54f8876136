//! Changing groups and units: each mutation decodes, calls the domain, and wraps the result.

use async_graphql::{Context, Object};

use super::{
    inputs::{
        AddGroupCollaborationInput, AddGroupMemberInput, AddUnitCollaborationInput, AddUnitMemberInput,
        CreateGroupInput, CreateUnitInput, DeleteGroupInput, DeleteUnitInput, RemoveGroupCollaborationInput,
        RemoveGroupMemberInput, RemoveUnitCollaborationInput, RemoveUnitMemberInput, SetGroupManagerInput,
        SetUnitManagerInput, UpdateGroupInput, UpdateUnitInput,
    },
    payloads::{
        AddGroupCollaborationPayload, AddGroupMemberPayload, AddUnitCollaborationPayload,
        AddUnitMemberPayload, CreateGroupPayload, CreateUnitPayload, DeleteGroupPayload, DeleteUnitPayload,
        RemoveGroupCollaborationPayload, RemoveGroupMemberPayload, RemoveUnitCollaborationPayload,
        RemoveUnitMemberPayload, SetGroupManagerPayload, SetUnitManagerPayload, UpdateGroupPayload,
        UpdateUnitPayload,
    },
};
use crate::{
    error,
    graphql::{context::mutation_cx, errors::Result, leads::WRITE, node::read_id},
    organisation::{self, Collaborate, CollaborationId, Kind, NewMember},
};

macro_rules! mutations {
    (
        $name:ident, $kind:expr, $collaboration_id:ty,
        $(#[$create_doc:meta])* $create:ident($CreateInput:ident) -> $CreatePayload:ident,
        $(#[$update_doc:meta])* $update:ident($UpdateInput:ident) -> $UpdatePayload:ident,
        $(#[$delete_doc:meta])* $delete:ident($DeleteInput:ident) -> $DeletePayload:ident,
        $(#[$add_doc:meta])* $add:ident($AddInput:ident) -> $AddPayload:ident,
        $(#[$remove_doc:meta])* $remove:ident($RemoveInput:ident) -> $RemovePayload:ident,
        $(#[$manager_doc:meta])* $manager:ident($ManagerInput:ident) -> $ManagerPayload:ident,
        $(#[$with_doc:meta])* $with:ident($WithInput:ident) -> $WithPayload:ident,
        $(#[$without_doc:meta])* $without:ident($WithoutInput:ident) -> $WithoutPayload:ident
    ) => {
        /// Changing them.
        #[derive(Default)]
        pub struct $name;

        #[Object]
        impl $name {
            $(#[$create_doc])*
            #[graphql(complexity = "WRITE + child_complexity")]
            async fn $create(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Its name.")] input: Box<$CreateInput>,
            ) -> Result<$CreatePayload> {
                let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
                let done = Box::pin(organisation::create(&cx, $kind, &input.name)).await;
                $CreatePayload::new(ctx, done, input.client_mutation_id).await
            }

            $(#[$update_doc])*
            #[graphql(complexity = "WRITE + child_complexity")]
            async fn $update(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Which, and its new name.")] input: Box<$UpdateInput>,
            ) -> Result<$UpdatePayload> {
                let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
                let done = async || -> error::Result<_> {
                    organisation::rename(&cx, input.team()?, &input.name, input.expected_version).await
                };
                $UpdatePayload::new(ctx, Box::pin(done()).await, input.client_mutation_id).await
            }

            $(#[$delete_doc])*
            #[graphql(complexity = "WRITE + child_complexity")]
            async fn $delete(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Which.")] input: Box<$DeleteInput>,
            ) -> Result<$DeletePayload> {
                let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
                let done = async || -> error::Result<_> {
                    organisation::delete(&cx, input.team()?, input.expected_version).await
                };
                $DeletePayload::new(Box::pin(done()).await, input.client_mutation_id)
            }

            $(#[$add_doc])*
            #[graphql(complexity = "WRITE + child_complexity")]
            async fn $add(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Who joins what.")] input: Box<$AddInput>,
            ) -> Result<$AddPayload> {
                let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
                let done = async || -> error::Result<_> {
                    let (team, user) = (input.team()?, read_id(&input.user_id, "user_id")?);
                    organisation::add_member(&cx, NewMember { team, user, is_manager: input.is_manager }).await
                };
                $AddPayload::new(ctx, Box::pin(done()).await, input.client_mutation_id).await
            }

            $(#[$remove_doc])*
            #[graphql(complexity = "WRITE + child_complexity")]
            async fn $remove(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Who leaves what.")] input: Box<$RemoveInput>,
            ) -> Result<$RemovePayload> {
                let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
                let done = async || -> error::Result<_> {
                    let user = read_id(&input.user_id, "user_id")?;
                    organisation::remove_member(&cx, input.team()?, user).await
                };
                $RemovePayload::new(ctx, Box::pin(done()).await, input.client_mutation_id).await
            }

            $(#[$manager_doc])*
            #[graphql(complexity = "WRITE + child_complexity")]
            async fn $manager(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Who manages what.")] input: Box<$ManagerInput>,
            ) -> Result<$ManagerPayload> {
                let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
                let done = async || -> error::Result<_> {
                    let user = read_id(&input.user_id, "user_id")?;
                    organisation::set_manager(&cx, input.team()?, user, input.is_manager).await
                };
                $ManagerPayload::new(ctx, Box::pin(done()).await, input.client_mutation_id).await
            }

            $(#[$with_doc])*
            #[graphql(complexity = "WRITE + child_complexity")]
            async fn $with(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Who works together.")] input: Box<$WithInput>,
            ) -> Result<$WithPayload> {
                let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
                let done = async || -> error::Result<_> {
                    let (team, partner) = (input.team()?, input.partner()?);
                    organisation::collaborate(&cx, Collaborate { team, partner, is_mutual: input.is_mutual }).await
                };
                $WithPayload::new(ctx, Box::pin(done()).await, input.client_mutation_id).await
            }

            $(#[$without_doc])*
            #[graphql(complexity = "WRITE + child_complexity")]
            async fn $without(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Which collaboration.")] input: Box<$WithoutInput>,
            ) -> Result<$WithoutPayload> {
                let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
                let done = async || -> error::Result<_> {
                    let id: $collaboration_id = read_id(&input.id, "id")?;
                    organisation::end_collaboration(&cx, CollaborationId::from(id)).await
                };
                $WithoutPayload::new(Box::pin(done()).await, input.client_mutation_id)
            }
        }
    };
}

mutations!(
    GroupMutation, Kind::Group, entity::GroupCollaborationId,
    /// Adds a group. For admins.
    create_group(CreateGroupInput) -> CreateGroupPayload,
    /// Renames a group. For admins.
    update_group(UpdateGroupInput) -> UpdateGroupPayload,
    /// Deletes a group that has neither members nor leads, and its collaborations. For admins.
    delete_group(DeleteGroupInput) -> DeleteGroupPayload,
    /// Adds a member to a group: they see its leads from now on. For its managers and admins.
    add_group_member(AddGroupMemberInput) -> AddGroupMemberPayload,
    /// Removes a member from a group; what they work on stays theirs. For its managers and admins; only admins remove
    /// managers.
    remove_group_member(RemoveGroupMemberInput) -> RemoveGroupMemberPayload,
    /// Says whether a member manages a group. For admins.
    set_group_manager(SetGroupManagerInput) -> SetGroupManagerPayload,
    /// Lets members of a group see the leads of another. A directed collaboration that is there already becomes mutual
    /// when the other direction is added. For admins.
    add_group_collaboration(AddGroupCollaborationInput) -> AddGroupCollaborationPayload,
    /// Ends a collaboration of groups, in both directions where it was mutual. For admins.
    remove_group_collaboration(RemoveGroupCollaborationInput) -> RemoveGroupCollaborationPayload
);
mutations!(
    UnitMutation, Kind::Unit, entity::UnitCollaborationId,
    /// Adds a unit. For admins.
    create_unit(CreateUnitInput) -> CreateUnitPayload,
    /// Renames a unit. For admins.
    update_unit(UpdateUnitInput) -> UpdateUnitPayload,
    /// Deletes a unit that has neither members nor leads and that no lead type names, and its collaborations. For admins.
    delete_unit(DeleteUnitInput) -> DeleteUnitPayload,
    /// Adds a member to a unit: they see what waits there from now on. For its managers and admins.
    add_unit_member(AddUnitMemberInput) -> AddUnitMemberPayload,
    /// Removes a member from a unit; what they work on stays theirs. For its managers and admins; only admins remove
    /// managers.
    remove_unit_member(RemoveUnitMemberInput) -> RemoveUnitMemberPayload,
    /// Says whether a member manages a unit. For admins.
    set_unit_manager(SetUnitManagerInput) -> SetUnitManagerPayload,
    /// Lets members of a unit use the lead types of another. A directed collaboration that is there already becomes
    /// mutual when the other direction is added. For admins.
    add_unit_collaboration(AddUnitCollaborationInput) -> AddUnitCollaborationPayload,
    /// Ends a collaboration of units, in both directions where it was mutual. For admins.
    remove_unit_collaboration(RemoveUnitCollaborationInput) -> RemoveUnitCollaborationPayload
);
