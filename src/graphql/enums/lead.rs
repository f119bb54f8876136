//! Words of a lead: where it is in its life, what it is, how much it matters.

use async_graphql::Enum;

/// The fifteen named places in a lead's life. `leadStatuses` gives the ways between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::LeadStatus")]
pub enum LeadStatus {
    /// Just added, nobody has been in contact. Next: research the lead and make the first contact.
    New,
    /// Sent by a customer or partner. Next: put it first, and use the referral.
    Referral,
    /// Reached, no real interaction yet. Next: follow up and gauge interest.
    Contacted,
    /// Shows interest, not qualified. Next: targeted content towards qualification.
    Warm,
    /// Little or no interest. Next: low priority, look again later.
    Cold,
    /// Not ready to decide, still engaged. Next: keep sending what is useful.
    Nurturing,
    /// Actively worked, no narrower status fits. Next: go on with the sale.
    InProgress,
    /// Meets the criteria (budget, authority, need, timing). Next: engage more deeply, prepare a proposal.
    Qualified,
    /// Has a proposal or quote. Next: answer questions, begin to negotiate.
    ProposalSent,
    /// Terms and price are under discussion. Next: finalise the details.
    Negotiation,
    /// Paused from outside, perhaps until a given day. Next: revisit on the day, or when things change.
    OnHold,
    /// Was disqualified, lost or inactive, and is reconsidered. Next: assess it anew.
    ReEngaged,
    /// Became a customer. Next: welcome and onboard them.
    ClosedWon,
    /// Pursued without success. Next: record why, and learn from it.
    ClosedLost,
    /// Does not meet the criteria. Next: leave it out of the active list; it may come back.
    Disqualified,
}

/// The coarse view of a lead, derived from its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::LifecycleState")]
pub enum LifecycleState {
    /// `NEW` or `REFERRAL`: nobody works on it yet. Next: assign it and make the first contact.
    Pending,
    /// Somebody works on it, or it is paused. Next: see its status.
    InProgress,
    /// It became a customer. Next: onboard them.
    Won,
    /// It did not become a customer. Next: nothing, unless it is re-engaged.
    Lost,
}

/// Whether a lead is a person or a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::LeadKind")]
pub enum LeadKind {
    /// A natural person. Next: address them by name.
    Person,
    /// A business of which no person is known yet. Next: find out whom to speak with.
    Company,
}

/// How soon a lead is to be processed, or how much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Level")]
pub enum Level {
    /// Can wait: take it up when nothing else is waiting.
    Low,
    /// As usual: take it up in its turn.
    Normal,
    /// Take it up before the usual.
    High,
    /// Take it up at once.
    Urgent,
}

/// How promising a lead is, from its score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Rating")]
pub enum Rating {
    /// Little promise: spend little time on it.
    Cold,
    /// Some promise: keep it warm.
    Warm,
    /// Much promise: work on it first.
    Hot,
}

/// How ready a lead is to buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::ReadinessToBuy")]
pub enum ReadinessToBuy {
    /// Not known: ask.
    Unknown,
    /// Looks around: inform.
    Exploring,
    /// Compares offers: show what sets yours apart.
    Comparing,
    /// Wants to buy: make an offer.
    Ready,
}

/// Who made the first move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SourceDirection")]
pub enum SourceDirection {
    /// We reached out to them: say who you are, and why you write.
    Push,
    /// They came to us: answer soon.
    Pull,
}
