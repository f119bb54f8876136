//! The filters templates may use: few, harmless, and kind to values that are missing.
//!
//! minijinja's own are not loaded. Several of them can make a text grow without limit (`replace`, `indent`,
//! `center` …), `safe` would switch escaping off, and those for texts would print a missing value as `none`.

use chrono::{NaiveDate, format::StrftimeItems};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Value, value::ValueKind};

/// The longest text a filter may make, in bytes.
const LONGEST: usize = 16 * 1024;

pub(super) fn install(environment: &mut Environment<'_>) {
    environment.add_filter("date", date);
    environment.add_filter("default", default);
    environment.add_filter("join", join);
    environment.add_filter("length", length);
    environment.add_filter("lower", |value: &Value| text(value).to_lowercase());
    environment.add_filter("upper", |value: &Value| text(value).to_uppercase());
    environment.add_filter("trim", |value: &Value| text(value).trim().to_owned());
    environment.add_filter("capitalize", |value: &Value| capitalize(&text(value)));
    environment.add_test("defined", |value: &Value| !value.is_undefined());
    environment.add_test("none", |value: &Value| value.is_none());
    environment.set_formatter(|out, state, value: &Value| {
        let text = text(value);
        match state.auto_escape() {
            AutoEscape::None => out.write_str(&text)?,
            _ => out.write_str(&escaped(&text))?,
        }
        Ok(())
    });
}

/// For HTML text and quoted attributes. Unlike the engine's own, it leaves `/` alone, so that the links in a mail
/// stay readable for people and for the programs that look for them; and no value is exempt.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A missing value is no text.
fn text(value: &Value) -> String {
    if value.is_none() || value.is_undefined() { String::new() } else { value.to_string() }
}

/// `{{ lead.resume_on|date }}` is `7 January 2027`; `|date("%d.%m.%Y")` is `07.01.2027`. English month names.
fn date(value: &Value, pattern: Option<&str>) -> Result<String, Error> {
    if value.is_none() {
        return Ok(String::new());
    }
    let invalid = |message: &'static str| Error::new(ErrorKind::InvalidOperation, message);
    let date: NaiveDate =
        text(value).parse().map_err(|_| invalid("date takes a date, such as lead.resume_on|date"))?;
    // Of all items only those a date has: `format` would panic at a time of day.
    let items = StrftimeItems::new(pattern.unwrap_or("%-d %B %Y"))
        .parse()
        .map_err(|_| invalid("not a date pattern"))?;
    let mut written = String::new();
    std::fmt::write(&mut written, format_args!("{}", date.format_with_items(items.iter())))
        .map_err(|_| invalid("a date has no time of day"))?;
    Ok(written)
}

/// Also for what is `None`, unlike Jinja: in our data that is what "missing" looks like.
fn default(value: &Value, otherwise: Option<&Value>) -> Value {
    let missing = value.is_none() || value.is_undefined() || value.as_str() == Some("");
    let empty = Value::from("");
    (if missing { otherwise.unwrap_or(&empty) } else { value }).clone()
}

fn join(value: &Value, separator: Option<&str>) -> Result<String, Error> {
    if value.is_none() {
        return Ok(String::new());
    }
    let mut joined = String::new();
    for (index, item) in value.try_iter()?.enumerate() {
        if index > 0 {
            joined += separator.unwrap_or("");
        }
        joined += &text(&item);
        if joined.len() > LONGEST {
            return Err(Error::new(ErrorKind::InvalidOperation, "join makes too long a text"));
        }
    }
    Ok(joined)
}

fn length(value: &Value) -> Result<usize, Error> {
    match value.kind() {
        ValueKind::None => Ok(0),
        _ => value
            .len()
            .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "length takes a text or a list")),
    }
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
