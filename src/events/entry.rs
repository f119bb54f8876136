//! An entry of the log on its way to subscribers.

use std::{collections::BTreeSet, sync::Arc};

use entity::event;

use super::{Place, findings::Findings};

/// An entry of the log on its way to subscribers.
#[derive(Debug)]
pub struct Entry {
    /// The entry.
    pub event: event::Model,
    findings: Arc<Findings>,
}

impl Entry {
    /// Entries that were read together: they share what is found out about them.
    pub fn together(events: Vec<event::Model>) -> impl Iterator<Item = Arc<Self>> {
        let leads: BTreeSet<_> = events.iter().filter_map(|event| event.lead_id).collect();
        let findings = Arc::new(Findings::new(leads.into_iter().collect()));
        events.into_iter().map(move |event| Arc::new(Self { event, findings: findings.clone() }))
    }

    /// Where it stands in the log.
    pub fn place(&self) -> Place {
        Place::from(&self.event)
    }

    /// What subscribers have found out.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}
