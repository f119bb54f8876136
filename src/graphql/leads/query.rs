//! Reading leads.

use async_graphql::{Context, ID, Object};
use entity::LeadId;

use super::{
    Lead, LeadFilter, LeadSource, LeadType, LostReason,
    order::{self, LeadOrder},
    parts,
};
use crate::{
    context::Ctx,
    db::PageRequest,
    error::{Code, Error},
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        errors::Result,
        immediate::Immediately,
        node::read_id,
    },
    leads,
};

/// Rows that a definable list is taken to have, for the cost.
const LIST: usize = 20;

/// A page of leads.
pub(super) type LeadConnection = Connection<Immediately<Edge<Immediately<Lead>>>>;

/// Reading leads.
#[derive(Default)]
pub struct LeadQuery;

#[Object]
impl LeadQuery {
    /// One lead; absent when there is none with this id that you may see.
    async fn lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, such as `lead_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Option<Result<Lead>> {
        let found = async || Ok(leads::get(cx(ctx)?, read_id::<LeadId>(&id, "id")?).await?);
        found().await.transpose().map(|found| found.map(Lead::from))
    }

    /// The lead with this number; absent when there is none that you may see.
    async fn lead_by_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its number, such as `L-000123`.")] number: String,
    ) -> Option<Result<Lead>> {
        let found = async || Ok(leads::get_by_number(cx(ctx)?, read_number(&number)?).await?);
        found().await.transpose().map(|found| found.map(Lead::from))
    }

    /// Leads that fulfil every condition, newest first unless ordered otherwise.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What must hold of them.")] filter: Option<Box<LeadFilter>>,
        #[graphql(
            desc = "Full text: every word must be the beginning of a word in number, name, company, job title, e-mail, \
                    phone, city or interest. Blank: all."
        )]
        search: Option<String>,
        #[graphql(desc = "What they are ordered by, the most important first.")] order_by: Option<
            Vec<LeadOrder>,
        >,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor, under the same order.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor, under the same order.")] before: Option<String>,
    ) -> Result<Immediately<LeadConnection>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let query = leads::LeadQuery {
            is_narrow: filter.as_ref().is_some_and(|filter| filter.is_narrow()),
            condition: filter.map(|filter| filter.condition(cx)).transpose()?,
            search: search.filter(|search| !search.trim().is_empty()),
            order: order::read(&order_by.unwrap_or_default())?,
        };
        let rows = leads::list(cx, &query, &page, parts::asked_for(ctx)).await?;
        let total = connection::total(ctx, leads::count(cx, &query)).await?;
        Ok(Immediately(Connection::new(
            rows,
            total,
            |cursor, _| cursor.encode(),
            |row| Immediately(row.into()),
        )))
    }

    /// Where leads come from, by name.
    #[graphql(complexity = "connection::list_cost(LIST, child_complexity)")]
    async fn lead_sources(&self, ctx: &Context<'_>) -> Result<Vec<LeadSource>> {
        Ok(all(leads::sources(db(cx(ctx)?)).await?))
    }

    /// Why leads are lost, by name.
    #[graphql(complexity = "connection::list_cost(LIST, child_complexity)")]
    async fn lost_reasons(&self, ctx: &Context<'_>) -> Result<Vec<LostReason>> {
        Ok(all(leads::lost_reasons(db(cx(ctx)?)).await?))
    }

    /// The kinds of leads, by name.
    #[graphql(complexity = "connection::list_cost(LIST, child_complexity)")]
    async fn lead_types(&self, ctx: &Context<'_>) -> Result<Vec<LeadType>> {
        Ok(all(leads::lead_types(db(cx(ctx)?)).await?))
    }
}

fn db(cx: &Ctx) -> &sea_orm::DatabaseConnection {
    cx.db.conn()
}

fn all<M, T: From<M>>(rows: Vec<M>) -> Vec<T> {
    rows.into_iter().map(T::from).collect()
}

/// `L-000123`, in upper or lower case, with or without zeros.
fn read_number(text: &str) -> Result<i64, Error> {
    let digits = text.trim().strip_prefix(['L', 'l']).and_then(|rest| rest.strip_prefix('-'));
    let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| {
        let message = format!("`{text}` is no lead number; write one such as `L-000123`");
        Error::refused(Code::Invalid, &["number"], message)
    })
}
