//! Who may see which leads. The one place: every read of leads, and of what hangs on them, starts here.

use entity::{Role, lead};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select, sea_query::Query};

use super::{Actor, actor::Person};

/// The leads that an actor may see, as a query to narrow further. To them, others do not exist.
pub fn visible_to(actor: &Actor) -> Select<lead::Entity> {
    lead::Entity::find().filter(visible_leads(actor))
}

/// The same as a condition on `leads`, for subqueries and set-based writes.
pub fn visible_leads(actor: &Actor) -> Condition {
    let kept = Condition::all().add(lead::Column::DeletedAt.is_null());
    match actor {
        Actor::User(person) if person.role < Role::Admin => kept.add(within_reach(person)),
        Actor::User(_) | Actor::System => kept,
    }
}

/// `domain.md` section 12: their own, those of their groups and of groups that collaborate with these, what waits in
/// their units, and all that is in the units that they manage.
fn within_reach(person: &Person) -> Condition {
    let reach = &person.reach;
    let mut any = Condition::any().add(lead::Column::AssigneeId.eq(person.id));
    if !reach.groups.is_empty() {
        any = any.add(lead::Column::GroupId.is_in(reach.groups.iter().copied()));
    }
    if !reach.units.is_empty() {
        let waiting = Condition::all()
            .add(lead::Column::AssigneeId.is_null())
            .add(lead::Column::UnitId.is_in(reach.units.iter().copied()));
        any = any.add(waiting);
    }
    if !reach.managed_units.is_empty() {
        any = any.add(lead::Column::UnitId.is_in(reach.managed_units.iter().copied()));
    }
    any
}

/// The rule under which an actor sees: two actors with the same rule see the same, so that streams may look once for both.
/// Whatever a rule of visibility depends on must be in it.
pub fn viewpoint(actor: &Actor) -> String {
    format!("{:?}", visible_leads(actor))
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
