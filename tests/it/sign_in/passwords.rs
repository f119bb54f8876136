//! New passwords.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    story,
    support::{Tokens, code},
};

const AGENT: &str = "agent@leadline.example";
const OLD: &str = "correct horse battery";
const NEW: &str = "seven copper bridges";

story! {
    async fn a_changed_password_ends_the_other_sessions_and_is_told_by_mail(app) {
        let (here, there) = (app.agent_signs_in().await, app.agent_signs_in().await);
        let change = |current: &'static str, new: &'static str| {
            let input = json!({ "currentPassword": current, "newPassword": new });
            app.mutate(Some(&here.access), "changePassword", "endedSessions", input)
        };
        assert_eq!(code(&change("wrong horse battery", NEW).await), "WRONG_CREDENTIALS");
        for weak in ["short", "password1234", "Ari Agent 1", "agent@leadline.example", OLD] {
            let refused = change(OLD, weak).await;
            assert_eq!((code(&refused), &refused["userErrors"][0]["field"]), ("INVALID", &json!(["input", "newPassword"])), "{weak}");
        }
        assert!(app.holds(&there.access).await);
        // The other one, and that of the stories' own token.
        assert_eq!(change(OLD, NEW).await["endedSessions"], 2);
        assert!(app.holds(&here.access).await && !app.holds(&there.access).await);
        assert_eq!(code(&app.refresh(&there.refresh).await), "SESSION_ENDED");
        assert_eq!(code(&app.try_sign_in(AGENT, OLD).await), "WRONG_CREDENTIALS");
        Tokens::of(&app.try_sign_in(AGENT, NEW).await);
        app.run_jobs().await;
        assert_eq!(app.mails_about(AGENT, "Your password was changed").len(), 1);
        assert!(app.told().await.contains(&"PASSWORD_CHANGED".to_owned()));
    }
}

story! {
    async fn a_forgotten_password_is_set_anew_by_the_link_in_a_mail_once(app) {
        let before = app.agent_signs_in().await;
        assert_eq!(app.request_reset(&AGENT.to_uppercase()).await["requested"], true);
        app.run_jobs().await;
        let token = app.reset_token(AGENT);
        let kept = app.everything_in("select token_hash from password_reset_tokens").await;
        let mails = app.everything_in("select kind || address || coalesce(failure, '') from account_mails").await;
        assert!(!kept.contains(&token) && !mails.contains(&token[4..]), "only the mail has the token");
        assert_eq!(code(&app.reset(&token, "password1234").await), "INVALID", "and the token stays good");
        assert_eq!(app.reset(&token, NEW).await["reset"], true);
        assert!(!app.holds(&before.access).await);
        assert_eq!(code(&app.reset(&token, "another fine password").await), "TOKEN_EXPIRED");
        assert_eq!(code(&app.try_sign_in(AGENT, OLD).await), "WRONG_CREDENTIALS");
        Tokens::of(&app.try_sign_in(AGENT, NEW).await);
        app.run_jobs().await;
        assert_eq!(app.mails_about(AGENT, "Your password was changed").len(), 1);
        let told = app.told().await;
        assert!(told.contains(&"PASSWORD_RESET_REQUESTED".to_owned()) && told.contains(&"PASSWORD_RESET".to_owned()));
    }
}

story! {
    async fn a_link_is_void_after_an_hour_after_a_newer_one_and_after_a_change(app) {
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        let late = app.reset_token(AGENT);
        app.advance_seconds(3_601);
        assert_eq!(code(&app.reset(&late, NEW).await), "TOKEN_EXPIRED");
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        let older = app.reset_token(AGENT);
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        let newer = app.reset_token(AGENT);
        assert_eq!(code(&app.reset(&older, NEW).await), "TOKEN_EXPIRED");
        let here = app.agent_signs_in().await;
        let input = json!({ "currentPassword": OLD, "newPassword": NEW });
        app.mutate(Some(&here.access), "changePassword", "endedSessions", input).await;
        assert_eq!(code(&app.reset(&newer, "another fine password").await), "TOKEN_EXPIRED");
        assert_eq!(code(&app.reset("llp_0000", NEW).await), "TOKEN_EXPIRED");
    }
}

story! {
    async fn an_unknown_address_gets_the_same_answer_and_nobody_a_mail(app) {
        let known = app.request_reset(AGENT).await;
        assert_eq!(app.request_reset("nobody@x.example").await, known);
        app.deactivate_agent().await;
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 0, "not even who is no longer active");
        assert_eq!(app.everything_in("select distinct state from account_mails").await, "CANCELLED");
    }
}

story! {
    async fn asking_costs_the_same_for_an_unknown_address(app) {
        app.request_reset(AGENT).await;
        let mut statements = Vec::new();
        for email in [AGENT, "nobody@x.example"] {
            let before = app.statements();
            app.request_reset(email).await;
            statements.push(app.statements() - before);
            let before = app.statements();
            app.try_sign_in(email, "wrong horse battery").await;
            statements.push(app.statements() - before);
        }
        assert_eq!(statements[..2], statements[2..], "the same statements, whoever it is");
    }
}

story! {
    async fn a_mailbox_is_not_filled_by_others(app) {
        for _ in 0..9 {
            assert_eq!(app.request_reset(AGENT).await["requested"], true);
        }
        app.run_jobs().await;
        assert!(app.mails_about(AGENT, "Set a new password").len() <= 5);
        app.advance_hours(2);
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        assert_eq!(app.reset(&app.reset_token(AGENT), NEW).await["reset"], true);
    }
}

story! {
    async fn a_mail_that_is_put_off_is_tried_again_and_not_sent_when_its_link_is_dead(app) {
        app.request_reset(AGENT).await;
        app.put_off_next_mail();
        app.run_jobs().await;
        assert_eq!(app.mails().len(), 0);
        app.advance_seconds(120);
        app.run_jobs().await;
        assert_eq!(app.mails_about(AGENT, "Set a new password").len(), 1);
        assert_eq!(app.reset(&app.reset_token(AGENT), NEW).await["reset"], true);
        app.run_jobs().await;
        app.request_reset(AGENT).await;
        app.put_off_next_mail();
        app.run_jobs().await;
        app.advance_hours(2);
        app.run_jobs().await;
        assert_eq!(app.mails_about(AGENT, "Set a new password").len(), 1, "no second one");
    }
}

story! {
    async fn without_a_page_in_the_front_end_there_is_one_of_ours(app) {
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        let path = format!("/reset-password/{}", app.reset_token(AGENT));
        let (status, page) = app.http(Method::GET, &path, "").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("<form method=\"post\">") && page.contains("new-password"), "{page}");
        let (status, page) = app.http(Method::POST, &path, "password=password1234").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("among the first"), "{page}");
        let (status, page) = app.http(Method::POST, &path, "password=seven+copper+bridges").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        Tokens::of(&app.try_sign_in(AGENT, NEW).await);
        let (status, page) = app.http(Method::GET, &path, "").await;
        assert_eq!((status, page.contains("does not work any more")), (StatusCode::NOT_FOUND, true));
    }
}

story! {
    async fn a_token_changes_its_owners_password_and_nobody_elses(app) {
        app.give_admin_a_password("nine silver anchors").await;
        app.request_reset(AGENT).await;
        app.run_jobs().await;
        app.reset(&app.reset_token(AGENT), NEW).await;
        Tokens::of(&app.try_sign_in("admin@leadline.example", "nine silver anchors").await);
        assert_eq!(app.gql(None, "{ viewer { id } }", Value::Null).await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}

story! {
    async fn a_hash_of_before_is_made_anew_when_its_owner_signs_in(app) {
        app.weaken_agents_hash(OLD).await;
        let hash = || app.everything_in("select password_hash from users where email_key = 'agent@leadline.example'");
        assert!(hash().await.contains("m=8192,t=1"));
        Tokens::of(&app.try_sign_in(AGENT, OLD).await);
        assert!(hash().await.contains("m=19456,t=2"), "{}", hash().await);
        Tokens::of(&app.try_sign_in(AGENT, OLD).await);
    }
}
