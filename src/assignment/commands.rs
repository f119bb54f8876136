//! Adding, changing, ordering and deleting rules; for administrators.

use std::collections::HashSet;

use entity::{
    AssignmentRuleId, EventType, RuleTarget, UnitId, UserId, assignment_rule, group, lead_source, lead_type,
    round_robin, unit, user,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Conditions, Target};
use crate::{
    auth::policy::{self, Action},
    context::{Ctx, Mode, Replayable},
    db::Tx,
    error::{Code, Error, Problems, Result},
    events::Note,
};

/// Most rules.
const MAX_RULES: usize = 200;
/// Longest name.
const MAX_NAME: usize = 200;

/// A rule to be added, after all others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewRule {
    /// What people call it.
    pub name: String,
    /// What must hold.
    pub conditions: Conditions,
    /// Where it sends leads.
    pub target: Target,
    /// Whether it works.
    pub is_enabled: bool,
}

/// Changes to a rule; what is absent stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateRule {
    /// Which rule.
    pub id: AssignmentRuleId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// What people call it.
    pub name: Option<String>,
    /// What must hold: all conditions anew.
    pub conditions: Option<Conditions>,
    /// Where it sends leads.
    pub target: Option<Target>,
    /// Whether it works.
    pub is_enabled: Option<bool>,
}

/// A rule after a write.
#[derive(Clone, Debug)]
pub struct WrittenRule(pub assignment_rule::Model);

/// A rule that is gone.
#[derive(Clone, Copy, Debug)]
pub struct DeletedRule(pub AssignmentRuleId);

/// All rules, in order.
#[derive(Clone, Debug)]
pub struct RuleOrder(pub Vec<assignment_rule::Model>);

/// Adds a rule.
///
/// # Errors
/// `FORBIDDEN`, or everything that is wrong with it, together.
pub async fn create_rule(ctx: &Ctx, new: &NewRule) -> Result<WrittenRule> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("createAssignmentRule", Mode::Commit, new, async |tx| {
        let all = in_order(tx).await?;
        if all.len() >= MAX_RULES {
            return Err(Error::refused(Code::TooLong, &[], format!("at most {MAX_RULES} rules")));
        }
        let now = ctx.clock.now();
        let (target, unit_id, user_id) = columns(new.target);
        let row = assignment_rule::Model {
            id: ctx.new_id(),
            name: name(&new.name)?,
            place: all.last().map_or(0, |last| last.place) + 1,
            conditions: checked(tx, &new.conditions, Some(new.target)).await?,
            target,
            unit_id,
            user_id,
            is_enabled: new.is_enabled,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        assignment_rule::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(&**tx)
            .await?;
        let turns = round_robin::Model { rule_id: row.id, last_user_id: None, turns: 0 };
        round_robin::Entity::insert(turns.into_active_model()).exec_without_returning(&**tx).await?;
        ctx.note(tx, Note::created(EventType::AssignmentRuleCreated, &row)).await?;
        Ok(WrittenRule(row))
    })
    .await
}

/// Changes a rule.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`, or everything that is wrong with the changes, together.
pub async fn update_rule(ctx: &Ctx, change: &UpdateRule) -> Result<WrittenRule> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("updateAssignmentRule", Mode::Commit, change, async |tx| {
        let old = load(tx, change.id, change.expected_version).await?;
        let mut new = old.clone();
        if let Some(given) = &change.name {
            new.name = name(given)?;
        }
        if let Some(target) = change.target {
            (new.target, new.unit_id, new.user_id) = columns(target);
        }
        if change.conditions.is_some() || change.target.is_some() {
            let conditions = match &change.conditions {
                Some(conditions) => conditions.clone(),
                None => super::rules::conditions_of(&old)?,
            };
            new.conditions = checked(tx, &conditions, change.target).await?;
        }
        new.is_enabled = change.is_enabled.unwrap_or(old.is_enabled);
        if new == old {
            return Ok(WrittenRule(old));
        }
        save(ctx, tx, &mut new).await?;
        ctx.note(tx, Note::changed(EventType::AssignmentRuleUpdated, &old, &new)).await?;
        Ok(WrittenRule(new))
    })
    .await
}

/// Deletes a rule; what it has assigned stays where it is.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`.
pub async fn delete_rule(
    ctx: &Ctx,
    id: AssignmentRuleId,
    expected_version: Option<i32>,
) -> Result<DeletedRule> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("deleteAssignmentRule", Mode::Commit, &(id, expected_version), async |tx| {
        let row = load(tx, id, expected_version).await?;
        assignment_rule::Entity::delete_by_id(id).exec(&**tx).await?;
        ctx.note(tx, Note::removed(EventType::AssignmentRuleDeleted, &row)).await?;
        Ok(DeletedRule(id))
    })
    .await
}

/// Puts all rules into another order.
///
/// # Errors
/// `FORBIDDEN`, or a list that does not name every rule once.
pub async fn reorder_rules(ctx: &Ctx, ids: &[AssignmentRuleId]) -> Result<RuleOrder> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("reorderAssignmentRules", Mode::Commit, &ids, async |tx| {
        let all = in_order(tx).await?;
        let (named, known): (HashSet<_>, HashSet<_>) =
            (ids.iter().copied().collect(), all.iter().map(|row| row.id).collect());
        if named != known || ids.len() != all.len() {
            let message =
                format!("name each of the {} rules once, in the order that they shall have", all.len());
            return Err(Error::refused(Code::Invalid, &["ids"], message));
        }
        let mut ordered = Vec::with_capacity(all.len());
        for (place, id) in (1..).zip(ids) {
            let Some(old) = all.iter().find(|row| row.id == *id) else { continue };
            let mut row = assignment_rule::Model { place, ..old.clone() };
            if row.place != old.place {
                save(ctx, tx, &mut row).await?;
                ctx.note(tx, Note::changed(EventType::AssignmentRuleUpdated, old, &row)).await?;
            }
            ordered.push(row);
        }
        Ok(RuleOrder(ordered))
    })
    .await
}

async fn in_order(tx: &Tx) -> Result<Vec<assignment_rule::Model>> {
    let all = assignment_rule::Entity::find()
        .order_by_asc(assignment_rule::Column::Place)
        .order_by_asc(assignment_rule::Column::Id)
        .lock_exclusive();
    Ok(all.all(&**tx).await?)
}

async fn load(tx: &Tx, id: AssignmentRuleId, expected: Option<i32>) -> Result<assignment_rule::Model> {
    let row = assignment_rule::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
    let row = row.ok_or_else(|| Error::not_found("assignment rule", "id"))?;
    match expected {
        Some(expected) if expected != row.version => {
            let message = format!(
                "the rule has changed: it is at version {}, you have read version {expected}; read it again",
                row.version
            );
            Err(Error::refused(Code::StaleObject, &["expected_version"], message))
        }
        _ => Ok(row),
    }
}

async fn save(ctx: &Ctx, tx: &Tx, row: &mut assignment_rule::Model) -> Result<()> {
    (row.version, row.updated_at) = (row.version + 1, ctx.clock.now());
    assignment_rule::ActiveModel {
        id: Set(row.id),
        name: Set(row.name.clone()),
        place: Set(row.place),
        conditions: Set(row.conditions.clone()),
        target: Set(row.target),
        unit_id: Set(row.unit_id),
        user_id: Set(row.user_id),
        is_enabled: Set(row.is_enabled),
        version: Set(row.version),
        created_at: Set(row.created_at),
        updated_at: Set(row.updated_at),
    }
    .update(&**tx)
    .await?;
    Ok(())
}

fn name(given: &str) -> Result<String> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::refused(Code::Required, &["name"], "give the rule a name"));
    }
    if name.chars().count() > MAX_NAME {
        return Err(Error::refused(Code::TooLong, &["name"], format!("at most {MAX_NAME} characters")));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::refused(Code::Invalid, &["name"], "remove the control characters"));
    }
    Ok(name)
}

fn columns(target: Target) -> (RuleTarget, Option<UnitId>, Option<UserId>) {
    match target {
        Target::Unit(unit) => (RuleTarget::Unit, Some(unit), None),
        Target::User(user) => (RuleTarget::User, None, Some(user)),
        Target::RoundRobin(unit) => (RuleTarget::RoundRobin, Some(unit), None),
    }
}

/// The conditions as they are kept, when all that they and the target name is there.
async fn checked(tx: &Tx, conditions: &Conditions, target: Option<Target>) -> Result<Value> {
    let conditions = conditions.clone().checked()?;
    let mut problems = Problems::default();
    let sources: Vec<_> =
        lead_source::Entity::find().all(&**tx).await?.into_iter().map(|row| row.key).collect();
    let lead_types: Vec<_> =
        lead_type::Entity::find().all(&**tx).await?.into_iter().map(|row| row.key).collect();
    known("source_keys", &conditions.source_keys, &sources, &mut problems);
    known("lead_type_keys", &conditions.lead_type_keys, &lead_types, &mut problems);
    if !conditions.group_ids.is_empty() {
        let groups =
            group::Entity::find().filter(group::Column::Id.is_in(conditions.group_ids.iter().copied()));
        let groups: HashSet<_> = groups.all(&**tx).await?.into_iter().map(|group| group.id).collect();
        for id in conditions.group_ids.iter().filter(|id| !groups.contains(id)) {
            let message = format!("there is no group with the id `{id}`");
            problems.add(Code::NotFound, &["conditions", "group_ids"], message);
        }
    }
    match target {
        Some(Target::Unit(id) | Target::RoundRobin(id)) => {
            let unit = unit::Entity::find_by_id(id).one(&**tx).await?;
            if unit.is_none() {
                problems.add(Code::NotFound, &["unit_id"], "there is no unit with this id");
            }
        }
        Some(Target::User(id)) => {
            let active = user::Entity::find_by_id(id).filter(user::Column::IsActive.eq(true));
            if active.one(&**tx).await?.is_none() {
                problems.add(Code::NotFound, &["user_id"], "there is no active user with this id");
            }
        }
        None => {}
    }
    problems.finish()?;
    serde_json::to_value(conditions).map_err(Error::fault)
}

fn known(field: &str, keys: &[String], known: &[String], problems: &mut Problems) {
    for key in keys.iter().filter(|key| !known.contains(key)) {
        let message = format!("`{key}` is unknown; known: {}", known.join(", "));
        problems.add(Code::Invalid, &["conditions", field], message);
    }
}

async fn again(ctx: &Ctx, id: AssignmentRuleId) -> Result<assignment_rule::Model> {
    let row = assignment_rule::Entity::find_by_id(id).one(ctx.db.conn()).await?;
    row.ok_or_else(|| Error::not_found("assignment rule", "id"))
}

impl Replayable for WrittenRule {
    type Receipt = AssignmentRuleId;

    fn receipt(&self) -> AssignmentRuleId {
        self.0.id
    }

    async fn replay(ctx: &Ctx, receipt: AssignmentRuleId) -> Result<Self> {
        Ok(Self(again(ctx, receipt).await?))
    }
}

impl Replayable for DeletedRule {
    type Receipt = AssignmentRuleId;

    fn receipt(&self) -> AssignmentRuleId {
        self.0
    }

    async fn replay(_: &Ctx, receipt: AssignmentRuleId) -> Result<Self> {
        Ok(Self(receipt))
    }
}

impl Replayable for RuleOrder {
    type Receipt = Vec<AssignmentRuleId>;

    fn receipt(&self) -> Vec<AssignmentRuleId> {
        self.0.iter().map(|row| row.id).collect()
    }

    async fn replay(ctx: &Ctx, receipt: Vec<AssignmentRuleId>) -> Result<Self> {
        let mut rows = Vec::with_capacity(receipt.len());
        for id in receipt {
            rows.push(again(ctx, id).await?);
        }
        Ok(Self(rows))
    }
}
