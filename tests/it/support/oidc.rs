//! An OpenID provider on a port of its own: discovery, keys, authorization with PKCE, tokens. It does what the standard
//! says, and, told so, what an attacker would.

#![allow(clippy::unused_async, reason = "handlers are asynchronous, whatever they do")]

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD as BASE64_URL};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use leadline::{clock::Clock, oidc};
use openidconnect::{
    PrivateSigningKey,
    core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey},
};
use rsa::{
    RsaPrivateKey,
    pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey, LineEnding},
    rand_core::OsRng,
    traits::PublicKeyParts,
};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

pub const CLIENT: &str = "leadline";
pub const SECRET: &str = "what the provider gave us";
const KEY_ID: &str = "one";

/// Made once: it takes a while.
static KEY: LazyLock<RsaPrivateKey> = LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 2048).expect("a key"));
static OTHER_KEY: LazyLock<RsaPrivateKey> =
    LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 2048).expect("a key"));

/// Somebody with an account at the provider.
#[derive(Clone)]
pub struct Account {
    pub subject: &'static str,
    pub email: &'static str,
    pub is_verified: bool,
    pub name: &'static str,
}

/// What the provider does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Nothing.
    None,
    /// The id token repeats another nonce.
    Nonce,
    /// The id token repeats none.
    NoNonce,
    /// The id token is for another client.
    Audience,
    /// The id token is for another client as well.
    SecondAudience,
    /// The id token has expired.
    Expired,
    /// The id token names another issuer.
    Issuer,
    /// The id token says `alg: none`, and has no signature.
    Unsigned,
    /// The id token is signed with HMAC, and the public key as it is published.
    PublicKeyAsSecret,
    /// The id token is signed with HMAC, and the client secret.
    ClientSecret,
    /// The id token is signed with a key that is not the provider's.
    OtherKey,
    /// The id token says something else than what was signed.
    Tampered,
    /// The access token is not the one that the id token goes with.
    AccessToken,
    /// There is no id token.
    NoIdToken,
    /// The token endpoint answers with an error.
    Fails,
    /// No lie: the address is told beside the token alone.
    TellsBeside,
    /// What is told beside the token is of somebody else.
    TellsOfAnother,
}

struct Grant {
    nonce: Option<String>,
    challenge: String,
    redirect: String,
}

struct Shared {
    issuer: String,
    clock: Clock,
    account: Mutex<Account>,
    lie: Mutex<Lie>,
    grants: Mutex<HashMap<String, Grant>>,
}

/// The provider, as it runs.
#[derive(Clone)]
pub struct OidcProvider(Arc<Shared>);

impl OidcProvider {
    pub async fn start(clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("bound"));
        let account = Account { subject: "248289761001", email: "", is_verified: true, name: "" };
        let shared = Shared {
            issuer,
            clock,
            account: Mutex::new(account),
            lie: Mutex::new(Lie::None),
            grants: Mutex::default(),
        };
        let provider = Self(Arc::new(shared));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/me", get(user_info))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Who signs in from now on.
    pub fn is_visited_by(&self, account: Account) {
        *self.0.account.lock().expect("whole") = account;
    }

    /// From now on.
    pub fn lies(&self, lie: Lie) {
        *self.0.lie.lock().expect("whole") = lie;
    }

    fn lie(&self) -> Lie {
        *self.0.lie.lock().expect("whole")
    }
}

async fn discovery(State(provider): State<OidcProvider>) -> Json<Value> {
    let issuer = provider.issuer();
    // It admits to signing with HMAC: who believed it would take a client secret for a signature.
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "userinfo_endpoint": format!("{issuer}/me"), "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys() -> Json<Value> {
    let public = KEY.to_public_key();
    let (n, e) = (BASE64_URL.encode(public.n().to_bytes_be()), BASE64_URL.encode(public.e().to_bytes_be()));
    Json(json!({ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, "n": n, "e": e }] }))
}

async fn authorize(
    State(provider): State<OidcProvider>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let is_complete = of("client_id") == CLIENT
        && of("response_type") == "code"
        && of("code_challenge_method") == "S256"
        && of("scope").split(' ').any(|scope| scope == "openid")
        && !of("state").is_empty();
    if !is_complete {
        return (StatusCode::BAD_REQUEST, format!("{asked:?}")).into_response();
    }
    let grant = Grant {
        nonce: asked.get("nonce").cloned(),
        challenge: of("code_challenge"),
        redirect: of("redirect_uri"),
    };
    let code = format!("code-{}", provider.0.clock.new_uuid());
    let mut back = url::Url::parse(&grant.redirect).expect("a URL");
    back.query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("state", &of("state"))
        .append_pair("iss", provider.issuer());
    provider.0.grants.lock().expect("whole").insert(code, grant);
    Redirect::to(back.as_str()).into_response()
}

async fn token(
    State(provider): State<OidcProvider>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let basic =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    let encoded: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    if basic != Some(&BASE64_STANDARD.encode(format!("{CLIENT}:{encoded}"))) {
        return refused("invalid_client");
    }
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    // A code is good once.
    let Some(grant) = provider.0.grants.lock().expect("whole").remove(&of("code")) else {
        return refused("invalid_grant");
    };
    let proves = oidc::challenge(&of("code_verifier")) == grant.challenge;
    if !proves || of("redirect_uri") != grant.redirect || of("grant_type") != "authorization_code" {
        return refused("invalid_grant");
    }
    let lie = provider.lie();
    if lie == Lie::Fails {
        return refused("server_error");
    }
    let access = "an-access-token";
    let mut answer = json!({ "access_token": access, "token_type": "Bearer", "expires_in": 300 });
    if lie != Lie::NoIdToken {
        answer["id_token"] = id_token(&provider, grant.nonce, access, lie).into();
    }
    Json(answer).into_response()
}

async fn user_info(State(provider): State<OidcProvider>, headers: HeaderMap) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != "Bearer an-access-token") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let account = provider.0.account.lock().expect("whole").clone();
    let subject = if provider.lie() == Lie::TellsOfAnother { "another" } else { account.subject };
    Json(json!({ "sub": subject, "email": account.email, "email_verified": account.is_verified, "name": account.name }))
        .into_response()
}

fn id_token(provider: &OidcProvider, nonce: Option<String>, access: &str, lie: Lie) -> String {
    let account = provider.0.account.lock().expect("whole").clone();
    let now: DateTime<Utc> = provider.0.clock.now();
    let issued = if lie == Lie::Expired { now - TimeDelta::hours(2) } else { now };
    let spoken_for = if lie == Lie::AccessToken { "another-token" } else { access };
    let half = &<Sha256 as sha2::Digest>::digest(spoken_for.as_bytes())[..16];
    let mut claims = json!({
        "iss": if lie == Lie::Issuer { "http://127.0.0.1:1" } else { provider.issuer() },
        "sub": account.subject, "aud": CLIENT, "iat": issued.timestamp(), "exp": (issued + TimeDelta::minutes(5)).timestamp(),
        "email": account.email, "email_verified": account.is_verified, "name": account.name,
        "at_hash": BASE64_URL.encode(half),
    });
    if matches!(lie, Lie::TellsBeside | Lie::TellsOfAnother) {
        for name in ["email", "email_verified", "name"] {
            claims.as_object_mut().expect("an object").remove(name);
        }
    }
    match lie {
        Lie::NoNonce => {}
        Lie::Nonce => claims["nonce"] = "another".into(),
        _ => claims["nonce"] = nonce.into(),
    }
    match lie {
        Lie::Audience => claims["aud"] = "another".into(),
        Lie::SecondAudience => claims["aud"] = json!([CLIENT, "another"]),
        _ => {}
    }
    let algorithm = match lie {
        Lie::Unsigned => "none",
        Lie::PublicKeyAsSecret | Lie::ClientSecret => "HS256",
        _ => "RS256",
    };
    let part = |value: &Value| BASE64_URL.encode(value.to_string());
    let mut header = json!({ "alg": algorithm, "typ": "JWT" });
    if algorithm == "RS256" {
        header["kid"] = KEY_ID.into();
    }
    let said = format!("{}.{}", part(&header), part(&claims));
    let signature = match lie {
        Lie::Unsigned => Vec::new(),
        Lie::PublicKeyAsSecret => {
            let public = KEY.to_public_key().to_pkcs1_pem(LineEnding::LF).expect("PEM");
            hmac(public.as_bytes(), &said)
        }
        Lie::ClientSecret => hmac(SECRET.as_bytes(), &said),
        Lie::OtherKey => sign(&OTHER_KEY, &said),
        _ => sign(&KEY, &said),
    };
    let said = if lie == Lie::Tampered {
        claims["email"] = "admin@leadline.example".into();
        format!("{}.{}", part(&header), part(&claims))
    } else {
        said
    };
    format!("{said}.{}", BASE64_URL.encode(signature))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn sign(key: &RsaPrivateKey, text: &str) -> Vec<u8> {
    let pem = key.to_pkcs1_pem(LineEnding::LF).expect("PEM");
    let key = CoreRsaPrivateSigningKey::from_pem(&pem, None).expect("a key");
    key.sign(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, text.as_bytes()).expect("signed")
}
