//! A user leaves: what they did stays theirs, their sign-ins end, and their open leads are handed over.

use entity::{CommunicationId, EventType, UnitId, UserId, communication, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    last_admin::others_are_left,
    update::{load, save},
};
use crate::{
    auth::{
        policy::{self, Action},
        reach, sessions,
    },
    context::{Ctx, Mode, Replayable},
    error::{Code, Error, Result},
    leads::{self, HandOver},
};

/// Somebody who leaves.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Deactivate {
    /// Who.
    pub id: UserId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// The user who gets their open leads; give either this or a unit.
    pub to_user: Option<UserId>,
    /// The unit in which their open leads shall wait.
    pub to_unit: Option<UnitId>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Deactivated {
    /// The user as they are now.
    pub user: user::Model,
    /// How many open leads were handed over.
    pub leads: u64,
    /// What will be sent because of it.
    pub communications: Vec<communication::Model>,
}

/// Ends a user's work here. Their open leads go to another user, into a unit, or stay in their group and unit without an
/// assignee.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`; `LAST_ADMIN` when nobody would be left who is one.
pub async fn deactivate(ctx: &Ctx, who: &Deactivate, mode: Mode) -> Result<Deactivated> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("deactivateUser", mode, who, async |tx| {
        reach::has_changed(&**tx).await?;
        let old = load(tx, who.id, who.expected_version).await?;
        if !old.is_active {
            return Err(Error::refused(
                Code::Invalid,
                &["id"],
                format!("{} is not active already", old.name),
            ));
        }
        others_are_left(tx, &old, "id").await?;
        let to = heir(who)?;
        let new = user::Model { is_active: false, ..old.clone() };
        let written = leads::hand_over_all(ctx, tx, old.id, to).await?;
        let count = written.len() as u64;
        let user = save(ctx, tx, &old, new, EventType::UserDeactivated, json!({ "leads": count })).await?;
        let ended = sessions::end_all(&**tx, user.id, None, ctx.clock.now()).await?;
        ctx.notes(tx, ended.iter().map(sessions::signed_out)).await?;
        let communications = written.into_iter().flat_map(|written| written.communications).collect();
        Ok(Deactivated { user, leads: count, communications })
    })
    .await
}

fn heir(who: &Deactivate) -> Result<HandOver> {
    match (who.to_user, who.to_unit) {
        (Some(_), Some(_)) => {
            let message = "give the leads either to a user or to a unit, not to both";
            Err(Error::refused(Code::Invalid, &["hand_over_to"], message))
        }
        (Some(user), None) if user == who.id => {
            let message = "the leads cannot go to the user who leaves";
            Err(Error::refused(Code::Invalid, &["hand_over_to", "user_id"], message))
        }
        (Some(user), None) => Ok(HandOver::User(user)),
        (None, Some(unit)) => Ok(HandOver::Unit(unit)),
        (None, None) => Ok(HandOver::Nobody),
    }
}

/// What is kept of [`Deactivated`] for a repeated request.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeactivatedReceipt {
    user: UserId,
    leads: u64,
    communications: Vec<CommunicationId>,
}

impl Replayable for Deactivated {
    type Receipt = DeactivatedReceipt;

    fn receipt(&self) -> DeactivatedReceipt {
        let communications = self.communications.iter().map(|message| message.id).collect();
        DeactivatedReceipt { user: self.user.id, leads: self.leads, communications }
    }

    async fn replay(ctx: &Ctx, receipt: DeactivatedReceipt) -> Result<Self> {
        let user = user::Entity::find_by_id(receipt.user).one(ctx.db.conn()).await?;
        let sent = communication::Column::Id.is_in(receipt.communications);
        Ok(Self {
            user: user.ok_or_else(|| Error::not_found("user", "id"))?,
            leads: receipt.leads,
            communications: communication::Entity::find().filter(sent).all(ctx.db.conn()).await?,
        })
    }
}
