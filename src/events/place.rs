//! A place in the log, as clients hold it: a subscription resumes from there.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::event;

/// Where an entry stands in the order in which entries became visible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// See [`event::Model::tx`].
    pub tx: i64,
    /// See [`event::Model::seq`].
    pub seq: i64,
}

impl From<&event::Model> for Place {
    fn from(event: &event::Model) -> Self {
        Self { tx: event.tx, seq: event.seq }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(format!("{}:{}", self.tx, self.seq)))
    }
}

impl FromStr for Place {
    type Err = crate::db::CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let broken = || crate::db::CursorError;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken())?;
        let text = std::str::from_utf8(&bytes).map_err(|_| broken())?;
        let (tx, seq) = text.split_once(':').ok_or_else(broken)?;
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0).ok_or_else(broken);
        Ok(Self { tx: number(tx)?, seq: number(seq)? })
    }
}
