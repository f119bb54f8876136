//! Sessions: how they go on, and how they end.

use chrono::{DateTime, Utc};
use entity::Role;
use serde_json::{Value, json};

use crate::{
    story,
    support::{Tokens, code, wait_until},
};

const AGENT: &str = "agent@leadline.example";

story! {
    async fn an_access_token_is_short_and_a_refresh_token_gives_the_next_pair(app) {
        let first = app.agent_signs_in().await;
        app.advance_seconds(14 * 60);
        assert!(app.holds(&first.access).await);
        app.advance_seconds(2 * 60);
        assert!(!app.holds(&first.access).await, "after a quarter of an hour");
        let payload = app.refresh(&first.refresh).await;
        assert_eq!(payload["user"]["email"], AGENT);
        let second = Tokens::of(&payload);
        assert!(app.holds(&second.access).await);
        let third = Tokens::of(&app.refresh(&second.refresh).await);
        assert!(app.holds(&second.access).await, "the old access token works until its own end");
        assert!(app.holds(&third.access).await);
    }
}

story! {
    async fn a_refresh_token_that_is_shown_twice_ends_the_session_for_thief_and_owner(app) {
        let other = app.agent_signs_in().await;
        let stolen = app.agent_signs_in().await;
        let thief = Tokens::of(&app.refresh(&stolen.refresh).await);
        assert_eq!(code(&app.refresh(&stolen.refresh).await), "SESSION_ENDED");
        assert!(!app.holds(&thief.access).await, "what the first of them got");
        assert!(!app.holds(&stolen.access).await);
        assert_eq!(code(&app.refresh(&thief.refresh).await), "SESSION_ENDED");
        assert!(app.holds(&other.access).await, "another session is not concerned");
        app.run_jobs().await;
        assert_eq!(app.mails_about(AGENT, "One of your sessions was ended").len(), 1, "and only once");
        assert_eq!(app.told().await, ["SIGNED_IN", "SIGNED_IN", "REFRESH_TOKEN_REUSED"]);
    }
}

story! {
    async fn of_many_who_refresh_at_once_one_gets_tokens_and_the_session_ends(app) {
        let tokens = app.agent_signs_in().await;
        let all = futures::future::join_all((0..8).map(|_| app.refresh(&tokens.refresh))).await;
        let given: Vec<_> = all.iter().filter(|payload| payload["accessToken"].is_string()).collect();
        assert_eq!(given.len(), 1, "{all:#?}");
        assert!(!app.holds(&Tokens::of(given[0]).access).await, "one of them was a thief");
    }
}

story! {
    async fn a_session_ends_when_it_is_left_alone_and_in_any_case_one_day(app) {
        let idle = app.agent_signs_in().await;
        let mut busy = app.agent_signs_in().await;
        app.advance_days(6);
        busy = Tokens::of(&app.refresh(&busy.refresh).await);
        app.advance_days(2);
        assert_eq!(code(&app.refresh(&idle.refresh).await), "SESSION_ENDED", "a week without use");
        for _ in 0..4 {
            busy = Tokens::of(&app.refresh(&busy.refresh).await);
            app.advance_days(5);
        }
        busy = Tokens::of(&app.refresh(&busy.refresh).await);
        app.advance_days(2);
        assert_eq!(code(&app.refresh(&busy.refresh).await), "SESSION_ENDED", "after thirty days");
    }
}

story! {
    async fn who_signs_out_is_out_with_both_tokens(app) {
        let (here, there) = (app.agent_signs_in().await, app.agent_signs_in().await);
        let out = app.mutate(Some(&here.access), "signOut", "signedOut", json!({})).await;
        assert_eq!(out["signedOut"], true);
        assert!(!app.holds(&here.access).await);
        assert_eq!(code(&app.refresh(&here.refresh).await), "SESSION_ENDED");
        assert!(app.holds(&there.access).await);
        assert_eq!(app.told().await, ["SIGNED_IN", "SIGNED_IN", "SIGNED_OUT"]);
    }
}

story! {
    async fn signing_out_everywhere_leaves_this_one_unless_told(app) {
        let sessions = [app.agent_signs_in().await, app.agent_signs_in().await, app.agent_signs_in().await];
        let out = |input: Value| {
            let here = &sessions[0].access;
            app.mutate(Some(here), "signOutEverywhere", "endedSessions", input)
        };
        // One more is that of the stories' own token.
        assert_eq!(out(json!({})).await["endedSessions"], 3);
        assert!(app.holds(&sessions[0].access).await);
        assert!(!app.holds(&sessions[1].access).await);
        assert_eq!(code(&app.refresh(&sessions[2].refresh).await), "SESSION_ENDED");
        assert_eq!(out(json!({ "includingThis": true })).await["endedSessions"], 1);
        assert!(!app.holds(&sessions[0].access).await);
    }
}

story! {
    async fn sessions_are_listed_and_ended_one_by_one(app) {
        let phone = app.agent_signs_in().await;
        app.advance_seconds(60);
        let desk = app.agent_signs_in().await;
        let list = "{ viewer { sessions { totalCount edges { node {
            id current createdAt lastUsedAt expiresAt endsAt address userAgent } } } } }";
        let listed = app.gql(Some(&desk.access), list, Value::Null).await["data"]["viewer"]["sessions"].clone();
        let nodes: Vec<_> = listed["edges"].as_array().expect("edges").iter().map(|edge| &edge["node"]).collect();
        let current: Vec<_> = nodes.iter().map(|node| node["current"].as_bool().expect("a word")).collect();
        assert_eq!(current, [true, false, false], "the latest first");
        assert_eq!(listed["totalCount"], 3, "one is that of the stories' own token");
        // Nobody else sees or ends it, unless they are an administrator.
        let id = nodes[1]["id"].clone();
        let stranger = app.hire("Stranger", Role::Manager).await;
        let node = "query($id: ID!) { node(id: $id) { id } }";
        assert_eq!(app.asks(&stranger, node, json!({ "id": id })).await["node"], Value::Null);
        let refused = app.mutate(Some(&stranger.token), "revokeSession", "session { id }", json!({ "id": id })).await;
        assert_eq!(code(&refused), "NOT_FOUND");
        let seen = app.asks(&stranger, "query($id: ID!) { node(id: $id) { ... on User { sessions { totalCount } hasTwoFactor } } }",
            json!({ "id": app.agent_id() })).await;
        assert_eq!(seen["node"], json!({ "sessions": null, "hasTwoFactor": null }));
        let ended = app.mutate(Some(&desk.access), "revokeSession", "session { id }", json!({ "id": id })).await;
        assert_eq!(ended["session"]["id"], id);
        assert!(!app.holds(&phone.access).await && app.holds(&desk.access).await);
        let again = app.mutate(Some(&desk.access), "revokeSession", "session { id }", json!({ "id": id })).await;
        assert_eq!(code(&again), "NOT_FOUND");
        let by_admin = app.admin("mutation($id: ID!) { revokeSession(input: { id: $id }) { session { current } userErrors { code } } }",
            json!({ "id": nodes[0]["id"] })).await;
        assert_eq!(by_admin["revokeSession"], json!({ "session": { "current": false }, "userErrors": [] }));
        assert!(!app.holds(&desk.access).await);
    }
}

story! {
    async fn when_a_session_was_last_used_is_noted_now_and_then(app) {
        let tokens = app.agent_signs_in().await;
        let began = app.now();
        let last = async || {
            let list = "{ viewer { sessions(first: 1) { edges { node { lastUsedAt } } } } }";
            let listed = app.gql(Some(&tokens.access), list, Value::Null).await;
            let at = &listed["data"]["viewer"]["sessions"]["edges"][0]["node"]["lastUsedAt"];
            at.as_str().expect("a time").parse::<DateTime<Utc>>().expect("a time")
        };
        app.advance_seconds(4 * 60);
        assert_eq!(last().await, began, "not for each request");
        app.advance_seconds(2 * 60);
        wait_until("the use is noted", || async { last().await == app.now() }).await;
    }
}

story! {
    async fn what_is_over_is_removed(app) {
        let tokens = app.agent_signs_in().await;
        app.refresh(&tokens.refresh).await;
        app.try_sign_in("nobody@x.example", "whatever it is").await;
        let rows = async |table: &str| {
            let sql = format!("select cast(count(*) as text) from {table}");
            app.everything_in(&sql).await.parse::<u64>().expect("a number")
        };
        app.clean_up().await;
        assert_eq!((rows("session_tokens").await, rows("sign_in_attempts").await), (4, 1), "two are of the stories");
        app.advance_days(31);
        app.clean_up().await;
        assert_eq!((rows("session_tokens").await, rows("sessions").await, rows("sign_in_attempts").await), (2, 2, 0));
    }
}
