//! What of a page of leads has to be read: the columns of the fields that are asked for.

use async_graphql::{Context, SelectionField};
use entity::{lead, user};
use sea_orm::Iterable;

use super::{relations, types::LeadRow};
use crate::{graphql::users::UserRow, leads::Parts};

/// The columns that the selection on a connection of leads reads. A field that nobody has told the columns of reads
/// them all.
pub fn asked_for(ctx: &Context<'_>) -> Parts {
    let (mut lead, mut assignee) = (Vec::new(), Vec::new());
    let nodes: Vec<_> = below(&ctx.field(), "edges").iter().flat_map(|edge| below(edge, "node")).collect();
    for field in nodes.iter().flat_map(SelectionField::selection_set) {
        let name = field.name();
        if name == "assignee" {
            assignee.extend(field.selection_set().flat_map(|field| of_user(field.name())));
        }
        match columns_of(name) {
            Some(columns) => lead.extend_from_slice(columns),
            None => return Parts { lead: lead::Column::iter().collect(), assignee: Vec::new() },
        }
    }
    assignee.sort_unstable_by_key(|column: &user::Column| *column as usize);
    assignee.dedup_by_key(|column| *column as usize);
    Parts { lead, assignee }
}

fn below<'a>(field: &SelectionField<'a>, name: &'static str) -> Vec<SelectionField<'a>> {
    field.selection_set().filter(|field| field.name() == name).collect()
}

fn columns_of(field: &str) -> Option<&'static [lead::Column]> {
    if matches!(field, "id" | "__typename") {
        return Some(&[]);
    }
    let known = LeadRow::COLUMNS.iter().chain(relations::COLUMNS);
    known.into_iter().find(|(name, _)| *name == field).map(|(_, columns)| *columns)
}

fn of_user(field: &str) -> Vec<user::Column> {
    if field == "__typename" {
        return vec![user::Column::Id];
    }
    let known = UserRow::COLUMNS.iter().find(|(name, _)| *name == field);
    match (field, known) {
        ("id", _) => vec![user::Column::Id],
        (_, Some((_, columns))) => columns.to_vec(),
        (_, None) => user::Column::iter().collect(),
    }
}
