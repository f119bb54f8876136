//! Tokens that are none.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde_json::json;

use crate::{
    story,
    support::{Tokens, code},
};

const AGENT: &str = "agent@leadline.example";

story! {
    async fn what_is_no_access_token_is_refused(app) {
        let good = app.agent_signs_in().await;
        let challenge = format!("llc_{}", &good.access[4..]);
        let id = app.agent_id();
        let claims = BASE64.encode(json!({ "sub": id, "role": "ADMIN", "exp": 4_102_444_800_i64 }).to_string());
        let jwt = |algorithm: &str, signature: &str| {
            format!("{}.{claims}.{signature}", BASE64.encode(json!({ "alg": algorithm, "typ": "JWT" }).to_string()))
        };
        let last = if good.access.ends_with('0') { "1" } else { "0" };
        let bad = [
            format!("{}{last}", &good.access[..good.access.len() - 1]),
            good.access[..good.access.len() - 1].to_owned(),
            good.access[..4].to_owned(),
            good.access[4..].to_owned(),
            good.access.to_uppercase(),
            format!("{}0", good.access),
            format!("{} {}", good.access, good.access),
            good.refresh.clone(),
            format!("lla_{}", &good.refresh[4..]),
            challenge,
            format!("llk_{}", &good.access[4..]),
            jwt("none", ""),
            jwt("None", ""),
            jwt("HS256", &BASE64.encode([7; 32])),
            jwt("RS256", &BASE64.encode([7; 256])),
            id,
            "null".to_owned(),
            "' or '1'='1".to_owned(),
            "lla_%".to_owned(),
        ];
        for token in bad {
            assert!(!app.holds(&token).await, "{token}");
        }
        assert!(app.holds(&good.access).await);
    }
}

story! {
    async fn what_is_no_refresh_token_is_refused_and_ends_nothing(app) {
        let good = app.agent_signs_in().await;
        let bad = [
            good.access.clone(),
            format!("llr_{}", &good.access[4..]),
            good.refresh[..good.refresh.len() - 1].to_owned(),
            good.refresh.to_uppercase(),
            good.refresh.replace("llr_", "lla_"),
            String::new(),
            "llr_".to_owned(),
        ];
        for token in bad {
            assert_eq!(code(&app.refresh(&token).await), "SESSION_ENDED", "{token}");
        }
        Tokens::of(&app.refresh(&good.refresh).await);
    }
}

story! {
    async fn who_is_deactivated_has_no_tokens(app) {
        let tokens = app.agent_signs_in().await;
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        let reset = app.reset_token(AGENT);
        app.deactivate_agent().await;
        assert!(!app.holds(&tokens.access).await);
        assert_eq!(code(&app.refresh(&tokens.refresh).await), "SESSION_ENDED");
        assert_eq!(code(&app.try_sign_in(AGENT, "correct horse battery").await), "WRONG_CREDENTIALS");
        assert_eq!(code(&app.reset(&reset, "seven copper bridges").await), "TOKEN_EXPIRED");
    }
}

story! {
    async fn the_database_holds_no_token(app) {
        let tokens = app.agent_signs_in().await;
        let kept = app.everything_in("select access_hash || coalesce(refresh_hash, '') from session_tokens").await;
        for token in [&tokens.access, &tokens.refresh] {
            assert!(!kept.contains(&token[4..]));
        }
        let events = app.everything_in("select cast(data as text) from events").await;
        assert!(!events.contains(&tokens.access[4..]) && !events.contains('@'), "{events}");
    }
}
