//! What one may not see does not exist: of every field, mutation and subscription of the schema, for somebody without
//! rights to a lead, no byte of the lead is in any answer, and each answer is that for a lead that never was.
//!
//! Requests are generated from the schema: what is added to it is asked as well.

use entity::Role;
use serde_json::{Map, Value, json};

use super::{
    schema::{Field, Schema},
    seed::{self, Stranger},
    values::{IDS, Values},
    worlds::World,
};
use crate::{story, support::App};

/// Levels of objects in an answer, where the document may be so large.
const DEPTH: usize = 5;
/// Where a filter is tried with hundreds of values, its answers are shallower.
const SHALLOW: usize = 2;

/// Asks as somebody about a lead and about two that never were, and notes what differs.
pub struct Inquiry<'a> {
    app: &'a App,
    pub schema: &'a Schema,
    pub hidden: World,
    /// Leads that never were.
    ghosts: [World; 2],
    leaks: Vec<String>,
    asked: usize,
}

/// A document, and values for its variables with symbols in them.
pub struct Asked {
    pub document: String,
    pub variables: Value,
}

impl<'a> Inquiry<'a> {
    pub fn new(app: &'a App, schema: &'a Schema, hidden: World) -> Self {
        let ghosts = [hidden.ghost('a'), hidden.ghost('b')];
        Self { app, schema, hidden, ghosts, leaks: Vec::new(), asked: 0 }
    }

    async fn ask(&mut self, token: &str, asked: &Asked) {
        let [one, other] = &self.ghosts;
        let mut answers = Vec::with_capacity(3);
        for world in [one, &self.hidden, other] {
            let variables = world.fill(&asked.variables);
            let answer = self.app.gql(Some(token), &asked.document, variables.clone()).await;
            let told = self.hidden.told(&answer, &variables.to_string());
            if !told.is_empty() {
                self.leaks.push(format!("told {told:?}: {}\n{variables}\n{answer}", asked.document));
            }
            answers.push(world.symbols(&answer));
        }
        self.asked += 1;
        if let Some(path) = differs(&answers[0], &answers[1], &answers[2]) {
            let [ghost, hidden, _] = &answers[..] else { unreachable!() };
            self.leaks.push(format!(
                "at {path}, another answer than for a lead that never was: {}\n{}\n{hidden}\n{ghost}",
                asked.document, asked.variables
            ));
        }
        assert!(self.leaks.len() < 10, "{} leaks and more:\n\n{}", self.leaks.len(), self.leaks.join("\n\n"));
    }

    /// Every selection of a field, as deep as its document may be.
    async fn selections(
        &self,
        token: &str,
        operation: &str,
        field: &Field,
        arguments: &Map<String, Value>,
        depth: usize,
    ) -> Vec<String> {
        let mut found = Vec::new();
        for index in 0..self.schema.selections(&field.of, 0).len() {
            let mut fitting = None;
            for depth in (0..=depth).rev() {
                let selection = self.schema.selections(&field.of, depth).swap_remove(index);
                let asked = self.written(operation, field, arguments, &selection);
                let refused = self.refusal(token, &asked).await;
                match refused {
                    None => fitting = Some(selection),
                    Some(message) if message.contains("complex") || message.contains("at most") => continue,
                    Some(message) => panic!("{}: {message}", asked.document),
                }
                break;
            }
            found.push(
                fitting.unwrap_or_else(|| panic!("no document about `{}` is small enough", field.name)),
            );
        }
        found
    }

    /// Why a document cannot be run at all; it is run for a lead that never was.
    async fn refusal(&self, token: &str, asked: &Asked) -> Option<String> {
        let answer = self.app.gql(Some(token), &asked.document, self.ghosts[0].fill(&asked.variables)).await;
        let error = answer.get("errors")?.get(0)?;
        let was_run = answer.get("data").is_some() || error.get("path").is_some();
        (!was_run).then(|| error["message"].as_str().unwrap_or_default().to_owned())
    }

    pub fn written(
        &self,
        operation: &str,
        field: &Field,
        arguments: &Map<String, Value>,
        selection: &str,
    ) -> Asked {
        let given = || field.arguments.iter().filter(|argument| arguments.contains_key(&argument.name));
        let variables: Vec<_> =
            given().map(|argument| format!("${}: {}", argument.name, argument.of.written())).collect();
        let passed: Vec<_> = given().map(|argument| format!("{0}: ${0}", argument.name)).collect();
        let brackets =
            |all: Vec<String>| if all.is_empty() { String::new() } else { format!("({})", all.join(", ")) };
        Asked {
            document: format!(
                "{operation}{} {{ {}{} {selection} }}",
                brackets(variables),
                field.name,
                brackets(passed)
            ),
            variables: Value::Object(arguments.clone()),
        }
    }

    fn end(self, what: &str) {
        assert!(self.leaks.is_empty(), "{} leaks:\n\n{}", self.leaks.len(), self.leaks.join("\n\n"));
        assert!(self.asked > 0, "nothing was asked");
        eprintln!("{what}: {} requests, each about a lead and about two that never were", self.asked);
    }
}

/// Sets of arguments for a field: what it demands, each other argument with each of its values, and two of them together.
pub fn argument_sets(schema: &Schema, field: &Field, first_id: &str) -> Vec<Map<String, Value>> {
    let values = Values { schema, first_id };
    let mut base = Map::new();
    let mut alone = Vec::new();
    for argument in &field.arguments {
        let mut of = values.of(&argument.of);
        if argument.is_required() {
            assert!(!of.is_empty(), "no value is known for `{}({})`", field.name, argument.name);
            base.insert(argument.name.clone(), of.remove(0));
        }
        alone.push((argument.name.clone(), of));
    }
    let with = |given: &[(&String, &Value)]| {
        let mut set = base.clone();
        set.extend(given.iter().map(|(name, value)| ((*name).clone(), (*value).clone())));
        set
    };
    let mut sets = vec![base.clone()];
    sets.extend(
        alone.iter().flat_map(|(name, of)| of.iter().map(move |value| (name, value))).map(|one| with(&[one])),
    );
    for (index, (name, of)) in alone.iter().enumerate() {
        for (other, of_other) in &alone[index + 1..] {
            if let (Some(value), Some(other_value)) = (of.first(), of_other.first()) {
                sets.push(with(&[(name, value), (other, other_value)]));
            }
        }
    }
    sets
}

/// Where the answer in the middle is another than those around it, which agree with each other there.
fn differs(one: &Value, middle: &Value, other: &Value) -> Option<String> {
    if one == other {
        return (middle != one).then(|| deepest(one, middle));
    }
    match (one, middle, other) {
        (Value::Object(one), Value::Object(middle), Value::Object(other)) => {
            let mut names = one
                .keys()
                .chain(middle.keys())
                .filter(|name| one.contains_key(*name) == other.contains_key(*name));
            names.find_map(|name| {
                let [one, middle, other] =
                    [one, middle, other].map(|of| of.get(name).unwrap_or(&Value::Null));
                differs(one, middle, other).map(|path| format!("{name}.{path}"))
            })
        }
        (Value::Array(one), Value::Array(middle), Value::Array(other))
            if one.len() == other.len() && one.len() == middle.len() =>
        {
            let mut rows = one.iter().zip(middle).zip(other).enumerate();
            rows.find_map(|(index, ((one, middle), other))| {
                differs(one, middle, other).map(|path| format!("{index}.{path}"))
            })
        }
        _ => None,
    }
}

fn deepest(one: &Value, other: &Value) -> String {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let changed = one.iter().find(|(name, value)| other.get(*name) != Some(value));
            let below = changed.map(|(name, value)| {
                format!("{name}.{}", deepest(value, other.get(name).unwrap_or(&Value::Null)))
            });
            below.unwrap_or_else(|| "(one more)".to_owned())
        }
        (one, other) => format!("(`{other}` for `{one}`)"),
    }
}

/// Everything that can be read, as somebody of a group that has nothing to do with the lead.
async fn read_everything(app: &App, schema: &Schema, hidden: &World, name: &str, role: Role) {
    let Stranger { who, world, .. } = seed::stranger(app, hidden, name, role).await;
    let mut inquiry = Inquiry::new(app, schema, world);
    for field in &schema.of("Query").fields {
        let sets = argument_sets(schema, field, IDS[0]);
        let deep = inquiry.selections(&who.token, "query", field, &sets[0], DEPTH).await;
        let shallow = inquiry.selections(&who.token, "query", field, &sets[0], SHALLOW).await;
        for set in &sets {
            let selections = if set.values().any(Value::is_object) { &shallow } else { &deep };
            for selection in selections {
                let asked = inquiry.written("query", field, set, selection);
                inquiry.ask(&who.token, &asked).await;
            }
        }
    }
    inquiry.end(&format!("read by {name}"));
}

/// Every mutation: about the lead, and about one's own with the lead as what it refers to.
async fn change_everything(app: &App, schema: &Schema, hidden: &World, role: Role) {
    let mut asked_in_all = 0;
    for (number, field) in schema.of("Mutation").fields.iter().enumerate() {
        let Stranger { who, world, .. } = seed::stranger(app, hidden, &format!("{role}{number}"), role).await;
        let mut inquiry = Inquiry::new(app, schema, world);
        for first_id in [IDS[0], "«own lead»"] {
            let sets = argument_sets(schema, field, first_id);
            let depth = if sets.len() > 60 { SHALLOW } else { 4 };
            let selections =
                inquiry.selections(&app.sign_in(&who).await.token, "mutation", field, &sets[0], depth).await;
            for set in &sets {
                for selection in &selections {
                    // One of them may have ended the sign-in.
                    let token = app.sign_in(&who).await.token;
                    let asked = inquiry.written("mutation", field, set, selection);
                    inquiry.ask(&token, &asked).await;
                }
            }
        }
        asked_in_all += inquiry.asked;
        inquiry.end(&field.name);
    }
    assert!(asked_in_all > 100, "{asked_in_all}");
}

story! {
    async fn no_answer_to_any_question_tells_anything_of_a_lead_that_one_may_not_see(app) {
        let schema = Schema::load().await;
        let (hidden, _) = seed::hidden_lead(&app).await;
        read_everything(&app, &schema, &hidden, "Stig", Role::Agent).await;
        read_everything(&app, &schema, &hidden, "Sven", Role::Manager).await;
        app.delete_lead(hidden.get("«lead»")).await;
        read_everything(&app, &schema, &hidden, "Suse", Role::Manager).await;
    }
}

story! {
    async fn no_change_tells_anything_of_a_lead_that_one_may_not_see_or_changes_it(app) {
        let schema = Schema::load().await;
        let (hidden, _) = seed::hidden_lead(&app).await;
        let before = app.lead(hidden.get("«lead»"), "version status updatedAt").await;
        change_everything(&app, &schema, &hidden, Role::Manager).await;
        change_everything(&app, &schema, &hidden, Role::Agent).await;
        assert_eq!(app.lead(hidden.get("«lead»"), "version status updatedAt").await, before);
        app.delete_lead(hidden.get("«lead»")).await;
        change_everything(&app, &schema, &hidden, Role::Manager).await;
        let state = app.restore_lead(hidden.get("«lead»")).await;
        assert_eq!(state["userErrors"], json!([]), "nobody else has brought it back");
    }
}

story! {
    async fn who_may_see_the_lead_is_told_by_the_same_questions(app) {
        // Else silence would prove nothing.
        let schema = Schema::load().await;
        let (hidden, north) = seed::hidden_lead(&app).await;
        let Stranger { who, group, world } = seed::stranger(&app, &hidden, "Anna", Role::Agent).await;
        app.collaborate(group, north, false).await;
        let mut telling = Vec::new();
        for field in &schema.of("Query").fields {
            let inquiry = Inquiry::new(&app, &schema, world.clone());
            let sets = argument_sets(&schema, field, IDS[0]);
            let selections = inquiry.selections(&who.token, "query", field, &sets[0], 3).await;
            for (set, selection) in sets.iter().take(40).flat_map(|set| selections.iter().map(move |one| (set, one))) {
                let asked = inquiry.written("query", field, set, selection);
                let variables = world.fill(&asked.variables);
                let answer = app.gql(Some(&who.token), &asked.document, variables.clone()).await;
                if !world.told(&answer, &variables.to_string()).is_empty() {
                    telling.push(field.name.clone());
                    break;
                }
            }
        }
        for expected in ["lead", "leadByNumber", "leads", "node", "nodes", "communications", "events"] {
            assert!(telling.iter().any(|name| name == expected), "`{expected}` tells nothing: {telling:?}");
        }
    }
}
