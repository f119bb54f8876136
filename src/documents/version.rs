//! Which state of the list is the present one: processes that keep a copy ask for this, and for nothing else.

use entity::setting;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{context::Ctx, db::Tx, error::Result};

const KEY: &str = "documents.version";

/// A word that changes with the list; none as long as nothing was ever added.
///
/// # Errors
/// The database failed.
pub async fn version(connection: &impl ConnectionTrait) -> Result<Option<String>> {
    Ok(setting::Entity::find_by_id(KEY).one(connection).await?.map(|setting| setting.value))
}

/// Says that the list changes with this transaction. Its row also makes writers wait for each other.
pub(super) async fn renew(ctx: &Ctx, tx: &Tx) -> Result<()> {
    let row = setting::ActiveModel {
        key: Set(KEY.to_owned()),
        value: Set(ctx.clock.new_uuid().simple().to_string()),
    };
    let on_conflict =
        OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned();
    setting::Entity::insert(row).on_conflict(on_conflict).exec_without_returning(&**tx).await?;
    Ok(())
}
