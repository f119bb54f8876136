//! What of a page of leads has to be read: the columns of the fields that are asked for.

use async_graphql::{Context, SelectionField};
use entity::lead;
use sea_orm::Iterable;

use super::{relations, types::LeadRow};
use crate::leads::Parts;

/// The columns that the selection on a connection of leads reads. A field that nobody has told the columns of reads
/// them all.
pub fn asked_for(ctx: &Context<'_>) -> Parts {
    let (mut lead, mut assignee) = (Vec::new(), false);
    let nodes: Vec<_> = below(&ctx.field(), "edges").iter().flat_map(|edge| below(edge, "node")).collect();
    for field in nodes.iter().flat_map(SelectionField::selection_set) {
        let name = field.name();
        assignee |= name == "assignee";
        match columns_of(name) {
            Some(columns) => lead.extend_from_slice(columns),
            None => return Parts { lead: lead::Column::iter().collect(), assignee },
        }
    }
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
