//! GraphiQL from a folder that `tools/graphiql` filled: the page loads nothing from elsewhere.

use std::path::{Path, PathBuf};

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::Source;
use crate::{
    config::{Config, Environment},
    http::Refusal,
};

/// The editor makes styles as it goes, and works in workers; the style holds its fonts.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
                      font-src data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";
const MANIFEST: &str = "manifest.json";
const UNAVAILABLE: &str = "<p>Some of its files are missing. Build it again: <code>npm ci &amp;&amp; npm run build</code> \
                           in <code>tools/graphiql</code>.</p>";

/// What the page begins with.
#[derive(Deserialize)]
struct Manifest {
    script: String,
    style: String,
}

/// The folder with the bundle, if there is one. It is looked for at each page, so that one that was just built shows
/// without a restart.
pub fn folder(config: &Config) -> Option<PathBuf> {
    found(config).map(|(folder, _)| folder)
}

pub fn source(config: &Config) -> Option<Source> {
    let (_, Manifest { script, style }) = found(config)?;
    let tags = format!(
        "<link rel=\"stylesheet\" href=\"/graphiql/{style}\">\n\
         <script type=\"module\" src=\"/graphiql/{script}\"></script>\n"
    );
    Some(Source { tags, policy: POLICY, unavailable: UNAVAILABLE })
}

pub async fn file(config: &Config, name: &str, request: Request) -> Result<Response, Refusal> {
    let folder = folder(config).filter(|_| is_plain(name) && name != MANIFEST);
    let file = folder.ok_or_else(Refusal::not_found)?.join(name);
    let Ok(response) = ServeFile::new(file).precompressed_gzip().oneshot(request).await;
    if response.status().is_client_error() {
        return Err(Refusal::not_found());
    }
    let mut response = response.into_response();
    // Its name has a hash of the content: another content has another name.
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, for_ever);
    Ok(response)
}

fn found(config: &Config) -> Option<(PathBuf, Manifest)> {
    places(config).into_iter().find_map(|folder| {
        let manifest = manifest(&folder)?;
        Some((folder, manifest))
    })
}

/// Where the bundle may be. Production does not trust the folder that it happens to be started in.
fn places(config: &Config) -> Vec<PathBuf> {
    if let Some(folder) = &config.http.graphiql_folder {
        return vec![folder.clone()];
    }
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(|folder| folder.join("graphiql"));
    let in_sources =
        (config.env == Environment::Development).then(|| Path::new("tools/graphiql/dist").to_owned());
    beside.into_iter().chain(in_sources).collect()
}

fn manifest(folder: &Path) -> Option<Manifest> {
    let text = std::fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest: Manifest = serde_json::from_str(&text).ok()?;
    (is_plain(&manifest.script) && is_plain(&manifest.style)).then_some(manifest)
}

/// A name that leads nowhere else, and means nothing in HTML.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.starts_with('.') && name.chars().all(plain)
}
