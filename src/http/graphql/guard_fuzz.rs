//! Hostile documents against the guard, and against everything behind it: parser, validation, execution. A stack that
//! overflows would end the process, this test with it.
//!
//! Some hundreds of documents in the normal tests; more by
//! `LEADLINE_FUZZ_CASES=5000000 cargo test --release --lib guard_fuzz -- --nocapture`.
//! `LEADLINE_FUZZ_SEED` starts elsewhere.

#[path = "../../../benches/hostile/documents/mod.rs"]
mod documents;

use std::{str::FromStr, time::Duration};

use async_graphql::{
    Positioned, Variables,
    parser::{
        parse_query,
        types::{Directive, ExecutableDocument, Selection, SelectionSet, Type},
    },
};
use async_graphql_value::Value;
use documents::{FAMILIES, Rng};
use tokio::time::Instant;

use super::{guard, guard_fragments, operation::prepare, parsed::ParsedDocuments, request::Params};

/// Threads of the server's runtime have two mebibytes. Here it is half in release builds, because a request comes in
/// through other layers; what debug builds put on the stack is several times as much.
const STACK: usize = if cfg!(debug_assertions) { 2 } else { 1 } * 1024 * 1024;

fn setting<T: FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().map_or(default, |text| text.parse().ok().expect("a number"))
}

#[test]
fn no_document_ends_the_process() {
    let cases: u64 = setting("LEADLINE_FUZZ_CASES", 500);
    let first: u64 = setting("LEADLINE_FUZZ_SEED", 0);
    let threads = if cases > 100_000 { 2 } else { 1 };
    let started = Instant::now();
    let running: Vec<_> = (0..threads)
        .map(|thread| {
            let seeds = (first + thread..first + cases).step_by(usize::try_from(threads).unwrap());
            std::thread::Builder::new().stack_size(STACK).spawn(move || run(seeds)).unwrap()
        })
        .collect();
    let (mut parsed, mut valid) = (0, 0);
    for thread in running {
        let counts = thread.join().expect("a case that failed");
        parsed += counts.0;
        valid += counts.1;
    }
    let seconds = started.elapsed().as_secs();
    eprintln!("{cases} documents in {seconds} s: {parsed} reached validation, {valid} were executed");
}

/// How many were validated, and how many of those executed.
fn run(seeds: impl Iterator<Item = u64>) -> (usize, usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let schema = crate::graphql::Api::new();
    let documents = ParsedDocuments::default();
    let (mut parsed, mut valid) = (0, 0);
    for seed in seeds {
        let mut rng = Rng::with_seed(seed);
        let (family, make) = FAMILIES[rng.usize(0..FAMILIES.len())];
        let query = make(&mut rng);
        check_counts(&query, family, seed);
        let params = Params { query, variables: variables(&mut rng), ..Params::default() };
        let Ok(operation) = prepare(params, &documents) else { continue };
        parsed += 1;
        // Nobody is signed in: all that needs a database is refused. What needs neither is done in time.
        let response = runtime.block_on(async {
            tokio::time::timeout(Duration::from_mins(1), schema.execute(operation.request)).await
        });
        let response = response.unwrap_or_else(|_| panic!("{family}, seed {seed}: takes too long"));
        valid += usize::from(response.errors.iter().all(|error| !error.path.is_empty()));
    }
    (parsed, valid)
}

fn variables(rng: &mut Rng) -> Variables {
    let values =
        ["1", "null", "[]", "[[[1]]]", "{\"a\": {\"a\": 1}}", "\"x\"", "1e300", "{\"not\": {\"not\": {}}}"];
    let mut fields = Vec::new();
    for name in ["a", "b", "c", "first", "filter", "v", "v0"] {
        if rng.bool() {
            fields.push(format!("\"{name}\": {}", values[rng.usize(0..values.len())]));
        }
    }
    Variables::from_json(serde_json::from_str(&format!("{{{}}}", fields.join(","))).unwrap())
}

/// The guard saw at least what the parser sees, whatever it thought of it.
fn check_counts(query: &str, family: &str, seed: u64) {
    let (tokens, nesting, whole) = guard::count(query);
    // Beyond, the parser itself would not survive.
    if !whole || nesting > 64 || query.len() > 100_000 {
        return;
    }
    let Ok(document) = parse_query(query) else { return };
    let mut least = Seen::default();
    least.document(&document);
    assert!(
        least.tokens <= tokens,
        "{family}, seed {seed}: {} tokens, {tokens} counted\n{query}",
        least.tokens
    );
    assert!(
        least.nesting <= nesting,
        "{family}, seed {seed}: {} brackets, {nesting} counted\n{query}",
        least.nesting
    );
    let _ = guard_fragments::check(&document);
}

/// The least that a document must have had for the parser to see this.
#[derive(Default)]
struct Seen {
    tokens: usize,
    depth: usize,
    nesting: usize,
}

impl Seen {
    fn brackets(&mut self, inside: impl FnOnce(&mut Self)) {
        self.tokens += 2;
        self.depth += 1;
        self.nesting = self.nesting.max(self.depth);
        inside(self);
        self.depth -= 1;
    }

    fn document(&mut self, document: &ExecutableDocument) {
        for (name, operation) in document.operations.iter() {
            let operation = &operation.node;
            self.tokens += 2 * usize::from(name.is_some());
            if !operation.variable_definitions.is_empty() {
                self.brackets(|seen| {
                    for variable in &operation.variable_definitions {
                        seen.tokens += 3;
                        seen.kind(&variable.node.var_type.node);
                        seen.directives(&variable.node.directives);
                        if let Some(value) = &variable.node.default_value {
                            seen.tokens += 1;
                            seen.value(&value.node.clone().into_value());
                        }
                    }
                });
            }
            self.directives(&operation.directives);
            self.set(&operation.selection_set.node);
        }
        for fragment in document.fragments.values() {
            self.tokens += 4;
            self.directives(&fragment.node.directives);
            self.set(&fragment.node.selection_set.node);
        }
    }

    fn kind(&mut self, kind: &Type) {
        let text = kind.to_string();
        let levels = text.matches('[').count();
        self.nesting = self.nesting.max(self.depth + levels);
        self.tokens += levels * 2 + 1 + text.matches('!').count();
    }

    fn set(&mut self, set: &SelectionSet) {
        if set.items.is_empty() {
            return;
        }
        self.brackets(|seen| {
            for item in &set.items {
                seen.directives(item.node.directives());
                match &item.node {
                    Selection::Field(field) => {
                        seen.tokens += 1 + 2 * usize::from(field.node.alias.is_some());
                        seen.arguments(&field.node.arguments);
                        seen.set(&field.node.selection_set.node);
                    }
                    Selection::FragmentSpread(_) => seen.tokens += 2,
                    Selection::InlineFragment(inline) => {
                        seen.tokens += 1 + 2 * usize::from(inline.node.type_condition.is_some());
                        seen.set(&inline.node.selection_set.node);
                    }
                }
            }
        });
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        for directive in directives {
            self.tokens += 2;
            self.arguments(&directive.node.arguments);
        }
    }

    fn arguments(&mut self, arguments: &[(Positioned<async_graphql::Name>, Positioned<Value>)]) {
        if !arguments.is_empty() {
            self.brackets(|seen| {
                for (_, value) in arguments {
                    seen.tokens += 2;
                    seen.value(&value.node);
                }
            });
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Variable(_) => self.tokens += 2,
            Value::List(values) => self.brackets(|seen| values.iter().for_each(|value| seen.value(value))),
            Value::Object(fields) => self.brackets(|seen| {
                for value in fields.values() {
                    seen.tokens += 2;
                    seen.value(value);
                }
            }),
            _ => self.tokens += 1,
        }
    }
}
