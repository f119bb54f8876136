//! Signing in, as a client does.

use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
use chrono::{DateTime, TimeDelta, Utc};
use entity::user;
use leadline::{
    mail::{OutgoingMail, SendFailure},
    sign_in,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use super::{App, PASSWORD};

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) {
    accessToken expiresAt refreshToken refreshExpiresAt challenge retryAfter user { email } userErrors { code message } } }";
const COMPLETE: &str = "mutation($input: CompleteSignInInput!) { completeSignIn(input: $input) {
    accessToken refreshToken retryAfter userErrors { code message } } }";
const REFRESH: &str = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) {
    accessToken expiresAt refreshToken refreshExpiresAt user { email } userErrors { code message } } }";

/// The tokens of a session.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Tokens {
    /// Of a payload, which must have them.
    pub fn of(payload: &Value) -> Self {
        let text = |name: &str| {
            payload[name].as_str().unwrap_or_else(|| panic!("no {name}: {payload:#}")).to_owned()
        };
        Self { access: text("accessToken"), refresh: text("refreshToken") }
    }
}

/// The code of a payload's first error.
pub fn code(payload: &Value) -> &str {
    payload["userErrors"][0]["code"].as_str().unwrap_or_default()
}

impl App {
    /// The payload of a sign-in.
    pub async fn try_sign_in(&self, email: &str, password: &str) -> Value {
        let input = json!({ "input": { "email": email, "password": password } });
        self.gql(None, SIGN_IN, input).await["data"]["signIn"].clone()
    }

    /// The agent signs in, which must go well.
    pub async fn agent_signs_in(&self) -> Tokens {
        Tokens::of(&self.try_sign_in("agent@leadline.example", PASSWORD).await)
    }

    /// The payload of the second half of a sign-in.
    pub async fn complete_sign_in(&self, challenge: &str, code: &str) -> Value {
        let input = json!({ "input": { "challenge": challenge, "code": code } });
        self.gql(None, COMPLETE, input).await["data"]["completeSignIn"].clone()
    }

    /// The payload of refreshing a session.
    pub async fn refresh(&self, token: &str) -> Value {
        let input = json!({ "input": { "refreshToken": token } });
        self.gql(None, REFRESH, input).await["data"]["refreshSession"].clone()
    }

    /// The payload of a mutation with one input.
    pub async fn mutate(&self, token: Option<&str>, name: &str, fields: &str, input: Value) -> Value {
        let mut letters = name.chars();
        let kind: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let kind = match name {
            "disableTwoFactor" | "regenerateRecoveryCodes" => "BothFactorsInput".to_owned(),
            _ => format!("{kind}Input"),
        };
        let document = format!(
            "mutation($input: {kind}!) {{ {name}(input: $input) {{ {fields} userErrors {{ code message field }} }} }}"
        );
        let answer = self.gql(token, &document, json!({ "input": input })).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        answer["data"][name].clone()
    }

    /// Whether an access token is good for anything.
    pub async fn holds(&self, token: &str) -> bool {
        let answer = self.gql(Some(token), "{ viewer { id } }", Value::Null).await;
        let refused = answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED";
        assert!(refused || answer["data"]["viewer"]["id"].is_string(), "{answer}");
        !refused
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The next mail meets a server that puts it off.
    pub fn put_off_next_mail(&self) {
        self.memory.fail_next(SendFailure::transient("451 try again later"));
    }

    /// Mails to an address whose subject says something.
    pub fn mails_about(&self, address: &str, subject: &str) -> Vec<OutgoingMail> {
        let mails = self.mails().into_iter();
        mails.filter(|mail| mail.to.email.to_string() == address && mail.subject.contains(subject)).collect()
    }

    /// The token in the newest mail that resets a password.
    pub fn reset_token(&self, address: &str) -> String {
        let mails = self.mails_about(address, "Set a new password");
        let text = &mails.last().expect("a mail").text;
        let (_, rest) = text.split_once("/reset-password/").expect("a link");
        rest.split_whitespace().next().expect("a token").to_owned()
    }

    /// What the database keeps in a column, as text.
    pub async fn everything_in(&self, sql: &str) -> String {
        use sea_orm::{ConnectionTrait, Statement};
        let rows = Statement::from_string(self.ctx.db.backend(), sql);
        let rows = self.ctx.db.conn().query_all_raw(rows).await.expect("read");
        let texts = rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a text"));
        texts.collect::<Vec<_>>().join("\n")
    }

    /// The kinds of everything in the log that is about no lead, but for what the beginning of the story left there.
    pub async fn told(&self) -> Vec<String> {
        let kinds = self.everything_in("select kind from events where lead_id is null order by seq").await;
        let kinds = kinds.lines().filter(|kind| *kind != "USER_CREATED");
        kinds.skip(2).map(str::to_owned).collect()
    }

    pub async fn deactivate_agent(&self) {
        self.set_of_agent(user::Column::IsActive, Expr::value(false)).await;
    }

    /// What another part of the house does, in a transaction like any other.
    async fn set_of_agent(&self, column: user::Column, value: Expr) {
        let tx = self.ctx.db.begin().await.expect("begun");
        user::Entity::update_many()
            .col_expr(column, value)
            .filter(user::Column::Id.eq(self.agent.id))
            .exec(&*tx)
            .await
            .expect("changed");
        tx.commit_without_entry().await.expect("committed");
    }
}

impl App {
    pub async fn request_reset(&self, email: &str) -> Value {
        self.mutate(None, "requestPasswordReset", "requested", json!({ "email": email })).await
    }

    pub async fn reset(&self, token: &str, password: &str) -> Value {
        let input = json!({ "token": token, "newPassword": password });
        self.mutate(None, "resetPassword", "reset", input).await
    }

    pub async fn give_admin_a_password(&self, password: &str) {
        let admin = user::Entity::find_by_id(self.admin.id).one(self.ctx.db.conn()).await.expect("read");
        let admin = admin.expect("the administrator");
        sign_in::set_password(&self.ctx, &admin, password.to_owned()).await.expect("set");
    }

    pub async fn clean_up(&self) {
        sign_in::forget_what_is_over(&self.ctx).await.expect("removed");
    }

    /// As an installation of years ago has it.
    pub async fn weaken_agents_hash(&self, password: &str) {
        let params = Params::new(8 * 1024, 1, 1, None).expect("parameters");
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = weak.hash_password(password.as_bytes()).expect("a hash").to_string();
        self.set_of_agent(user::Column::PasswordHash, Expr::value(hash)).await;
    }
}
