//! GraphiQL's page from both sources.

use std::{fs, path::Path};

use axum::http::header;

use super::support::{Server, get, text};

/// What `tools/graphiql` would have built.
fn build(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (name, content) in [
        ("manifest.json", r#"{"script": "page-ABC.js", "style": "page-DEF.css"}"#),
        ("page-ABC.js", "import '/graphiql/chunk-1.js'"),
        ("page-DEF.css", "body {}"),
        (".hidden.js", "secret"),
    ] {
        fs::write(folder.join(name), content).unwrap();
    }
    fs::write(folder.parent().unwrap().join("outside.js"), "secret").unwrap();
}

async fn server() -> Server {
    let mut server = Server::new().await;
    let mut config = (*server.app.config).clone();
    config.http.graphiql_folder = Some(server.folder.path().join("graphiql"));
    server.app.config = config.into();
    server
}

/// The policy, and every URL that the page loads.
async fn page(server: &Server) -> (String, Vec<String>, String) {
    let response = server.send(get("/")).await;
    assert_eq!(response.status(), 200);
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    let html = text(response).await;
    let tags = html
        .split('<')
        .filter(|tag| tag.starts_with("script ") || tag.starts_with("link rel=\"stylesheet\""));
    let urls = tags.map(|tag| {
        let (_, rest) = tag.split_once("src=\"").or_else(|| tag.split_once("href=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    });
    (policy, urls.collect(), html)
}

#[tokio::test]
async fn without_a_bundle_the_cdn_is_pinned() {
    let server = server().await;
    let (policy, urls, html) = page(&server).await;
    let foreign: Vec<_> = urls.iter().filter(|url| url.starts_with("https://")).collect();
    assert_eq!((foreign.len(), html.matches("integrity=\"sha384-").count()), (4, 4), "{html}");
    for url in &foreign {
        assert!(url.contains('@'), "{url} has no version");
        assert!(policy.contains(&***url), "{policy} lacks {url}");
    }
    // Only those files, not the whole CDN.
    assert!(policy.split([' ', ';']).all(|source| source != "https://unpkg.com"), "{policy}");
    assert!(!policy.contains("unsafe-eval") && policy.contains("connect-src 'self';"), "{policy}");
    for url in urls.iter().filter(|url| url.starts_with('/')) {
        let response = server.send(get(url)).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8", "{url}");
    }
    assert_eq!(server.send(get("/graphiql/page-ABC.js")).await.status(), 404);
}

#[tokio::test]
async fn with_a_bundle_nothing_comes_from_elsewhere() {
    let server = server().await;
    build(&server.folder.path().join("graphiql"));
    let (policy, urls, html) = page(&server).await;
    assert_eq!(urls, ["/graphiql.js", "/graphiql/page-DEF.css", "/graphiql/page-ABC.js"]);
    assert!(!policy.contains("http") && !html.contains("https://"), "{policy}\n{html}");
    for (name, kind) in [("page-ABC.js", "text/javascript"), ("page-DEF.css", "text/css")] {
        let response = server.send(get(&format!("/graphiql/{name}"))).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
        assert!(response.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}

#[tokio::test]
async fn nothing_else_is_served() {
    let server = server().await;
    build(&server.folder.path().join("graphiql"));
    for path in [
        "/graphiql/../outside.js",
        "/graphiql/..%2Foutside.js",
        "/graphiql/%2e%2e%2foutside.js",
        "/graphiql/..%5coutside.js",
        "/graphiql/.hidden.js",
        "/graphiql/manifest.json",
        "/graphiql/missing.js",
        "/graphiql/%00",
        "/graphiql//etc/passwd",
        "/graphiql/",
        "/graphiql",
    ] {
        let response = server.send(get(path)).await;
        assert_eq!(response.status(), 404, "{path}");
        assert!(!response.headers().contains_key(header::CACHE_CONTROL), "{path}");
    }
}

#[tokio::test]
async fn a_bundle_that_makes_no_sense_is_none() {
    for manifest in
        ["", "{}", r#"{"script": "\"><script>", "style": "x"}"#, r#"{"script": "../x", "style": "x"}"#]
    {
        let server = server().await;
        let folder = server.folder.path().join("graphiql");
        build(&folder);
        fs::write(folder.join("manifest.json"), manifest).unwrap();
        assert!(page(&server).await.2.contains("unpkg.com/graphiql@"), "{manifest}");
    }
}
