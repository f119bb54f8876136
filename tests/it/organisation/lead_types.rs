//! Which units may use which kinds of leads.

use entity::Role;
use serde_json::{Value, json};

use super::{done, refused};
use crate::story;

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
