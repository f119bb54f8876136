//! API keys, and signing in through an OpenID provider.

use serde_json::json;

use super::{By, Example, set_up};
use crate::support::{
    App, Browser, VERIFIER,
    oidc::{Account, OidcProvider},
};

const AGENT: &str = "agent@leadline.example";

pub async fn examples(app: &App, provider: &OidcProvider) -> Vec<Example> {
    let mut all = of_keys(app).await;
    provider.is_visited_by(Account { subject: "ari-1", email: AGENT, is_verified: true, name: "Ari Agent" });
    let mut browser = Browser::default();
    let (code, stolen) = (app.come_back(&mut browser).await.code(), app.come_back(&mut browser).await.code());
    let show = |code: &str, verifier: &str| json!({ "code": code, "verifier": verifier });
    all.push(
        Example::new("signInWithOidcCode", "SIGNED_IN", show(&code, VERIFIER), show(&stolen, "a guess"))
            .by(By::Visitor(AGENT))
            .noted("SIGN_IN_FAILED"),
    );
    all
}

async fn of_keys(app: &App) -> Vec<Example> {
    let key = |name: &str| json!({ "name": name, "scopes": ["LEADS_READ"] });
    let made = set_up(app, "createApiKey", "apiKey { id }", key("The web site")).await;
    let id = made["apiKey"]["id"].clone();
    vec![
        Example::new("createApiKey", "API_KEY_CREATED", key("The newsletter"), key(" ")),
        Example::new(
            "updateApiKey",
            "API_KEY_UPDATED",
            json!({ "id": id, "scopes": ["LEADS_WRITE"] }),
            json!({ "id": id, "scopes": [] }),
        ),
        Example::new(
            "revokeApiKey",
            "API_KEY_REVOKED",
            json!({ "id": id }),
            json!({ "id": "apikey_01h455vb4pex5vsknk084sn02q" }),
        ),
    ]
}
