//! Mails to users about their accounts: a link to set a password, a notice of what was changed.
//!
//! They travel like messages about leads: written in the transaction of their cause, taken in hand with a lease, tried again
//! with the same pauses. But they have a table of their own: no lead, no trigger and no consent belongs to them. What they
//! say is made when they are delivered, and kept nowhere: a token is only in the mail.

mod claim;
mod compose;
mod deliver;
mod reset;

#[cfg(test)]
mod tests;

use entity::{AccountMailId, AccountMailKind, CommunicationState, account_mail};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use crate::{
    clock::Clock,
    db::Tx,
    error::{Error, Result},
    events::Origin,
};

pub use claim::{Due, claim_due, interrupted, recover, release};
pub use deliver::deliver;
pub use reset::GOOD_FOR;

/// Queues a mail, in the transaction of its cause. Whether anybody has the address is found out when it is delivered.
///
/// # Errors
/// The database failed.
pub async fn queue(tx: &Tx, clock: &Clock, kind: AccountMailKind, address: &str) -> Result<()> {
    insert(tx, new(clock, kind, address)).await
}

/// Queues a mail with which a password can be set. Whose wish that is, and so what the log is told, is known when it is
/// delivered: until then the mail keeps from where it was asked for.
///
/// # Errors
/// The database failed.
pub async fn queue_reset(tx: &Tx, clock: &Clock, address: &str, asked_from: &Origin) -> Result<()> {
    let asked_from = serde_json::to_value(asked_from).map_err(Error::fault)?;
    let mail = new(clock, AccountMailKind::PasswordReset, address);
    insert(tx, account_mail::Model { asked_from: Some(asked_from), ..mail }).await
}

fn new(clock: &Clock, kind: AccountMailKind, address: &str) -> account_mail::Model {
    let now = clock.now();
    account_mail::Model {
        id: AccountMailId(clock.new_uuid()),
        kind,
        address: address.to_owned(),
        address_key: address.to_lowercase(),
        state: CommunicationState::Queued,
        due_at: now,
        lease_until: None,
        attempt_count: 0,
        first_tried_at: None,
        sent_at: None,
        failure: None,
        asked_from: None,
        created_at: now,
        updated_at: now,
    }
}

async fn insert(tx: &Tx, mail: account_mail::Model) -> Result<()> {
    mail.into_active_model().insert(&**tx).await?;
    Ok(())
}
