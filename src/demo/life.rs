//! The team goes on working, every few seconds: so that subscriptions have something to tell.

use std::time::Duration;

use chrono::Days;
use entity::{LeadStatus, UserId, lead};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio_util::sync::CancellationToken;

use super::{
    cast::{Account, agents},
    desks::Desks,
    money::Wish,
    people::invent,
    places::PLACES,
    plan::{self, Step},
    random::Random,
    stage,
};
use crate::{
    context::{Ctx, Mode},
    error::Result,
    leads::{self, lifecycle::is_open},
};

/// Works until `stop`.
pub async fn run(ctx: Ctx, team: Vec<Account>, stop: CancellationToken) {
    let agents = agents(&team);
    let desks = match Desks::of(&ctx, &team).await {
        Ok(desks) => desks,
        Err(error) => {
            tracing::warn!(%error, "the demo's team does not know where it belongs");
            return;
        }
    };
    let mut random = Random::new(ctx.clock.now().timestamp().unsigned_abs());
    loop {
        let pause = Duration::from_millis(random.between(2_500, 6_000).unsigned_abs());
        if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return;
        }
        if let Err(error) = Box::pin(act(&ctx, &agents, &desks, &mut random)).await {
            tracing::warn!(%error, "the demo's team could not do its work");
        }
    }
}

async fn act(ctx: &Ctx, agents: &[UserId], desks: &Desks, random: &mut Random) -> Result<()> {
    let agent = random.one_of(agents);
    if random.chance(25) {
        let number = ctx.clock.now().timestamp() % 1_000_000;
        let assignee = random.chance(60).then_some(agent);
        let mut new = invent(random, number, assignee, None).new;
        desks.place(agent, &mut new.fields);
        leads::create(ctx, &new, Mode::Commit).await?;
        return Ok(());
    }
    let Some(lead) = some_lead(ctx, random).await? else { return Ok(()) };
    let Some(agent) = lead.assignee_id else {
        stage::assign(ctx, lead.id, agent).await?;
        return Ok(());
    };
    let ctx = stage::acting(ctx, agent);
    let status = next(random, &lead);
    let place = PLACES.iter().find(|(_, place)| Some(place.country) == lead.country.as_deref());
    let wish = Wish::invent(random, place.map_or("EUR", |(_, place)| place.currency));
    let mut fields = plan::before(random, status, &wish, ctx.clock.now());
    if let Some(fields) = fields.as_mut().filter(|_| lead.target_amount_minor.is_some()) {
        fields.target_amount = leads::Change::Keep;
    }
    if let Some(fields) = fields {
        stage::perform(&ctx, lead.id, Step::Update(Box::new(fields))).await?;
    }
    let mut to = plan::entering(random, status, true, ctx.clock.today());
    if status == LeadStatus::OnHold {
        to.resume_on = ctx.clock.today().checked_add_days(Days::new(30));
    }
    stage::perform(&ctx, lead.id, Step::Move(to)).await?;
    Ok(())
}

async fn some_lead(ctx: &Ctx, random: &mut Random) -> Result<Option<lead::Model>> {
    let open =
        LeadStatus::ALL.iter().copied().filter(|status| is_open(*status) && *status != LeadStatus::OnHold);
    let open = lead::Entity::find()
        .filter(lead::Column::DeletedAt.is_null())
        .filter(lead::Column::Status.is_in(open));
    let count = i64::try_from(open.clone().count(ctx.db.conn()).await?).unwrap_or(0);
    let skipped = random.between(0, (count - 1).max(0)).unsigned_abs();
    Ok(open.order_by_asc(lead::Column::Id).offset(skipped).limit(1).one(ctx.db.conn()).await?)
}

/// Where a lead usually goes next.
fn next(random: &mut Random, lead: &lead::Model) -> LeadStatus {
    use LeadStatus::{
        ClosedLost, ClosedWon, Cold, Contacted, Disqualified, InProgress, Negotiation, Nurturing, OnHold,
        ProposalSent, Qualified, ReEngaged, Referral, Warm,
    };
    if lead.inactive_since.is_some() {
        return ReEngaged;
    }
    match lead.status {
        LeadStatus::New | Referral => random.one_of(&[Contacted]),
        Contacted => random.one_of(&[Warm, Warm, InProgress, Cold, Nurturing, Disqualified]),
        Warm | InProgress | ReEngaged => random.one_of(&[Qualified, Qualified, Nurturing, OnHold]),
        Cold => random.one_of(&[Nurturing, Warm, ClosedLost]),
        Nurturing => random.one_of(&[Warm]),
        Qualified => random.one_of(&[ProposalSent, ProposalSent, Negotiation]),
        ProposalSent => random.one_of(&[Negotiation, ClosedWon, ClosedLost]),
        _ => random.one_of(&[ClosedWon, ClosedWon, ClosedLost, ProposalSent]),
    }
}
