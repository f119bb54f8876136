//! Delivering what the changes of status called for, by a real worker to a mail server on loopback.

use std::time::{Duration, Instant};

use entity::{CommunicationState, communication};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio_util::sync::CancellationToken;

use super::{super::runtime::Runtime, figures::rate, sink::Sink};
use crate::{cli::output::say, jobs};

/// Runs a worker until every queued mail is sent.
pub async fn measure(runtime: &Runtime, sink: &Sink) -> anyhow::Result<()> {
    let waiting = || async {
        let open = [CommunicationState::Queued, CommunicationState::Sending];
        let open = communication::Entity::find().filter(communication::Column::State.is_in(open));
        open.count(runtime.db.conn()).await
    };
    let mails = usize::try_from(waiting().await?)?;
    let started = Instant::now();
    let stop = CancellationToken::new();
    let worker =
        jobs::run_worker(runtime.ctx("bench"), runtime.mailer().await?, runtime.queue(), stop.clone());
    let worker = tokio::spawn(worker);
    while waiting().await? > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    stop.cancel();
    worker.await??;
    say(format_args!(
        "delivery: {mails} mails in {seconds:.1} s, {:.0}/s ({} taken by the mail server)",
        rate(mails, seconds),
        sink.taken(),
    ));
    Ok(())
}
