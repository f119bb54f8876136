//! Which units may use which kinds of leads.

use entity::Role;
use serde_json::{Value, json};

use super::{done, refused};
use crate::{
    story,
    support::{App, Someone},
};

/// A lead type for one unit, and a lead of it that is nobody's.
async fn partner_deal(app: &App, unit: &str) -> (String, String) {
    let new = json!({ "key": "PARTNER_DEAL", "name": "Partner deal", "unitIds": [unit] });
    let made = done(app, None, "createLeadType", new, "leadType { id }").await;
    let lead =
        app.create_lead(json!({ "email": "deal@prospect.example", "leadTypeKey": "PARTNER_DEAL" })).await;
    (made["leadType"]["id"].as_str().expect("an id").to_owned(), lead)
}

async fn not_allowed(app: &App, who: Option<&Someone>, name: &str, input: Value, field: &str) {
    let (code, message, found) = refused(app, who, name, input).await;
    assert_eq!((code.as_str(), found.as_str()), ("LEAD_TYPE_NOT_ALLOWED", field), "{name}: {message}");
    assert!(message.contains("PARTNER_DEAL") && message.contains("ask an admin"), "{message}");
}

story! {
    async fn a_lead_type_is_for_its_units_for_those_that_collaborate_and_for_admins(app) {
        let (anna, bert, carl) = (
            app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await, app.hire("Carl", Role::Agent).await,
        );
        let desk = app.unit("Desk", &[&anna], &[]).await.to_string();
        let fairs = app.unit("Fairs", &[&bert], &[]).await.to_string();
        app.unit("Other", &[&carl], &[]).await;
        let new = json!({ "key": "PARTNER_DEAL", "name": "Partner deal", "defaultPriority": "HIGH", "requiresBudget": true, "unitIds": [desk] });
        let made = done(&app, None, "createLeadType", new.clone(), "leadType { id key version units { name } isUsable }").await;
        assert_eq!(made["leadType"]["units"], json!([{ "name": "Desk" }]));
        assert_eq!(made["leadType"]["isUsable"], true);
        assert_eq!(refused(&app, None, "createLeadType", new).await.0, "TAKEN");
        assert_eq!(refused(&app, None, "createLeadType", json!({ "key": "no key", "name": "X" })).await.0, "INVALID");
        assert_eq!(refused(&app, Some(&anna), "createLeadType", json!({ "key": "MINE", "name": "X" })).await.0, "FORBIDDEN");

        let lead = |email: &str| json!({ "email": email, "leadTypeKey": "PARTNER_DEAL" });
        let made_by_anna = done(&app, Some(&anna), "createLead", lead("a@prospect.example"), "lead { priority leadType { key } }").await;
        assert_eq!(made_by_anna["lead"], json!({ "priority": "HIGH", "leadType": { "key": "PARTNER_DEAL" } }));
        for stranger in [&bert, &carl] {
            let (code, message, field) = refused(&app, Some(stranger), "createLead", lead("b@prospect.example")).await;
            assert_eq!((code.as_str(), field.as_str()), ("LEAD_TYPE_NOT_ALLOWED", "input.leadTypeKey"));
            assert!(message.contains("STANDARD"), "{message}");
        }
        let own = done(&app, Some(&bert), "createLead", json!({ "email": "c@prospect.example", "assigneeId": bert.id.to_string() }), "lead { id }").await;
        let turned = json!({ "id": own["lead"]["id"], "leadTypeKey": "PARTNER_DEAL" });
        assert_eq!(refused(&app, Some(&bert), "updateLead", turned.clone()).await.0, "LEAD_TYPE_NOT_ALLOWED");

        let together = json!({ "unitId": fairs, "partnerId": desk, "isMutual": false });
        done(&app, None, "addUnitCollaboration", together, "collaboration { id }").await;
        done(&app, Some(&bert), "updateLead", turned, "lead { id }").await;
        let usable = "{ leadTypes { key isUsable } }";
        let of = async |who| app.asks(who, usable, Value::Null).await["leadTypes"].clone();
        let both = json!([{ "key": "PARTNER_DEAL", "isUsable": true }, { "key": "STANDARD", "isUsable": true }]);
        assert_eq!(of(&bert).await, both);
        assert_eq!(of(&carl).await[0]["isUsable"], false);

        let opened = json!({ "id": made["leadType"]["id"], "unitIds": [], "expectedVersion": 1 });
        let opened = done(&app, None, "updateLeadType", opened, "leadType { version units { name } name }").await;
        assert_eq!(opened["leadType"], json!({ "version": 2, "units": [], "name": "Partner deal" }));
        done(&app, Some(&carl), "createLead", lead("d@prospect.example"), "lead { id }").await;
    }
}

story! {
    async fn when_the_standard_type_is_for_others_a_type_must_be_named(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let desk = app.unit("Desk", &[], &[]).await.to_string();
        let types = app.admin("{ leadTypes { id key } }", Value::Null).await;
        let restricted = json!({ "id": types["leadTypes"][0]["id"], "unitIds": [desk] });
        done(&app, None, "updateLeadType", restricted, "leadType { id }").await;
        let (code, message, _) = refused(&app, Some(&anna), "createLead", json!({ "email": "a@prospect.example" })).await;
        assert_eq!(code, "LEAD_TYPE_NOT_ALLOWED");
        assert!(message.contains("ask an admin"), "{message}");
        app.create_lead(json!({ "email": "b@prospect.example" })).await;
    }
}

story! {
    async fn nobody_gets_a_lead_whose_type_is_for_others_whoever_gives_it(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let desk = app.unit("Desk", &[&anna], &[]).await.to_string();
        let fairs = app.unit("Fairs", &[&bert], &[]).await.to_string();
        let (_, deal) = partner_deal(&app, &desk).await;
        let (to_fairs, to_bert) = (json!({ "id": deal, "unitId": fairs }), json!({ "id": deal, "assigneeId": bert.id.to_string() }));
        let new = json!({ "email": "b@prospect.example", "leadTypeKey": "PARTNER_DEAL", "unitId": fairs });
        not_allowed(&app, None, "createLead", new, "input.unitId").await;
        for mutation in ["assignLead", "updateLead"] {
            not_allowed(&app, None, mutation, to_fairs.clone(), "input.unitId").await;
            not_allowed(&app, None, mutation, to_bert.clone(), "input.assigneeId").await;
        }
        let to_admin = json!({ "id": deal, "assigneeId": app.admin_id() });
        done(&app, None, "assignLead", to_admin, "lead { id }").await;

        // What a unit or a user has in hand does not become what they may not have.
        let standard = app.create_lead(json!({ "email": "c@prospect.example", "unitId": fairs, "assigneeId": bert.id.to_string() })).await;
        not_allowed(&app, None, "updateLead", json!({ "id": standard, "leadTypeKey": "PARTNER_DEAL" }), "input.leadTypeKey").await;
        let moved = json!({ "id": standard, "leadTypeKey": "PARTNER_DEAL", "unitId": desk, "assigneeId": anna.id.to_string() });
        done(&app, None, "updateLead", moved, "lead { id }").await;

        // In bulk, each for itself.
        let other = app.create_lead(json!({ "email": "d@prospect.example" })).await;
        let many = json!({ "ids": [deal, other], "unitId": fairs, "errorPolicy": "SKIP_FAILED" });
        let rows = done(&app, None, "bulkAssignLeads", many.clone(),
            "results { leadId userErrors { code field } lead { unit { name } } }").await["results"].clone();
        assert_eq!(rows[0]["userErrors"], json!([{ "code": "LEAD_TYPE_NOT_ALLOWED", "field": ["input", "unitId"] }]));
        assert_eq!(rows[1]["lead"], json!({ "unit": { "name": "Fairs" } }));

        // Who leaves hands over all or nothing.
        done(&app, None, "assignLead", json!({ "id": other, "assigneeId": anna.id.to_string() }), "lead { id }").await;
        let leaves = json!({ "id": anna.id.to_string(), "handOverTo": { "unitId": fairs } });
        not_allowed(&app, None, "deactivateUser", leaves.clone(), "input.handOverTo.unitId").await;
        assert!(refused(&app, None, "deactivateUser", leaves.clone()).await.1.starts_with("1 of 2 open leads"));

        // Units that collaborate with those of the type may.
        let together = json!({ "unitId": fairs, "partnerId": desk, "isMutual": false });
        done(&app, None, "addUnitCollaboration", together, "collaboration { id }").await;
        done(&app, None, "assignLead", to_fairs, "lead { id }").await;
        done(&app, None, "assignLead", to_bert, "lead { id }").await;
        done(&app, None, "deactivateUser", leaves, "handedOverCount").await;
    }
}

story! {
    async fn what_waits_when_its_type_goes_to_other_units_is_not_accepted_any_more(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let desk = app.unit("Desk", &[&anna], &[]).await.to_string();
        let fairs = app.unit("Fairs", &[&bert], &[]).await.to_string();
        let (kind, deal) = partner_deal(&app, &desk).await;
        done(&app, None, "assignLead", json!({ "id": deal, "unitId": desk }), "lead { id }").await;
        let may = "query($id: ID!) { lead(id: $id) { viewerCan { accept } unit { name } } }";
        let accepts = async || app.asks(&anna, may, json!({ "id": deal })).await["lead"]["viewerCan"]["accept"].clone();
        assert_eq!(accepts().await, true);
        done(&app, None, "updateLeadType", json!({ "id": kind, "unitIds": [fairs] }), "leadType { id }").await;
        assert_eq!(accepts().await, false);
        not_allowed(&app, Some(&anna), "acceptLead", json!({ "id": deal }), "input.id").await;
        let form = json!({ "id": deal, "unitId": desk, "jobTitle": "Buyer" });
        done(&app, None, "updateLead", form, "lead { id }").await;
        done(&app, None, "assignLead", json!({ "id": deal, "unitId": fairs }), "lead { id }").await;
        done(&app, Some(&bert), "acceptLead", json!({ "id": deal }), "lead { id }").await;
    }
}

story! {
    async fn rules_pass_over_those_who_may_not_have_leads_of_the_type_and_say_so(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let desk = app.unit("Desk", &[&anna], &[]).await.to_string();
        let fairs = app.unit("Fairs", &[&bert], &[]).await.to_string();
        let (_, deal) = partner_deal(&app, &desk).await;
        let preview = async || {
            let query = "query($id: ID!) { assignmentPreview(input: { leadId: $id }) {
                rule { name unit { name } } unit { name } explanation steps { holds passedOver } } }";
            app.admin(query, json!({ "id": deal })).await["assignmentPreview"].clone()
        };
        for rule in [
            json!({ "name": "Fairs", "target": "ROUND_ROBIN", "unitId": fairs }),
            json!({ "name": "Bert", "target": "USER", "userId": bert.id.to_string() }),
        ] {
            assert_eq!(app.add_rule(rule).await["userErrors"], json!([]));
        }
        let passed = "Rule 1 `Fairs` would have taken it, but Fairs may not use the lead type PARTNER_DEAL. \
            Rule 2 `Bert` would have taken it, but Bert may not use the lead type PARTNER_DEAL.";
        assert_eq!(preview().await, json!({ "rule": null, "unit": null, "explanation": format!("{passed} No rule takes it."),
            "steps": [{ "holds": true, "passedOver": "Fairs may not use the lead type PARTNER_DEAL" },
                { "holds": true, "passedOver": "Bert may not use the lead type PARTNER_DEAL" }] }));
        let nobody = app.create_lead(json!({ "email": "e@prospect.example", "leadTypeKey": "PARTNER_DEAL" })).await;
        assert_eq!(app.lead(&nobody, "unit { name } assignee { name }").await, json!({ "unit": null, "assignee": null }));

        app.add_rule(json!({ "name": "Desk", "target": "UNIT", "unitId": desk })).await;
        let taken = preview().await;
        assert_eq!((&taken["rule"]["unit"]["name"], &taken["unit"]["name"]), (&json!("Desk"), &json!("Desk")));
        let lead = app.create_lead(json!({ "email": "f@prospect.example", "leadTypeKey": "PARTNER_DEAL" })).await;
        let lead = app.lead(&lead, "assignment { unit { name } explanation }").await;
        assert_eq!(lead["assignment"]["unit"]["name"], "Desk");
        assert_eq!(lead["assignment"]["explanation"],
            format!("{passed} Rule 3 `Desk` took it: it takes every lead. It waits in Desk."));
        let standard = app.create_lead(json!({ "email": "g@prospect.example" })).await;
        assert_eq!(app.lead(&standard, "assignee { name }").await["assignee"]["name"], "Bert", "of other types, all is as ever");
    }
}
