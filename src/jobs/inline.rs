//! Jobs without a worker: run by hand until nothing is left, so that a test can tell a story step by step.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{
    deliver, escalate,
    queue::{Job, Queue},
    relay::{self, Relay},
    resume,
    scheduled_run::Owner,
    sweep,
};
use crate::{
    communications::{Delivered, Mailer},
    context::Ctx,
    error::{Error, Result},
};

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Messages that the server took.
    pub sent: u64,
    /// Tries that will be made again.
    pub retried: u64,
    /// Messages given up.
    pub failed: u64,
    /// Messages that must not be sent.
    pub suppressed: u64,
    /// Messages whose reason was gone.
    pub cancelled: u64,
    /// Scheduled jobs.
    pub scheduled: u64,
}

/// Does everything that is due at the time of the clock, and everything that waits in the queue, until nothing is
/// left. Scheduled work is due when [`super::push_due`] has pushed it.
///
/// # Errors
/// The queue is not [`Queue::inline`], a job was interrupted, or the database failed.
pub async fn run_due(ctx: &Ctx, mailer: &Arc<Mailer>, queue: &Queue) -> Result<Ran> {
    let Queue::Inline(inline) = queue else {
        return Err(Error::fault("only an inline queue is run by hand"));
    };
    let owner = Owner { worker: "inline".into(), stop: CancellationToken::new() };
    let mut ran = Ran::default();
    loop {
        relay::recover(ctx).await?;
        Relay::default().pass(ctx, queue).await?;
        let jobs = inline.take_all();
        if jobs.is_empty() {
            return Ok(ran);
        }
        for job in jobs {
            match job {
                Job::Deliver { communication_id, attempt } => {
                    let delivered = deliver::run(ctx, mailer, communication_id, attempt).await;
                    ran.count(
                        delivered.ok_or_else(|| Error::fault("a delivery was interrupted: see the log"))?,
                    );
                }
                Job::DeliverAccountMail { account_mail_id, attempt } => {
                    let delivered = deliver::run_account_mail(ctx, mailer, account_mail_id, attempt).await;
                    ran.count(
                        delivered.ok_or_else(|| Error::fault("a delivery was interrupted: see the log"))?,
                    );
                }
                Job::Sweep { tick } => {
                    sweep::run(ctx, &owner, &tick).await;
                    ran.scheduled += 1;
                }
                Job::Escalate { tick } => {
                    escalate::run(ctx, &owner, &tick).await;
                    ran.scheduled += 1;
                }
                Job::Resume { tick } => {
                    resume::run(ctx, &owner, &tick).await;
                    ran.scheduled += 1;
                }
            }
        }
    }
}

impl Ran {
    fn count(&mut self, delivered: Delivered) {
        match delivered {
            Delivered::NotDue => {}
            Delivered::Sent => self.sent += 1,
            Delivered::Retried(_) | Delivered::Misconfigured(_) => self.retried += 1,
            Delivered::Failed => self.failed += 1,
            Delivered::Suppressed(_) => self.suppressed += 1,
            Delivered::Cancelled => self.cancelled += 1,
        }
    }
}
