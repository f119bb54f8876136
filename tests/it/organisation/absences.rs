//! When people are away.

use entity::Role;
use serde_json::{Value, json};

use super::{done, refused};
use crate::story;

const AWAY: &str = "query($id: ID!) { user(id: $id) { isAbsent on: isAbsent(on: \"2026-03-03\") absences { id fromDay untilDay note } } }";

story! {
    async fn people_enter_when_they_are_away_by_their_own_clock(app) {
        // It is the first of March, ten o'clock in Greenwich: in Tokyo it is seven in the evening.
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let dora = app.hire("Dora", Role::Manager).await;
        app.group("North", &[&anna], &[&dora]).await;
        let id = anna.id.to_string();
        done(&app, Some(&anna), "updateUser", json!({ "id": id, "timeZone": "Asia/Tokyo" }), "user { id }").await;
        let away = json!({ "fromDay": "2026-03-02", "untilDay": "2026-03-04", "note": "Skiing" });
        let entered = done(&app, Some(&anna), "addAbsence", away, "absence { id fromDay untilDay note user { name } }").await;
        assert_eq!(entered["absence"]["user"]["name"], "Anna");
        assert_eq!(entered["absence"]["note"], "Skiing");

        let seen = app.asks(&bert, AWAY, json!({ "id": id })).await;
        assert_eq!((&seen["user"]["isAbsent"], &seen["user"]["on"]), (&json!(false), &json!(true)));
        assert_eq!(seen["user"]["absences"][0]["note"], Value::Null, "why is for managers and admins");
        assert_eq!(app.asks(&dora, AWAY, json!({ "id": id })).await["user"]["absences"][0]["note"], "Skiing");
        app.advance_hours(6);
        assert_eq!(app.asks(&bert, AWAY, json!({ "id": id })).await["user"]["isAbsent"], true, "in Tokyo it is the second");

        let (code, message, _) = refused(&app, Some(&dora), "addAbsence",
            json!({ "userId": id, "fromDay": "2026-03-04", "untilDay": "2026-03-09" })).await;
        assert_eq!(code, "TAKEN");
        assert!(message.contains("2026-03-02") && message.contains("2026-03-04"), "{message}");
        let (code, ..) = refused(&app, Some(&anna), "addAbsence", json!({ "fromDay": "2026-04-09", "untilDay": "2026-04-01" })).await;
        assert_eq!(code, "INVALID");
        let of_anna = json!({ "userId": id, "fromDay": "2026-05-01", "untilDay": "2026-05-02" });
        assert_eq!(refused(&app, Some(&bert), "addAbsence", of_anna.clone()).await.0, "FORBIDDEN");
        done(&app, Some(&dora), "addAbsence", of_anna, "absence { id }").await;

        // They change their mind: what is left out stays, and `null` clears the note.
        let id_of_first = &entered["absence"]["id"];
        let longer = json!({ "id": id_of_first, "untilDay": "2026-03-06", "note": null });
        assert_eq!(refused(&app, Some(&bert), "updateAbsence", longer.clone()).await.0, "FORBIDDEN");
        let moved = done(&app, Some(&anna), "updateAbsence", longer, "absence { fromDay untilDay note }").await;
        assert_eq!(moved["absence"], json!({ "fromDay": "2026-03-02", "untilDay": "2026-03-06", "note": null }));
        let entry = app.audit_trail(json!({ "kinds": ["ABSENCE_UPDATED"] })).await[0].clone();
        assert_eq!(entry["before"], json!({ "untilDay": "2026-03-04", "note": "Skiing" }));
        assert_eq!(entry["after"], json!({ "untilDay": "2026-03-06", "note": null }));
        let (code, _, field) = refused(&app, Some(&anna), "updateAbsence", json!({ "id": id_of_first, "untilDay": "2026-05-01" })).await;
        assert_eq!((code.as_str(), field.as_str()), ("TAKEN", "input.fromDay"));
        let backwards = json!({ "id": id_of_first, "fromDay": "2026-03-07" });
        assert_eq!(refused(&app, Some(&dora), "updateAbsence", backwards).await.0, "INVALID");

        let first = json!({ "id": entered["absence"]["id"] });
        assert_eq!(refused(&app, Some(&bert), "removeAbsence", first.clone()).await.0, "FORBIDDEN");
        let back = done(&app, Some(&anna), "removeAbsence", first, "user { isAbsent absences { fromDay } }").await;
        assert_eq!(back["user"], json!({ "isAbsent": false, "absences": [{ "fromDay": "2026-05-01" }] }));
    }
}
