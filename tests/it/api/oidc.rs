//! Signing in through an OpenID provider, and what is tried against it.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    story,
    support::{
        App, Browser, VERIFIER,
        oidc::{Account, Lie},
    },
};

const ANNA: Account =
    Account { subject: "anna-1", email: "Anna@leadline.example", is_verified: true, name: "Anna" };

async fn token(app: &App, browser: &mut Browser) -> String {
    let code = app.come_back(browser).await.code();
    let payload = app.redeem(&code, VERIFIER).await;
    payload["accessToken"].as_str().unwrap_or_else(|| panic!("{payload:#}")).to_owned()
}

story! {
    async fn who_signs_in_there_is_signed_in_here(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let (app, provider) = app.with_oidc(|_| ()).await;
        let offered = app.gql(None, "{ oidcProvider { label startUrl } }", Value::Null).await;
        assert_eq!(offered["data"]["oidcProvider"], json!({ "label": "Sign in with single sign-on",
            "startUrl": "http://127.0.0.1:8000/auth/oidc/start" }));
        provider.is_visited_by(ANNA);
        let mut browser = Browser::default();
        let token = token(&app, &mut browser).await;
        let me = app.gql(Some(&token), "{ viewer { id } }", Value::Null).await;
        assert_eq!(me["data"]["viewer"]["id"], anna.id.to_string());
        // From now on the account counts, not its address.
        provider.is_visited_by(Account { email: "anna.new@elsewhere.example", is_verified: false, ..ANNA });
        let again = self::token(&app, &mut browser).await;
        let me = app.gql(Some(&again), "{ viewer { id } }", Value::Null).await;
        assert_eq!(me["data"]["viewer"]["id"], anna.id.to_string());
        let kinds: Vec<_> = app.access_events().await.into_iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["IDENTITY_LINKED", "IDENTITY_SIGNED_IN", "IDENTITY_SIGNED_IN"]);
    }
}

story! {
    async fn the_cookie_is_for_the_way_there_and_back_alone(app) {
        app.hire("Anna", Role::Agent).await;
        let (app, provider) = app.with_oidc(|_| ()).await;
        provider.is_visited_by(ANNA);
        let mut browser = Browser::default();
        let challenge = leadline::oidc::challenge(VERIFIER);
        let begun = app.visit(&mut browser, &format!("/auth/oidc/start?challenge={challenge}")).await;
        let parts: Vec<&str> = begun.set_cookie.split("; ").skip(1).collect();
        assert_eq!(parts, ["Path=/auth/oidc", "Max-Age=600", "HttpOnly", "SameSite=Lax"]);
        let sent = url::Url::parse(&begun.location).expect("a URL");
        let asked: std::collections::HashMap<_, _> = sent.query_pairs().into_owned().collect();
        assert_eq!((asked["scope"].as_str(), asked["code_challenge_method"].as_str()), ("openid email profile", "S256"));
        assert_eq!(asked["redirect_uri"], "http://127.0.0.1:8000/auth/oidc/callback");
        assert!(asked["state"].len() == 64 && asked["nonce"].len() == 64);
        // A second tab takes nothing away from the first.
        let (one, two) = (app.go_there(&mut browser).await, app.go_there(&mut browser).await);
        assert_eq!(app.visit(&mut browser, &two).await.status, 303);
        assert_eq!(app.visit(&mut browser, &one).await.status, 303);
    }
}

story! {
    async fn what_the_provider_says_is_believed_only_with_its_signature_for_us_now(app) {
        app.hire("Anna", Role::Agent).await;
        let (app, provider) = app.with_oidc(|_| ()).await;
        provider.is_visited_by(ANNA);
        for lie in [
            Lie::Nonce, Lie::NoNonce, Lie::Audience, Lie::SecondAudience, Lie::Expired, Lie::Issuer, Lie::Unsigned,
            Lie::PublicKeyAsSecret, Lie::ClientSecret, Lie::OtherKey, Lie::Tampered, Lie::AccessToken, Lie::NoIdToken, Lie::Fails,
            Lie::TellsOfAnother,
        ] {
            provider.lies(lie);
            let seen = app.come_back(&mut Browser::default()).await;
            assert_eq!((seen.status, seen.reason()), (502, "PROVIDER"), "{lie:?}");
            assert!(!seen.page.contains(provider.issuer()), "{lie:?}: the page tells nothing of the inside");
        }
        provider.lies(Lie::TellsBeside);
        token(&app, &mut Browser::default()).await;
        let told = app.access_events().await;
        let count = |kind: &str| told.iter().filter(|event| event.kind.as_str() == kind).count();
        assert_eq!((count("IDENTITY_LINKED"), count("SIGN_IN_FAILED")), (1, 15));
    }
}

story! {
    async fn an_answer_is_for_the_browser_that_asked_and_good_once(app) {
        app.hire("Anna", Role::Agent).await;
        let (app, provider) = app.with_oidc(|_| ()).await;
        provider.is_visited_by(ANNA);
        let mut browser = Browser::default();
        let back = app.go_there(&mut browser).await;
        let unknown = |seen: &crate::support::Seen| (seen.status, seen.reason().to_owned());
        let expected = (400, "UNKNOWN_ATTEMPT".to_owned());
        // Somebody else's browser, without a cookie or with its own; another state, or none.
        let mut other = Browser::default();
        assert_eq!(unknown(&app.visit(&mut other, &back).await), expected);
        app.go_there(&mut other).await;
        assert_eq!(unknown(&app.visit(&mut other, &back).await), expected);
        let forged = back.replace("state=", "state=0");
        assert_eq!(unknown(&app.visit(&mut browser, &forged).await), expected);
        assert_eq!(unknown(&app.visit(&mut browser, "/auth/oidc/callback?code=x").await), expected);
        // None of them took it away from the browser that asked; then it is used up.
        let code = app.visit(&mut browser, &back).await.code();
        assert_eq!(unknown(&app.visit(&mut browser, &back).await), expected, "replayed");
        // The code is for who has the verifier, and good once.
        let refused = json!([{ "code": "WRONG_CREDENTIALS", "field": ["input", "code"] }]);
        assert_eq!(app.redeem("llo_unknown", VERIFIER).await["userErrors"], refused);
        assert!(app.redeem(&code, VERIFIER).await["accessToken"].is_string());
        assert_eq!(app.redeem(&code, VERIFIER).await["userErrors"], refused, "replayed");
        let stolen = app.come_back(&mut browser).await.code();
        assert_eq!(app.redeem(&stolen, "a guess").await["userErrors"], refused);
        assert_eq!(app.redeem(&stolen, VERIFIER).await["userErrors"], refused, "a code that was guessed at is gone");
        let late = app.come_back(&mut browser).await.code();
        app.advance(chrono::TimeDelta::seconds(61));
        assert_eq!(app.redeem(&late, VERIFIER).await["userErrors"], refused, "too late");
        let slow = app.go_there(&mut browser).await;
        app.advance(chrono::TimeDelta::minutes(11));
        assert_eq!(unknown(&app.visit(&mut browser, &slow).await), expected, "too slow");
    }
}

story! {
    async fn the_answer_of_another_provider_is_not_taken(app) {
        app.hire("Anna", Role::Agent).await;
        let (app, provider) = app.with_oidc(|_| ()).await;
        provider.is_visited_by(ANNA);
        let mut browser = Browser::default();
        let back = app.go_there(&mut browser).await;
        let issuer: String = url::form_urlencoded::byte_serialize(provider.issuer().as_bytes()).collect();
        let mixed = back.replace(&format!("iss={issuer}"), "iss=https%3A%2F%2Fevil.example");
        assert_ne!(mixed, back);
        assert_eq!(app.visit(&mut browser, &mixed).await.reason(), "PROVIDER");
        // And what it declines, it declines.
        let back = app.go_there(&mut browser).await;
        let declined = format!("{}&error=access_denied", back.replace("code=", "not="));
        assert_eq!(app.visit(&mut browser, &declined).await.reason(), "DECLINED");
    }
}

story! {
    async fn an_account_becomes_a_user_by_a_verified_address_of_ours_alone(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let (app, provider) = app.with_oidc(|oidc| oidc.email_domains = vec!["LEADLINE.example".into()]).await;
        let mut browser = Browser::default();
        let cases = [
            (Account { is_verified: false, ..ANNA }, "EMAIL_NOT_VERIFIED"),
            (Account { email: "", ..ANNA }, "EMAIL_NOT_VERIFIED"),
            (Account { email: "anna@leadline.example.evil.example", ..ANNA }, "DOMAIN_NOT_ALLOWED"),
            (Account { email: "zoe@leadline.example", ..ANNA }, "UNKNOWN_USER"),
        ];
        for (account, reason) in cases {
            provider.is_visited_by(account);
            let seen = app.come_back(&mut browser).await;
            assert_eq!((seen.status, seen.reason()), (403, reason));
        }
        provider.is_visited_by(ANNA);
        token(&app, &mut browser).await;
        // Who got the address of somebody who left does not get their user.
        provider.is_visited_by(Account { subject: "anna-2", ..ANNA });
        assert_eq!(app.come_back(&mut browser).await.reason(), "OTHER_ACCOUNT");
        provider.is_visited_by(Account { subject: "bert-1", email: "bert@leadline.example", ..ANNA });
        app.deactivate(&bert).await;
        assert_eq!(app.come_back(&mut browser).await.reason(), "USER_INACTIVE");
        // Neither does a code help somebody who was deactivated meanwhile.
        provider.is_visited_by(ANNA);
        let code = app.come_back(&mut browser).await.code();
        app.deactivate(&anna).await;
        assert_eq!(app.redeem(&code, VERIFIER).await["userErrors"][0]["code"], "WRONG_CREDENTIALS");
        assert_eq!(app.come_back(&mut browser).await.reason(), "USER_INACTIVE");
    }
}

story! {
    async fn who_is_no_user_becomes_one_where_that_is_wanted(app) {
        let (app, provider) = app.with_oidc(|oidc| oidc.create_users = true).await;
        provider.is_visited_by(Account { subject: "zoe-1", email: "zoe@leadline.example", is_verified: true, name: "Zoe Adler" });
        let mut browser = Browser::default();
        let code = app.come_back(&mut browser).await.code();
        let payload = app.redeem(&code, VERIFIER).await;
        assert_eq!(payload["user"], json!({ "email": "zoe@leadline.example", "role": "AGENT", "name": "Zoe Adler" }));
        // They have no password to guess.
        let sign_in = "mutation { signIn(input: { email: \"zoe@leadline.example\", password: \"\" }) { userErrors { code } } }";
        let refused = app.gql(None, sign_in, Value::Null).await;
        assert_eq!(refused["data"]["signIn"]["userErrors"][0]["code"], "WRONG_CREDENTIALS");
    }
}

story! {
    async fn a_beginning_that_leads_nowhere_is_refused(app) {
        let nowhere = app.visit(&mut Browser::default(), "/auth/oidc/start?challenge=x").await;
        assert_eq!(nowhere.status, 404, "without a provider there is nothing");
        let offered = app.gql(None, "{ oidcProvider { label } }", Value::Null).await;
        assert_eq!(offered["data"], json!({ "oidcProvider": null }));
        let (app, _provider) = app.with_oidc(|_| ()).await;
        let challenge = leadline::oidc::challenge(VERIFIER);
        for query in [
            String::new(),
            "challenge=short".into(),
            format!("challenge={challenge}&return_to=https://evil.example/signed-in"),
            format!("challenge={challenge}&return_to=https://app.acme.example/signed-in/../other"),
        ] {
            let seen = app.visit(&mut Browser::default(), &format!("/auth/oidc/start?{query}")).await;
            assert_eq!((seen.status, seen.reason()), (400, "BAD_REQUEST"), "{query}");
        }
    }
}
