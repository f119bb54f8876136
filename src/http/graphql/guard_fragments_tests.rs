#![allow(clippy::format_collect, reason = "documents of tests are short")]

use std::fmt::Write;

use async_graphql::parser::parse_query;

use super::{super::errors::code, *};
use crate::graphql::limits::{MAX_ARGUMENTS, MAX_DIRECTIVES, MAX_OPERATIONS, MAX_VARIABLES};

fn refused(document: &str) -> Option<String> {
    let document = parse_query(document).unwrap_or_else(|error| panic!("{document}: {error}"));
    check(&document).err().and_then(|error| code(&error).map(str::to_owned))
}

fn too_complex(document: &str) {
    assert_eq!(refused(document).as_deref(), Some(TOO_COMPLEX), "{document}");
}

fn fine(document: &str) {
    assert_eq!(refused(document), None, "{document}");
}

/// `count` names, each other.
fn names(prefix: &str, count: usize) -> String {
    (0..count).map(|number| format!("{prefix}{number} ")).collect()
}

#[test]
fn circles_are_refused_even_unused() {
    let direct = "{ a } fragment F on Q { ...F }";
    let indirect = "{ ...F } fragment F on Q { b { ...G } } fragment G on Q { ... { ...F } }";
    for document in [direct, indirect] {
        assert_eq!(refused(document).as_deref(), Some(VALIDATION_FAILED), "{document}");
    }
    fine("{ ...F ...F ...Unknown } fragment F on Q { a ...G } fragment G on Q { b }");
}

#[test]
fn what_expands_exponentially_is_refused_in_no_time() {
    let mut document = "{ ...F0 }".to_owned();
    for level in 0..14 {
        let next = level + 1;
        write!(document, " fragment F{level} on Q {{ a {{ ...F{next} }} b {{ ...F{next} }} }}").unwrap();
    }
    document.push_str(" fragment F14 on Q { c }");
    too_complex(&document);
}

#[test]
fn levels_are_counted_through_fragments() {
    let chain = |length: usize| {
        let links: String =
            (1..length).map(|link| format!(" fragment F{link} on Q {{ ...F{} }}", link + 1)).collect();
        format!("{{ ...F1 }} {links} fragment F{length} on Q {{ a }}")
    };
    fine(&chain(MAX_RECURSION - 1));
    too_complex(&chain(MAX_RECURSION));
    too_complex(&chain(500));
    too_complex(&format!("{}a{}", "{ ... ".repeat(MAX_RECURSION) + "{", "}".repeat(MAX_RECURSION + 1)));
}

#[test]
fn roots_are_counted_through_fragments() {
    let query =
        |count: usize| format!("{{ __typename ...F }} fragment F on Q {{ ... {{ {} }} }}", names("a", count));
    fine(&query(MAX_ROOT_FIELDS));
    too_complex(&query(MAX_ROOT_FIELDS + 1));
    fine(&format!("mutation {{ {} }}", names("a", MAX_ROOT_MUTATIONS)));
    too_complex(&format!("mutation {{ {} }}", names("a", MAX_ROOT_MUTATIONS + 1)));
    fine("subscription { a { b c } }");
    assert_eq!(refused("subscription { a ...F } fragment F on S { b }").as_deref(), Some(VALIDATION_FAILED));
}

#[test]
fn aliases_and_typenames_are_counted() {
    let aliases = |count| (0..count).map(|number| format!("a{number}: b ")).collect::<String>();
    fine(&format!("{{ a {{ {} }} }}", aliases(MAX_ALIASES)));
    too_complex(&format!("{{ a {{ {} }} }}", aliases(MAX_ALIASES + 1)));
    too_complex(&format!("{{ a {{ ...F }} b {{ ...F }} }} fragment F on Q {{ {} }}", aliases(51)));
    fine(&format!("{{ a {{ {} }} }}", "__typename ".repeat(MAX_TYPENAMES)));
    too_complex(&format!("{{ a {{ __typename {} }} }}", "... { __typename } ".repeat(MAX_TYPENAMES)));
}

#[test]
fn places_are_bounded() {
    too_complex(&format!("{{ a {} }}", names("@a", MAX_DIRECTIVES + 1)));
    too_complex(&format!("{{ ...F {} }} fragment F on Q {{ a }}", names("@a", MAX_DIRECTIVES + 1)));
    too_complex(&format!("query {} {{ a }}", names("@a", MAX_DIRECTIVES + 1)));
    let arguments = |count| (0..count).map(|number| format!("a{number}: 1 ")).collect::<String>();
    fine(&format!("{{ a({}) }}", arguments(MAX_ARGUMENTS)));
    too_complex(&format!("{{ a({}) }}", arguments(MAX_ARGUMENTS + 1)));
    too_complex(&format!("{{ a @b({}) }}", arguments(MAX_ARGUMENTS + 1)));
    let variables = |count| (0..count).map(|number| format!("$a{number}: Int ")).collect::<String>();
    fine(&format!("query ({}) {{ a }}", variables(MAX_VARIABLES)));
    too_complex(&format!("query ({}) {{ a }}", variables(MAX_VARIABLES + 1)));
    let operations = |count| (0..count).map(|number| format!("query A{number} {{ a }} ")).collect::<String>();
    fine(&operations(MAX_OPERATIONS));
    too_complex(&operations(MAX_OPERATIONS + 1));
    for document in
        [r#"{ a(b: "\u0000") }"#, r#"{ a @b(c: [{ d: "\u0000" }]) }"#, r#"query ($a: S = ["\u0000"]) { a }"#]
    {
        assert!(refused(document).is_some(), "{document}");
    }
}

#[test]
fn lists_of_unknown_types_have_no_default() {
    fine("query ($a: [Int!] = [1], $b: [[LeadFilter]] = [[{}]], $c: Nothing = 1, $d: [Nothing]) { a }");
    fine("query ($a: [LeadStatus!]! = [NEW], $b: [DateTime] = []) { a }");
    let unknown = "query ($a: [[Nothing!]] = [[1]]) { a }";
    assert_eq!(refused(unknown).as_deref(), Some(VALIDATION_FAILED));
}

#[test]
fn introspection_may_be_whole_but_not_in_circles() {
    let whole = include_str!("guard_introspection.graphql");
    fine(whole);
    too_complex(
        "{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }",
    );
    too_complex(
        "{ __schema { types { ...F } } } fragment F on __Type { interfaces { possibleTypes { fields { args { type { fields { type { inputFields { name } } } } } } } } }",
    );
    fine("{ __type(name: \"Lead\") { fields { type { fields { name } } } } }");
    too_complex("{ __type(name: \"Lead\") { fields { type { fields { type { fields { name } } } } } } }");
    // Fields of the domain may be called so.
    fine("{ a { types { fields { types { fields { types { fields { types { fields { a } } } } } } } } } }");
}

#[test]
fn what_is_compared_with_each_other_is_bounded() {
    // Each level compares all that is below it.
    let deep = format!(
        "{{ a {}{}{} }}",
        "{ ... ".repeat(25),
        format_args!("{{ {} }}", names("a", 2_100)),
        "}".repeat(25)
    );
    too_complex(&deep);
    fine(&format!("{{ a {{ {} }} }}", names("a", 4_000)));
}

#[test]
fn fields_that_contradict_each_other_are_told_once() {
    for document in [
        "{ a { x: b x: c } }",
        "{ a { b(c: 1) b(c: 2) } }",
        "{ a { b(c: 1) ...F } } fragment F on A { ... on A { x: b y: b } } fragment G on A { b ... { b(c: 1) } }",
        "{ a { ...F ...G } } fragment F on A { b } fragment G on A { x: c ... on A { b(c: 1) } }",
    ] {
        let error = check(&parse_query(document).unwrap()).unwrap_err();
        assert_eq!((code(&error), error.locations.len()), (Some(VALIDATION_FAILED), 2), "{document}");
    }
    fine("{ a { b(c: 1, d: $e) ... { b(d: $e, c: 1) } ... on B { b } } }");
}

#[test]
fn a_mutation_does_not_happen_twice_by_accident() {
    fine("mutation { a: create { id } b: create { id } __typename __typename }");
    fine("query { create { id } create { name } }");
    for document in [
        "mutation { create { id } create { name } }",
        "mutation { create { id } ...F } fragment F on Mutation { create { id } }",
        "mutation { create { id } ... on Mutation { create { id } } }",
        "mutation { ... on Mutation { create { id } } ...F } fragment F on Mutation { create { id } }",
    ] {
        assert_eq!(refused(document).as_deref(), Some(VALIDATION_FAILED), "{document}");
    }
}
