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
use crate::{
    story,
    support::{App, Someone},
};

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

/// Leaks of one field that are written down; one is enough to fail.
const ENOUGH: usize = 3;
/// Letters of a document, a question or an answer that are written down.
const SHORT: usize = 400;

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

    async fn ask(&mut self, who: &Someone, asked: &Asked) {
        let [one, other] = &self.ghosts;
        let (mut answers, mut leaks) = (Vec::with_capacity(3), Vec::new());
        for world in [one, &self.hidden, other] {
            let variables = world.fill(&asked.variables);
            let answer = self.answer(who, asked, variables.clone()).await;
            let told = self.hidden.told(&answer, &variables.to_string());
            if let Some(secret) = told.first() {
                let answer = answer.to_string();
                let about = answer.find(secret.as_str()).unwrap_or_default();
                leaks.push(format!(
                    "told {told:?}: {}\n{variables}\n{}",
                    short(&asked.document),
                    short(&answer[answer.floor_char_boundary(about.saturating_sub(SHORT / 2))..])
                ));
            }
            answers.push(world.symbols(&answer));
        }
        self.asked += 1;
        if let Some(path) = differs(&answers[0], &answers[1], &answers[2]) {
            leaks.push(format!(
                "at {path}, another answer than for a lead that never was: {}\n{}",
                short(&asked.document),
                asked.variables
            ));
        }
        let room = ENOUGH.saturating_sub(self.leaks.len());
        self.leaks.extend(leaks.into_iter().take(room));
    }

    /// The answer to somebody who has just signed in, for a change may have ended what was there.
    async fn answer(&self, who: &Someone, asked: &Asked, variables: Value) -> Value {
        let anew =
            if asked.document.starts_with("mutation") { Some(self.app.sign_in(who).await) } else { None };
        let token = &anew.as_ref().unwrap_or(who).token;
        self.app.gql(Some(token), &asked.document, variables).await
    }

    /// Every selection of a field, as deep as its document may be.
    async fn selections(
        &self,
        who: &Someone,
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
                let asked = Asked::written(operation, field, arguments, &selection);
                let refused = self.refusal(who, &asked).await;
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
    async fn refusal(&self, who: &Someone, asked: &Asked) -> Option<String> {
        let answer = self.answer(who, asked, self.ghosts[0].fill(&asked.variables)).await;
        let error = answer.get("errors")?.get(0)?;
        let was_run = answer.get("data").is_some() || error.get("path").is_some();
        (!was_run).then(|| error["message"].as_str().unwrap_or_default().to_owned())
    }
}

impl Asked {
    /// The question to a field of a root, with these arguments.
    pub fn written(operation: &str, field: &Field, arguments: &Map<String, Value>, selection: &str) -> Asked {
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
}

/// Sets of arguments for a field: what it demands, each other argument with each of its values, and two of them together.
/// `texts` is that of [`Values`].
pub fn argument_sets(
    schema: &Schema,
    field: &Field,
    first_id: &str,
    texts: usize,
) -> Vec<Map<String, Value>> {
    let values = Values { schema, first_id, texts };
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

/// Where two answers are not the same.
pub fn deepest(one: &Value, other: &Value) -> String {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let changed = one.iter().zip(other).enumerate().find(|(_, (one, other))| one != other);
            changed
                .map_or_else(String::new, |(index, (one, other))| format!("{index}.{}", deepest(one, other)))
        }
        (Value::Object(one), Value::Object(other)) => {
            let changed = one.iter().find(|(name, value)| other.get(*name) != Some(value));
            let below = changed.map(|(name, value)| {
                format!("{name}.{}", deepest(value, other.get(name).unwrap_or(&Value::Null)))
            });
            below.unwrap_or_else(|| "(one more)".to_owned())
        }
        (one, other) => format!("(`{}` for `{}`)", short(&other.to_string()), short(&one.to_string())),
    }
}

fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(SHORT)]
}

/// Everything that can be read, as somebody of a group that has nothing to do with the lead. `few` says how many sets of
/// arguments with a filter are asked of a field.
async fn read_everything(app: &App, schema: &Schema, stranger: Stranger, few: usize) {
    let Stranger { who, world, .. } = stranger;
    let (mut leaks, mut asked_in_all) = (Vec::new(), 0);
    for field in &schema.of("Query").fields {
        let mut inquiry = Inquiry::new(app, schema, world.clone());
        let sets = argument_sets(schema, field, IDS[0], usize::MAX);
        let deep = inquiry.selections(&who, "query", field, &sets[0], DEPTH).await;
        // Of a list that is filtered, its counts and cursors tell what is in it.
        let depth = if field.of.name().ends_with("Connection") { 1 } else { SHALLOW };
        let shallow = inquiry.selections(&who, "query", field, &sets[0], depth).await;
        let (filtered, plain): (Vec<_>, Vec<_>) =
            sets.iter().partition(|set| set.values().any(Value::is_object));
        let filtered = filtered.into_iter().take(few).map(|set| (set, &shallow));
        for (set, selections) in plain.into_iter().map(|set| (set, &deep)).chain(filtered) {
            for selection in selections {
                let asked = Asked::written("query", field, set, selection);
                inquiry.ask(&who, &asked).await;
            }
        }
        asked_in_all += inquiry.asked;
        leaks.extend(inquiry.leaks);
    }
    none(&leaks, asked_in_all);
}

/// Every mutation: about the lead, and about one's own with the lead as what it refers to. `few` says how many sets of
/// arguments are tried of each.
async fn change_everything(app: &App, schema: &Schema, strangers: Vec<Stranger>, few: usize) {
    let (mut leaks, mut asked_in_all) = (Vec::new(), 0);
    for (field, Stranger { who, world, .. }) in schema.of("Mutation").fields.iter().zip(strangers) {
        let mut inquiry = Inquiry::new(app, schema, world);
        for first_id in [IDS[0], "«own lead»"] {
            let sets = argument_sets(schema, field, first_id, 1);
            // What is read of a lead is the same here as in a query, which goes deeper: once is enough.
            let deep = inquiry.selections(&who, "mutation", field, &sets[0], SHALLOW).await;
            let flat = inquiry.selections(&who, "mutation", field, &sets[0], 1).await;
            let (last, others) = sets.split_last().expect("at least what is demanded");
            let others = others.iter().take(few).map(|set| (set, &flat));
            for (set, selections) in others.chain([(last, &deep)]) {
                for selection in selections {
                    let asked = Asked::written("mutation", field, set, selection);
                    inquiry.ask(&who, &asked).await;
                }
            }
        }
        asked_in_all += inquiry.asked;
        leaks.extend(inquiry.leaks);
    }
    none(&leaks, asked_in_all);
}

/// One for each mutation: what one does must not stand in the way of another.
async fn one_for_each(app: &App, schema: &Schema, hidden: &World, role: Role) -> Vec<Stranger> {
    let mut strangers = Vec::new();
    for _ in &schema.of("Mutation").fields {
        strangers.push(seed::stranger(app, hidden, &role.to_string(), role).await);
    }
    strangers
}

fn none(leaks: &[String], asked: usize) {
    assert!(leaks.is_empty(), "{} leaks:\n\n{}", leaks.len(), leaks.join("\n\n"));
    assert!(asked > 100, "only {asked} requests");
    eprintln!("{asked} requests, each about a lead and about two that never were");
}

story! {
    async fn no_answer_to_any_question_tells_anything_of_a_lead_that_one_may_not_see(app) {
        let schema = Schema::load().await;
        let (hidden, _) = seed::hidden_lead(&app).await;
        let agent = seed::stranger(&app, &hidden, "Stig", Role::Agent).await;
        let manager = seed::stranger(&app, &hidden, "Sven", Role::Manager).await;
        let late = seed::stranger(&app, &hidden, "Suse", Role::Manager).await;
        // One rule is under all filters, and managers reach no less than agents: filters are tried once, the first hundred of a field.
        read_everything(&app, &schema, agent, 20).await;
        read_everything(&app, &schema, manager, 100).await;
        app.delete_lead(hidden.get("«lead»")).await;
        read_everything(&app, &schema, late, 20).await;
    }
}

story! {
    async fn no_change_tells_anything_of_a_lead_that_one_may_not_see_or_changes_it(app) {
        let schema = Schema::load().await;
        let (hidden, _) = seed::hidden_lead(&app).await;
        let before = app.lead(hidden.get("«lead»"), "version status updatedAt").await;
        let agents = one_for_each(&app, &schema, &hidden, Role::Agent).await;
        let managers = one_for_each(&app, &schema, &hidden, Role::Manager).await;
        let late = one_for_each(&app, &schema, &hidden, Role::Manager).await;
        change_everything(&app, &schema, agents, 3).await;
        change_everything(&app, &schema, managers, 12).await;
        assert_eq!(app.lead(hidden.get("«lead»"), "version status updatedAt").await, before);
        app.delete_lead(hidden.get("«lead»")).await;
        change_everything(&app, &schema, late, 3).await;
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
            let sets = argument_sets(&schema, field, IDS[0], usize::MAX);
            let selections = inquiry.selections(&who, "query", field, &sets[0], 3).await;
            for (set, selection) in sets.iter().take(40).flat_map(|set| selections.iter().map(move |one| (set, one))) {
                let asked = Asked::written("query", field, set, selection);
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
