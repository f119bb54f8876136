//! Leads that values name: whoever may read what an event changed need not see every lead that it names.

use std::collections::HashSet;

use entity::{LeadId, event_change, lead};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::Value;

use crate::{auth::visible_to, context::Ctx, error::Result};

/// Takes out of the values which leads they name that the actor does not see: to them, these do not exist. It costs a
/// statement for all rows together, and none where no lead is named.
///
/// # Errors
/// The database failed.
pub(super) async fn leave_out_unseen(ctx: &Ctx, rows: &mut [event_change::Model]) -> Result<()> {
    let values = rows.iter().flat_map(|row| [&row.before, &row.after]).flatten();
    let named: HashSet<LeadId> = values.flat_map(leads_in).collect();
    if named.is_empty() {
        return Ok(());
    }
    let seen =
        visible_to(&ctx.actor).filter(lead::Column::Id.is_in(named)).select_only().column(lead::Column::Id);
    let seen: HashSet<LeadId> = seen.into_tuple::<LeadId>().all(ctx.db.conn()).await?.into_iter().collect();
    for values in rows.iter_mut().flat_map(|row| [&mut row.before, &mut row.after]).flatten() {
        keep(values, |lead| seen.contains(&lead));
    }
    Ok(())
}

fn leads_in(values: &Value) -> impl Iterator<Item = LeadId> {
    let columns = values.as_object().into_iter().flatten();
    columns.filter_map(|(column, value)| lead_named_by(column, value))
}

fn keep(values: &mut Value, is_seen: impl Fn(LeadId) -> bool) {
    if let Value::Object(values) = values {
        values.retain(|column, value| lead_named_by(column, value).is_none_or(&is_seen));
    }
}

/// Texts that people write are no names of leads, whatever they look like.
fn lead_named_by(column: &str, value: &Value) -> Option<LeadId> {
    value.as_str().filter(|_| column.ends_with("_id"))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_lead_that_is_not_seen_is_left_out_wherever_a_column_names_it() {
        let (seen, unseen) = (LeadId(Uuid::from_u128(1)), LeadId(Uuid::from_u128(2)));
        let mut values = json!({ "referrer_lead_id": unseen, "merged_into_id": unseen, "other_id": seen,
                                 "assignee_id": "user_01h455vb4pex5vsknk084sn02q", "company": unseen, "city": null });
        assert_eq!(leads_in(&values).collect::<HashSet<_>>(), HashSet::from([seen, unseen]));
        keep(&mut values, |lead| lead == seen);
        let left = json!({ "other_id": seen, "assignee_id": "user_01h455vb4pex5vsknk084sn02q", "company": unseen,
                           "city": null });
        assert_eq!(values, left);
    }
}
