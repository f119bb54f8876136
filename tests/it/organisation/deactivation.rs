//! Somebody leaves.

use entity::Role;
use serde_json::{Value, json};

use super::{done, refused};
use crate::{
    story,
    support::{App, Someone},
};

async fn leads_of(app: &App, who: &Someone) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..3 {
        let fields =
            json!({ "email": format!("zoe{number}@prospect.example"), "assigneeId": who.id.to_string() });
        ids.push(app.create_lead(fields).await);
    }
    let lost = json!({ "status": "CLOSED_LOST", "lostReasonKey": "PRICE" });
    app.change_status(&ids[2], lost).await;
    app.run_jobs().await;
    ids
}

const LEAVES: &str =
    "user { isActive version } handedOverCount communications { template recipientUser { name } }";

story! {
    async fn who_leaves_hands_over_open_leads_with_their_mail_and_is_signed_out(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let leads = leads_of(&app, &anna).await;
        let to_bert = json!({ "id": anna.id.to_string(), "handOverTo": { "userId": bert.id.to_string() } });
        let mut rehearsal = to_bert.clone();
        rehearsal["dryRun"] = json!(true);
        let shown = done(&app, None, "deactivateUser", rehearsal, LEAVES).await;
        assert_eq!(shown["handedOverCount"], 2, "the lost one is not open");
        let mails = shown["communications"].as_array().expect("mails");
        assert!(mails.len() == 2 && mails.iter().all(|mail| mail["recipientUser"]["name"] == "Bert"), "{mails:?}");
        assert_eq!(app.lead(&leads[0], "assignee { name }").await["assignee"]["name"], "Anna", "a rehearsal changes nothing");
        app.asks(&anna, "{ viewer { name } }", Value::Null).await;

        let left = done(&app, None, "deactivateUser", to_bert.clone(), LEAVES).await;
        assert_eq!((&left["user"]["isActive"], &left["handedOverCount"]), (&json!(false), &json!(2)));
        app.run_jobs().await;
        assert_eq!(app.templates_sent_to("bert@leadline.example").await.len(), 2);
        for lead in &leads[..2] {
            let lead = app.lead(lead, "assignee { name } events(last: 5) { edges { node { kind } } }").await;
            assert_eq!(lead["assignee"]["name"], "Bert");
            assert!(lead["events"].to_string().contains("LEAD_ASSIGNED"), "{lead}");
        }
        let kept = app.lead(&leads[2], "assignee { name isActive } history { actor { name } }").await;
        assert_eq!(kept["assignee"], json!({ "name": "Anna", "isActive": false }), "history is kept");
        let stranger = app.gql(Some(&anna.token), "{ viewer { name } }", Value::Null).await;
        assert_eq!(stranger["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{stranger}");

        assert_eq!(refused(&app, None, "deactivateUser", to_bert).await.0, "INVALID");
        let back = done(&app, None, "reactivateUser", json!({ "id": anna.id.to_string() }), "user { isActive }").await;
        assert_eq!(back["user"]["isActive"], true);
        let still_out = app.gql(Some(&anna.token), "{ viewer { name } }", Value::Null).await;
        assert_eq!(still_out["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "they sign in anew");
    }
}

story! {
    async fn leads_go_into_a_unit_or_stay_where_they_are_without_an_assignee(app) {
        let (anna, bert, carl) = (
            app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await, app.hire("Carl", Role::Agent).await,
        );
        let desk = app.unit("Desk", &[&carl], &[]).await.to_string();
        let of_anna = leads_of(&app, &anna).await;
        let to_unit = json!({ "id": anna.id.to_string(), "handOverTo": { "unitId": desk } });
        let left = done(&app, None, "deactivateUser", to_unit, LEAVES).await;
        assert_eq!(left["handedOverCount"], 2);
        let lead = app.lead(&of_anna[0], "assignee { name } unit { name }").await;
        assert_eq!(lead, json!({ "assignee": null, "unit": { "name": "Desk" } }));
        let waiting = app.asks(&carl, "{ leads { totalCount } }", Value::Null).await;
        assert_eq!(waiting["leads"]["totalCount"], 2);

        let of_bert = leads_of(&app, &bert).await;
        done(&app, None, "deactivateUser", json!({ "id": bert.id.to_string() }), LEAVES).await;
        assert_eq!(app.lead(&of_bert[0], "assignee { name } unit { name }").await, json!({ "assignee": null, "unit": null }));
        for (to, field) in [
            (json!({ "userId": bert.id.to_string() }), "input.handOverTo.userId"),
            (json!({ "userId": carl.id.to_string() }), "input.handOverTo.userId"),
            (json!({ "userId": app.admin_id(), "unitId": desk }), "input.handOverTo"),
        ] {
            let input = json!({ "id": carl.id.to_string(), "handOverTo": to });
            assert_eq!(refused(&app, None, "deactivateUser", input).await.2, field);
        }
    }
}

story! {
    async fn a_repeated_request_gives_the_first_result(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        leads_of(&app, &anna).await;
        let input = json!({ "id": anna.id.to_string(), "clientMutationId": "once" });
        let first = done(&app, None, "deactivateUser", input.clone(), LEAVES).await;
        let second = done(&app, None, "deactivateUser", input, LEAVES).await;
        assert_eq!(first, second);
    }
}
