//! Guessing is slowed down, and tells nothing.

use serde_json::Value;

use crate::{
    story,
    support::{App, code},
};

const AGENT: &str = "agent@leadline.example";
const RIGHT: &str = "correct horse battery";

async fn fail(app: &App, email: &str, times: usize) -> Vec<Value> {
    let mut answers = Vec::new();
    for _ in 0..times {
        answers.push(app.try_sign_in(email, "wrong horse battery").await);
    }
    answers
}

story! {
    async fn an_unknown_address_is_locked_like_a_known_one_and_the_right_password_does_not_help(app) {
        let known = fail(&app, AGENT, 7).await;
        let unknown = fail(&app, "nobody@x.example", 7).await;
        assert_eq!(known, unknown, "step by step the same");
        let codes: Vec<_> = known.iter().map(code).collect();
        assert_eq!(codes[..5], ["WRONG_CREDENTIALS"; 5]);
        assert_eq!(codes[5..], ["TOO_MANY_ATTEMPTS"; 2]);
        assert_eq!(known[6]["retryAfter"], 60);
        let right = app.try_sign_in(AGENT, RIGHT).await;
        assert_eq!((code(&right), &right["accessToken"]), ("TOO_MANY_ATTEMPTS", &Value::Null));
        assert_eq!(app.try_sign_in(" AGENT@leadline.example", RIGHT).await["retryAfter"], 60, "however it is written");
        let told = app.told().await;
        assert_eq!(told.iter().filter(|kind| *kind == "SIGN_IN_FAILED").count(), 10);
        assert_eq!(told.iter().filter(|kind| *kind == "SIGN_IN_LOCKED").count(), 2);
    }
}

story! {
    async fn locks_end_grow_and_are_forgotten_with_the_right_password(app) {
        fail(&app, AGENT, 5).await;
        for (minutes, seconds) in [(1, 120), (2, 240), (4, 480), (8, 900), (15, 900)] {
            app.advance_seconds(minutes * 60 - 1);
            assert_eq!(code(&app.try_sign_in(AGENT, RIGHT).await), "TOO_MANY_ATTEMPTS");
            app.advance_seconds(1);
            assert_eq!(code(&fail(&app, AGENT, 1).await[0]), "WRONG_CREDENTIALS");
            assert_eq!(app.try_sign_in(AGENT, RIGHT).await["retryAfter"], seconds);
        }
        app.advance_seconds(900);
        assert!(app.try_sign_in(AGENT, RIGHT).await["accessToken"].is_string());
        assert_eq!(fail(&app, AGENT, 5).await.iter().filter(|answer| code(answer) == "WRONG_CREDENTIALS").count(), 5);
    }
}

story! {
    async fn guesses_at_the_same_time_are_no_more_than_one_after_the_other(app) {
        let guesses = (0..24).map(|_| app.try_sign_in(AGENT, "wrong horse battery"));
        let answers = futures::future::join_all(guesses).await;
        let looked_at = answers.iter().filter(|answer| code(answer) == "WRONG_CREDENTIALS").count();
        assert_eq!(looked_at, 5, "{answers:#?}");
    }
}

story! {
    async fn an_access_token_that_was_found_does_not_help_to_guess_the_password(app) {
        let tokens = app.agent_signs_in().await;
        let mut codes = Vec::new();
        for _ in 0..6 {
            let input = serde_json::json!({ "currentPassword": "wrong horse battery", "newPassword": "seven copper bridges" });
            let payload = app.mutate(Some(&tokens.access), "changePassword", "endedSessions", input).await;
            codes.push(code(&payload).to_owned());
        }
        assert_eq!(codes[..5], ["WRONG_CREDENTIALS"; 5]);
        assert_eq!(codes[5], "TOO_MANY_ATTEMPTS");
        assert!(app.holds(&tokens.access).await, "who is signed in goes on");
    }
}

story! {
    async fn a_new_password_by_mail_lifts_the_lock(app) {
        fail(&app, AGENT, 6).await;
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        app.reset(&app.reset_token(AGENT), "seven copper bridges").await;
        assert!(app.try_sign_in(AGENT, "seven copper bridges").await["accessToken"].is_string());
    }
}
