//! Random documents that keep to the grammar, with the schema's own words: most parse, some are even valid.

use super::{Rng, one};

const SCHEMA: &str = include_str!("../../../schema.graphql");

/// A document of some definitions.
pub fn document(rng: &mut Rng) -> String {
    let mut writer = Writer { text: String::new(), budget: rng.usize(5..800), rng };
    for _ in 0..writer.rng.usize(1..5) {
        writer.definition();
    }
    writer.text
}

/// A word of the schema: fields, types, arguments, values.
fn word(rng: &mut Rng) -> &'static str {
    let start = SCHEMA.floor_char_boundary(rng.usize(0..SCHEMA.len() - 300));
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    // The rest of the word that the cut fell into, and what cannot begin a word, are stepped over.
    let rest = SCHEMA[start..].trim_start_matches(is_letter).trim_start_matches(|letter| !is_letter(letter));
    let end = rest.find(|letter| !is_letter(letter)).unwrap_or(rest.len());
    let word = &rest[..end];
    if word.starts_with(|letter: char| letter.is_ascii_digit()) || word.is_empty() { "id" } else { word }
}

struct Writer<'a> {
    rng: &'a mut Rng,
    text: String,
    /// So that documents end.
    budget: usize,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str(one(self.rng, &[" ", " ", " ", "\n", ", ", "\t", " # x\n"]));
    }

    fn chance(&mut self, one_in: u8) -> bool {
        self.rng.u8(0..one_in) == 0
    }

    fn again(&mut self) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.budget > 0 && !self.chance(4)
    }

    fn name(&mut self) {
        let name = match self.rng.u8(0..4) {
            0 => one(
                self.rng,
                &["a", "leads", "edges", "node", "viewer", "__typename", "on", "true", "query", "fragment"],
            ),
            _ => word(self.rng),
        };
        self.put(name);
    }

    fn definition(&mut self) {
        if self.chance(3) {
            self.put("fragment");
            self.fragment_name();
            self.put("on");
            self.name();
        } else {
            let kind = one(self.rng, &["query", "query", "query", "mutation", "subscription", ""]);
            self.put(kind);
            if !kind.is_empty() && self.chance(2) {
                self.name();
            }
            if !kind.is_empty() && self.chance(3) {
                self.variables();
            }
        }
        self.directives();
        self.selections();
    }

    fn fragment_name(&mut self) {
        let name = one(self.rng, &["F", "G", "H"]);
        self.put(name);
    }

    fn variables(&mut self) {
        self.put("(");
        while self.again() {
            self.variable();
            self.put(":");
            let kind = one(
                self.rng,
                &["Int", "[ID!]!", "String!", "LeadFilter", "[[Nothing]]", "Boolean", "CreateLeadInput!"],
            );
            self.put(kind);
            if self.chance(3) {
                self.put("=");
                self.value();
            }
        }
        self.put(")");
    }

    fn variable(&mut self) {
        let name = one(self.rng, &["$a", "$b", "$c", "$first", "$filter"]);
        self.put(name);
    }

    fn selections(&mut self) {
        self.put("{");
        self.selection();
        while self.again() {
            self.selection();
        }
        self.put("}");
    }

    fn selection(&mut self) {
        match self.rng.u8(0..8) {
            0 => {
                self.put("...");
                self.fragment_name();
                self.directives();
            }
            1 => {
                self.put("...");
                if self.chance(2) {
                    self.put("on");
                    self.name();
                }
                self.directives();
                self.selections();
            }
            _ => self.field(),
        }
    }

    fn field(&mut self) {
        if self.chance(6) {
            self.name();
            self.put(":");
        }
        self.name();
        if self.chance(4) {
            self.arguments();
        }
        self.directives();
        if self.budget > 0 && self.chance(2) {
            self.selections();
        }
    }

    fn arguments(&mut self) {
        self.put("(");
        self.argument();
        while self.again() {
            self.argument();
        }
        self.put(")");
    }

    fn argument(&mut self) {
        self.name();
        self.put(":");
        self.value();
    }

    fn directives(&mut self) {
        while self.chance(8) {
            self.put("@");
            let name = one(self.rng, &["include", "skip", "deprecated", "unknown"]);
            self.put(name);
            if self.chance(2) {
                self.arguments();
            }
        }
    }

    fn value(&mut self) {
        match self.rng.u8(0..9) {
            0 => self.variable(),
            1 => {
                let number =
                    one(self.rng, &["0", "-1", "1.5", "1e30", "99999999999999999999", "2147483648", "1e999"]);
                self.put(number);
            }
            2 => {
                let text = one(
                    self.rng,
                    &[
                        r#""""#,
                        r#""{[(""#,
                        r#""\u0041\n""#,
                        r#"""" { \""" " """"#,
                        r#""lead_01h455vb4pex5vsknk084sn02q""#,
                        r#""2026-11-22""#,
                    ],
                );
                self.put(text);
            }
            3 => {
                let constant = one(self.rng, &["true", "false", "null", "NEW", "ASC"]);
                self.put(constant);
            }
            4 | 5 => {
                self.put("[");
                while self.again() {
                    self.value();
                }
                self.put("]");
            }
            6 | 7 => {
                self.put("{");
                while self.again() {
                    self.argument();
                }
                self.put("}");
            }
            _ => self.name(),
        }
    }
}
