//! What becomes of a mail that the server does not take.

use serde_json::{Value, json};

use crate::{
    story,
    support::{Reply, SmtpServer, wait_until},
};

story! {
    async fn a_mail_that_is_put_off_is_tried_again_later_with_the_same_message_id(app) {
        let server = SmtpServer::start().await;
        server.answer("a@acme.example", Reply { line: "451 4.3.0 try again later", times: 2 });
        let app = app.with_mail(&server.url()).await;
        app.create_lead(json!({ "email": "a@acme.example" })).await;
        app.run_jobs().await;
        assert!(server.taken().is_empty());
        let waiting = app.only_communication("state dueAt attempts { number outcome serverCode answer }").await;
        assert_eq!(waiting["state"], "QUEUED");
        assert_eq!(waiting["attempts"][0]["outcome"], "TRANSIENT_FAILURE");
        assert_eq!(waiting["attempts"][0]["serverCode"], 451);
        app.run_jobs().await;
        assert_eq!(app.only_communication("attempts { number }").await["attempts"].as_array().map(Vec::len), Some(1),
            "not before its time");
        app.advance_hours(1);
        app.run_jobs().await;
        app.advance_hours(6);
        app.run_jobs().await;
        let taken = server.taken();
        assert_eq!(taken.len(), 1);
        let sent = app.only_communication("state messageId attempts { outcome }").await;
        assert_eq!(sent["state"], "SENT");
        assert_eq!(sent["attempts"].as_array().map(Vec::len), Some(3));
        let message_id = taken[0].header("Message-ID").expect("a Message-ID");
        assert_eq!(message_id.trim_matches(['<', '>']), sent["messageId"].as_str().expect("kept"));
    }
}

story! {
    async fn a_refused_address_fails_at_once_and_is_not_written_to_again(app) {
        let server = SmtpServer::start().await;
        server.answer("a@acme.example", Reply { line: "550 5.1.1 no such user", times: usize::MAX });
        let app = app.with_mail(&server.url()).await;
        let lead = app.create_lead(json!({ "email": "a@acme.example", "assigneeId": app.agent_id() })).await;
        app.run_jobs().await;
        let to_lead = app.communications_to("LEAD").await;
        assert_eq!(to_lead[0]["state"], "FAILED");
        assert!(to_lead[0]["explanation"].as_str().expect("words").contains("no such user"), "{to_lead:?}");
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        app.run_jobs().await;
        let to_lead = app.communications_to("LEAD").await;
        assert_eq!(to_lead[0]["state"], "SUPPRESSED");
        assert_eq!(to_lead[0]["suppressionReason"], "HARD_BOUNCED");
        let taken: Vec<_> = server.taken().into_iter().map(|mail| mail.to).collect();
        assert_eq!(taken, ["agent@leadline.example"]);
    }
}

story! {
    async fn a_mail_that_is_put_off_for_a_whole_day_is_given_up(app) {
        let server = SmtpServer::start().await;
        server.answer("a@acme.example", Reply { line: "451 4.3.0 try again later", times: usize::MAX });
        let app = app.with_mail(&server.url()).await;
        app.create_lead(json!({ "email": "a@acme.example" })).await;
        for _ in 0..30 {
            app.run_jobs().await;
            app.advance_hours(1);
        }
        let given_up = app.only_communication("state attempts { number }").await;
        assert_eq!(given_up["state"], "FAILED");
        let tries = given_up["attempts"].as_array().map_or(0, Vec::len);
        assert!((5..=30).contains(&tries), "{tries} tries");
        // On PostgreSQL an entry is shown once every older transaction of the server has ended.
        wait_until("the log tells of it", || async {
            let told = app.admin("{ events(filter: { kinds: [COMMUNICATION_FAILED] }) { edges { node { kind } } } }",
                Value::Null).await;
            told["events"]["edges"].as_array().map(Vec::len) == Some(1)
        }).await;
    }
}
