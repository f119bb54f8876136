//! Deciding, in the transaction of a capture, to whom leads go.

use std::collections::BTreeMap;

use entity::{AssignmentRuleId, UnitId, UserId, lead, round_robin};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{
    Target,
    people::People,
    rules::{Judged, Rule, Rules},
    turns,
};
use crate::{context::Ctx, db::Tx, error::Result};

/// To whom a lead goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The rule that took it.
    pub rule_id: AssignmentRuleId,
    /// The unit that it is in.
    pub unit_id: Option<UnitId>,
    /// Who works on it.
    pub assignee_id: Option<UserId>,
    /// Why by this rule, in words.
    pub explanation: String,
}

/// What the rules come to about a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// To whom it goes; none when no rule can take it.
    pub decision: Option<Decision>,
    /// The rules before that whose conditions hold, and why none of them can take it.
    pub passed_over: Vec<PassedOver>,
}

/// A rule that would have taken a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Which.
    pub rule_id: AssignmentRuleId,
    /// What the rule is called, and why it cannot, in a sentence.
    pub explanation: String,
    /// Why it cannot, such as `Anna is away until 2026-03-04`.
    pub why: String,
}

impl Verdict {
    /// All of it in words.
    pub fn in_words(&self) -> String {
        let passed = self.passed_over.iter().map(|passed| passed.explanation.as_str());
        let taken = self.decision.as_ref().map_or("No rule takes it.", |decision| &decision.explanation);
        passed.chain([taken]).collect::<Vec<_>>().join(" ")
    }
}

/// Decides for each lead, in order. Turns are taken under a lock that lasts until the transaction ends, so that no two
/// captures take the same one, and one that is undone takes none.
///
/// # Errors
/// The database failed.
pub async fn decide(ctx: &Ctx, tx: &Tx, rules: &Rules, leads: &[&lead::Model]) -> Result<Vec<Verdict>> {
    let holding: Vec<Vec<Judged<'_>>> =
        leads.iter().map(|lead| rules.judge(lead).filter(Judged::holds).collect()).collect();
    let mut concerned: Vec<&Rule> = holding.iter().flatten().map(|judged| judged.rule).collect();
    concerned.sort_unstable_by_key(|rule| rule.row.id);
    concerned.dedup_by_key(|rule| rule.row.id);
    if concerned.is_empty() {
        return Ok(vec![Verdict::default(); leads.len()]);
    }
    let units: Vec<_> = concerned.iter().filter_map(|rule| rule.row.unit_id).collect();
    let users: Vec<_> = concerned.iter().filter_map(|rule| rule.row.user_id).collect();
    let people = People::load(&**tx, ctx.clock.now(), &units, &users).await?;
    let mut pointers = Pointers::lock(tx, &concerned).await?;
    let mut verdicts = Vec::with_capacity(leads.len());
    for (lead, judged) in leads.iter().zip(&holding) {
        verdicts.push(first(lead, judged, &people, &mut pointers)?);
    }
    pointers.keep(tx).await?;
    Ok(verdicts)
}

/// The first rule that can take it.
fn first(
    lead: &lead::Model,
    judged: &[Judged<'_>],
    people: &People,
    pointers: &mut Pointers,
) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    for judged in judged {
        let (rule, name, target) = (judged.rule, judged.rule.name(), judged.rule.target()?);
        if let Some(why) = people.obstacle(target, lead.lead_type_id) {
            let explanation = format!("{name} would have taken it, but {why}.");
            verdict.passed_over.push(PassedOver { rule_id: rule.row.id, explanation, why });
            continue;
        }
        let (unit_id, assignee_id, how) = go(target, rule, people, pointers);
        let explanation = format!("{name} took it: {}. {how}", judged.reasons());
        verdict.decision = Some(Decision { rule_id: rule.row.id, unit_id, assignee_id, explanation });
        break;
    }
    Ok(verdict)
}

/// Where a rule sends a lead, and why to them, in words.
fn go(
    target: Target,
    rule: &Rule,
    people: &People,
    pointers: &mut Pointers,
) -> (Option<UnitId>, Option<UserId>, String) {
    match target {
        Target::Unit(unit) => (Some(unit), None, format!("It waits in {}.", people.unit_name(unit))),
        Target::User(user) => (None, Some(user), format!("It goes to {}.", people.user_name(user))),
        Target::RoundRobin(unit) => {
            let (present, others) = people.present(unit);
            let passed_over = if others.is_empty() {
                String::new()
            } else {
                format!(" Passed over: {}.", others.join("; "))
            };
            let place = people.unit_name(unit);
            let user = pointers.take(rule.row.id, &present);
            let how = match user {
                Some(user) => format!("It was the turn of {} in {place}.", people.user_name(user)),
                None => format!("Nobody is there, so it waits in {place}."),
            };
            (Some(unit), user, format!("{how}{passed_over}"))
        }
    }
}

/// Whose turn it is, for each rule that gives leads in turn.
struct Pointers(BTreeMap<AssignmentRuleId, Pointer>);

struct Pointer {
    last: Option<UserId>,
    taken: i64,
}

impl Pointers {
    /// Always in the order of ids, so that captures that take turns of several rules wait for each other instead of
    /// dead-locking.
    async fn lock(tx: &Tx, rules: &[&Rule]) -> Result<Self> {
        let mut ids = Vec::new();
        for rule in rules {
            if matches!(rule.target()?, Target::RoundRobin(_)) {
                ids.push(rule.row.id);
            }
        }
        if ids.is_empty() {
            return Ok(Self(BTreeMap::new()));
        }
        let rows = round_robin::Entity::find()
            .filter(round_robin::Column::RuleId.is_in(ids))
            .order_by_asc(round_robin::Column::RuleId)
            .lock_exclusive()
            .all(&**tx)
            .await?;
        let pointer = |row: round_robin::Model| (row.rule_id, Pointer { last: row.last_user_id, taken: 0 });
        Ok(Self(rows.into_iter().map(pointer).collect()))
    }

    fn take(&mut self, rule: AssignmentRuleId, present: &[UserId]) -> Option<UserId> {
        let pointer = self.0.get_mut(&rule)?;
        let user = turns::next(present, pointer.last)?;
        (pointer.last, pointer.taken) = (Some(user), pointer.taken + 1);
        Some(user)
    }

    async fn keep(self, tx: &Tx) -> Result<()> {
        for (rule, pointer) in self.0.into_iter().filter(|(_, pointer)| pointer.taken > 0) {
            let moved = round_robin::Entity::update_many()
                .col_expr(round_robin::Column::LastUserId, Expr::value(pointer.last))
                .col_expr(
                    round_robin::Column::Turns,
                    Expr::col(round_robin::Column::Turns).add(pointer.taken),
                )
                .filter(round_robin::Column::RuleId.eq(rule));
            moved.exec(&**tx).await?;
        }
        Ok(())
    }
}
