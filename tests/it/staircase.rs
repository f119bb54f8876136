//! Imports only go down: the order of the house (`ARCHITECTURE.md`) is held by reading every `crate::` in `src/`.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The steps from the top to the ground. Modules on one step may know each other, but for those in [`STRANGERS`].
const STAIRCASE: &[&[&str]] = &[
    &["cli"],
    &["demo", "http"],
    &["graphql", "jobs"],
    &["imports", "sign_in"],
    &[
        "leads",
        "communications",
        "users",
        "organisation",
        "api_keys",
        "oidc",
        "documents",
        "audit",
        "assignment",
    ],
    &["context"],
    &["auth", "mail"],
    &["events"],
    &["db"],
    &["clock", "config", "error", "memo", "money", "shutdown", "status_info", "telemetry", "testing"],
];

/// Neighbours that must not know each other.
const STRANGERS: &[(&str, &str)] = &[
    ("graphql", "jobs"),
    ("jobs", "graphql"),
    ("communications", "leads"),
    ("assignment", "leads"),
    ("auth", "mail"),
    ("mail", "auth"),
];

#[test]
fn imports_only_go_down() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut climbs = Vec::new();
    let mut imports = 0;
    for file in rust_files(&source) {
        let place = file.strip_prefix(&source).expect("inside src");
        let module =
            place.iter().next().expect("a name").to_string_lossy().trim_end_matches(".rs").to_owned();
        if matches!(module.as_str(), "lib" | "main") || is_test(place) {
            continue;
        }
        let from = step(&module).unwrap_or_else(|| panic!("`{module}` has no step: add it to the staircase"));
        let text = fs::read_to_string(&file).expect("readable");
        for used in used_modules(&text) {
            let Some(to) = step(&used) else { continue };
            imports += 1;
            let strangers = STRANGERS.contains(&(module.as_str(), used.as_str()));
            if to < from || strangers {
                climbs.push(format!("{}: `{module}` must not use `{used}`", place.display()));
            }
        }
    }
    assert!(imports > 100, "only {imports} imports were found: does the test still read the sources?");
    assert!(climbs.is_empty(), "imports that climb:\n{}", climbs.join("\n"));
}

#[test]
fn entities_know_no_rules_and_no_graphql() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("entity/src");
    for file in rust_files(&source) {
        let text = fs::read_to_string(&file).expect("readable");
        assert!(!text.contains("async_graphql") && !text.contains("leadline::"), "{}", file.display());
    }
}

/// Names after `crate::`, also within `use crate::{a, b::c};`.
fn used_modules(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            used.extend(first_names(group));
        } else {
            used.push(name(rest));
        }
    }
    used
}

/// The first name of each item of a braced group, at the group's own depth.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(group[start..at].trim()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(group[start..at].trim()));
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn name(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

fn step(module: &str) -> Option<usize> {
    STAIRCASE.iter().position(|step| step.contains(&module))
}

fn is_test(place: &Path) -> bool {
    place.iter().any(|part| {
        let part = part.to_string_lossy();
        part.contains("test") || part.trim_end_matches(".rs") == "fixture"
    })
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn braced_imports_are_read() {
    let text =
        "use crate::{\n    db::{Db, Tx},\n    error::Result,\n    leads,\n};\nuse crate::clock::Clock;";
    let used = used_modules(text).into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>();
    assert_eq!(used, ["db", "error", "leads", "clock"]);
}
