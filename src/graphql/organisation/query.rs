//! Reading groups and units: everybody who is signed in may see who belongs where.

use async_graphql::{Context, ID, Object};
use entity::{GroupId, UnitId};

use super::{Group, GroupFilter, Unit, UnitFilter};
use crate::{
    db::PageRequest,
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        errors::Result,
        filter::Budget,
        loaders::by_argument,
        relation::rows,
    },
    organisation,
};

/// Reading groups and units.
#[derive(Default)]
pub struct OrganisationQuery;

#[Object]
impl OrganisationQuery {
    /// One group; absent when there is none with this id.
    async fn group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, such as `group_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Option<Result<Group>> {
        by_argument::<GroupId, _, _>(ctx, &id).await
    }

    /// One unit; absent when there is none with this id.
    async fn unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, such as `unit_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Option<Result<Unit>> {
        by_argument::<UnitId, _, _>(ctx, &id).await
    }

    /// Groups that fulfil every condition, by name.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What must hold of them.")] filter: Option<GroupFilter>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<Group>>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let wanted = rows(filter.as_ref(), &mut Budget::new(cx))?;
        let found = organisation::groups(cx, wanted.clone(), &page).await?;
        let total = connection::total(ctx, organisation::count_groups(cx, wanted)).await?;
        Ok(Connection::new(found, total, |cursor, _| cursor.encode(), Group::from))
    }

    /// Units that fulfil every condition, by name.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What must hold of them.")] filter: Option<UnitFilter>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<Unit>>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let wanted = rows(filter.as_ref(), &mut Budget::new(cx))?;
        let found = organisation::units(cx, wanted.clone(), &page).await?;
        let total = connection::total(ctx, organisation::count_units(cx, wanted)).await?;
        Ok(Connection::new(found, total, |cursor, _| cursor.encode(), Unit::from))
    }
}
