//! The schema as introspection tells it: what tests are generated from.

use std::collections::HashMap;

use leadline::graphql::Api;
use serde_json::Value;

/// The types of the schema, by name.
pub struct Schema {
    types: HashMap<String, Type>,
}

/// One type.
#[derive(Default)]
pub struct Type {
    pub kind: String,
    pub fields: Vec<Field>,
    pub inputs: Vec<Argument>,
    pub values: Vec<String>,
    /// What an interface or union may be.
    pub possible: Vec<String>,
}

/// A field of an object.
pub struct Field {
    pub name: String,
    pub arguments: Vec<Argument>,
    pub of: Of,
}

/// An argument, or a field of an input.
pub struct Argument {
    pub name: String,
    pub of: Of,
    has_default: bool,
}

/// The type of something.
#[derive(Clone, Debug)]
pub enum Of {
    Named(String),
    List(Box<Of>),
    Required(Box<Of>),
}

impl Schema {
    /// As it is served.
    pub async fn load() -> Self {
        let of_type =
            (0..7).fold("kind name".to_owned(), |inner, _| format!("kind name ofType {{ {inner} }}"));
        let query = format!(
            "{{ __schema {{ types {{ kind name
                fields(includeDeprecated: true) {{ name type {{ {of_type} }}
                    args {{ name defaultValue type {{ {of_type} }} }} }}
                inputFields {{ name defaultValue type {{ {of_type} }} }}
                enumValues(includeDeprecated: true) {{ name }}
                possibleTypes {{ name }} }} }} }}"
        );
        let response = Api::new().execute(query).await;
        assert!(response.errors.is_empty(), "{:?}", response.errors);
        let data = response.data.into_json().expect("JSON");
        let types = list(&data["__schema"]["types"]).map(|kind| (text(&kind["name"]), Type::read(kind)));
        Self { types: types.collect() }
    }

    pub fn of(&self, name: &str) -> &Type {
        self.types.get(name).unwrap_or_else(|| panic!("the schema has no type `{name}`"))
    }
}

impl Type {
    fn read(kind: &Value) -> Self {
        let field = |field: &Value| Field {
            name: text(&field["name"]),
            arguments: list(&field["args"]).map(Argument::read).collect(),
            of: Of::read(&field["type"]),
        };
        Self {
            kind: text(&kind["kind"]),
            fields: list(&kind["fields"]).map(field).collect(),
            inputs: list(&kind["inputFields"]).map(Argument::read).collect(),
            values: list(&kind["enumValues"]).map(|value| text(&value["name"])).collect(),
            possible: list(&kind["possibleTypes"]).map(|kind| text(&kind["name"])).collect(),
        }
    }
}

impl Argument {
    fn read(argument: &Value) -> Self {
        Self {
            name: text(&argument["name"]),
            of: Of::read(&argument["type"]),
            has_default: !argument["defaultValue"].is_null(),
        }
    }

    pub fn is_required(&self) -> bool {
        matches!(self.of, Of::Required(_)) && !self.has_default
    }
}

impl Of {
    fn read(of: &Value) -> Self {
        match of["kind"].as_str() {
            Some("NON_NULL") => Self::Required(Box::new(Self::read(&of["ofType"]))),
            Some("LIST") => Self::List(Box::new(Self::read(&of["ofType"]))),
            _ => Self::Named(text(&of["name"])),
        }
    }

    /// The name of the innermost type.
    pub fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::List(inner) | Self::Required(inner) => inner.name(),
        }
    }

    /// As it is written in a document.
    pub fn written(&self) -> String {
        match self {
            Self::Named(name) => name.clone(),
            Self::List(inner) => format!("[{}]", inner.written()),
            Self::Required(inner) => format!("{}!", inner.written()),
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
