//! Reading who belongs where: pages of members of a group or unit, and of the groups and units of a user. For loaders:
//! each for many at once.

use std::collections::HashMap;

use entity::{GroupId, UnitId, UserId, group_member, unit_member};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

use crate::{
    context::Ctx,
    db::{Direction, Groups, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_pages},
    error::Result,
};

macro_rules! pages {
    ($(#[$doc:meta])* $pages:ident, $(#[$count_doc:meta])* $count:ident, $table:ident, $key:ident, $column:ident, $field:ident) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// The cursor belongs to another order, or the database failed.
        pub async fn $pages(ctx: &Ctx, of: &[$key], page: &PageRequest) -> Result<HashMap<$key, Page<$table::Model>>> {
            let key = |name, column: $table::Column, kind| OrderKey {
                name,
                expr: Expr::col((entity::$table::Entity, column)),
                kind,
                direction: Direction::Asc,
                nulls: Nulls::Never,
            };
            let keys = [
                key("joined", $table::Column::JoinedAt, KeyKind::Time),
                key("id", $table::Column::Id, KeyKind::Uuid),
            ];
            let values = |row: &$table::Model| vec![KeyValue::Time(row.joined_at), KeyValue::Uuid(row.id.0)];
            let groups = Groups {
                column: $table::Column::$column,
                id: $table::Column::Id,
                of: &|row: &$table::Model| row.$field,
            };
            let rows = $table::Entity::find().filter($table::Column::$column.is_in(of.iter().copied()));
            fetch_pages(ctx.db.conn(), rows, groups, &keys, values, page).await
        }

        $(#[$count_doc])*
        ///
        /// # Errors
        /// The database failed.
        pub async fn $count(ctx: &Ctx, of: &[$key]) -> Result<HashMap<$key, u64>> {
            let counts = $table::Entity::find()
                .filter($table::Column::$column.is_in(of.iter().copied()))
                .select_only()
                .column($table::Column::$column)
                .column_as($table::Column::Id.count(), "count")
                .group_by($table::Column::$column);
            let counts: Vec<($key, i64)> = counts.into_tuple().all(ctx.db.conn()).await?;
            Ok(counts.into_iter().map(|(key, count)| (key, u64::try_from(count).unwrap_or(0))).collect())
        }
    };
}

pages!(
    /// One page of the members of each of several groups, who joined first first. Groups without members are missing.
    of_groups,
    /// How many members each group has.
    count_of_groups,
    group_member, GroupId, GroupId, group_id
);
pages!(
    /// One page of the members of each of several units, who joined first first. Units without members are missing.
    of_units,
    /// How many members each unit has.
    count_of_units,
    unit_member, UnitId, UnitId, unit_id
);
pages!(
    /// One page of the groups of each of several users, the first that they joined first. Users without are missing.
    groups_of,
    /// How many groups each user belongs to.
    count_groups_of,
    group_member, UserId, UserId, user_id
);
pages!(
    /// One page of the units of each of several users, the first that they joined first. Users without are missing.
    units_of,
    /// How many units each user works in.
    count_units_of,
    unit_member, UserId, UserId, user_id
);
