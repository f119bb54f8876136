//! Keys for integrations: made, changed and revoked by their owners and by administrators, never by a key.

mod change;
mod create;
mod list;
mod revoke;

pub use change::{ChangeApiKey, End, change};
pub use create::{Created, NewApiKey, create};
pub use list::{by_prefix, count, get, list, visible_to};
pub use revoke::revoke;

use entity::{ApiKeyId, api_key};
use sea_orm::{ColumnTrait, QueryFilter};

use crate::{
    context::{Ctx, Replayable},
    db::Tx,
    error::{Code, Error, Problems, Result},
};

/// What people should think about.
pub const NEVER_EXPIRES: &str = "the key never expires by itself: give it an end, or see to it that it is revoked when it is no longer needed";

/// Longest name.
const NAME_LENGTH: usize = 100;

/// A key after a change.
#[derive(Clone, Debug)]
pub struct Written(pub api_key::Model);

impl Replayable for Written {
    type Receipt = ApiKeyId;

    fn receipt(&self) -> ApiKeyId {
        self.0.id
    }

    async fn replay(ctx: &Ctx, id: ApiKeyId) -> Result<Self> {
        get(ctx, id).await?.map(Self).ok_or_else(missing)
    }
}

fn missing() -> Error {
    Error::not_found("API key", "id")
}

/// A key does not make or change keys: who has stolen one could make it last.
fn by_a_person(ctx: &Ctx) -> Result<()> {
    if ctx.actor.api_key().is_none() {
        return Ok(());
    }
    let message = "an API key cannot make, change or revoke API keys: sign in as yourself";
    Err(Error::refused(Code::Forbidden, &[], message))
}

/// The key, if the actor may change it.
async fn load(ctx: &Ctx, tx: &Tx, id: ApiKeyId, expected_version: Option<i32>) -> Result<api_key::Model> {
    let found = visible_to(&ctx.actor).filter(api_key::Column::Id.eq(id)).one(&**tx).await?;
    let key = found.ok_or_else(missing)?;
    match expected_version {
        Some(expected) if expected != key.version => {
            let message = format!(
                "the API key changed meanwhile: it has version {}, not {expected}; read it again",
                key.version
            );
            Err(Error::refused(Code::StaleObject, &["expected_version"], message))
        }
        _ => Ok(key),
    }
}

fn check_name(problems: &mut Problems, name: &str) {
    if name.trim().is_empty() {
        problems.add(Code::Required, &["name"], "give the key a name: for what is it?");
    } else if name.chars().count() > NAME_LENGTH {
        problems.add(Code::TooLong, &["name"], format!("a name has at most {NAME_LENGTH} characters"));
    }
}
