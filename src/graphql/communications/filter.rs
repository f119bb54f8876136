//! Finding communications.

use async_graphql::InputObject;
use entity::{CommunicationId, LeadId, TriggerId, communication, trigger};
use sea_orm::{
    Condition,
    sea_query::{Query, SelectStatement},
};

use crate::{
    context::Ctx,
    error::Result,
    graphql::{
        enums::{Audience, Channel, CommunicationState, SuppressionReason, TriggerEvent},
        filter::{
            Budget, ChoiceFilter, Combination, IdFilter, OrderedFilter, Range, StringFilter, Subject, combine,
        },
        leads::{LeadFilter, leads_that},
        relation::{Related, related},
        scalars::DateTime,
        users::UserFilter,
    },
};

type Time = OrderedFilter<DateTime, Range<DateTime>>;

/// Conditions on a communication; all that are given must hold. An empty filter matches every communication.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CommunicationFilter {
    /// All of these must hold.
    pub and: Option<Vec<CommunicationFilter>>,
    /// At least one of these must hold; an empty list matches nothing.
    pub or: Option<Vec<CommunicationFilter>>,
    /// This must not hold.
    pub not: Option<Box<CommunicationFilter>>,
    /// By id.
    pub id: Option<IdFilter>,
    /// By the id of the lead that it is about.
    pub lead_id: Option<IdFilter>,
    /// By the lead that it is about.
    pub lead: Option<Box<LeadFilter>>,
    /// By the user it goes to; `{isNull: true}`: it goes to the lead.
    pub recipient_user: Option<Box<UserFilter>>,
    /// By the rule that called for it; `{isNull: true}`: written by hand.
    pub trigger: Option<TriggerFilter>,
    /// By the address of the last try.
    pub recipient_address: Option<StringFilter>,
    /// By the mail's `Message-ID`, without the angle brackets.
    pub message_id: Option<StringFilter>,
    /// By the subject as it was sent.
    pub subject: Option<StringFilter>,
    /// By why it must not be sent.
    pub suppression_reason: Option<ChoiceFilter<SuppressionReason>>,
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
    /// The filter is too large, too deep, or has an operator that cannot be used.
    pub fn condition(&self, cx: &Ctx) -> Result<Condition> {
        self.within(&mut Budget::new(cx))
    }

    /// The same as a part of another filter.
    ///
    /// # Errors
    /// As above.
    pub fn within(&self, budget: &mut Budget) -> Result<Condition> {
        let mut all = Vec::new();
        self.on_choices(budget, &mut all)?;
        self.on_values(budget, &mut all)?;
        self.on_relations(budget, &mut all)?;
        let others =
            Combination { and: self.and.as_deref(), or: self.or.as_deref(), not: self.not.as_deref() };
        all.extend(combine(&others, budget, Self::within)?);
        Ok(all.into_iter().fold(Condition::all(), Condition::add))
    }

    fn on_choices(&self, budget: &mut Budget, all: &mut Vec<Condition>) -> Result<()> {
        if let Some(state) = &self.state {
            all.push(state.on(&Subject::of(communication::Column::State), budget)?);
        }
        if let Some(channel) = &self.channel {
            all.push(channel.on(&Subject::of(communication::Column::Channel), budget)?);
        }
        if let Some(audience) = &self.audience {
            all.push(audience.on(&Subject::of(communication::Column::Audience), budget)?);
        }
        if let Some(reason) = &self.suppression_reason {
            all.push(reason.on(&Subject::of(communication::Column::SuppressionReason), budget)?);
        }
        Ok(())
    }

    fn on_values(&self, budget: &mut Budget, all: &mut Vec<Condition>) -> Result<()> {
        let texts = [
            (&self.template, communication::Column::Template),
            (&self.recipient_address, communication::Column::RecipientAddress),
            (&self.message_id, communication::Column::MessageId),
            (&self.subject, communication::Column::Subject),
        ];
        for (text, column) in texts {
            if let Some(text) = text {
                all.push(text.on(&Subject::of(column), budget)?);
            }
        }
        let times = [
            (&self.created_at, communication::Column::CreatedAt),
            (&self.due_at, communication::Column::DueAt),
            (&self.sent_at, communication::Column::SentAt),
        ];
        for (time, column) in times {
            if let Some(time) = time {
                all.push(time.on(&Subject::of(column), budget)?);
            }
        }
        Ok(())
    }

    fn on_relations(&self, budget: &mut Budget, all: &mut Vec<Condition>) -> Result<()> {
        if let Some(id) = &self.id {
            all.push(id.on::<CommunicationId>(&Subject::of(communication::Column::Id), budget)?);
        }
        if let Some(id) = &self.lead_id {
            all.push(id.on::<LeadId>(&Subject::of(communication::Column::LeadId), budget)?);
        }
        if let Some(lead) = &self.lead {
            all.push(leads_that(lead, &Subject::of(communication::Column::LeadId), budget)?);
        }
        if let Some(user) = &self.recipient_user {
            all.push(user.on(communication::Column::RecipientUserId, budget)?);
        }
        if let Some(trigger) = &self.trigger {
            all.push(related(trigger, &Subject::of(communication::Column::TriggerId), budget)?);
        }
        Ok(())
    }
}

/// Conditions on a trigger; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TriggerFilter {
    /// By id.
    pub id: Option<IdFilter>,
    /// By key.
    pub key: Option<StringFilter>,
    /// By what sets it off.
    pub event: Option<ChoiceFilter<TriggerEvent>>,
    /// Whether there is none at all.
    pub is_null: Option<bool>,
}

impl Related for TriggerFilter {
    fn is_null(&self) -> Option<bool> {
        self.is_null
    }

    fn conditions(&self, budget: &mut Budget) -> Result<Vec<Condition>> {
        let mut all = Vec::new();
        if let Some(id) = &self.id {
            all.push(id.on::<TriggerId>(&Subject::of(trigger::Column::Id), budget)?);
        }
        if let Some(key) = &self.key {
            all.push(key.on(&Subject::of(trigger::Column::Key), budget)?);
        }
        if let Some(event) = &self.event {
            all.push(event.on(&Subject::of(trigger::Column::Event), budget)?);
        }
        Ok(all)
    }

    fn ids(&self) -> SelectStatement {
        Query::select().column(trigger::Column::Id).from(trigger::Entity).to_owned()
    }
}
