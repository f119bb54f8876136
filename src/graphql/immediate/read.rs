//! Reading a selection off an object: what is known at once, in one walk; the rest by the resolvers.

use std::mem;

use async_graphql::{
    ContextSelectionSet, Name, ObjectType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
};
use futures::future::try_join_all;

use super::{Answer, Immediate, text};

type Object = IndexMap<Name, Value>;

/// The selected fields of an object: at once where it can, all others side by side by their resolvers.
pub async fn object<T: ObjectType + Immediate>(
    ctx: &ContextSelectionSet<'_>,
    object: &T,
) -> ServerResult<Value> {
    let mut fields = Vec::with_capacity(ctx.item.node.items.len());
    walk(ctx, &ctx.item.node, object, &mut |field, answer| fields.push((field, answer)));
    let later = fields.iter_mut().filter(|(_, answer)| answer.is_none()).map(|(field, answer)| async {
        *answer = object.resolve_field(&ctx.with_field(field)).await?;
        ServerResult::Ok(())
    });
    try_join_all(later).await?;
    let mut read = Object::with_capacity(fields.len());
    for (field, answer) in fields {
        insert(&mut read, key(field), answer.unwrap_or_default());
    }
    Ok(Value::Object(read))
}

/// The selected fields of an object, if all are known at once.
fn at_once(ctx: &ContextSelectionSet<'_>, set: &SelectionSet, object: &dyn Immediate) -> Option<Value> {
    let mut read = Object::with_capacity(set.items.len());
    let mut complete = true;
    walk(ctx, set, object, &mut |field, answer| match answer {
        Some(value) => insert(&mut read, key(field), value),
        None => complete = false,
    });
    complete.then_some(Value::Object(read))
}

/// Tells of each selected field what is known at once.
fn walk<'a>(
    ctx: &ContextSelectionSet<'a>,
    set: &'a SelectionSet,
    object: &dyn Immediate,
    tell: &mut impl FnMut(&'a Positioned<Field>, Option<Value>),
) {
    for selection in &set.items {
        if let Selection::Field(field) = &selection.node {
            tell(field, answer(ctx, field, object));
        } else if let Some(set) = fragment(ctx, &selection.node, object) {
            walk(ctx, set, object, tell);
        }
    }
}

/// What a fragment selects, if it is one that applies to the object.
pub(super) fn fragment<'a>(
    ctx: &ContextSelectionSet<'a>,
    selection: &'a Selection,
    object: &dyn Immediate,
) -> Option<&'a SelectionSet> {
    let (condition, set) = match selection {
        Selection::Field(_) => return None,
        Selection::InlineFragment(inline) => {
            (inline.node.type_condition.as_ref(), &inline.node.selection_set.node)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = ctx.query_env.fragments.get(&spread.node.fragment_name.node)?;
            (Some(&fragment.node.type_condition), &fragment.node.selection_set.node)
        }
    };
    condition.is_none_or(|condition| is_a(ctx, object, &condition.node.on.node)).then_some(set)
}

fn answer<'a>(
    ctx: &ContextSelectionSet<'a>,
    field: &'a Positioned<Field>,
    object: &dyn Immediate,
) -> Option<Value> {
    if !is_plain(&field.node) {
        return None;
    }
    let set = &field.node.selection_set.node;
    match known(object, &field.node.name.node) {
        Answer::Value(value) => Some(value),
        Answer::Object(object) => at_once(ctx, set, object),
        Answer::Objects(objects) => text::list(ctx, set, &objects).or_else(|| {
            let all = objects.into_iter().map(|object| at_once(ctx, set, object));
            all.collect::<Option<_>>().map(Value::List)
        }),
        Answer::Later => None,
    }
}

/// What an object knows of a field.
pub(super) fn known<'a>(object: &'a dyn Immediate, field: &str) -> Answer<'a> {
    match field {
        "__typename" => Answer::Value(Value::String(object.type_name().into_owned())),
        field => object.answer(field),
    }
}

/// Directives of our own, should there ever be any, are the library's business.
pub(super) fn is_plain(field: &Field) -> bool {
    field.arguments.is_empty() && field.directives.is_empty()
}

fn is_a(ctx: &ContextSelectionSet<'_>, object: &dyn Immediate, condition: &str) -> bool {
    let name = object.type_name();
    let interfaces = || ctx.schema_env.registry.implements.get(&*name);
    name == condition || interfaces().is_some_and(|interfaces| interfaces.contains(condition))
}

fn key(field: &Positioned<Field>) -> &Name {
    &field.node.response_key().node
}

/// Adds a field; one that is there already is the same field with other selections, so the two become one.
fn insert(object: &mut Object, key: &Name, value: Value) {
    match object.get_mut(key) {
        None => {
            object.insert(key.clone(), value);
        }
        Some(there) => merge(there, value),
    }
}

fn merge(there: &mut Value, value: Value) {
    *there = text::read(mem::take(there));
    match (there, text::read(value)) {
        (Value::Object(there), Value::Object(fields)) => {
            for (key, value) in fields {
                insert(there, &key, value);
            }
        }
        (Value::List(there), Value::List(items)) => {
            for (there, item) in there.iter_mut().zip(items) {
                merge(there, item);
            }
        }
        _ => {}
    }
}
