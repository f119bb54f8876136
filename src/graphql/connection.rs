//! Relay connections: edges and page information, no shortcut; the total is counted only when it is asked for.

use std::borrow::Cow;

use async_graphql::{
    Context, OutputType, Positioned, SimpleObject, VisitorContext,
    parser::types::{Field, VariableDefinition},
};

use super::{
    api_keys::ApiKey,
    assignment_rules::AssignmentRule,
    communications::Communication,
    errors::Result,
    events::Event,
    immediate::{Answer, Immediate, Immediately, Leaf},
    leads::Lead,
    organisation::{Group, GroupMember, Unit, UnitMember},
    sign_in::Session,
    users::User,
};
use crate::db::{DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Page};

/// A page of a list.
#[derive(Debug, SimpleObject)]
#[graphql(
    concrete(name = "LeadConnection", params("Immediately<Edge<Immediately<Lead>>>")),
    concrete(name = "CommunicationConnection", params("Edge<Communication>")),
    concrete(name = "EventConnection", params("Edge<Event>")),
    concrete(name = "ApiKeyConnection", params("Edge<ApiKey>")),
    concrete(name = "SessionConnection", params("Edge<Session>")),
    concrete(name = "UserConnection", params("Edge<User>")),
    concrete(name = "GroupConnection", params("Edge<Group>")),
    concrete(name = "UnitConnection", params("Edge<Unit>")),
    concrete(name = "GroupMemberConnection", params("Edge<GroupMember>")),
    concrete(name = "UnitMemberConnection", params("Edge<UnitMember>")),
    concrete(name = "AssignmentRuleConnection", params("Edge<AssignmentRule>"))
)]
pub struct Connection<E: OutputType> {
    /// The rows of this page, each with its cursor.
    pub edges: Vec<E>,
    /// Whether there is more, and where to go on.
    pub page_info: PageInfo,
    /// How many rows the whole list has; counted only when asked for.
    pub total_count: i32,
}

/// A row of a list, with its place.
#[derive(Debug, SimpleObject)]
#[graphql(
    concrete(name = "LeadEdge", params("Immediately<Lead>")),
    concrete(name = "CommunicationEdge", params(Communication)),
    concrete(name = "EventEdge", params(Event)),
    concrete(name = "ApiKeyEdge", params(ApiKey)),
    concrete(name = "SessionEdge", params(Session)),
    concrete(name = "UserEdge", params(User)),
    concrete(name = "GroupEdge", params(Group)),
    concrete(name = "UnitEdge", params(Unit)),
    concrete(name = "GroupMemberEdge", params(GroupMember)),
    concrete(name = "UnitMemberEdge", params(UnitMember)),
    concrete(name = "AssignmentRuleEdge", params(AssignmentRule))
)]
pub struct Edge<T: OutputType> {
    /// The place of the row, for `after` and `before`.
    pub cursor: String,
    /// The row.
    pub node: T,
}

/// Whether there is more, and where to go on.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether rows follow.
    pub has_next_page: bool,
    /// Whether rows come before.
    pub has_previous_page: bool,
    /// The place of the first row of this page, for `before`.
    pub start_cursor: Option<String>,
    /// The place of the last row of this page, for `after`.
    pub end_cursor: Option<String>,
}

impl<E: OutputType> Connection<E> {
    /// From a page of rows.
    pub fn new<M, T>(
        page: Page<M>,
        total: u64,
        cursor: impl Fn(&crate::db::Cursor, &M) -> String,
        node: impl Fn(M) -> T,
    ) -> Self
    where
        T: OutputType,
        E: From<Edge<T>>,
    {
        let (has_next_page, has_previous_page) = (page.has_next, page.has_previous);
        let edge =
            |(place, row): (crate::db::Cursor, M)| Edge { cursor: cursor(&place, &row), node: node(row) };
        let edges: Vec<_> = page.rows.into_iter().map(edge).collect();
        let place = |edge: Option<&Edge<T>>| edge.map(|edge| edge.cursor.clone());
        let page_info = PageInfo {
            has_next_page,
            has_previous_page,
            start_cursor: place(edges.first()),
            end_cursor: place(edges.last()),
        };
        let edges = edges.into_iter().map(E::from).collect();
        Self { edges, page_info, total_count: i32::try_from(total).unwrap_or(i32::MAX) }
    }
}

impl<T: OutputType> From<Edge<T>> for Immediately<Edge<T>> {
    fn from(edge: Edge<T>) -> Self {
        Self(edge)
    }
}

impl<E: OutputType + Immediate> Immediate for Connection<E>
where
    Self: OutputType,
{
    fn type_name(&self) -> Cow<'static, str> {
        <Self as OutputType>::type_name()
    }

    fn answer(&self, field: &str) -> Answer<'_> {
        match field {
            "edges" => Answer::Objects(self.edges.iter().map(|edge| edge as &dyn Immediate).collect()),
            "pageInfo" => Answer::Object(&self.page_info),
            "totalCount" => Answer::Value(self.total_count.into_value()),
            _ => Answer::Later,
        }
    }
}

impl<T: OutputType + Immediate> Immediate for Edge<T>
where
    Self: OutputType,
{
    fn type_name(&self) -> Cow<'static, str> {
        <Self as OutputType>::type_name()
    }

    fn answer(&self, field: &str) -> Answer<'_> {
        match field {
            "cursor" => Answer::Value(self.cursor.clone().into_value()),
            "node" => Answer::Object(&self.node),
            _ => Answer::Later,
        }
    }
}

impl Immediate for PageInfo {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("PageInfo")
    }

    fn answer(&self, field: &str) -> Answer<'_> {
        Answer::Value(match field {
            "hasNextPage" => self.has_next_page.into_value(),
            "hasPreviousPage" => self.has_previous_page.into_value(),
            "startCursor" => self.start_cursor.clone().into_value(),
            "endCursor" => self.end_cursor.clone().into_value(),
            _ => return Answer::Later,
        })
    }
}

/// A page without rows.
pub fn empty<M>() -> Page<M> {
    Page { rows: Vec::new(), has_next: false, has_previous: false }
}

/// The total, if the caller asks for it.
///
/// # Errors
/// What counting returns.
pub async fn total<E>(ctx: &Context<'_>, count: impl Future<Output = Result<u64, E>>) -> Result<u64, E> {
    if ctx.look_ahead().field("totalCount").exists() { count.await } else { Ok(0) }
}

/// What a page costs: each row its fields.
///
/// It reads `first` and `last` itself: the library's own way refuses a request that leaves out a variable, which the
/// specification allows.
pub fn cost(
    ctx: &VisitorContext<'_>,
    variables: &[Positioned<VariableDefinition>],
    field: &Field,
    child: usize,
) -> usize {
    let read = |argument| ctx.param_value::<Option<i32>>(variables, field, argument, None).ok().flatten();
    let asked = read("first").or_else(|| read("last")).and_then(|rows| usize::try_from(rows).ok());
    let rows = asked.unwrap_or(as_count(DEFAULT_PAGE_SIZE)).clamp(1, as_count(MAX_PAGE_SIZE));
    list_cost(rows, child)
}

/// What a list of so many rows costs.
pub fn list_cost(rows: usize, child: usize) -> usize {
    rows.saturating_mul(child).saturating_add(1)
}

fn as_count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
