//! Users, when they are away, groups and units.

use entity::Role;
use serde_json::{Value, json};

use super::{Example, set_up};
use crate::support::{App, Someone};

/// Groups and units are much the same; so are their mutations.
struct Kind {
    /// As in the names of mutations.
    word: &'static str,
    /// As in the kinds of entries.
    capitals: &'static str,
    /// The field that says which one.
    field: &'static str,
    /// A collaboration that never was.
    unknown: &'static str,
}

const GROUPS: Kind = Kind {
    word: "Group",
    capitals: "GROUP",
    field: "groupId",
    unknown: "groupcollab_01h455vb4pex5vsknk084sn02q",
};
const UNITS: Kind = Kind {
    word: "Unit",
    capitals: "UNIT",
    field: "unitId",
    unknown: "unitcollab_01h455vb4pex5vsknk084sn02q",
};

pub async fn examples(app: &App) -> Vec<Example> {
    let (dora, emil) = (app.hire("Dora", Role::Manager).await, app.hire("Emil", Role::Agent).await);
    let mut all = of_users(app).await;
    all.extend(of_absences(app).await);
    let mut groups = Vec::new();
    for (name, members) in [("North", &[&dora, &emil][..]), ("South", &[]), ("Empty", &[])] {
        groups.push(app.group(name, members, &[]).await.to_string());
    }
    all.extend(of_teams(app, &GROUPS, &groups, &dora, &emil).await);
    let mut units = Vec::new();
    for (name, members) in [("Desk", &[&dora, &emil][..]), ("Fairs", &[]), ("Empty", &[])] {
        units.push(app.unit(name, members, &[]).await.to_string());
    }
    all.extend(of_teams(app, &UNITS, &units, &dora, &emil).await);
    all
}

async fn of_users(app: &App) -> Vec<Example> {
    let (leaver, returner) = (app.hire("Leah", Role::Agent).await, app.hire("Rita", Role::Agent).await);
    let (leaver, returner) = (leaver.id.to_string(), returner.id.to_string());
    app.create_lead(json!({ "email": "of.leah@acme.example", "assigneeId": leaver })).await;
    set_up(app, "deactivateUser", "", json!({ "id": returner })).await;
    vec![
        Example::new(
            "createUser",
            "USER_CREATED",
            json!({ "name": "Nora", "email": "nora@leadline.example" }),
            json!({ "name": "Nora", "email": "agent@leadline.example" }),
        ),
        Example::new(
            "updateUser",
            "USER_UPDATED",
            json!({ "id": app.agent_id(), "name": "Ari A. Agent" }),
            json!({ "id": app.agent_id(), "email": "admin@leadline.example" }),
        ),
        Example::new(
            "deactivateUser",
            "USER_DEACTIVATED",
            json!({ "id": leaver, "handOverTo": { "userId": app.agent_id() } }),
            json!({ "id": app.admin_id() }),
        ),
        Example::new(
            "reactivateUser",
            "USER_REACTIVATED",
            json!({ "id": returner }),
            json!({ "id": app.admin_id() }),
        ),
    ]
}

async fn of_absences(app: &App) -> Vec<Example> {
    let agent = app.agent_id();
    let away = |from: &str, until: &str| json!({ "userId": agent, "fromDay": from, "untilDay": until });
    let entered = set_up(app, "addAbsence", "absence { id }", away("2026-08-01", "2026-08-14")).await;
    let other = set_up(app, "addAbsence", "absence { id }", away("2026-12-01", "2026-12-14")).await;
    let moved = |until: &str| json!({ "id": other["absence"]["id"], "untilDay": until });
    vec![
        Example::new(
            "addAbsence",
            "ABSENCE_ADDED",
            away("2026-10-01", "2026-10-07"),
            away("2026-10-07", "2026-10-01"),
        ),
        Example::new("updateAbsence", "ABSENCE_UPDATED", moved("2026-12-20"), moved("2026-11-30")),
        Example::new(
            "removeAbsence",
            "ABSENCE_REMOVED",
            json!({ "id": entered["absence"]["id"] }),
            json!({ "id": "absence_01h455vb4pex5vsknk084sn02q" }),
        ),
    ]
}

/// Of three groups, or units: the manager and the agent belong to the first.
async fn of_teams(app: &App, kind: &Kind, teams: &[String], dora: &Someone, emil: &Someone) -> Vec<Example> {
    let Kind { word, capitals, field, unknown } = kind;
    let [first, second, empty] = teams else { panic!("three") };
    let (dora, emil) = (dora.id.to_string(), emil.id.to_string());
    let member = |team: &str, user: &str| json!({ *field: team, "userId": user });
    let manager = |user: &str| json!({ *field: first, "userId": user, "isManager": true });
    let with = |partner: &str| json!({ *field: first, "partnerId": partner, "isMutual": false });
    let name = |team: &str, name: &str| json!({ "id": team, "name": name });
    let agreed: Value = json!({ *field: second, "partnerId": empty, "isMutual": true });
    let agreed = set_up(app, &format!("add{word}Collaboration"), "collaboration { id }", agreed).await;
    let example = |mutation: String, kind: &str, input: Value, refused: Value| {
        Example::new(mutation, format!("{capitals}_{kind}"), input, refused)
    };
    vec![
        example(format!("create{word}"), "CREATED", json!({ "name": "New" }), json!({ "name": " " })),
        example(format!("update{word}"), "UPDATED", name(first, "Other"), name(first, " ")),
        example(format!("add{word}Member"), "MEMBER_ADDED", member(second, &dora), member(first, &dora)),
        example(format!("set{word}Manager"), "MEMBER_UPDATED", manager(&dora), manager(&emil)),
        example(format!("remove{word}Member"), "MEMBER_REMOVED", member(first, &emil), member(empty, &emil)),
        example(format!("add{word}Collaboration"), "COLLABORATION_ADDED", with(second), with(first)),
        example(
            format!("remove{word}Collaboration"),
            "COLLABORATION_REMOVED",
            json!({ "id": agreed["collaboration"]["id"] }),
            json!({ "id": unknown }),
        ),
        example(format!("delete{word}"), "DELETED", json!({ "id": empty }), json!({ "id": first })),
    ]
}
