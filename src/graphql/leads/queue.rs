//! Queues: what waits to be accepted, as a list and as it changes.

use async_graphql::{ComplexObject, Context, Enum, ID, Object, SimpleObject, Subscription};
use entity::{LeadId, UnitId, UserId, event};
use futures::{StreamExt, TryStreamExt, stream::BoxStream};

use super::{Lead, LeadFilter, parts, query::LeadConnection};
use crate::{
    db::PageRequest,
    events::Place,
    graphql::{
        connection::{self, Connection},
        context::{cx, loaders},
        errors::{ApiError, Result},
        events::resume,
        immediate::Immediately,
        loaders::one,
        node::read_id,
        organisation::Unit,
        scalars::DateTime,
        users::User,
    },
    leads::{
        self,
        queue::{Change, Membership, Move},
    },
};

/// What waits.
#[derive(Default)]
pub struct QueueQuery;

#[Object]
impl QueueQuery {
    /// Open leads that wait in a unit for somebody to accept them, those that have waited longest first. Without `unitId`:
    /// in all units that you work in or manage, for admins in all units.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit; absent: all of yours.")] unit_id: Option<ID>,
        #[graphql(desc = "What else must hold of them.")] filter: Option<Box<LeadFilter>>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Immediately<LeadConnection>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let unit: Option<UnitId> = unit_id.map(|id| read_id(&id, "unitId")).transpose()?;
        let condition = filter.map(|filter| filter.condition(cx)).transpose()?;
        let query = leads::queue::waiting(cx, unit, condition);
        let rows = leads::list(cx, &query, &page, parts::asked_for(ctx)).await?;
        let total = connection::total(ctx, leads::count(cx, &query)).await?;
        Ok(Immediately(Connection::new(
            rows,
            total,
            |cursor, _| cursor.encode(),
            |row| Immediately(row.into()),
        )))
    }
}

/// What a queue gained or lost.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct QueueChange {
    /// Whether a lead came or went.
    pub kind: QueueChangeKind,
    /// The id of the unit whose queue it is.
    pub unit_id: ID,
    /// The lead's id.
    pub lead_id: ID,
    /// When.
    pub at: DateTime,
    /// Its place in the event log: `after` of a new subscription goes on from here.
    pub cursor: String,
    #[graphql(skip)]
    unit: UnitId,
    #[graphql(skip)]
    lead: LeadId,
    #[graphql(skip)]
    taken_by: Option<UserId>,
}

/// Whether a lead came into a queue or went out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Move")]
pub enum QueueChangeKind {
    /// It waits there from now on: add it to your list, or accept it.
    Entered,
    /// It waits there no more: take it out of your list.
    Left,
}

#[ComplexObject]
impl QueueChange {
    /// The unit whose queue it is; absent when it has been deleted meanwhile.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        one(ctx, Some(self.unit)).await
    }

    /// The lead; absent when you see it no more, as after somebody else took it.
    async fn lead(&self, ctx: &Context<'_>) -> Option<Result<Lead>> {
        one(ctx, Some(self.lead)).await
    }

    /// Who took it; absent when nobody did, and when you see the lead no more.
    async fn taken_by(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        let taken_by = self.taken_by?;
        match one::<_, _, Lead>(ctx, Some(self.lead)).await? {
            Ok(_) => one(ctx, Some(taken_by)).await,
            Err(error) => Some(Err(error)),
        }
    }
}

/// What comes and goes.
#[derive(Default)]
pub struct QueueSubscription;

#[Subscription]
impl QueueSubscription {
    /// Leads that come into a unit's queue and go out of it, in order. You hear of what comes if you see it, and of what
    /// goes if you see it still, or work in the unit and did when it went. Keep the `cursor` of the last one: with it as
    /// `after`, a new subscription goes on where the old one ended; over server-sent events, `Last-Event-ID` does the same.
    async fn queue_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit; absent: all of yours, for admins all units.")] unit_id: Option<ID>,
        #[graphql(desc = "Go on after this change's cursor; absent: from now on.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<QueueChange>>> {
        let (cx, live) = (cx(ctx)?.clone(), loaders(ctx)?.loader().live());
        let unit: Option<UnitId> = unit_id.map(|id| read_id(&id, "unitId")).transpose()?;
        let membership = Membership::of(&cx, unit).await?;
        let entries = resume(ctx, after.as_deref(), None).await?;
        let changes = entries.map_ok(move |entry| {
            let changes = membership.changes(&cx, &entry.event);
            let (cx, live, membership) = (cx.clone(), live.clone(), membership.clone());
            futures::stream::iter(changes).map(Ok::<_, ApiError>).try_filter_map(move |change| {
                let (cx, live, membership, entry) =
                    (cx.clone(), live.clone(), membership.clone(), entry.clone());
                async move {
                    let sees = async || leads::get(&cx, change.lead).await;
                    let sees = live.share(&cx, change.lead, sees).await.map_err(ApiError::from)?.is_some();
                    let told = sees || membership.saw_it_go(&cx, &change, entry.event.at).await?;
                    Ok(told.then(|| QueueChange::new(&change, &entry.event)))
                }
            })
        });
        Ok(changes.try_flatten().boxed())
    }
}

impl QueueChange {
    fn new(change: &Change, event: &event::Model) -> Self {
        Self {
            kind: change.kind.into(),
            unit_id: change.unit.to_string().into(),
            lead_id: change.lead.to_string().into(),
            at: DateTime(event.at),
            cursor: Place::from(event).to_string(),
            unit: change.unit,
            lead: change.lead,
            taken_by: change.taken_by,
        }
    }
}
