//! What is known of the provider, and how it is asked.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use openidconnect::{
    ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    IssuerUrl, RedirectUrl,
    core::{CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata},
};
use tokio::sync::Mutex;

use super::{CALLBACK, Refusal};
use crate::config::{Config, ConfigError, OidcConfig};

/// How long what the provider says of itself is believed when a sign-in begins. One that ends asks anew: keys change.
const KEPT: Duration = Duration::from_mins(10);
/// For one answer of the provider.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of one answer.
const LARGEST: usize = 1024 * 1024;

/// Signatures that are believed: only those whose key the provider alone has. With HMAC, whoever knows the client secret
/// (or has us take a public key for it) could sign; `none` is no signature.
const BELIEVED: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The client of a provider that has an authorization endpoint.
pub type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider of this installation. Clones are the same.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    settings: OidcConfig,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    /// Our own address, with a slash at the end.
    home: String,
    is_graphiql_shown: bool,
    http: Http,
    known: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

/// Asks the provider. It follows no redirects: a provider that sends us elsewhere is not the one that was configured.
pub struct Http(reqwest::Client);

/// Why an answer of the provider cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// It cannot be reached, or does not answer in time.
    #[error("{0}")]
    Reach(#[from] reqwest::Error),
    /// It is too long.
    #[error("the answer is longer than {LARGEST} bytes")]
    TooLong,
    /// The library does not take it.
    #[error("{0}")]
    Broken(#[from] openidconnect::http::Error),
}

impl Provider {
    /// As this installation has it; none when there is none.
    ///
    /// # Errors
    /// A setting that cannot be used.
    pub fn of(config: &Config) -> Result<Option<Self>, ConfigError> {
        let settings = config.auth.oidc.clone();
        let Some(issuer) = settings.issuer.clone() else { return Ok(None) };
        let unusable = |what: &str, error: &dyn std::fmt::Display| {
            ConfigError(format!("`auth.oidc` cannot be used: {what}: {error}"))
        };
        let home = config.public_url()?;
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|error| unusable("HTTP client", &error))?;
        Ok(Some(Self(Arc::new(Inner {
            issuer: IssuerUrl::new(issuer).map_err(|error| unusable("issuer", &error))?,
            redirect: RedirectUrl::new(format!("{home}{CALLBACK}"))
                .map_err(|error| unusable("http.public_url", &error))?,
            home: format!("{home}/"),
            is_graphiql_shown: config.shows_graphiql(),
            settings,
            http: Http(http),
            known: Mutex::default(),
        }))))
    }

    /// The settings.
    pub fn settings(&self) -> &OidcConfig {
        &self.0.settings
    }

    /// What the provider calls itself.
    pub fn issuer(&self) -> &str {
        self.0.issuer.as_str()
    }

    /// Our own address, with a slash at the end: GraphiQL, where it is shown.
    pub fn home(&self) -> &str {
        &self.0.home
    }

    /// How it is asked.
    pub(super) fn http(&self) -> &Http {
        &self.0.http
    }

    /// Whether cookies travel over TLS alone.
    pub fn is_secure(&self) -> bool {
        self.0.home.starts_with("https:")
    }

    /// The page to which a browser goes in the end: one of those that are allowed, else the first of them.
    pub(super) fn return_to(&self, asked: Option<&str>) -> Result<String, Refusal> {
        let own = self.0.is_graphiql_shown.then_some(&self.0.home);
        let mut allowed = self.0.settings.return_urls.iter().chain(own);
        let found = match asked {
            Some(asked) => allowed.find(|url| *url == asked),
            None => allowed.next(),
        };
        found.cloned().ok_or(Refusal::BadRequest(
            "The page to which you would come back is not on the list `auth.oidc.return_urls` of this installation.",
        ))
    }

    /// The client, by what the provider said of itself lately.
    pub(super) async fn client(&self) -> Result<Client, Refusal> {
        let mut known = self.0.known.lock().await;
        let metadata = match &*known {
            Some((at, metadata)) if at.elapsed() < KEPT => metadata.clone(),
            _ => {
                let metadata = self.discover().await?;
                *known = Some((Instant::now(), metadata.clone()));
                metadata
            }
        };
        Ok(self.client_of(metadata))
    }

    /// The client, by what the provider says of itself now.
    pub(super) async fn client_now(&self) -> Result<Client, Refusal> {
        let metadata = self.discover().await?;
        *self.0.known.lock().await = Some((Instant::now(), metadata.clone()));
        Ok(self.client_of(metadata))
    }

    /// The library refuses metadata of another issuer than the one that was asked for.
    async fn discover(&self) -> Result<CoreProviderMetadata, Refusal> {
        let found = CoreProviderMetadata::discover_async(self.0.issuer.clone(), &self.0.http).await;
        found.map_err(|error| untrusted("discovery", &error))
    }

    fn client_of(&self, metadata: CoreProviderMetadata) -> Client {
        let settings = &self.0.settings;
        let secret = settings.client_secret.clone().map(ClientSecret::new);
        CoreClient::from_provider_metadata(metadata, ClientId::new(settings.client_id.clone()), secret)
            .set_redirect_uri(self.0.redirect.clone())
    }

    /// Signatures that are believed.
    pub(super) fn believed() -> HashSet<CoreJwsSigningAlgorithm> {
        BELIEVED.into_iter().collect()
    }
}

impl Http {
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut response = self.0.execute(request.try_into()?).await?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(HttpError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = openidconnect::http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            answer = answer.header(name, value);
        }
        Ok(answer.body(body)?)
    }
}

impl<'c> openidconnect::AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = futures::future::BoxFuture<'c, Result<HttpResponse, HttpError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// What was done, and everything that is said of why it failed.
pub(super) fn untrusted(what: &str, error: &dyn std::error::Error) -> Refusal {
    let mut text = format!("{what}: {error}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    Refusal::Provider(text)
}
