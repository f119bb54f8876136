//! Many leads from a file (`LEADLINE_TEST_VOLUME=2000` for two thousand), each moved through three statuses, into a real mail server: exactly the mails that
//! the triggers call for, each once, each as mail should be.

use std::{collections::HashMap, fmt::Write as _};

use serde_json::json;

use crate::{
    story,
    support::{Leadline, SmtpServer},
};

/// So many leads, unless the environment asks for more.
const LEADS: usize = 200;

fn leads() -> usize {
    std::env::var("LEADLINE_TEST_VOLUME").ok().and_then(|leads| leads.parse().ok()).unwrap_or(LEADS)
}

story! {
    async fn imported_leads_get_exactly_the_mails_that_are_called_for(app) {
        let leads = leads();
        let server = SmtpServer::start().await;
        app.move_to_the_present();
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("leads.csv");
        let mut csv = "First Name,Last Name,Company,Email\n".to_owned();
        for number in 0..leads {
            writeln!(csv, "Ann,Müller-{number},\"Acme, {number}\",lead{number}@acme.example").expect("written");
        }
        std::fs::write(&file, csv).expect("written");
        let leadline = Leadline::new(app.database_url(), folder.path()).set("MAIL__URL", server.url());
        leadline.ok(&["import", file.to_str().expect("UTF-8"), "--assignee", "agent@leadline.example"]);

        let mut ids = app.all_lead_ids().await;
        assert_eq!(ids.len(), leads);
        ids.sort();
        for status in ["CONTACTED", "WARM", "NURTURING"] {
            for ids in ids.chunks(1_000) {
                let input = json!({ "input": { "ids": ids, "status": status, "errorPolicy": "REJECT_ALL" } });
                let moved = app.admin("mutation($input: BulkChangeLeadStatusInput!) {
                    bulkChangeLeadStatus(input: $input) { results { lead { id } } userErrors { code } } }", input).await;
                assert_eq!(moved["bulkChangeLeadStatus"]["userErrors"], json!([]));
            }
        }
        let _worker = leadline.spawn(&["worker"]);
        app.wait_until_no_mail_waits().await;

        let taken = server.taken();
        // For each lead: entering NEW and three statuses, to the lead; being assigned, to the agent.
        assert_eq!(taken.len(), leads * 5);
        let mut each: HashMap<&str, usize> = HashMap::new();
        for mail in &taken {
            *each.entry(mail.to.as_str()).or_default() += 1;
        }
        assert_eq!(each.remove("agent@leadline.example"), Some(leads));
        assert_eq!(each.len(), leads);
        assert!(each.values().all(|count| *count == 4));

        let mut message_ids = std::collections::HashSet::new();
        for mail in &taken {
            assert!(message_ids.insert(mail.header("Message-ID").expect("a Message-ID")), "sent twice");
            assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
            assert!(mail.header("Content-Type").is_some_and(|kind| kind.starts_with("multipart/alternative")));
            assert!(mail.source.contains("text/plain") && mail.source.contains("text/html"));
            let to_lead = mail.to != "agent@leadline.example";
            assert_eq!(mail.header("List-Unsubscribe").is_some(), to_lead);
            assert_eq!(mail.header("List-Unsubscribe-Post").as_deref(),
                to_lead.then_some("List-Unsubscribe=One-Click"));
        }
    }
}
