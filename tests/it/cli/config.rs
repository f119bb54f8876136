//! A wrong value stops the start with a message that names the key and what was expected.

use crate::support::Leadline;

#[test]
fn a_wrong_value_names_the_key_and_what_was_expected() {
    let folder = tempfile::tempdir().expect("a folder");
    for (key, value, expected) in [
        ("HTTP__LISTEN", "everywhere", "127.0.0.1:8000"),
        ("DATABASE__URL", "mysql://x", "sqlite://"),
        ("MAIL__URL", "pigeon://coop", "smtp://"),
        ("MAIL__FROM", "nobody", "sales@acme.example"),
        ("JOBS__SWEEP_CRON", "hourly", "seconds first"),
        ("AUTH__SECRET", "short", "32 characters"),
        ("HTTP__LISTENN", "x", "listenn"),
    ] {
        let leadline = Leadline::new("sqlite://unused.db", folder.path()).set(key, value);
        let output = leadline.run(&["serve"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{key}: {said}");
        assert!(said.contains(expected), "{key}: {said}");
        let dotted = key.to_lowercase().replace("__", ".");
        assert!(said.contains(&dotted), "{key}: the message names {dotted}: {said}");
    }
    assert!(!folder.path().join("unused.db").exists(), "nothing was made");
}
