//! What the audit trail tells of sign-ins that came to nothing, of their end, and of who asked for a new password.

use chrono::TimeDelta;
use entity::Role;
use serde_json::{Value, json};

use crate::{
    story,
    support::{
        App, Browser, CLIENT, PROGRAM, VERIFIER,
        oidc::{Account, Lie},
    },
};

const AGENT: &str = "agent@leadline.example";
const PASSWORD: &str = "correct horse battery";
const ANNA: Account =
    Account { subject: "anna-1", email: "anna@leadline.example", is_verified: true, name: "Anna" };
const FORGED: &str = "/auth/oidc/callback?state=forged&code=forged";

/// Entries of a kind, newest first.
async fn of_kind(app: &App, kind: &str) -> Vec<Value> {
    app.audit_trail(json!({ "kinds": [kind] })).await
}

/// From where an entry comes.
fn from(entry: &Value) -> (&Value, &Value, &Value) {
    let origin = &entry["origin"];
    (&origin["via"], &origin["address"], &origin["userAgent"])
}

/// What was wrong, and about whom.
fn wrong(entry: &Value) -> (&str, &Value) {
    (entry["data"]["wrong"].as_str().unwrap_or_default(), &entry["subjectId"])
}

story! {
    async fn a_new_password_is_asked_for_from_somewhere(app) {
        let ask = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { requested } }";
        for (request, email) in [("forgot", AGENT), ("curious", "nobody@elsewhere.example")] {
            let answer = app.request(request, None, ask, json!({ "input": { "email": email } })).await;
            assert_eq!(answer["data"]["requestPasswordReset"]["requested"], true);
        }
        app.run_jobs().await;
        let asked = app.audit_trail(json!({ "requestId": "forgot" })).await;
        assert_eq!(asked.len(), 1, "{asked:#?}");
        assert_eq!((&asked[0]["kind"], &asked[0]["actor"]), (&json!("PASSWORD_RESET_REQUESTED"), &Value::Null));
        assert_eq!(asked[0]["subjectId"], app.agent_id());
        assert_eq!(from(&asked[0]), (&json!("VISITOR"), &json!(CLIENT), &json!(PROGRAM)));
        assert_eq!(app.audit_trail(json!({ "requestId": "curious" })).await.len(), 0, "that address is nobody's");
    }
}

story! {
    async fn somebody_signed_in_who_gives_a_wrong_password_is_named(app) {
        let here = app.agent_signs_in().await;
        let input = json!({ "currentPassword": "wrong horse battery", "newPassword": "seven copper bridges" });
        app.mutate(Some(&here.access), "changePassword", "endedSessions", input).await;
        let failed = of_kind(&app, "SIGN_IN_FAILED").await;
        assert_eq!(failed[0]["actor"]["email"], AGENT);
        assert_eq!((wrong(&failed[0]), from(&failed[0]).0), (("PASSWORD", &json!(app.agent_id())), &json!("SESSION")));
        app.try_sign_in(AGENT, "wrong horse battery").await;
        let failed = of_kind(&app, "SIGN_IN_FAILED").await;
        assert_eq!((failed.len(), &failed[0]["actor"]), (2, &Value::Null), "a visitor may be anybody");
    }
}

story! {
    async fn each_session_that_is_ended_is_told_with_its_end(app) {
        let sessions = [app.agent_signs_in().await, app.agent_signs_in().await, app.agent_signs_in().await];
        app.advance(TimeDelta::minutes(1));
        let began = of_kind(&app, "SIGNED_IN").await;
        app.mutate(Some(&sessions[0].access), "signOut", "signedOut", json!({})).await;
        let out = of_kind(&app, "SIGNED_OUT").await;
        assert_eq!((out.len(), &out[0]["subjectId"]), (1, &began[2]["subjectId"]));
        assert_eq!(out[0]["changes"], json!([{ "field": "endedAt", "before": null, "after": "2026-03-01T10:01:00Z" }]));
        app.mutate(Some(&sessions[1].access), "signOutEverywhere", "endedSessions", json!({})).await;
        // One more is that of the stories' own token.
        let out = of_kind(&app, "SIGNED_OUT").await;
        let ended: Vec<_> = out.iter().map(|entry| &entry["subjectId"]).collect();
        assert!(ended.len() == 3 && ended.contains(&&began[0]["subjectId"]) && !ended.contains(&&began[1]["subjectId"]));
        let change = json!({ "currentPassword": PASSWORD, "newPassword": "seven copper bridges" });
        let again = app.agent_signs_in().await;
        app.mutate(Some(&again.access), "changePassword", "endedSessions", change).await;
        let out = of_kind(&app, "SIGNED_OUT").await;
        assert_eq!((out.len(), &out[0]["subjectId"]), (4, &began[1]["subjectId"]), "a new password ends them as well");
        assert_eq!(out[0]["actor"]["email"], AGENT);
    }
}

story! {
    async fn a_sign_in_through_a_provider_that_fails_is_told_with_its_reason(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let (app, provider) = app.with_oidc(|_| ()).await;
        provider.is_visited_by(ANNA);
        let (mut browser, id) = (Browser::default(), json!(anna.id.to_string()));
        app.visit(&mut browser, FORGED).await;
        provider.lies(Lie::Fails);
        app.come_back(&mut browser).await;
        provider.lies(Lie::None);
        let back = app.go_there(&mut browser).await;
        app.visit(&mut browser, &format!("{}&error=access_denied", back.replace("code=", "not="))).await;
        provider.is_visited_by(Account { subject: "zoe-1", email: "zoe@leadline.example", ..ANNA });
        app.come_back(&mut browser).await;
        provider.is_visited_by(ANNA);
        let (used, late, stolen) =
            (app.come_back(&mut browser).await.code(), app.come_back(&mut browser).await.code(), app.come_back(&mut browser).await.code());
        app.redeem(&used, VERIFIER).await;
        app.redeem(&used, VERIFIER).await;
        app.redeem(&stolen, "a guess").await;
        app.advance(TimeDelta::seconds(61));
        app.redeem(&late, VERIFIER).await;
        let left = app.come_back(&mut browser).await.code();
        app.deactivate(&anna).await;
        app.redeem(&left, VERIFIER).await;
        app.come_back(&mut browser).await;
        let mut failed = of_kind(&app, "SIGN_IN_FAILED").await;
        failed.reverse();
        let told: Vec<_> = failed.iter().map(wrong).collect();
        assert_eq!(told, [
            ("UNKNOWN_ATTEMPT", &Value::Null), ("PROVIDER", &Value::Null), ("DECLINED", &Value::Null),
            ("UNKNOWN_USER", &Value::Null), ("UNKNOWN_CODE", &Value::Null), ("WRONG_VERIFIER", &id),
            ("EXPIRED_CODE", &id), ("USER_INACTIVE", &id), ("USER_INACTIVE", &id),
        ]);
        for entry in &failed {
            assert_eq!((&entry["data"]["by"], &entry["actor"]), (&json!("oidc"), &Value::Null), "{entry:#}");
            assert_eq!(from(entry), (&json!("VISITOR"), &json!(CLIENT), &json!(PROGRAM)), "{entry:#}");
        }
        let all = serde_json::to_string(&failed).expect("text");
        for typed in ["forged", "access_denied", "zoe", used.as_str(), VERIFIER] {
            assert!(!all.contains(typed), "{typed}");
        }
    }
}

story! {
    async fn forged_answers_do_not_fill_the_log_and_lock_nobody_out(app) {
        app.hire("Anna", Role::Agent).await;
        let (app, provider) = app.with_oidc(|_| ()).await;
        provider.is_visited_by(ANNA);
        let mut browser = Browser::default();
        for _ in 0..60 {
            app.visit(&mut browser, FORGED).await;
            app.redeem("llo_forged", VERIFIER).await;
        }
        let failed = of_kind(&app, "SIGN_IN_FAILED").await;
        assert_eq!(failed.len(), 50);
        assert_eq!(failed[0]["data"]["noMoreToldUntil"], "2026-03-01T10:01:00Z");
        assert_eq!(failed[1]["data"]["noMoreToldUntil"], Value::Null);
        // Who has a real code, or a password, comes in all the same.
        let code = app.come_back(&mut browser).await.code();
        assert!(app.redeem(&code, VERIFIER).await["accessToken"].is_string());
        app.agent_signs_in().await;
        app.advance(TimeDelta::minutes(1));
        for _ in 0..5 {
            app.visit(&mut browser, FORGED).await;
        }
        assert_eq!(of_kind(&app, "SIGN_IN_FAILED").await.len(), 51);
        app.advance(TimeDelta::hours(1));
        app.visit(&mut browser, FORGED).await;
        assert_eq!(of_kind(&app, "SIGN_IN_FAILED").await[0]["data"]["noMoreToldUntil"], Value::Null, "forgotten by now");
    }
}
