//! Signing in and out, passwords, the second factor.

use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use super::{By, Example, Leaves, PASSWORD, Refused, done, set_up};
use crate::support::App;

const AGENT: &str = "agent@leadline.example";
const WRONG: &str = "wrong horse battery";
const NEW: &str = "four quiet green bicycles";

pub async fn examples(app: &App) -> Vec<Example> {
    let mut all = of_sessions(app).await;
    all.extend(of_passwords(app).await);
    all.extend(of_two_factor(app).await);
    all
}

/// A user who has a password.
async fn member(app: &App, email: &str) -> String {
    let new = json!({ "name": "Somebody", "email": email, "password": PASSWORD });
    let made = set_up(app, "createUser", "user { id }", new).await;
    made["user"]["id"].as_str().expect("an id").to_owned()
}

/// An access token and a refresh token.
async fn session(app: &App, email: &str) -> (String, String) {
    let input = json!({ "email": email, "password": PASSWORD });
    let tokens = done(app, None, "signIn", "accessToken refreshToken", input).await;
    let token = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    (token("accessToken"), token("refreshToken"))
}

async fn of_sessions(app: &App) -> Vec<Example> {
    let email = "mia@leadline.example";
    member(app, email).await;
    let (here, (left, _)) = (session(app, email).await.0, session(app, email).await);
    let (revoked, (_, fresh), (_, used)) =
        (session(app, email).await.0, session(app, email).await, session(app, email).await);
    done(app, None, "refreshSession", "", json!({ "refreshToken": used })).await;
    let sessions = "{ viewer { sessions { edges { node { id current } } } } }";
    let sessions = app.gql(Some(&revoked), sessions, Value::Null).await["data"]["viewer"]["sessions"].take();
    let mut sessions = sessions["edges"].as_array().expect("sessions").iter().map(|edge| &edge["node"]);
    let revoked = sessions.find(|session| session["current"] == true).expect("their own")["id"].clone();
    let with_password = |password: &str| json!({ "email": AGENT, "password": password });
    let refresh = |token: &str| json!({ "refreshToken": token });
    vec![
        Example::new("signIn", "SIGNED_IN", with_password(PASSWORD), with_password(WRONG))
            .by(By::Visitor(AGENT))
            .noted("SIGN_IN_FAILED"),
        Example {
            leaves: Leaves::Nothing {
                why: "clients do it all day; that a session began, and that it ended, is told",
            },
            ..Example::new("refreshSession", "", refresh(&fresh), refresh(&used))
        }
        .by(By::Visitor(email))
        .noted("REFRESH_TOKEN_REUSED"),
        Example::new(
            "revokeSession",
            "SIGNED_OUT",
            json!({ "id": revoked }),
            json!({ "id": "session_01h455vb4pex5vsknk084sn02q" }),
        ),
        out("signOut", left, email),
        out("signOutEverywhere", here, email),
    ]
}

/// Nothing that they are sent with is wrong.
fn out(mutation: &str, token: String, email: &'static str) -> Example {
    let example = Example::new(mutation, "SIGNED_OUT", json!({}), Value::Null);
    Example { refused: Refused::WithoutToken, ..example.by(By::Person { token, email }) }
}

async fn of_passwords(app: &App) -> Vec<Example> {
    let (email, forgetful) = ("pat@leadline.example", "rob@leadline.example");
    member(app, email).await;
    member(app, forgetful).await;
    let (token, _) = session(app, email).await;
    set_up(app, "requestPasswordReset", "", json!({ "email": forgetful })).await;
    app.run_jobs().await;
    let change = |current: &str| json!({ "currentPassword": current, "newPassword": NEW });
    let reset = |token: &str| json!({ "token": token, "newPassword": NEW });
    vec![
        Example::new("changePassword", "", change(PASSWORD), change(WRONG))
            .by(By::Person { token, email })
            .without_values("PASSWORD_CHANGED")
            .noted("SIGN_IN_FAILED"),
        Example {
            leaves: Leaves::Entry { kind: "PASSWORD_RESET".into(), tells_values: false, via: "MAIL_LINK" },
            ..Example::new("resetPassword", "", reset(&app.reset_token(forgetful)), reset("llp_0000"))
        }
        .by(By::Visitor(forgetful)),
        Example {
            leaves: Leaves::EntryLater {
                kind: "PASSWORD_RESET_REQUESTED",
                why: "whose address it is is looked up when the mail is delivered, so that the answer's time tells nothing",
            },
            refused: Refused::InSilence {
                input: json!({ "email": "nobody@elsewhere.example" }),
                why: "the answer must not tell who has an account",
            },
            ..Example::new("requestPasswordReset", "", json!({ "email": forgetful }), Value::Null)
        }
        .by(By::Visitor(forgetful)),
    ]
}

/// Begins a second factor, and gives the code that the app shows.
async fn begin(app: &App, token: &str) -> String {
    let begun = done(app, Some(token), "beginTwoFactor", "secret", json!({ "password": PASSWORD })).await;
    let secret = Secret::try_from_base32(begun["secret"].as_str().expect("a secret")).expect("base 32");
    let seconds = u64::try_from(app.now().timestamp()).expect("after 1970");
    let authenticator = Builder::new().with_secret(secret.as_bytes()).build().expect("a secret");
    authenticator.generate(seconds).to_string()
}

/// A user with a second factor: their id, their token, and their recovery codes.
async fn protected(app: &App, email: &str) -> (String, String, Value) {
    let (id, (token, _)) = (member(app, email).await, session(app, email).await);
    let shown = json!({ "code": begin(app, &token).await });
    let confirmed = done(app, Some(&token), "confirmTwoFactor", "recoveryCodes", shown).await;
    (id, token, confirmed["recoveryCodes"].clone())
}

async fn of_two_factor(app: &App) -> Vec<Example> {
    let [tom, una, vera, walt] =
        ["tom@leadline.example", "una@leadline.example", "vera@leadline.example", "walt@leadline.example"];
    member(app, tom).await;
    member(app, una).await;
    let ((of_tom, _), (of_una, _)) = (session(app, tom).await, session(app, una).await);
    let shown = begin(app, &of_una).await;
    let (_, of_vera, recovery) = protected(app, vera).await;
    let (_, of_walt, of_walts_app) = protected(app, walt).await;
    let (locked_out, ..) = protected(app, "xena@leadline.example").await;
    let half = json!({ "email": vera, "password": PASSWORD });
    let challenge = app.mutate(None, "signIn", "challenge", half).await["challenge"].clone();
    let show = |code: &Value| json!({ "challenge": challenge, "code": code });
    let both = |password: &str, code: &Value| json!({ "password": password, "code": code });
    let failed = "SIGN_IN_FAILED";
    vec![
        Example::new("completeSignIn", "SIGNED_IN", show(&recovery[0]), show(&json!("no code")))
            .by(By::Visitor(vera))
            .noted(failed),
        Example {
            leaves: Leaves::Nothing { why: "nothing is turned on before the app has shown a code" },
            ..Example::new(
                "beginTwoFactor",
                "",
                json!({ "password": PASSWORD }),
                json!({ "password": WRONG }),
            )
        }
        .by(By::Person { token: of_tom, email: tom })
        .noted(failed),
        Example::new("confirmTwoFactor", "", json!({ "code": shown }), json!({ "code": "no code" }))
            .by(By::Person { token: of_una, email: una })
            .without_values("TWO_FACTOR_ENABLED")
            .noted(failed),
        Example::new("regenerateRecoveryCodes", "", both(PASSWORD, &recovery[1]), both(WRONG, &recovery[1]))
            .by(By::Person { token: of_vera, email: vera })
            .without_values("RECOVERY_CODES_RENEWED")
            .noted(failed),
        Example::new(
            "disableTwoFactor",
            "",
            both(PASSWORD, &of_walts_app[0]),
            both(PASSWORD, &json!("no code")),
        )
        .by(By::Person { token: of_walt, email: walt })
        .without_values("TWO_FACTOR_DISABLED")
        .noted(failed),
        Example::new(
            "resetTwoFactor",
            "",
            json!({ "userId": locked_out }),
            json!({ "userId": app.agent_id() }),
        )
        .without_values("TWO_FACTOR_DISABLED"),
    ]
}
