//! What an event changed, in the words of the API: the log names columns, clients know fields.

use async_graphql::SimpleObject;
use serde_json::{Map, Value, json};

use crate::{
    graphql::{
        errors::{api_path, camel_case},
        scalars::Json,
    },
    money::Money,
};

/// A field that an event changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct FieldChange {
    /// The path of the field, such as `assignee` or `address.street`.
    pub field: String,
    /// What it was; absent when it had no value.
    pub before: Option<Json>,
    /// What it became; absent when it has no value.
    pub after: Option<Json>,
}

/// Fields that differ.
pub fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<FieldChange> {
    let (mut before, mut after) = (in_api_words(before), in_api_words(after));
    let mut fields: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    fields.sort_unstable();
    fields.dedup();
    let value = |values: &mut Map<String, Value>, field: &str| {
        values.remove(field).filter(|value| !value.is_null()).map(Json)
    };
    let change = |field: String| FieldChange {
        before: value(&mut before, &field),
        after: value(&mut after, &field),
        field,
    };
    // From nothing to nothing is no change: such are left of leads that the reader does not see.
    let differs = |change: &FieldChange| change.before.is_some() || change.after.is_some();
    fields.into_iter().map(change).filter(differs).collect()
}

/// Values by field.
pub fn in_api_words(values: Option<&Value>) -> Map<String, Value> {
    let Some(Value::Object(columns)) = values else { return Map::new() };
    let mut fields = Map::new();
    for (column, value) in columns {
        let field = match column.as_str() {
            // They stand with their amounts.
            "target_currency" | "budget_currency" => continue,
            "expected_completion_is_manual" => camel_case(column),
            column => field_of(column).unwrap_or_else(|| camel_case(column)),
        };
        let value = match column.strip_suffix("_amount_minor") {
            Some(whose) => money(value, columns.get(&format!("{whose}_currency"))),
            None => value.clone(),
        };
        fields.insert(field, value);
    }
    fields
}

fn money(minor: &Value, currency: Option<&Value>) -> Value {
    Money::from_columns(minor.as_i64(), currency.and_then(Value::as_str)).map_or(
        Value::Null,
        |money| json!({ "amount": money.amount().to_string(), "currency": money.currency }),
    )
}

/// The path of the field that shows a column; none for what only Leadline itself looks at.
pub fn field_of(column: &str) -> Option<String> {
    let name = match column {
        "email_key" | "overdue_noticed_for" | "stale_warned_at" | "status_change_id" | "assignment_id" => {
            return None;
        }
        "target_amount_minor" | "target_currency" => "target_amount",
        "budget_amount_minor" | "budget_currency" => "budget_amount",
        "expected_completion_is_manual" => "expected_completion_date",
        "referrer_lead_id" => "referrer",
        other => other.strip_suffix("_id").unwrap_or(other),
    };
    Some(api_path(&[name.to_owned()]).join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_fields_and_amounts_become_money() {
        let before = json!({ "assignee_id": null, "referrer_lead_id": null, "city": "Wien", "target_amount_minor": null, "target_currency": null });
        let after = json!({ "assignee_id": "user_1", "city": "Graz", "target_amount_minor": 125_050,
                            "target_currency": "EUR" });
        let changes = changes(Some(&before), Some(&after));
        let told: Vec<_> = changes
            .into_iter()
            .map(|change| (change.field, change.before.map(|json| json.0), change.after.map(|json| json.0)))
            .collect();
        let money = json!({ "amount": "1250.50", "currency": "EUR" });
        assert_eq!(
            told,
            [
                ("address.city".to_owned(), Some(json!("Wien")), Some(json!("Graz"))),
                ("assignee".to_owned(), None, Some(json!("user_1"))),
                ("targetAmount".to_owned(), None, Some(money)),
            ]
        );
    }
}
