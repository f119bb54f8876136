//! Values for arguments and inputs, generated from their types. What names the lead stands there as a symbol, such as
//! `«lead»`: each world puts its own in its place.

use serde_json::{Map, Value, json};

use super::schema::{Argument, Of, Schema};

/// Everything that may name the lead or what hangs on it: each stands where an id is asked for.
pub const IDS: [&str; 6] = ["«lead»", "«change»", "«communication»", "«attempt»", "«event»", "«own lead»"];
/// Where a text is asked for.
const TEXTS: [&str; 6] =
    ["«marker»", "«number»", "«email»", "«cursor»", "«communication cursor»", "«event cursor»"];

/// Generates values from types.
pub struct Values<'a> {
    pub schema: &'a Schema,
    /// The id that stands first: it is given where one is demanded.
    pub first_id: &'a str,
    /// With how many texts each field of an input is tried by itself; with all of them, in any case, along with others.
    pub texts: usize,
}

impl Values<'_> {
    /// Values of a type, the most telling first. Of inputs: each of their fields by itself, with each of its values, and
    /// all of them together.
    pub fn of(&self, of: &Of) -> Vec<Value> {
        self.within(of, &mut Vec::new())
    }

    fn within(&self, of: &Of, path: &mut Vec<String>) -> Vec<Value> {
        match of {
            Of::Required(inner) => self.within(inner, path),
            Of::List(inner) if self.schema.of(inner.name()).kind == "INPUT_OBJECT" => {
                self.within(inner, path).into_iter().map(|one| json!([one])).collect()
            }
            Of::List(inner) => vec![Value::Array(self.within(inner, path))],
            Of::Named(name) => {
                let kind = self.schema.of(name);
                match kind.kind.as_str() {
                    "ENUM" => ends(&kind.values),
                    "INPUT_OBJECT" => self.inputs(name, &kind.inputs, path),
                    _ => self.scalar(name),
                }
            }
        }
    }

    /// Far inside, few values of each field are enough; an input within itself is entered once more.
    fn inputs(&self, name: &str, fields: &[Argument], path: &mut Vec<String>) -> Vec<Value> {
        let entered = path.iter().filter(|outer| *outer == name).count();
        if entered > 1 {
            return Vec::new();
        }
        path.push(name.to_owned());
        let enough = match path.len() {
            1 => usize::MAX,
            2 if entered == 0 => 2,
            _ => 1,
        };
        let (mut base, mut by_field) = (Map::new(), Vec::new());
        for field in fields {
            let mut values = self.within(&field.of, path);
            if field.is_required() {
                let first = values.first().cloned();
                let first = first.unwrap_or_else(|| panic!("no value for `{name}.{}`", field.name));
                base.insert(field.name.clone(), first);
            }
            values.truncate(enough);
            let alone = if field.of.name() == "String" { self.texts } else { usize::MAX };
            by_field.push((&field.name, alone, values));
        }
        path.pop();
        let with = |field: &str, value: &Value| {
            let mut input = base.clone();
            input.insert(field.to_owned(), value.clone());
            Value::Object(input)
        };
        let alone = by_field.iter().flat_map(|(field, alone, values)| {
            values.iter().take(*alone).map(|value| with(field, value)).collect::<Vec<_>>()
        });
        let mut all: Vec<_> = alone.collect();
        // All fields together: with their first values, then with their second ones, and so on.
        let times = by_field.iter().map(|(_, _, values)| values.len()).max().unwrap_or_default();
        for time in 0..times.min(if path.is_empty() { IDS.len() } else { 1 }) {
            let given = by_field.iter().filter(|(_, _, values)| !values.is_empty());
            let together =
                given.map(|(field, _, values)| ((*field).clone(), values[time % values.len()].clone()));
            all.push(Value::Object(together.collect()));
        }
        if !base.is_empty() || all.is_empty() {
            all.insert(0, Value::Object(base));
        }
        all.dedup();
        all
    }

    fn scalar(&self, name: &str) -> Vec<Value> {
        match name {
            "ID" => {
                let others = IDS.iter().filter(|id| **id != self.first_id);
                std::iter::once(&self.first_id).chain(others).map(|id| json!(id)).collect()
            }
            "String" => TEXTS.iter().map(|text| json!(text)).collect(),
            "Int" => vec![json!(3)],
            "Float" => vec![json!(1.5)],
            "Boolean" => vec![json!(true), json!(false)],
            "EmailAddress" => vec![json!("«email»")],
            "PhoneNumber" => vec![json!("«phone»")],
            "URL" => vec![json!("«website»")],
            "Decimal" => vec![json!("«amount»")],
            "CountryCode" => vec![json!("AT")],
            "CurrencyCode" => vec![json!("EUR")],
            "Locale" => vec![json!("de-AT")],
            "TimeZone" => vec![json!("Europe/Vienna")],
            "Date" => vec![json!("«day»")],
            "DateTime" => vec![json!("2026-03-01T10:00:00Z"), json!("2031-03-01T10:00:00Z")],
            "JSON" => vec![json!({ "text": "«marker»" })],
            other => panic!(
                "no value is known for the scalar `{other}`: add one to tests/it/visibility/values.rs, with what a lead \
                 has of it as a symbol"
            ),
        }
    }
}

fn ends(values: &[String]) -> Vec<Value> {
    let ends = values.first().into_iter().chain(values.last());
    let mut ends: Vec<_> = ends.map(|value| json!(value)).collect();
    ends.dedup();
    ends
}
