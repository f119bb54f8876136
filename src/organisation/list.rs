//! Reading groups and units by name, and who works together.

use entity::{GroupId, UnitId, group, group_collaboration, unit, unit_collaboration};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::{
    context::Ctx,
    db::{
        Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page, folded, folded_value,
    },
    error::Result,
};

macro_rules! named {
    ($(#[$doc:meta])* $list:ident, $(#[$count_doc:meta])* $count:ident, $table:ident) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// The cursor belongs to another order, or the database failed.
        pub async fn $list(ctx: &Ctx, condition: Condition, page: &PageRequest) -> Result<Page<$table::Model>> {
            let key = |name, expr, kind| OrderKey { name, expr, kind, direction: Direction::Asc, nulls: Nulls::Never };
            let id = sea_orm::sea_query::Expr::col(($table::Entity, $table::Column::Id));
            let keys = [
                key("name", folded(ctx.db.backend(), ($table::Entity, $table::Column::Name)), KeyKind::Text),
                key("id", id, KeyKind::Uuid),
            ];
            let values = |row: &$table::Model| vec![folded_value(&row.name), KeyValue::Uuid(row.id.0)];
            fetch_page(ctx.db.conn(), $table::Entity::find().filter(condition), &keys, values, page).await
        }

        $(#[$count_doc])*
        ///
        /// # Errors
        /// The database failed.
        pub async fn $count(ctx: &Ctx, condition: Condition) -> Result<u64> {
            Ok($table::Entity::find().filter(condition).count(ctx.db.conn()).await?)
        }
    };
}

named!(
    /// One page of groups, by name.
    groups,
    /// How many groups fulfil a condition.
    count_groups,
    group
);
named!(
    /// One page of units, by name.
    units,
    /// How many units fulfil a condition.
    count_units,
    unit
);

macro_rules! collaborations {
    ($(#[$doc:meta])* $list:ident, $table:ident, $id:ident, $column:ident) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// The database failed.
        pub async fn $list(ctx: &Ctx, of: &[$id]) -> Result<Vec<$table::Model>> {
            let among = |column: $table::Column| column.is_in(of.iter().copied());
            let with_any =
                Condition::any().add(among($table::Column::$column)).add(among($table::Column::PartnerId));
            let rows = $table::Entity::find().filter(with_any).order_by_asc($table::Column::Id);
            Ok(rows.all(ctx.db.conn()).await?)
        }
    };
}

collaborations!(
    /// The collaborations in which any of these groups take part, from either side.
    collaborations_of_groups, group_collaboration, GroupId, GroupId
);
collaborations!(
    /// The collaborations in which any of these units take part, from either side.
    collaborations_of_units, unit_collaboration, UnitId, UnitId
);
