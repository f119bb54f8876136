//! Production starts only with settings that are safe, and says at once all that it misses.

use std::path::Path;

use crate::support::Leadline;

const SECRET: &str = "9f2c41d07ab86e53b1f0c2d4e6a8975310fedcab64209875d3b1a9c7e5f02846";

fn production(folder: &Path) -> Leadline {
    Leadline::new("sqlite://unused.db", folder).set("ENV", "production")
}

fn refusal(leadline: &Leadline, arguments: &[&str]) -> String {
    let output = leadline.run(arguments);
    let (said, printed) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}{printed}");
    format!("{said}{printed}")
}

#[test]
fn a_bare_production_server_is_told_everything_that_it_misses() {
    let folder = tempfile::tempdir().expect("a folder");
    let bare = production(folder.path());
    let demands = [
        "`auth.secret` (LEADLINE_AUTH__SECRET)",
        "`mail.url` (LEADLINE_MAIL__URL)",
        "`http.public_url` (LEADLINE_HTTP__PUBLIC_URL)",
        "`http.tls.certificate` (LEADLINE_HTTP__TLS__CERTIFICATE)",
    ];
    for command in ["serve", "doctor"] {
        let said = refusal(&bare, &[command]);
        for demand in demands {
            assert!(said.contains(demand), "{command} lacks {demand}: {said}");
        }
    }
    let worker = refusal(&bare, &["worker"]);
    assert!(worker.contains(demands[2]) && !worker.contains(demands[3]), "{worker}");
    assert!(!folder.path().join("unused.db").exists(), "nothing was made");
    bare.ok(&["schema"]);
}

#[test]
fn what_was_given_is_not_demanded_and_a_weak_secret_is_not_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let weak = "hunter2-hunter2-hunter2-hunter2-hunter2";
    let leadline = production(folder.path())
        .set("AUTH__SECRET", weak)
        .set("MAIL__URL", "smtp://127.0.0.1:1")
        .set("HTTP__PUBLIC_URL", "https://leads.acme.example")
        .set("HTTP__BEHIND_TLS_PROXY", true);
    let said = refusal(&leadline, &["serve"]);
    assert!(said.contains("one setting more") && said.contains("repeats itself"), "{said}");
    assert!(!said.contains("hunter2") && !said.contains("mail.url"), "{said}");
}

#[test]
fn invented_leads_stay_out_of_production() {
    let folder = tempfile::tempdir().expect("a folder");
    let leadline = production(folder.path()).set("AUTH__SECRET", SECRET);
    for arguments in [&["demo"][..], &["seed", "--demo"], &["bench"]] {
        let said = refusal(&leadline, arguments);
        assert!(said.contains("not for production") && said.contains("LEADLINE_ENV"), "{said}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0, "nothing was made");
}
