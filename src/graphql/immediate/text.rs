//! Lists written as they are read: fifty rows become one text of JSON, and no tree of a thousand values that would be
//! built, walked and taken apart again.
//!
//! The library carries the text through the answer as bytes ([`Value::Binary`]), which no type of the schema has;
//! whoever writes the answer writes them as they are. That is why it is only done where a request says that it will
//! be so ([`AsText`]).

use std::{cell::OnceCell, io::Write};

use async_graphql::{
    ContextSelectionSet, Value,
    parser::types::{Field, Selection, SelectionSet},
};

use super::{Answer, Immediate, read};

/// In the data of a request: its answer is written as JSON, and [`Value::Binary`] is JSON already.
#[derive(Clone, Copy, Debug)]
pub struct AsText;

/// The list as text, if all of it is known at once.
pub fn list(ctx: &ContextSelectionSet<'_>, set: &SelectionSet, objects: &[&dyn Immediate]) -> Option<Value> {
    ctx.data_opt::<AsText>()?;
    let plan = Plan::of(ctx, set, *objects.first()?)?;
    let mut text = Vec::with_capacity(ROW * objects.len());
    plan.write_all(ctx, objects, &mut text)?;
    Some(Value::Binary(text.into()))
}

/// A value that was written already, to be changed after all.
pub fn read(value: Value) -> Value {
    match value {
        Value::Binary(text) => serde_json::from_slice(&text).unwrap_or_default(),
        value => value,
    }
}

/// Bytes of a row, about.
const ROW: usize = 512;

/// What to write of an object: found out once for all objects of a list, which are of one type.
struct Plan<'a>(Vec<Planned<'a>>);

struct Planned<'a> {
    /// The key, as JSON, with its colon.
    key: String,
    field: &'a Field,
    /// What to write of the objects that the field has; none if they must be read by the library.
    below: OnceCell<Option<Plan<'a>>>,
}

impl<'a> Plan<'a> {
    /// None if the selection needs more than reading: arguments, directives, or two fields that become one.
    fn of(ctx: &ContextSelectionSet<'a>, set: &'a SelectionSet, object: &dyn Immediate) -> Option<Self> {
        let mut plan = Self(Vec::with_capacity(set.items.len()));
        plan.add(ctx, set, object)?;
        Some(plan)
    }

    fn add(
        &mut self,
        ctx: &ContextSelectionSet<'a>,
        set: &'a SelectionSet,
        object: &dyn Immediate,
    ) -> Option<()> {
        for selection in &set.items {
            if let Selection::Field(field) = &selection.node {
                let field = &field.node;
                let key = format!("{}:", serde_json::to_string(field.response_key().node.as_str()).ok()?);
                if !read::is_plain(field) || self.0.iter().any(|planned| planned.key == key) {
                    return None;
                }
                self.0.push(Planned { key, field, below: OnceCell::new() });
            } else if let Some(set) = read::fragment(ctx, &selection.node, object) {
                self.add(ctx, set, object)?;
            }
        }
        Some(())
    }

    fn write(&self, ctx: &ContextSelectionSet<'a>, object: &dyn Immediate, text: &mut Vec<u8>) -> Option<()> {
        text.push(b'{');
        for (index, planned) in self.0.iter().enumerate() {
            if index > 0 {
                text.push(b',');
            }
            text.extend_from_slice(planned.key.as_bytes());
            planned.write(ctx, object, text)?;
        }
        text.push(b'}');
        Some(())
    }

    fn write_all(
        &self,
        ctx: &ContextSelectionSet<'a>,
        objects: &[&dyn Immediate],
        text: &mut Vec<u8>,
    ) -> Option<()> {
        text.push(b'[');
        for (index, object) in objects.iter().enumerate() {
            if index > 0 {
                text.push(b',');
            }
            self.write(ctx, *object, text)?;
        }
        text.push(b']');
        Some(())
    }
}

impl<'a> Planned<'a> {
    fn write(&self, ctx: &ContextSelectionSet<'a>, object: &dyn Immediate, text: &mut Vec<u8>) -> Option<()> {
        match read::known(object, &self.field.name.node) {
            Answer::Value(value) => leaf(&value, text),
            Answer::Object(object) => self.below(ctx, object)?.write(ctx, object, text),
            Answer::Objects(objects) => match objects.first() {
                None => text.write_all(b"[]").ok(),
                Some(first) => self.below(ctx, *first)?.write_all(ctx, &objects, text),
            },
            Answer::Later => None,
        }
    }

    fn below(&self, ctx: &ContextSelectionSet<'a>, object: &dyn Immediate) -> Option<&Plan<'a>> {
        let plan = || Plan::of(ctx, &self.field.selection_set.node, object);
        self.below.get_or_init(plan).as_ref()
    }
}

fn leaf(value: &Value, text: &mut Vec<u8>) -> Option<()> {
    match value {
        Value::Null => text.write_all(b"null").ok(),
        Value::Boolean(true) => text.write_all(b"true").ok(),
        Value::Boolean(false) => text.write_all(b"false").ok(),
        value => serde_json::to_writer(text, value).ok(),
    }
}
