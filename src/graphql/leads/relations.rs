//! What hangs on a lead: each list and relation is read for all leads of a page at once.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{lead, lead_status_change, lead_type};

use super::{Lead, LeadAssignment, LeadSource, LeadType, LostReason};
use crate::{
    db::PageRequest,
    error::Error,
    events,
    graphql::{
        communications::Communication,
        connection::{self, Connection, Edge},
        context::{cx, loaders},
        enums::LeadStatus,
        errors::{Result, UserError, camel_case},
        events::Event,
        loaders::{
            self, AssignmentsOf, CommunicationCount, CommunicationsOf, EventCount, EventsOf, HistoryOf,
            UsableByViewer, one,
        },
        organisation::{Group, Unit},
        scalars::DateTime,
        statuses::LeadStatusInfo,
        users::User,
    },
    leads,
};

/// Rows that a history is taken to have, for the cost.
const HISTORY: usize = 10;

/// The columns that these fields read of the lead; one that is not here reads whatever it likes.
pub(super) const COLUMNS: &[(&str, &[lead::Column])] = &[
    ("source", &[lead::Column::SourceId]),
    ("referrer", &[lead::Column::ReferrerLeadId]),
    ("leadType", &[lead::Column::LeadTypeId]),
    ("assignee", &[lead::Column::AssigneeId]),
    ("group", &[lead::Column::GroupId]),
    ("unit", &[lead::Column::UnitId]),
    ("assignment", &[lead::Column::AssignmentId]),
    ("assignments", &[]),
    ("createdBy", &[lead::Column::CreatedBy]),
    ("updatedBy", &[lead::Column::UpdatedBy]),
    ("lostReason", &[lead::Column::LostReasonId]),
    ("statusInfo", &[lead::Column::Status]),
    ("timeToCompletionDays", &[lead::Column::CompletedAt, lead::Column::StartDate]),
    ("timeOverdueDays", &[lead::Column::CompletedAt, lead::Column::ExpectedCompletionDate]),
    (
        "viewerCan",
        &[
            lead::Column::Status,
            lead::Column::LeadTypeId,
            lead::Column::GroupId,
            lead::Column::UnitId,
            lead::Column::AssigneeId,
            lead::Column::DeletedAt,
        ],
    ),
    ("history", &[]),
    ("communications", &[]),
    ("events", &[]),
];

#[ComplexObject]
impl Lead {
    /// Where it comes from.
    async fn source(&self, ctx: &Context<'_>) -> Option<Result<LeadSource>> {
        one(ctx, self.row.source_id).await
    }

    /// The lead that referred it.
    async fn referrer(&self, ctx: &Context<'_>) -> Option<Result<Lead>> {
        one(ctx, self.row.referrer_lead_id).await
    }

    /// What kind of lead it is, with its defaults and rules.
    async fn lead_type(&self, ctx: &Context<'_>) -> Result<LeadType> {
        Ok(self.type_row(ctx).await?.into())
    }

    /// The user who works on it; absent while nobody does. Next: assign it.
    async fn assignee(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.assignee_id).await
    }

    /// The group that owns it: its members see it.
    async fn group(&self, ctx: &Context<'_>) -> Option<Result<Group>> {
        one(ctx, self.row.group_id).await
    }

    /// The unit that it is for: while nobody works on it, it waits there until one of the members accepts it.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        one(ctx, self.row.unit_id).await
    }

    /// How it came to who has it now, and why; absent when nobody ever had it.
    async fn assignment(&self, ctx: &Context<'_>) -> Option<Result<LeadAssignment>> {
        one(ctx, self.row.assignment_id).await
    }

    /// Every change of who has it in hand, oldest first.
    #[graphql(complexity = "connection::list_cost(HISTORY, child_complexity)")]
    async fn assignments(&self, ctx: &Context<'_>) -> Result<Vec<LeadAssignment>> {
        let rows = loaders(ctx)?.load_one(AssignmentsOf(self.row.id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(Into::into).collect())
    }

    /// Who added it; absent for Leadline itself.
    async fn created_by(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.created_by).await
    }

    /// Who changed it last; absent for Leadline itself.
    async fn updated_by(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.updated_by).await
    }

    /// Why it was lost.
    async fn lost_reason(&self, ctx: &Context<'_>) -> Option<Result<LostReason>> {
        one(ctx, self.row.lost_reason_id).await
    }

    /// What its status means, and what to do next.
    async fn status_info(&self, ctx: &Context<'_>) -> Result<LeadStatusInfo> {
        let info = loaders(ctx)?.load_one(self.row.status).await?;
        Ok(info.ok_or_else(|| Error::fault("a status without a meaning"))?)
    }

    /// Days from its start to its completion; absent while it is open.
    async fn time_to_completion_days(&self) -> Option<i64> {
        let completed = self.row.completed_at?.date_naive();
        Some((completed - self.row.start_date).num_days())
    }

    /// Days past its expected completion, until today or until it was completed; absent when it is not late.
    #[allow(clippy::unused_async, reason = "resolvers are")]
    async fn time_overdue_days(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        let until = self.row.completed_at.map_or(cx(ctx)?.clock.today(), |completed| completed.date_naive());
        let late = self.row.expected_completion_date.map(|expected| (until - expected).num_days());
        Ok(late.filter(|days| *days > 0))
    }

    /// Every status that it entered, oldest first.
    #[graphql(complexity = "connection::list_cost(HISTORY, child_complexity)")]
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<LeadStatusChange>> {
        let rows = loaders(ctx)?.load_one(HistoryOf(self.row.id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(Into::into).collect())
    }

    /// Every status as a goal: whether it may go there, and what stands in the way. A screen shows a button for each
    /// that is allowed.
    #[graphql(complexity = "connection::list_cost(entity::LeadStatus::ALL.len(), child_complexity)")]
    async fn transitions(&self, ctx: &Context<'_>) -> Result<Vec<LeadTransition>> {
        let lead_type = self.type_row(ctx).await?;
        let goals = leads::transitions(&cx(ctx)?.actor, &self.row, &lead_type);
        Ok(goals.into_iter().map(Into::into).collect())
    }

    /// What you may do with it as it is now. A screen shows a button for each that is true; for the statuses it may go
    /// to, see `transitions`.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<LeadAbilities> {
        let mut can = leads::abilities(&cx(ctx)?.actor, &self.row);
        if can.accept {
            let usable = loaders(ctx)?.load_one(UsableByViewer(self.row.lead_type_id)).await?;
            can.accept = usable.unwrap_or_default();
        }
        Ok(can.into())
    }

    /// Messages to it and about it, newest first.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn communications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<Communication>>> {
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let id = self.row.id;
        let (rows, total) = loaders::page(ctx, CommunicationsOf(id, page), CommunicationCount(id)).await?;
        Ok(Communication::connection(rows, total))
    }

    /// What happened to it, oldest first; `last: 20` gives the newest.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<Event>>> {
        let page = events::page_request(first, after.as_deref(), last, before.as_deref())?;
        let id = self.row.id;
        let (rows, total) = loaders::page(ctx, EventsOf(id, page), EventCount(id)).await?;
        Ok(Event::connection(rows, total))
    }
}

impl Lead {
    async fn type_row(&self, ctx: &Context<'_>) -> Result<lead_type::Model> {
        let found = loaders(ctx)?.load_one(self.row.lead_type_id).await?;
        Ok(found.ok_or_else(|| Error::fault("a lead without a type"))?)
    }
}

/// One entry into a status: a row of a lead's history.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct LeadStatusChange {
    /// Id, such as `change_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// The status that was left; absent for the first entry.
    pub from: Option<LeadStatus>,
    /// The status that was entered.
    pub to: LeadStatus,
    /// Why, in the actor's words.
    pub note: Option<String>,
    /// When.
    pub at: DateTime,
    /// How long the lead had been in `from`, in seconds.
    pub seconds_in_from: Option<i64>,
    #[graphql(skip)]
    row: lead_status_change::Model,
}

#[ComplexObject]
impl LeadStatusChange {
    /// Who did it; absent for Leadline itself.
    async fn actor(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.actor_id).await
    }

    /// Why the lead was lost, where it was.
    async fn lost_reason(&self, ctx: &Context<'_>) -> Option<Result<LostReason>> {
        one(ctx, self.row.lost_reason_id).await
    }

    /// Whose history; absent when the lead has been deleted meanwhile.
    async fn lead(&self, ctx: &Context<'_>) -> Option<Result<Lead>> {
        one(ctx, Some(self.row.lead_id)).await
    }
}

impl From<lead_status_change::Model> for LeadStatusChange {
    fn from(row: lead_status_change::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            from: row.from_status.map(Into::into),
            to: row.to_status.into(),
            note: row.note.clone(),
            at: DateTime(row.at),
            seconds_in_from: row.seconds_in_from,
            row,
        }
    }
}

/// A status as a goal of a lead.
#[derive(Clone, Debug, SimpleObject)]
pub struct LeadTransition {
    /// The goal.
    pub status: LeadStatus,
    /// Whether `changeLeadStatus` would succeed, given the fields in `requiredInput`.
    pub allowed: bool,
    /// What stands in the way, each with the field that would satisfy it.
    pub blockers: Vec<UserError>,
    /// Fields of `changeLeadStatus`'s input that must come with the request.
    pub required_input: Vec<String>,
}

impl From<leads::Transition> for LeadTransition {
    fn from(goal: leads::Transition) -> Self {
        Self {
            status: goal.status.into(),
            allowed: goal.allowed,
            blockers: goal.blockers.iter().map(UserError::of_input).collect(),
            required_input: goal.required_input.iter().map(|field| camel_case(field)).collect(),
        }
    }
}

/// What you may do with a lead as it is now, by your relation to it: you work on it, manage its group or unit, or see it.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct LeadAbilities {
    /// Change its fields: `updateLead`.
    pub change: bool,
    /// Move it through the statuses and put it aside: `changeLeadStatus`, `snoozeLead`.
    pub process: bool,
    /// Win, lose or disqualify it: `changeLeadStatus`.
    pub complete: bool,
    /// Take it: nobody works on it.
    pub accept: bool,
    /// Say whose it is: its group, unit and assignee.
    pub assign: bool,
    /// Give it back to where it waited: somebody works on it.
    pub release: bool,
    /// Delete it: `deleteLead`.
    pub delete: bool,
}

impl From<leads::Abilities> for LeadAbilities {
    fn from(can: leads::Abilities) -> Self {
        let leads::Abilities { change, process, complete, accept, assign, release, delete } = can;
        Self { change, process, complete, accept, assign, release, delete }
    }
}
