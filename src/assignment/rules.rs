//! The rules, and what each makes of a lead.

use entity::{RuleTarget, assignment_rule, group, lead, lead_source, lead_type};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use super::{
    Target,
    conditions::{Conditions, Finding, Words},
};
use crate::{
    auth::policy::{self, Action},
    context::Ctx,
    db::{Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page},
    error::{Error, Result},
};

/// A rule in force.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its row.
    pub row: assignment_rule::Model,
    /// Its conditions.
    pub conditions: Conditions,
}

/// The rules in force, in order, with the words that they use.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) rules: Vec<Rule>,
    words: Words,
}

/// What a rule makes of a lead.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Each of its conditions.
    pub findings: Vec<Finding>,
}

impl Judged<'_> {
    /// Whether all conditions hold.
    pub fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.holds)
    }

    /// The conditions in words.
    pub fn reasons(&self) -> String {
        if self.findings.is_empty() {
            return "it takes every lead".to_owned();
        }
        self.findings.iter().map(|finding| finding.reason.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl Rules {
    /// Reads them; without any, it costs one statement.
    ///
    /// # Errors
    /// The database failed.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let enabled = assignment_rule::Entity::find().filter(assignment_rule::Column::IsEnabled.eq(true));
        let enabled = enabled
            .order_by_asc(assignment_rule::Column::Place)
            .order_by_asc(assignment_rule::Column::Id)
            .all(db)
            .await?;
        let rules = enabled.into_iter().map(Rule::read).collect::<Result<Vec<_>>>()?;
        if rules.is_empty() {
            return Ok(Self::default());
        }
        let groups: Vec<_> = rules.iter().flat_map(|rule| rule.conditions.group_ids.clone()).collect();
        let groups = if groups.is_empty() {
            Vec::new()
        } else {
            group::Entity::find().filter(group::Column::Id.is_in(groups)).all(db).await?
        };
        let sources = lead_source::Entity::find().all(db).await?;
        let lead_types = lead_type::Entity::find().all(db).await?;
        let words = Words {
            sources: sources.into_iter().map(|source| (source.id, source.key)).collect(),
            lead_types: lead_types.into_iter().map(|lead_type| (lead_type.id, lead_type.key)).collect(),
            groups: groups.into_iter().map(|group| (group.id, group.name)).collect(),
        };
        Ok(Self { rules, words })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// What each rule makes of the lead, in order.
    pub fn judge<'a>(&'a self, lead: &'a lead::Model) -> impl Iterator<Item = Judged<'a>> {
        self.rules.iter().map(|rule| Judged { rule, findings: rule.conditions.findings(lead, &self.words) })
    }
}

impl Rule {
    fn read(row: assignment_rule::Model) -> Result<Self> {
        let conditions = conditions_of(&row)?;
        Ok(Self { row, conditions })
    }

    /// Where it sends leads.
    ///
    /// # Errors
    /// The row names neither unit nor user: the database refuses such rows.
    pub fn target(&self) -> Result<Target> {
        match (self.row.target, self.row.unit_id, self.row.user_id) {
            (RuleTarget::Unit, Some(unit), _) => Ok(Target::Unit(unit)),
            (RuleTarget::RoundRobin, Some(unit), _) => Ok(Target::RoundRobin(unit)),
            (RuleTarget::User, _, Some(user)) => Ok(Target::User(user)),
            _ => Err(Error::fault("an assignment rule without a target")),
        }
    }

    /// As explanations name it.
    pub fn name(&self) -> String {
        format!("Rule {} `{}`", self.row.place, self.row.name)
    }
}

/// The conditions of a rule.
///
/// # Errors
/// They were written by something else than us.
pub fn conditions_of(row: &assignment_rule::Model) -> Result<Conditions> {
    serde_json::from_value(row.conditions.clone())
        .map_err(|error| Error::fault(format!("conditions of assignment rule {}: {error}", row.id)))
}

/// One page of all rules, in order; for administrators.
///
/// # Errors
/// `FORBIDDEN`, a cursor of another list, or the database failed.
pub async fn list(ctx: &Ctx, page: &PageRequest) -> Result<Page<assignment_rule::Model>> {
    policy::may(&ctx.actor, Action::Configure)?;
    let key = |name, column, kind| OrderKey {
        name,
        expr: Expr::col((assignment_rule::Entity, column)),
        kind,
        direction: Direction::Asc,
        nulls: Nulls::Never,
    };
    let keys = [
        key("place", assignment_rule::Column::Place, KeyKind::Int),
        key("id", assignment_rule::Column::Id, KeyKind::Uuid),
    ];
    let values =
        |row: &assignment_rule::Model| vec![KeyValue::Int(i64::from(row.place)), KeyValue::Uuid(row.id.0)];
    fetch_page(ctx.db.conn(), assignment_rule::Entity::find(), &keys, values, page).await
}

/// How many rules there are; for administrators.
///
/// # Errors
/// `FORBIDDEN`, or the database failed.
pub async fn count(ctx: &Ctx) -> Result<u64> {
    policy::may(&ctx.actor, Action::Configure)?;
    Ok(assignment_rule::Entity::find().count(ctx.db.conn()).await?)
}
