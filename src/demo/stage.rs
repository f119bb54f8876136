//! Doing what a plan says, by the same commands as everybody.

use entity::{LeadId, LeadStatus, Role, UserId};

use super::plan::Step;
use crate::{
    auth::Actor,
    context::{Ctx, Mode},
    error::{Code, Error, Result},
    leads::{self, Change, ChangeStatus, LeadPatch, Move, UpdateLead, Written},
};

/// As an agent.
pub fn acting(ctx: &Ctx, agent: UserId) -> Ctx {
    Ctx { actor: Actor::user(agent, Role::Agent), ..ctx.clone() }
}

/// Does one step. What the rules refuse is left undone, as people do: the plan may be older than what happened to
/// the lead meanwhile. A lead that went stale is brought back first.
///
/// # Errors
/// The database failed.
pub async fn perform(ctx: &Ctx, id: LeadId, step: Step) -> Result<Vec<Written>> {
    let mut written = Vec::new();
    match step {
        Step::Update(fields) => written.extend(update(ctx, id, *fields).await?),
        Step::Move(to) => match go(ctx, id, &to).await? {
            Went::There(lead) => written.push(*lead),
            Went::NoWay => {
                let back = Move {
                    note: Some("They answered after all.".to_owned()),
                    ..Move::to(LeadStatus::ReEngaged)
                };
                if let Went::There(lead) = go(ctx, id, &back).await? {
                    written.push(*lead);
                    if let Went::There(lead) = go(ctx, id, &to).await? {
                        written.push(*lead);
                    }
                }
            }
            Went::Blocked => {}
        },
    }
    Ok(written)
}

/// Gives a lead to an agent.
///
/// # Errors
/// The database failed.
pub async fn assign(ctx: &Ctx, id: LeadId, agent: UserId) -> Result<Option<Written>> {
    update(ctx, id, LeadPatch { assignee_id: Change::Set(agent), ..LeadPatch::default() }).await
}

async fn update(ctx: &Ctx, id: LeadId, fields: LeadPatch) -> Result<Option<Written>> {
    let change = UpdateLead { id, expected_version: None, fields };
    match leads::update(ctx, &change, Mode::Commit).await {
        Ok(written) => Ok(Some(written)),
        Err(Error::Refused(problems)) => {
            tracing::debug!(?problems, "a step of the demo was refused");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

enum Went {
    There(Box<Written>),
    NoWay,
    Blocked,
}

async fn go(ctx: &Ctx, id: LeadId, to: &Move) -> Result<Went> {
    let change = ChangeStatus { id, expected_version: None, to: to.clone() };
    match leads::change_status(ctx, &change, Mode::Commit).await {
        Ok(written) => Ok(Went::There(Box::new(written))),
        Err(Error::Refused(problems)) => {
            let no_way = problems.iter().any(|problem| problem.code == Code::IllegalTransition);
            tracing::debug!(?problems, "a step of the demo was refused");
            Ok(if no_way { Went::NoWay } else { Went::Blocked })
        }
        Err(error) => Err(error),
    }
}
