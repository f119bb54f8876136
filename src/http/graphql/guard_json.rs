//! Weighs JSON before it is read: a megabyte of `{"":{}}` would become two hundred megabytes of maps.

use crate::graphql::limits::{MAX_VALUES, MAX_VALUES_DEPTH};

/// Why it is too much, in words for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch(&'static str, usize);

impl std::fmt::Display for TooMuch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(what, limit) = self;
        write!(f, "the JSON has more than {limit} {what}; send it in parts")
    }
}

/// Refuses JSON with too many values, or too deep. Whether it is JSON at all is for the parser to say.
///
/// # Errors
/// What it has too much of.
pub fn check(json: &str) -> Result<(), TooMuch> {
    let (mut values, mut depth) = (1_usize, 0_usize);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            // Each comma and each bracket brings one value more, or none.
            b',' => values += 1,
            b'{' | b'[' => {
                values += 1;
                depth += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if values > MAX_VALUES {
            return Err(TooMuch("values", MAX_VALUES));
        }
        if depth > MAX_VALUES_DEPTH {
            return Err(TooMuch("levels", MAX_VALUES_DEPTH));
        }
    }
    Ok(())
}

fn skip_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn values_and_levels_are_bounded_but_not_text() {
        let list = |count| format!("[{}]", vec!["0"; count].join(","));
        assert_eq!(check(&list(MAX_VALUES - 2)), Ok(()));
        assert!(check(&list(MAX_VALUES)).is_err());
        assert!(check(&"{\"\":{}},".repeat(MAX_VALUES / 2)).is_err());
        assert_eq!(check(&format!("\"{}\"", "[{,\\\"".repeat(MAX_VALUES))), Ok(()));
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(check(&deep(MAX_VALUES_DEPTH)), Ok(()));
        assert!(check(&deep(MAX_VALUES_DEPTH + 1)).is_err());
    }

    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(values) => values.iter().map(count).sum(),
            Value::Object(fields) => fields.values().map(count).sum(),
            _ => 0,
        }
    }

    proptest! {
        /// The parser never sees more values than were counted.
        #[test]
        fn nothing_hides(text in "[\\[\\]{},:\"\\\\ 01a]{0,40}") {
            if let Ok(value) = serde_json::from_str::<Value>(&text) {
                let brackets = text.bytes().filter(|byte| b"[{,".contains(byte)).count();
                prop_assert!(count(&value) <= brackets + 1);
                prop_assert_eq!(check(&text), Ok(()));
            }
        }
    }
}
