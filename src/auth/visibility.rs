//! Who may see which leads. The one place: every read of leads, and of what hangs on them, starts here.

use entity::lead;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select, sea_query::Query};

use super::Actor;

/// The leads that an actor may see, as a query to narrow further. To them, others do not exist.
pub fn visible_to(actor: &Actor) -> Select<lead::Entity> {
    lead::Entity::find().filter(visible_leads(actor))
}

/// The same as a condition on `leads`, for subqueries and set-based writes.
pub fn visible_leads(_actor: &Actor) -> Condition {
    // Groups and units come with their own rules; until then, everybody who is signed in sees what is not deleted.
    Condition::all().add(lead::Column::DeletedAt.is_null())
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
