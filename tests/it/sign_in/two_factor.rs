//! The second factor.

use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::{
    story,
    support::{App, Tokens, code},
};

const AGENT: &str = "agent@leadline.example";
const PASSWORD: &str = "correct horse battery";

/// An authenticator app.
struct Phone(Secret);

impl Phone {
    fn code(&self, app: &App) -> String {
        let seconds = u64::try_from(app.now().timestamp()).expect("after 1970");
        Builder::new().with_secret(self.0.as_bytes()).build().expect("a secret").generate(seconds).to_string()
    }
}

/// The agent turns it on: the app, the recovery codes, and the session in which they did.
async fn turn_on(app: &App) -> (Phone, Vec<String>, Tokens) {
    let here = app.agent_signs_in().await;
    let begun = app
        .mutate(Some(&here.access), "beginTwoFactor", "secret otpauthUri", json!({ "password": PASSWORD }))
        .await;
    let secret = begun["secret"].as_str().expect("a secret");
    assert!(begun["otpauthUri"].as_str().expect("an address").contains(&format!("secret={secret}")));
    let phone = Phone(Secret::try_from_base32(secret).expect("base 32"));
    // Until it is confirmed, nothing changes.
    app.agent_signs_in().await;
    let input = json!({ "code": phone.code(app) });
    let confirmed = app.mutate(Some(&here.access), "confirmTwoFactor", "recoveryCodes", input).await;
    let codes = confirmed["recoveryCodes"].as_array().expect("codes").clone();
    let codes: Vec<_> = codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect();
    assert_eq!(codes.len(), 10);
    app.advance_seconds(30);
    (phone, codes, here)
}

async fn challenge(app: &App) -> String {
    let payload = app.try_sign_in(AGENT, PASSWORD).await;
    assert_eq!(
        (code(&payload), payload["accessToken"].is_null()),
        ("TWO_FACTOR_REQUIRED", true),
        "{payload}"
    );
    payload["challenge"].as_str().expect("a challenge").to_owned()
}

story! {
    async fn who_has_a_second_factor_signs_in_with_both_and_no_code_works_twice(app) {
        let (phone, _, here) = turn_on(&app).await;
        let me = app.gql(Some(&here.access), "{ viewer { hasTwoFactor } }", json!({})).await;
        assert_eq!(me["data"]["viewer"]["hasTwoFactor"], true);
        let (first, second) = (challenge(&app).await, challenge(&app).await);
        let shown = phone.code(&app);
        let tokens = Tokens::of(&app.complete_sign_in(&first, &shown).await);
        assert!(app.holds(&tokens.access).await);
        assert_eq!(code(&app.complete_sign_in(&second, &shown).await), "WRONG_CODE", "seen over the shoulder");
        assert_eq!(code(&app.complete_sign_in(&first, &shown).await), "TOKEN_EXPIRED", "used up");
        app.advance_seconds(30);
        Tokens::of(&app.complete_sign_in(&second, &phone.code(&app)).await);
        let late = challenge(&app).await;
        app.advance_seconds(301);
        assert_eq!(code(&app.complete_sign_in(&late, &phone.code(&app)).await), "TOKEN_EXPIRED");
        app.run_jobs().await;
        assert_eq!(app.mails_about(AGENT, "Two-factor sign-in is on").len(), 1);
        let kept = app.everything_in("select sealed_secret from two_factors").await;
        assert!(!kept.contains(&phone.0.to_base32()), "encrypted");
    }
}

story! {
    async fn it_is_not_on_before_the_app_has_shown_a_right_code(app) {
        let here = app.agent_signs_in().await;
        let confirm = || app.mutate(Some(&here.access), "confirmTwoFactor", "recoveryCodes", json!({ "code": "000000" }));
        assert_eq!(code(&confirm().await), "INVALID", "nothing was begun");
        let begin = |password: &'static str| {
            app.mutate(Some(&here.access), "beginTwoFactor", "secret", json!({ "password": password }))
        };
        assert_eq!(code(&begin("wrong horse battery").await), "WRONG_CREDENTIALS");
        assert!(begin(PASSWORD).await["secret"].is_string());
        assert_eq!(code(&confirm().await), "WRONG_CODE");
        app.agent_signs_in().await;
        let (_, _, here) = turn_on(&app).await;
        let input = json!({ "password": PASSWORD });
        let again = app.mutate(Some(&here.access), "beginTwoFactor", "secret", input).await;
        assert_eq!(code(&again), "TAKEN", "a second one must not replace it");
    }
}

story! {
    async fn clocks_may_differ_by_one_step(app) {
        let (phone, ..) = turn_on(&app).await;
        let (before, open) = (phone.code(&app), challenge(&app).await);
        app.advance_seconds(30);
        Tokens::of(&app.complete_sign_in(&open, &before).await);
        let (before, open) = (phone.code(&app), challenge(&app).await);
        app.advance_seconds(60);
        assert_eq!(code(&app.complete_sign_in(&open, &before).await), "WRONG_CODE");
    }
}

story! {
    async fn a_recovery_code_takes_the_place_of_the_app_once(app) {
        let (phone, codes, here) = turn_on(&app).await;
        let kept = app.everything_in("select code_hash from recovery_codes").await;
        assert!(codes.iter().all(|code| !kept.contains(code.as_str())));
        let typed = codes[0].to_uppercase().replace('-', " ");
        Tokens::of(&app.complete_sign_in(&challenge(&app).await, &typed).await);
        assert_eq!(code(&app.complete_sign_in(&challenge(&app).await, &codes[0]).await), "WRONG_CODE");
        let input = json!({ "password": PASSWORD, "code": phone.code(&app) });
        let renewed = app.mutate(Some(&here.access), "regenerateRecoveryCodes", "recoveryCodes", input).await;
        let fresh = renewed["recoveryCodes"][0].as_str().expect("a code").to_owned();
        assert_eq!(code(&app.complete_sign_in(&challenge(&app).await, &codes[1]).await), "WRONG_CODE", "void");
        Tokens::of(&app.complete_sign_in(&challenge(&app).await, &fresh).await);
    }
}

story! {
    async fn wrong_codes_lock_the_account_and_right_passwords_do_not_open_it(app) {
        let (phone, ..) = turn_on(&app).await;
        for _ in 0..5 {
            assert_eq!(code(&app.complete_sign_in(&challenge(&app).await, "000000").await), "WRONG_CODE");
        }
        assert_eq!(code(&app.try_sign_in(AGENT, PASSWORD).await), "TOO_MANY_ATTEMPTS");
        app.advance_seconds(60);
        let open = challenge(&app).await;
        assert_eq!(code(&app.complete_sign_in(&open, "000000").await), "WRONG_CODE");
        let locked = app.complete_sign_in(&open, &phone.code(&app)).await;
        assert_eq!((code(&locked), &locked["retryAfter"]), ("TOO_MANY_ATTEMPTS", &json!(120)));
    }
}

story! {
    async fn it_is_turned_off_by_its_owner_with_both_factors_or_by_an_administrator(app) {
        let (phone, codes, here) = turn_on(&app).await;
        let off = |password: &'static str, code: String| {
            let input = json!({ "password": password, "code": code });
            app.mutate(Some(&here.access), "disableTwoFactor", "user { hasTwoFactor }", input)
        };
        assert_eq!(code(&off("wrong horse battery", phone.code(&app)).await), "WRONG_CREDENTIALS");
        assert_eq!(code(&off(PASSWORD, "000000".into()).await), "WRONG_CODE");
        assert_eq!(off(PASSWORD, codes[2].clone()).await["user"]["hasTwoFactor"], false);
        app.agent_signs_in().await;
        assert_eq!(code(&off(PASSWORD, codes[3].clone()).await), "INVALID", "there is none");

        turn_on(&app).await;
        let input = json!({ "userId": app.agent_id() });
        let by_agent = app.mutate(Some(&here.access), "resetTwoFactor", "user { id }", input.clone()).await;
        assert_eq!(code(&by_agent), "FORBIDDEN");
        let by_admin = app.admin("mutation($id: ID!) { resetTwoFactor(input: { userId: $id }) { user { hasTwoFactor } userErrors { code } } }",
            json!({ "id": app.agent_id() })).await;
        assert_eq!(by_admin["resetTwoFactor"], json!({ "user": { "hasTwoFactor": false }, "userErrors": [] }));
        app.agent_signs_in().await;
        app.run_jobs().await;
        assert_eq!(app.mails_about(AGENT, "Two-factor sign-in is off").len(), 2);
    }
}

story! {
    async fn a_new_password_does_not_get_round_it(app) {
        let (phone, ..) = turn_on(&app).await;
        let waiting = challenge(&app).await;
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        app.reset(&app.reset_token(AGENT), "seven copper bridges").await;
        assert_eq!(code(&app.complete_sign_in(&waiting, &phone.code(&app)).await), "TOKEN_EXPIRED", "begun with the old one");
        assert_eq!(code(&app.try_sign_in(AGENT, "seven copper bridges").await), "TWO_FACTOR_REQUIRED");
    }
}
