//! What an entry of the event log tells of a row. Only columns that its entity names here are told: a column that is
//! added later, or holds a secret, is left out unless somebody decides otherwise.

use sea_orm::EntityName;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{LeadId, SubjectKind};

/// Columns and what they hold.
pub type Values = Map<String, Value>;

/// A row that entries of the event log may be about.
pub trait Told {
    /// What kind of thing it is, or belongs to.
    const SUBJECT: SubjectKind;
    /// The columns that are told.
    const COLUMNS: &'static [&'static str];

    /// Which one.
    fn subject_id(&self) -> String;

    /// The lead that it is, or hangs on: whoever sees that lead may read what is told.
    fn lead_id(&self) -> Option<LeadId> {
        None
    }

    /// What its columns hold; those without a value are left out.
    fn tell(&self) -> Values;

    /// What differs between two states of it, before and after.
    fn differences(before: &Self, after: &Self) -> (Values, Values);
}

/// Declares of which tables something is told.
macro_rules! tables {
    ($($module:ident),+ $(,)?) => {
        /// What entries about the rows of a table are about; nothing where nothing is told of them.
        pub fn subject_of(table: &str) -> Option<SubjectKind> {
            $(if table == crate::$module::Entity.table_name() {
                return Some(<crate::$module::Model as Told>::SUBJECT);
            })+
            None
        }

        #[cfg(test)]
        const TABLES: &[&str] = &[$(stringify!($module)),+];
    };
}

tables!(
    absence,
    api_key,
    assignment_rule,
    document,
    group,
    group_collaboration,
    group_member,
    lead,
    lead_source,
    lead_type,
    lead_type_unit,
    lost_reason,
    oidc_identity,
    session,
    stale_policy,
    template_override,
    trigger,
    unit,
    unit_collaboration,
    unit_member,
    user,
);

/// Adds what a column holds.
pub fn put(values: &mut Values, column: &str, value: &impl Serialize) {
    values.insert(column.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
}

/// Declares what is told of a row: the kind of its subject and the column with the subject's id; for what hangs on a lead
/// also `of` the column with the lead's id; then the columns. Columns joined by `+` are told together when one differs.
macro_rules! told {
    ($subject:ident $id:ident $(of $lead:ident)?; $($column:ident $(+ $with:ident)*),+ $(,)?) => {
        impl crate::told::Told for Model {
            const SUBJECT: crate::enums::SubjectKind = crate::enums::SubjectKind::$subject;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column), $(stringify!($with),)*)+];

            fn subject_id(&self) -> String {
                self.$id.to_string()
            }

            $(fn lead_id(&self) -> Option<crate::ids::LeadId> {
                Some(self.$lead)
            })?

            fn tell(&self) -> crate::told::Values {
                let mut values = crate::told::Values::new();
                $(
                    crate::told::put(&mut values, stringify!($column), &self.$column);
                    $(crate::told::put(&mut values, stringify!($with), &self.$with);)*
                )+
                values.retain(|_, value| !value.is_null());
                values
            }

            fn differences(before: &Self, after: &Self) -> (crate::told::Values, crate::told::Values) {
                let (mut old, mut new) = (crate::told::Values::new(), crate::told::Values::new());
                $(
                    if before.$column != after.$column $(|| before.$with != after.$with)* {
                        crate::told::put(&mut old, stringify!($column), &before.$column);
                        crate::told::put(&mut new, stringify!($column), &after.$column);
                        $(
                            crate::told::put(&mut old, stringify!($with), &before.$with);
                            crate::told::put(&mut new, stringify!($with), &after.$with);
                        )*
                    }
                )+
                (old, new)
            }
        }
    };
}

pub(crate) use told;

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;
    use crate::{GroupId, document, group_collaboration, lead, user};

    #[test]
    fn secrets_are_never_told() {
        let mut declared = 0;
        for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap() {
            let path = file.unwrap().path();
            let module = path.file_stem().unwrap().to_str().unwrap();
            // This file only speaks of it, and folders have none.
            if module == "told" || path.is_dir() {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let Some((_, rest)) = text.split_once("crate::told::told!(") else { continue };
            declared += 1;
            assert!(
                TABLES.contains(&module),
                "name `{module}` in `tables!`, so that what writes to it must tell of it"
            );
            let columns = rest.split_once(");").unwrap().0;
            for secret in ["hash", "token", "password", "secret", "totp", "code", "body"] {
                let named = columns
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .find(|word| word.split('_').any(|part| part == secret) && *word != "postal_code");
                assert_eq!(named, None, "{}: what is told is kept for ever", path.display());
            }
        }
        assert_eq!(declared, TABLES.len());
        assert_eq!(subject_of("group_members"), Some(SubjectKind::Group));
        assert_eq!(subject_of("counters"), None);
        assert!(!user::Model::COLUMNS.contains(&"password_hash"));
        assert!(!document::Model::COLUMNS.contains(&"body"));
    }

    #[test]
    fn only_what_differs_is_told_and_what_belongs_together_is_told_together() {
        let group = GroupId::default();
        let (before, after) = (collaboration(group, false), collaboration(group, true));
        let (old, new) = group_collaboration::Model::differences(&before, &after);
        assert_eq!(
            (Value::from(old), Value::from(new)),
            (json!({ "is_mutual": false }), json!({ "is_mutual": true }))
        );
        assert_eq!(after.tell().len(), 3);
        let pair =
            |lead: &[&str]| lead.windows(2).any(|two| two == ["target_amount_minor", "target_currency"]);
        assert!(pair(lead::Model::COLUMNS));
    }

    fn collaboration(group_id: GroupId, is_mutual: bool) -> group_collaboration::Model {
        let created_at = chrono::DateTime::UNIX_EPOCH;
        group_collaboration::Model {
            id: Default::default(),
            group_id,
            partner_id: group_id,
            is_mutual,
            created_at,
        }
    }
}
