//! Rows that are found in several places: a condition that is true in any of them would walk all rows, or guess.

use sea_orm::{
    Condition, ConnectionTrait, EntityTrait, Iterable, PrimaryKeyToColumn, QueryFilter, QuerySelect,
    QueryTrait,
    sea_query::{Alias, Expr, Func, Query, SelectStatement, UnionType},
};

use super::limited;
use crate::error::Result;

/// Where rows are found.
#[derive(Clone, Debug)]
pub struct Pieces {
    /// Conditions on the table, each with an index that has the rows in the order of the page.
    pub places: Vec<Condition>,
    /// What all rows must fulfil.
    pub condition: Condition,
}

impl Pieces {
    /// The ids of the rows, each once; none when there is no place.
    pub fn ids<E: EntityTrait>(&self) -> Option<SelectStatement> {
        let ids = self.places.iter().map(|place| {
            let rows = E::find().filter(place.clone()).filter(self.condition.clone()).select_only();
            rows.columns(E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column)).into_query()
        });
        ids.reduce(|mut all, place| all.union(UnionType::Distinct, place).to_owned())
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count<E: EntityTrait>(&self, connection: &impl ConnectionTrait) -> Result<u64> {
        match self.ids::<E>() {
            Some(ids) => count(connection, ids).await,
            None => Ok(0),
        }
    }

    /// Whether the places have fewer rows than this together, whatever the condition; no more of them are read.
    ///
    /// # Errors
    /// The database failed.
    pub async fn have_fewer_than<E: EntityTrait>(
        &self,
        connection: &impl ConnectionTrait,
        many: u64,
    ) -> Result<bool> {
        let rows = self.places.iter().enumerate().map(|(index, place)| {
            let rows = E::find()
                .filter(place.clone())
                .select_only()
                .expr(Expr::val(1))
                .into_query()
                .limit(many)
                .to_owned();
            Query::select()
                .expr(Expr::val(1))
                .from_subquery(rows, Alias::new(format!("place{index}")))
                .to_owned()
        });
        match rows.reduce(|mut all, place| all.union(UnionType::All, place).to_owned()) {
            Some(rows) => Ok(count(connection, rows).await? < many),
            None => Ok(true),
        }
    }
}

async fn count(connection: &impl ConnectionTrait, rows: SelectStatement) -> Result<u64> {
    let counted = Query::select()
        .expr_as(Func::count(Expr::val(1)), Alias::new("count"))
        .from_subquery(rows, Alias::new("found"))
        .to_owned();
    let statement = limited::statement(connection.get_database_backend(), &counted);
    let row = connection.query_one_raw(statement).await?;
    let count = row.map(|row| row.try_get::<i64>("", "count")).transpose()?;
    Ok(count.unwrap_or_default().unsigned_abs())
}
