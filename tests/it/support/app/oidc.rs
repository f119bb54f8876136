//! A browser that signs in through an OpenID provider.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, header},
};
use leadline::{config::OidcConfig, http, oidc};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{App, audit};
use crate::support::oidc::{CLIENT, OidcProvider, SECRET};

/// The page of a front end that wants people to sign in.
pub const PAGE: &str = "https://app.acme.example/signed-in";
/// What it keeps for itself.
pub const VERIFIER: &str = "a verifier that the page keeps for itself, long enough";

/// A browser: it keeps a cookie, and follows where it is led.
#[derive(Default)]
pub struct Browser {
    pub cookie: Option<String>,
}

/// What a browser is shown.
#[derive(Clone, Debug)]
pub struct Seen {
    pub status: u16,
    pub location: String,
    pub set_cookie: String,
    pub page: String,
}

impl Seen {
    /// The code with which the browser comes back to its page.
    pub fn code(&self) -> String {
        let code = self.location.strip_prefix(&format!("{PAGE}#oidcCode="));
        code.unwrap_or_else(|| panic!("{self:?}")).to_owned()
    }

    /// The word for why it is not signed in.
    pub fn reason(&self) -> &str {
        assert!(self.page.contains("You are not signed in"), "{self:?}");
        self.page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).expect("a reason")
    }
}

impl App {
    /// The same application, with a provider.
    pub async fn with_oidc(mut self, change: impl FnOnce(&mut OidcConfig)) -> (Self, OidcProvider) {
        let provider = OidcProvider::start(self.ctx.clock.clone()).await;
        let mut config = (*self.ctx.config).clone();
        config.auth.oidc = OidcConfig {
            issuer: Some(provider.issuer().to_owned()),
            client_id: CLIENT.into(),
            client_secret: Some(SECRET.into()),
            return_urls: vec![PAGE.into()],
            ..OidcConfig::default()
        };
        change(&mut config.auth.oidc);
        config.check().expect("usable settings");
        self.ctx.config = Arc::new(config);
        self.http.config = self.ctx.config.clone();
        self.http.oidc = oidc::Provider::of(&self.ctx.config).expect("usable settings");
        self.router = http::router(self.http.clone());
        (self, provider)
    }

    /// Visits a page of the application.
    pub async fn visit(&self, browser: &mut Browser, path: &str) -> Seen {
        let mut request = Request::get(path)
            .header(header::USER_AGENT, audit::PROGRAM)
            .header("x-forwarded-for", audit::CLIENT);
        if let Some(cookie) = &browser.cookie {
            request = request.header("cookie", format!("other=1; {cookie}"));
        }
        let mut request = request.body(Body::empty()).expect("a request");
        request.extensions_mut().insert(ConnectInfo(audit::PROXY.parse::<SocketAddr>().expect("an address")));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (status, location, set_cookie) =
            (response.status().as_u16(), header("location"), header("set-cookie"));
        if let Some((cookie, _)) = set_cookie.split_once(';') {
            browser.cookie = (!cookie.ends_with('=')).then(|| cookie.to_owned());
        }
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        let page = String::from_utf8(body.to_vec()).expect("UTF-8");
        Seen { status, location, set_cookie, page }
    }

    /// Begins a sign-in, and gives where the provider sends the browser back to.
    pub async fn go_there(&self, browser: &mut Browser) -> String {
        let challenge = oidc::challenge(VERIFIER);
        let begun =
            self.visit(browser, &format!("/auth/oidc/start?challenge={challenge}&return_to={PAGE}")).await;
        assert_eq!(begun.status, 303, "{begun:?}");
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        let answer = client.expect("a client").get(&begun.location).send().await.expect("an answer");
        let back = answer.headers().get("location").expect("a redirect").to_str().expect("text");
        let back = url::Url::parse(back).expect("a URL");
        format!("{}?{}", back.path(), back.query().expect("an answer"))
    }

    /// Signs in at the provider, and comes back.
    pub async fn come_back(&self, browser: &mut Browser) -> Seen {
        let back = self.go_there(browser).await;
        self.visit(browser, &back).await
    }

    /// What the page gets for a code.
    pub async fn redeem(&self, code: &str, verifier: &str) -> Value {
        let mutation = "mutation($input: SignInWithOidcCodeInput!) { signInWithOidcCode(input: $input) {
            accessToken expiresAt user { email role name } userErrors { code field } } }";
        let input = json!({ "input": { "code": code, "verifier": verifier } });
        super::talking::data(self.request("redeem", None, mutation, input).await)["signInWithOidcCode"].take()
    }
}
