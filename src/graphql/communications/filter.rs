//! Finding communications.

use async_graphql::InputObject;
use entity::{LeadId, communication};
use sea_orm::{Condition, DbBackend};

use crate::{
    error::Result,
    graphql::{
        enums::{Audience, Channel, CommunicationState},
        filter::{Budget, ChoiceFilter, IdFilter, OrderedFilter, Range, StringFilter, Subject},
        scalars::DateTime,
    },
};

type Time = OrderedFilter<DateTime, Range<DateTime>>;

/// Conditions on a communication; all that are given must hold. An empty filter matches every communication.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CommunicationFilter {
    /// By the lead that it is about.
    pub lead_id: Option<IdFilter>,
    /// By where it stands.
    pub state: Option<ChoiceFilter<CommunicationState>>,
    /// By template's name.
    pub template: Option<StringFilter>,
    /// By how it travels.
    pub channel: Option<ChoiceFilter<Channel>>,
    /// By to whom it goes.
    pub audience: Option<ChoiceFilter<Audience>>,
    /// By when its cause happened.
    pub created_at: Option<Time>,
    /// By when it is due.
    pub due_at: Option<Time>,
    /// By when the mail server took it.
    pub sent_at: Option<Time>,
}

impl CommunicationFilter {
    /// As a condition on the table `communications`.
    ///
    /// # Errors
    /// An operator that cannot be used.
    pub fn condition(&self, backend: DbBackend) -> Result<Condition> {
        let budget = &mut Budget::new(backend);
        let on = |column: communication::Column| Subject::of(column);
        let mut all = Vec::new();
        if let Some(lead) = &self.lead_id {
            all.push(lead.on::<LeadId>(&on(communication::Column::LeadId), budget)?);
        }
        if let Some(state) = &self.state {
            all.push(state.on(&on(communication::Column::State), budget)?);
        }
        if let Some(template) = &self.template {
            all.push(template.on(&on(communication::Column::Template), budget)?);
        }
        if let Some(channel) = &self.channel {
            all.push(channel.on(&on(communication::Column::Channel), budget)?);
        }
        if let Some(audience) = &self.audience {
            all.push(audience.on(&on(communication::Column::Audience), budget)?);
        }
        let times = [
            (&self.created_at, communication::Column::CreatedAt),
            (&self.due_at, communication::Column::DueAt),
            (&self.sent_at, communication::Column::SentAt),
        ];
        for (time, column) in times {
            if let Some(time) = time {
                all.push(time.on(&on(column), budget)?);
            }
        }
        Ok(all.into_iter().fold(Condition::all(), Condition::add))
    }
}
