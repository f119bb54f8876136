//! From what a client asks for to an operation, by way of the document's text.

use std::sync::Arc;

use async_graphql::ServerError;
use metrics::counter;

use super::{
    super::{
        errors::{
            DOCUMENT_NOT_TRUSTED, PERSISTED_QUERY_HASH_MISMATCH, PERSISTED_QUERY_NOT_FOUND, error, of_refusal,
        },
        operation::{self, Operation},
        request::{Asked, Wanted},
        run::Caller,
    },
    documents::Documents,
};
use crate::{
    documents::{DocumentId, Sha256Hash},
    http::{App, Refusal},
    telemetry,
};

/// Word for word what Apollo Client and urql look for before they send the text.
const NOT_FOUND: &str = "PersistedQueryNotFound";
const WHAT_TO_DO: &str =
    "have it added with `leadline documents add FILE`, or ask for one that is on the list";

/// Finds the text that a client asks for, and prepares it like any other.
///
/// # Errors
/// Why it cannot be run, with a code.
pub async fn prepare(app: &App, caller: &Caller, asked: Asked) -> Result<Operation, ServerError> {
    let documents = &app.documents;
    let (wanted, params) = asked.split();
    let (text, to_keep) = match wanted {
        Wanted::Text(text) if !documents.only_trusted() => (text, None),
        Wanted::Text(text) => (on_the_list(documents, text).await?, None),
        Wanted::Named(id) => (named(documents, &id).await?.as_ref().to_owned(), None),
        Wanted::Both(text, id) => both(documents, text, id).await?,
    };
    let Some(hash) = to_keep.filter(|_| caller.signed_in.is_some()) else {
        return operation::prepare(params.with(text), &app.parsed);
    };
    let operation = operation::prepare(params.with(text.clone()), &app.parsed)?;
    documents.automatic().keep(hash, &text);
    Ok(operation)
}

/// A text that came alone, where only trusted ones are run.
async fn on_the_list(documents: &Documents, text: String) -> Result<String, ServerError> {
    match trusted(documents, &DocumentId::Hash(Sha256Hash::of(&text))).await? {
        Some(_) => Ok(text),
        None => Err(not_trusted(None)),
    }
}

/// The text of an id that came alone.
async fn named(documents: &Documents, id: &DocumentId) -> Result<Arc<str>, ServerError> {
    if let DocumentId::Hash(hash) = id
        && !documents.only_trusted()
        && let Some(text) = documents.automatic().get(*hash)
    {
        count("automatic");
        return Ok(text);
    }
    match trusted(documents, id).await? {
        Some(text) => Ok(text),
        // Told at once: the text, which a client would send next, would be refused as well.
        None if documents.only_trusted() => Err(not_trusted(Some(id))),
        None => Err(error(PERSISTED_QUERY_NOT_FOUND, NOT_FOUND, None)),
    }
}

/// A text that came with its id, and the hash under which to keep it.
async fn both(
    documents: &Documents,
    text: String,
    id: DocumentId,
) -> Result<(String, Option<Sha256Hash>), ServerError> {
    let hash = Sha256Hash::of(&text);
    let is_hash = id == DocumentId::Hash(hash);
    if is_hash && !documents.only_trusted() {
        return Ok((text, Some(hash)));
    }
    match trusted(documents, &id).await? {
        Some(there) if *there == *text => Ok((text, None)),
        None if is_hash => Err(not_trusted(Some(&id))),
        _ => {
            let message = format!("the id `{id}` is not that of the text, whose SHA-256 is `{hash}`");
            Err(error(PERSISTED_QUERY_HASH_MISMATCH, message, None))
        }
    }
}

async fn trusted(documents: &Documents, id: &DocumentId) -> Result<Option<Arc<str>>, ServerError> {
    match documents.trusted(id).await {
        Ok(found) => {
            count(if found.is_some() { "trusted" } else { "nowhere" });
            Ok(found)
        }
        Err(cause) => {
            tracing::warn!("a document could not be looked up");
            Err(of_refusal(&Refusal::from(cause)))
        }
    }
}

fn not_trusted(id: Option<&DocumentId>) -> ServerError {
    let message = match id {
        None => {
            format!("only documents on this server's list are run, and this one is not on it: {WHAT_TO_DO}")
        }
        Some(id) => {
            format!("only documents on this server's list are run, and `{id}` is not on it: {WHAT_TO_DO}")
        }
    };
    error(DOCUMENT_NOT_TRUSTED, message, None)
}

fn count(found: &'static str) {
    counter!(telemetry::DOCUMENT_LOOKUPS, "found" => found).increment(1);
}
