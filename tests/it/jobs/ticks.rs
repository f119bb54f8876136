//! Two worker processes, one tick.

use serde_json::json;

use crate::{
    story,
    support::{Leadline, stop, wait_until, worker_has_started},
};

story! {
    async fn scheduled_work_runs_once_a_tick_however_many_workers_run(app) {
        let folder = tempfile::tempdir().expect("a folder");
        let log = |number: usize| folder.path().join(format!("worker{number}.log"));
        let worker = |number| Leadline::new(app.database_url(), folder.path())
            .set("JOBS__SWEEP_CRON", "* * * * * *")
            .set("JOBS__POLL_SECONDS", 1)
            .set("LOG__FILTER", "leadline=info")
            .spawn_logging(&["worker"], &log(number));
        let workers = [worker(0), worker(1)];
        for number in 0..workers.len() {
            worker_has_started(&log(number)).await;
        }
        wait_until("five ticks have run", || async { app.finished_runs("sweep:").await.len() > 5 }).await;
        for worker in workers {
            stop(worker).await;
        }
        // The first row stands for what was before the installation; each worker's log has a line for each sweep.
        let runs = app.finished_runs("sweep:").await.into_iter().filter(|run| run.worker != "installation").count();
        let sweeps: usize = [0, 1].map(|number| {
            std::fs::read_to_string(log(number)).expect("a log").matches("swept").count()
        }).iter().sum();
        assert_eq!(sweeps, runs, "as many sweeps as ticks");
    }
}

story! {
    async fn a_stale_lead_is_marked_and_written_about_once_by_two_workers(app) {
        let folder = tempfile::tempdir().expect("a folder");
        // Captured long ago by the manual clock; the workers live in the present.
        for number in 0..50 {
            app.create_lead(json!({ "email": format!("lead{number}@acme.example"), "assigneeId": app.agent_id() })).await;
        }
        let outbox = folder.path().join("outbox");
        let worker = || Leadline::new(app.database_url(), folder.path())
            .set("JOBS__SWEEP_CRON", "* * * * * *")
            .set("JOBS__SWEEP_BATCH", 7)
            .set("MAIL__URL", format!("file:{}", outbox.display()))
            .spawn(&["worker"]);
        let _workers = [worker(), worker()];
        wait_until("every lead is inactive and every mail is sent", || async {
            let open = app.admin("{ leads(filter: { inactiveSince: { isNull: true } }) { totalCount }
                communications(filter: { state: { in: [QUEUED, SENDING] } }) { totalCount } }", json!({})).await;
            open["leads"]["totalCount"] == 0 && open["communications"]["totalCount"] == 0
        }).await;
        let told = app.admin("{ communications(filter: { template: { eq: \"became_inactive\" } }) { totalCount } }",
            json!({})).await;
        assert_eq!(told["communications"]["totalCount"], 50);
        let events = app.admin("{ events(filter: { kinds: [LEAD_BECAME_INACTIVE] }, first: 100) {
            edges { node { id } } } }", json!({})).await;
        assert_eq!(events["events"]["edges"].as_array().map(Vec::len), Some(50));
    }
}
