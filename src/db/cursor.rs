//! Opaque cursors, and what a client asks for when it asks for a page.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::keyset::{KeyValue, OrderKey, signature};
use crate::error::{Code, Error, Problem};

/// Rows on a page when the client does not say.
pub const DEFAULT_PAGE_SIZE: u64 = 20;
/// Most rows on a page.
pub const MAX_PAGE_SIZE: u64 = 100;
/// No cursor of ours is longer.
const MAX_CURSOR_LENGTH: usize = 2048;

/// A place in an ordered list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    #[serde(rename = "o")]
    order: Arc<str>,
    #[serde(rename = "v")]
    values: Vec<KeyValue>,
}

/// The text is no cursor of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor of this list; pass a `cursor` or `endCursor` as it was given")]
pub struct CursorError;

/// Which rows of an ordered list are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// How many, 1 to 100.
    pub limit: u64,
    /// Counted from the end.
    pub backward: bool,
    /// After this place.
    pub after: Option<Cursor>,
    /// Before this place.
    pub before: Option<Cursor>,
}

impl Cursor {
    /// The place of a row with these values under these keys.
    pub fn at(keys: &[OrderKey], values: Vec<KeyValue>) -> Self {
        Self { order: signature(keys).into(), values }
    }

    /// The places of rows with these values under these keys.
    pub(super) fn all(
        keys: &[OrderKey],
        values: impl IntoIterator<Item = Vec<KeyValue>>,
    ) -> impl Iterator<Item = Self> {
        let order: Arc<str> = signature(keys).into();
        values.into_iter().map(move |values| Self { order: order.clone(), values })
    }

    /// The opaque text that clients see.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads a text that [`Cursor::encode`] made.
    ///
    /// # Errors
    /// It did not.
    pub fn decode(text: &str) -> Result<Self, CursorError> {
        if text.len() > MAX_CURSOR_LENGTH {
            return Err(CursorError);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
        serde_json::from_slice(&bytes).map_err(|_| CursorError)
    }

    /// The values, if the cursor was made under these keys.
    ///
    /// # Errors
    /// It was not, or it was forged.
    pub(super) fn values_under(&self, keys: &[OrderKey], argument: &str) -> Result<&[KeyValue], Error> {
        let refused = |message: String| Err(Error::refused(Code::Invalid, &[argument], message));
        if *self.order != signature(keys) || self.values.len() != keys.len() {
            let message = "this cursor comes from a list in another order; start again without a cursor";
            return refused(message.to_owned());
        }
        if !keys.iter().zip(&self.values).all(|(key, value)| key.can_be(value)) {
            return refused(format!("`{argument}` {CursorError}"));
        }
        Ok(&self.values)
    }
}

impl PageRequest {
    /// From the arguments of a connection.
    ///
    /// # Errors
    /// Both `first` and `last`, a number outside 1 to 100, or a broken cursor.
    pub fn new(
        first: Option<i32>,
        after: Option<&str>,
        last: Option<i32>,
        before: Option<&str>,
    ) -> Result<Self, Error> {
        let (argument, wanted) = match (first, last) {
            (Some(_), Some(_)) => {
                let message = "give either `first` or `last`, not both";
                return Err(Error::refused(Code::Invalid, &["first"], message));
            }
            (None, Some(last)) => ("last", Some(last)),
            (first, None) => ("first", first),
        };
        let limit = match wanted.map(u64::try_from) {
            None => DEFAULT_PAGE_SIZE,
            Some(Ok(limit)) if (1..=MAX_PAGE_SIZE).contains(&limit) => limit,
            Some(_) => {
                let message = format!("`{argument}` must be a number from 1 to {MAX_PAGE_SIZE}");
                return Err(Error::refused(Code::Invalid, &[argument], message));
            }
        };
        let read = |argument: &str, text: Option<&str>| {
            let problem = |error: CursorError| {
                Error::Refused(vec![Problem::new(
                    Code::Invalid,
                    &[argument],
                    format!("`{argument}` {error}"),
                )])
            };
            text.map(|text| Cursor::decode(text).map_err(problem)).transpose()
        };
        Ok(Self {
            limit,
            backward: last.is_some(),
            after: read("after", after)?,
            before: read("before", before)?,
        })
    }
}
