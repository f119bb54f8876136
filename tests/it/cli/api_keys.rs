//! Keys for integrations, from the command line.

use serde_json::Value;

use crate::{story, support::Leadline};

const LEADS: &str = "{ leads { totalCount } }";

story! {
    async fn keys_are_made_listed_and_revoked(app) {
        app.move_to_the_present();
        let folder = tempfile::tempdir().expect("a folder");
        let leadline = Leadline::new(app.database_url(), folder.path());
        assert!(leadline.ok(&["api-key", "list"]).contains("leadline api-key create"));
        let create = ["api-key", "create", "--email", "agent@leadline.example", "--name", "report"];
        let made = leadline.run(&[&create[..], &["--scope", "leads-read", "--scope", "leads-create"]].concat());
        let (key, remarks) = (String::from_utf8_lossy(&made.stdout), String::from_utf8_lossy(&made.stderr));
        let key = key.trim();
        assert!(key.starts_with("llk_") && remarks.contains("warning: the key never expires"), "{key} {remarks}");
        assert!(remarks.contains("may LEADS_READ, LEADS_CREATE"), "{remarks}");
        assert_eq!(app.gql(Some(key), LEADS, Value::Null).await["data"]["leads"]["totalCount"], 0);
        let short = leadline.run(&[&create[..], &["--scope", "leads-write", "--days", "30"]].concat());
        assert!(String::from_utf8_lossy(&short.stderr).contains("good until"), "{short:?}");
        let list = leadline.ok(&["api-key", "list"]);
        assert_eq!(list.lines().count(), 3, "{list}");
        assert!(list.contains(&key[..16]) && !list.contains(key), "{list}");

        // Whoever pastes the whole key means it.
        let revoked = leadline.ok(&["api-key", "revoke", key]);
        assert_eq!(revoked, format!("revoked {} (report)\n", &key[..16]));
        let refused = app.gql(Some(key), LEADS, Value::Null).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(leadline.ok(&["api-key", "list"]).lines().count(), 2);
        let all = leadline.ok(&["api-key", "list", "--all", "--email", "AGENT@leadline.example"]);
        assert!(all.lines().count() == 3 && all.contains("revoked 20"), "{all}");
        for wrong in [
            &["api-key", "revoke", "llk_unknown"][..],
            &["api-key", "create", "--email", "nobody@leadline.example", "--name", "x", "--scope", "leads-read"],
            &["api-key", "create", "--email", "agent@leadline.example", "--name", " ", "--scope", "leads-read"],
            &["api-key", "create", "--email", "agent@leadline.example", "--name", "x"],
        ] {
            assert!(!leadline.run(wrong).status.success(), "{wrong:?}");
        }
    }
}
