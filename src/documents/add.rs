//! Putting documents on the list.

use std::collections::HashMap;

use entity::{EventType, document};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::{DocumentId, Sha256Hash, version};
use crate::{
    context::Ctx,
    error::{Code, Problems, Result},
    events::{self, Note},
};

/// Rows in one statement: far from what a statement may bind.
const CHUNK: usize = 500;

/// A document to be put on the list, found fit for the schema.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// How clients will name it.
    pub id: DocumentId,
    /// Names of its operations, for people.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// New on the list.
    pub added: usize,
    /// Were on it already.
    pub known: usize,
}

/// Puts documents on the list: all of them or none.
///
/// # Errors
/// An id that is on the list, or among those given, with another text; or the database failed.
pub async fn add(ctx: &Ctx, documents: Vec<NewDocument>) -> Result<Added> {
    let tx = ctx.db.begin().await?;
    // First, because it makes other writers wait: what is read below stays true.
    version::renew(ctx, &tx).await?;
    let mut known: HashMap<String, String> = HashMap::new();
    let ids: Vec<String> = documents.iter().map(|document| document.id.to_string()).collect();
    for ids in ids.chunks(CHUNK) {
        let columns = [document::Column::Id, document::Column::Sha256];
        let rows = document::Entity::find().select_only().columns(columns);
        let rows = rows.filter(document::Column::Id.is_in(ids)).into_tuple::<(String, String)>();
        known.extend(rows.all(&*tx).await?);
    }
    let (mut new, mut result, mut problems) = (Vec::new(), Added::default(), Problems::default());
    for (document, id) in documents.into_iter().zip(ids) {
        let sha256 = Sha256Hash::of(&document.text).to_string();
        match known.get(&id) {
            Some(there) if *there == sha256 => result.known += 1,
            Some(_) => problems.add(
                Code::Taken,
                &[],
                format!("`{id}` is the id of another text; remove it first, or give this one another id"),
            ),
            None => {
                known.insert(id.clone(), sha256.clone());
                let (name, body) = (document.name, document.text);
                new.push(document::Model { id, sha256, name, body, added_at: ctx.clock.now() });
            }
        }
    }
    problems.finish()?;
    result.added = new.len();
    if new.is_empty() {
        return Ok(result);
    }
    let notes =
        new.iter().map(|document| ctx.event(Note::created(EventType::DocumentAdded, document))).collect();
    while !new.is_empty() {
        let rest = new.split_off(new.len().min(CHUNK));
        let rows = new.into_iter().map(IntoActiveModel::into_active_model);
        document::Entity::insert_many(rows).exec_without_returning(&*tx).await?;
        new = rest;
    }
    events::append(&tx, notes).await?;
    tx.commit().await?;
    Ok(result)
}
