//! Who may do what with a lead, in full: role, relation to the lead, action. The table is in `src/auth/policy_matrix.md`;
//! here it is found out again by the commands themselves.

use std::fmt::Write;

use entity::Role;
use leadline::auth::policy::Action;
use serde_json::{Value, json};

use crate::{
    story,
    support::{App, Someone},
};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/auth/policy_matrix.md");
const INTRODUCTION: &str = "\
# Who may do what with a lead

Found out by the commands themselves, and compared with this table, by `tests/it/visibility/matrix.rs`; with
`LEADLINE_UPDATE_POLICY=1`, that test writes it anew. **yes**: they may; **no**: they are refused with `FORBIDDEN`;
a dash: for them, there is no such lead. A manager manages what they are noted as the manager of; an agent who is noted
so works there like all others.

- *changes*: fields; *processes*: moves it through the statuses, puts it aside; *completes*: wins, loses, disqualifies it
- *accepts*: takes it for themselves, while nobody works on it; *releases*: gives it back to where it waited
- *assigns*: says whose it is (group, unit, user)
";
const COLUMNS: [&str; 11] = [
    "",
    "sees",
    "changes",
    "processes",
    "completes",
    "assigns",
    "deletes",
    "restores",
    "accepts",
    "releases",
    "merges",
];

/// What somebody is to a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    WorksOnIt,
    OfItsGroup,
    OfItsGroupAnotherWorksOnIt,
    OfAPartnerGroup,
    OfAPartnerGroupAnotherWorksOnIt,
    ManagesItsGroup,
    ManagesAPartnerGroup,
    OfTheUnitWhereItWaits,
    OfItsUnitAnotherWorksOnIt,
    ManagesItsUnit,
    NoneOfThese,
}

use Standing::{
    ManagesAPartnerGroup, ManagesItsGroup, ManagesItsUnit, NoneOfThese, OfAPartnerGroup,
    OfAPartnerGroupAnotherWorksOnIt, OfItsGroup, OfItsGroupAnotherWorksOnIt, OfItsUnitAnotherWorksOnIt,
    OfTheUnitWhereItWaits, WorksOnIt,
};

const ALL: [(Standing, &str); 11] = [
    (WorksOnIt, "works on it"),
    (OfItsGroup, "is in its group, nobody works on it"),
    (OfItsGroupAnotherWorksOnIt, "is in its group, another works on it"),
    (OfAPartnerGroup, "is in a group that collaborates with its, nobody works on it"),
    (OfAPartnerGroupAnotherWorksOnIt, "is in a group that collaborates with its, another works on it"),
    (ManagesItsGroup, "is noted as manager of its group"),
    (ManagesAPartnerGroup, "is noted as manager of a group that collaborates with its"),
    (OfTheUnitWhereItWaits, "is in the unit where it waits"),
    (OfItsUnitAnotherWorksOnIt, "is in its unit, another works on it"),
    (ManagesItsUnit, "is noted as manager of its unit"),
    (NoneOfThese, "is none of these"),
];

impl Standing {
    /// Somebody who stands like this, and the lead.
    async fn set_up(self, app: &App, role: Role) -> (Someone, String) {
        // Only who has the role can be noted as a manager; they stay noted when they are given another role.
        let is_noted = matches!(self, ManagesItsGroup | ManagesAPartnerGroup | ManagesItsUnit);
        let role_at_first = if is_noted { role.max(Role::Manager) } else { role };
        let who = app.hire(&format!("{role} {self:?}"), role_at_first).await;
        let (mine, none) = ([&who], &[] as &[&Someone]);
        let (in_home, manages_home) = match self {
            OfItsGroup | OfItsGroupAnotherWorksOnIt => (&mine[..], none),
            ManagesItsGroup => (none, &mine[..]),
            _ => (none, none),
        };
        let home = app.group(&format!("Home {role} {self:?}"), in_home, manages_home).await;
        if matches!(self, OfAPartnerGroup | OfAPartnerGroupAnotherWorksOnIt | ManagesAPartnerGroup) {
            let managers = if self == ManagesAPartnerGroup { &mine[..] } else { none };
            let partner = app.group(&format!("Partner {role} {self:?}"), &mine, managers).await;
            app.collaborate(partner, home, false).await;
        }
        let in_unit = matches!(self, OfTheUnitWhereItWaits | OfItsUnitAnotherWorksOnIt | ManagesItsUnit);
        let mut fields = json!({ "email": "a@prospect.example", "groupId": home.to_string() });
        if in_unit {
            let managers = if self == ManagesItsUnit { &mine[..] } else { none };
            let unit = app.unit(&format!("Unit {role} {self:?}"), &mine, managers).await;
            fields["unitId"] = json!(unit.to_string());
        }
        match self {
            WorksOnIt => fields["assigneeId"] = json!(who.id.to_string()),
            OfItsGroup | OfAPartnerGroup | OfTheUnitWhereItWaits => {}
            _ => fields["assigneeId"] = json!(app.agent_id()),
        }
        if role_at_first != role {
            app.promote(&who, role).await;
        }
        let lead = app.create_lead(fields).await;
        (app.sign_in(&who).await, lead)
    }
}

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    NoSuchLead,
}

impl Answer {
    fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NoSuchLead => "–",
        }
    }

    /// By the codes of its refusal: what else stands in the way is no matter of who asks.
    fn of(codes: &Value) -> Self {
        let has = |code: &str| codes.to_string().contains(&format!("\"{code}\""));
        match (has("NOT_FOUND"), has("FORBIDDEN")) {
            (true, _) => Self::NoSuchLead,
            (false, true) => Self::No,
            (false, false) => Self::Yes,
        }
    }
}

async fn tries(app: &App, who: &Someone, mutation: &str, input: Value) -> Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let rows = if mutation.starts_with("bulk") { "results { userErrors { code } }" } else { "" };
    let query = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ userErrors {{ code }} {rows} }} }}"
    );
    Answer::of(&app.asks(who, &query, json!({ "input": input })).await)
}

/// A row of the table: what they may, by the commands; by the policy where there is none yet, and of accepting what
/// somebody has in hand, which nobody can.
async fn row(app: &App, who: &Someone, lead: &str) -> Vec<Answer> {
    let is_in_hand = !app.lead(lead, "assignee { id }").await["assignee"].is_null();
    let query =
        "query($id: ID!) { lead(id: $id) { viewerCan { change process complete assign delete accept release }
        transitions { status blockers { code } } } }";
    let seen = app.asks(who, query, json!({ "id": lead })).await["lead"].clone();
    let sees = if seen.is_null() { Answer::NoSuchLead } else { Answer::Yes };

    let change =
        tries(app, who, "updateLead", json!({ "id": lead, "company": "Acme", "dryRun": true })).await;
    let ways = [("COLD", Value::Null), ("CLOSED_LOST", json!("PRICE"))];
    let mut moves = Vec::new();
    for (status, reason) in ways {
        let one = json!({ "id": lead, "status": status, "lostReasonKey": reason, "dryRun": true });
        let many = json!({ "ids": [lead], "status": status, "lostReasonKey": reason, "dryRun": true });
        let singly = tries(app, who, "changeLeadStatus", one).await;
        assert_eq!(tries(app, who, "bulkChangeLeadStatus", many).await, singly, "{status}");
        let goals = seen["transitions"].as_array().cloned().unwrap_or_default();
        for goal in goals.iter().filter(|goal| goal["status"] == status) {
            assert_eq!(Answer::of(&goal["blockers"]), singly, "{goal}");
        }
        moves.push(singly);
    }
    let aside = json!({ "id": lead, "until": app.in_days(1) });
    assert_eq!(tries(app, who, "snoozeLead", aside).await, moves[0], "to put aside is to process");
    let mut assign = Vec::new();
    for place in ["assigneeId", "unitId", "groupId"] {
        assign.push(tries(app, who, "updateLead", json!({ "id": lead, place: null, "dryRun": true })).await);
    }
    let to_another = json!({ "id": lead, "assigneeId": app.agent_id(), "dryRun": true });
    assign.push(tries(app, who, "assignLead", to_another).await);
    assert!(assign.iter().all(|one| *one == assign[0]), "{assign:?}");

    let policy = async |action| match (sees, app.may(who, action, lead).await) {
        (Answer::Yes, true) => Answer::Yes,
        (Answer::Yes, false) => Answer::No,
        _ => Answer::NoSuchLead,
    };
    let tried = async |mutation| tries(app, who, mutation, json!({ "id": lead, "dryRun": true })).await;
    let accept = policy(Action::AcceptLead).await;
    if !is_in_hand {
        assert_eq!(tried("acceptLead").await, accept);
    }
    let release = tried("releaseLead").await;
    let merge = policy(Action::MergeLead).await;
    let deletion = deletion(app, who, lead).await;

    let can = &seen["viewerCan"];
    let shown = [
        ("change", change),
        ("process", moves[0]),
        ("complete", moves[1]),
        ("assign", assign[0]),
        ("delete", deletion[0]),
    ];
    for (name, answer) in shown {
        assert!(seen.is_null() || can[name] == json!(answer == Answer::Yes), "{name}: {can} but {answer:?}");
    }
    for (name, answer) in [("accept", accept), ("release", release)] {
        assert!(can[name] != json!(true) || answer == Answer::Yes, "{name}: {can} but {answer:?}");
    }
    [vec![sees, change], moves, vec![assign[0]], deletion, vec![accept, release, merge]].concat()
}

/// Deleting and bringing back, in earnest; whatever they may, the lead is there again.
async fn deletion(app: &App, who: &Someone, lead: &str) -> Vec<Answer> {
    let input = json!({ "id": lead });
    let delete = tries(app, who, "deleteLead", input.clone()).await;
    if delete != Answer::Yes {
        app.delete_lead(lead).await;
    }
    let restore = tries(app, who, "restoreLead", input).await;
    if restore != Answer::Yes {
        app.restore_lead(lead).await;
    }
    vec![delete, restore]
}

fn line(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

async fn table(app: &App) -> String {
    let mut table = INTRODUCTION.to_owned();
    for (role, title) in [(Role::Agent, "agent"), (Role::Manager, "manager"), (Role::Admin, "administrator")]
    {
        let title = format!("the {title} …");
        let head: Vec<_> = std::iter::once(title.as_str()).chain(COLUMNS[1..].iter().copied()).collect();
        let _ = write!(table, "\n{}{}", line(&head), line(&["---"; COLUMNS.len()]));
        for (standing, words) in ALL {
            let (who, lead) = standing.set_up(app, role).await;
            let answers = row(app, &who, &lead).await;
            let cells: Vec<_> = std::iter::once(words).chain(answers.into_iter().map(Answer::word)).collect();
            table += &line(&cells);
        }
    }
    let _ = write!(
        table,
        "\n{}{}",
        line(&["whatever the lead", "adds leads", "runs the sweep"]),
        line(&["---"; 3])
    );
    for (role, title) in
        [(Role::Agent, "an agent"), (Role::Manager, "a manager"), (Role::Admin, "an administrator")]
    {
        let who = app.hire(&format!("{title} at large"), role).await;
        let adds =
            tries(app, &who, "createLead", json!({ "email": "b@prospect.example", "dryRun": true })).await;
        let sweeps = tries(app, &who, "runStaleSweep", json!({ "dryRun": true })).await;
        assert_eq!(tries(app, &who, "runStaleSweep", json!({})).await, sweeps);
        table += &line(&[title, adds.word(), sweeps.word()]);
    }
    table
}

story! {
    async fn who_may_do_what_is_as_the_table_says(app) {
        let found = table(&app).await;
        if std::env::var("LEADLINE_UPDATE_POLICY").is_ok() {
            std::fs::write(TABLE, &found).expect("written");
        }
        let told = std::fs::read_to_string(TABLE).unwrap_or_default();
        assert!(told == found, "src/auth/policy_matrix.md says otherwise; found:\n{found}");
    }
}
