//! The lead that must not be seen, and leads that never were: what one answers for the first must be what one answers
//! for the others.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::parse_any;
use serde_json::Value;

/// What stands for each symbol.
#[derive(Clone)]
pub struct World(Vec<(&'static str, String)>);

impl World {
    pub fn new(values: Vec<(&'static str, String)>) -> Self {
        Self(values)
    }

    /// The same world with one thing more.
    pub fn with(&self, symbol: &'static str, value: String) -> Self {
        Self(self.0.iter().cloned().chain([(symbol, value)]).collect())
    }

    pub fn get(&self, symbol: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| *name == symbol);
        &found.unwrap_or_else(|| panic!("no {symbol}")).1
    }

    /// A world like this one, of a lead that never was. `letter` tells one such world from another.
    pub fn ghost(&self, letter: char) -> Self {
        let others: Vec<_> =
            self.0.iter().map(|(name, value)| (*name, ghostly(name, value, letter))).collect();
        // Cursors name the lead inside.
        let uuids = |world: &[(&str, String)]| -> Vec<String> {
            world.iter().filter_map(|(_, value)| uuid(value)).collect()
        };
        let (real, ghosts) = (uuids(&self.0), uuids(&others));
        let of_ghosts = |(name, value): (&'static str, String)| {
            if !name.contains("cursor") {
                return (name, value);
            }
            let inside = URL_SAFE_NO_PAD.decode(&value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let inside = inside.unwrap_or_else(|| panic!("{name} is no text inside"));
            let inside =
                real.iter().zip(&ghosts).fold(inside, |text, (real, ghost)| text.replace(real, ghost));
            (name, URL_SAFE_NO_PAD.encode(inside))
        };
        Self(others.into_iter().map(of_ghosts).collect())
    }

    /// Puts what stands for the symbols in their places.
    pub fn fill(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if text.starts_with('«') => Value::String(self.get(text).to_owned()),
            Value::Array(all) => all.iter().map(|one| self.fill(one)).collect(),
            Value::Object(fields) => {
                Value::Object(fields.iter().map(|(name, value)| (name.clone(), self.fill(value))).collect())
            }
            other => other.clone(),
        }
    }

    /// An answer with the symbols in the place of what stands for them.
    pub fn symbols(&self, answer: &Value) -> Value {
        let text = self.secrets().fold(answer.to_string(), |text, (name, value)| text.replace(value, name));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// What of the lead is in a text that was not in the question; cursors are looked into, here and there.
    pub fn told(&self, answer: &Value, question: &str) -> Vec<String> {
        let (text, question) = (with_insides(&answer.to_string()), with_insides(question));
        let telling = |text: &str| text.contains("zqhidden") || text.len() > 6;
        self.secrets()
            .flat_map(|(name, value)| [Some(value.to_owned()), uuid(value), compact(name, value)])
            .flatten()
            .filter(|secret| telling(secret) && !question.contains(secret.as_str()))
            .filter(|secret| text.contains(secret.as_str()))
            .collect()
    }

    /// What a stranger has no right to, the longest first: some are parts of others.
    fn secrets(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let mut all: Vec<_> =
            self.0.iter().filter(|(name, _)| !name.contains("own") && *name != "«event cursor»").collect();
        all.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        all.into_iter().map(|(name, value)| (*name, value.as_str()))
    }
}

/// The digits of a number, without what stands before them.
fn compact(name: &str, value: &str) -> Option<String> {
    (name == "«number»").then(|| value.trim_start_matches(['L', '-', '0']).to_owned())
}

fn uuid(id: &str) -> Option<String> {
    parse_any(id).ok().map(|(_, uuid)| uuid.to_string())
}

/// JSON, and after it what is inside of the cursors in it.
fn with_insides(text: &str) -> String {
    let insides: String = text.split('"').filter_map(opened).collect();
    format!("{text}\n{insides}")
}

fn opened(part: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn ghostly(name: &str, value: &str, letter: char) -> String {
    match name {
        name if name.contains("own") || name.contains("cursor") => value.to_owned(),
        _ if parse_any(value).is_ok() => {
            let ghost = format!("{}{}", &value[..value.len() - 4], letter.to_string().repeat(4));
            assert!(ghost != value && parse_any(&ghost).is_ok(), "{ghost}");
            ghost
        }
        "«day»" => format!("2031-1{}-17", u32::from(letter) % 2),
        _ => value
            .replace("zqhidden", &format!("zqghost{letter}"))
            .replace("7777", &(if letter == 'a' { 8_888 } else { 9_999 }).to_string()),
    }
}
