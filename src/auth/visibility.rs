//! Who may see which leads. The one place: every read of leads, and of what hangs on them, starts here.

use entity::{Role, lead};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use super::{Actor, actor::Person};

/// The leads that an actor may see, as a query to narrow further. To them, others do not exist.
pub fn visible_to(actor: &Actor) -> Select<lead::Entity> {
    lead::Entity::find().filter(visible_leads(actor))
}

/// The deleted leads that an actor saw before they were deleted: to bring them back, and to hear that they are gone.
pub fn visible_deleted(actor: &Actor) -> Select<lead::Entity> {
    lead::Entity::find().filter(lead::Column::DeletedAt.is_not_null()).filter(reached(actor, &of_leads))
}

/// The same as [`visible_to`] as a condition on `leads`, for subqueries and set-based writes.
pub fn visible_leads(actor: &Actor) -> Condition {
    visible_under(actor, &of_leads)
}

/// What hangs on visible leads, as a condition on the table whose column names the lead.
pub fn about_visible_leads(actor: &Actor, column: impl ColumnTrait) -> Condition {
    let visible = Query::select()
        .column(lead::Column::Id)
        .from(lead::Entity)
        .cond_where(visible_leads(actor))
        .to_owned();
    Condition::all().add(column.in_subquery(visible))
}

/// The lead that a column of `leads` names, as far as the actor may see it: for conditions on the column that must not
/// tell more than the lead that it names would.
pub fn visible_named_by(actor: &Actor, column: lead::Column) -> SelectStatement {
    let named = Alias::new("named");
    let of_named = |column: lead::Column| Expr::col((Alias::new("named"), column));
    Query::select()
        .expr(of_named(lead::Column::Id))
        .from_as(lead::Entity, named)
        .and_where(of_named(lead::Column::Id).eq(Expr::col((lead::Entity, column))))
        .cond_where(visible_under(actor, &of_named))
        .to_owned()
}

/// The rule under which an actor sees: two actors with the same rule see the same, so that streams may look once for both.
/// Whatever a rule of visibility depends on must be in it.
pub fn viewpoint(actor: &Actor) -> String {
    format!("{:?}", visible_leads(actor))
}

/// The pieces of what an actor sees, each of which is one range of an index in the order of `created_at`: together they
/// are [`visible_leads`], a lead may be in several. None for who sees everything.
pub fn pieces(actor: &Actor) -> Option<Vec<Condition>> {
    let person = limited(actor)?;
    let reach = person.reach();
    let is = |column: lead::Column, value: SimpleExpr| Expr::col((lead::Entity, column)).eq(value);
    let kept = || Condition::all().add(lead::Column::DeletedAt.is_null());
    let mut pieces = vec![kept().add(is(lead::Column::AssigneeId, person.id.into()))];
    pieces.extend(reach.groups.iter().map(|group| kept().add(is(lead::Column::GroupId, (*group).into()))));
    pieces
        .extend(reach.managed_units.iter().map(|unit| kept().add(is(lead::Column::UnitId, (*unit).into()))));
    let waiting = reach.units.iter().filter(|unit| !reach.managed_units.contains(unit));
    pieces.extend(waiting.map(|unit| {
        kept().add(lead::Column::AssigneeId.is_null()).add(is(lead::Column::UnitId, (*unit).into()))
    }));
    Some(pieces)
}

fn of_leads(column: lead::Column) -> SimpleExpr {
    Expr::col((lead::Entity, column))
}

/// How the columns of the leads in question are written.
type Columns<'a> = &'a dyn Fn(lead::Column) -> SimpleExpr;

fn visible_under(actor: &Actor, column: Columns<'_>) -> Condition {
    Condition::all().add(column(lead::Column::DeletedAt).is_null()).add(reached(actor, column))
}

/// Somebody who does not see everything.
fn limited(actor: &Actor) -> Option<&Person> {
    match actor {
        Actor::User(person) if person.role < Role::Admin => Some(person),
        Actor::User(_) | Actor::System => None,
    }
}

/// `domain.md` section 12: their own, those of their groups and of groups that collaborate with these, what waits in
/// their units, and all that is in the units that they manage.
fn reached(actor: &Actor, column: Columns<'_>) -> Condition {
    let Some(person) = limited(actor) else { return Condition::all() };
    let reach = person.reach();
    let mut any = Condition::any().add(column(lead::Column::AssigneeId).eq(person.id));
    if !reach.groups.is_empty() {
        any = any.add(column(lead::Column::GroupId).is_in(reach.groups.iter().copied()));
    }
    if !reach.units.is_empty() {
        let waiting = Condition::all()
            .add(column(lead::Column::AssigneeId).is_null())
            .add(column(lead::Column::UnitId).is_in(reach.units.iter().copied()));
        any = any.add(waiting);
    }
    if !reach.managed_units.is_empty() {
        any = any.add(column(lead::Column::UnitId).is_in(reach.managed_units.iter().copied()));
    }
    any
}
