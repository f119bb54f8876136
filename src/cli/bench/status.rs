//! Changes of status: lead, history, event and mail in one durable transaction each.

use entity::{LeadId, LeadStatus};

use super::{
    super::runtime::Runtime,
    data::Data,
    figures::{show, time},
};
use crate::{
    context::{Ctx, Mode},
    leads::{self, ChangeStatus, Move},
};

/// Measures `changes` one after the other, and as many with 16 at once.
pub async fn measure(runtime: &Runtime, data: &Data, changes: usize) -> anyhow::Result<()> {
    let ctx = Ctx { actor: data.actor.clone(), ..runtime.ctx("bench") };
    for (what, leads, at_once) in [
        ("change of status, one at a time", &data.fresh[..changes], 1),
        ("change of status, 16 at once", &data.fresh[changes..changes * 2], 16),
    ] {
        let work = |index: usize| change(&ctx, leads[index]);
        let (durations, wall) = time(changes, at_once, work).await?;
        show(what, durations, wall);
    }
    Ok(())
}

async fn change(ctx: &Ctx, id: LeadId) -> anyhow::Result<()> {
    let change = ChangeStatus { id, expected_version: None, to: Move::to(LeadStatus::Contacted) };
    leads::change_status(ctx, &change, Mode::Commit).await?;
    Ok(())
}
