//! What a column may hold.

use super::field_names::{Entry, FIELDS};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the words of `field` say what each is")]
pub enum Field {
    FirstName,
    LastName,
    FullName,
    Company,
    JobTitle,
    Email,
    Phone,
    Website,
    Street,
    PostalCode,
    City,
    Region,
    Country,
    Locale,
    TimeZone,
    Source,
    Subject,
    Interest,
    Products,
    Amount,
    Currency,
    Priority,
    Probability,
    ExpectedCompletion,
    Owner,
    Status,
    LostReason,
    EmailOptOut,
    DoNotContact,
}

impl Field {
    /// The word that stands for the field in `--mapping`.
    pub fn key(self) -> &'static str {
        entry(self).map_or("", |entry| entry.1)
    }

    /// The field of the domain in which problems with the value show.
    pub(super) fn domain_field(self) -> &'static str {
        entry(self).map_or("", |entry| entry.2)
    }

    /// The field that `--mapping` calls so.
    pub fn from_key(key: &str) -> Option<Self> {
        FIELDS.iter().find(|entry| entry.1 == key).map(|entry| entry.0)
    }

    /// Every key for `--mapping`.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|entry| entry.1)
    }

    /// The field that a header names, and how sure that is (0 is surest).
    pub(super) fn from_header(header: &str) -> Option<(Self, usize)> {
        let name = folded(header);
        let find = |entry: &Entry| {
            let own = folded(entry.1) == name;
            let place = if own { Some(0) } else { entry.3.iter().position(|known| *known == name) };
            place.map(|place| (entry.0, place))
        };
        FIELDS.iter().filter_map(find).min_by_key(|(_, place)| *place)
    }

    /// Names under which the field is recognised.
    pub(super) fn names(self) -> &'static [&'static str] {
        entry(self).map_or(&[], |entry| entry.3)
    }
}

fn entry(field: Field) -> Option<&'static Entry> {
    FIELDS.iter().find(|entry| entry.0 == field)
}

/// Without regard to case, blanks, punctuation and accents.
pub(super) fn folded(text: &str) -> String {
    let text = text.replace('ß', "ss");
    deunicode::deunicode(&text).chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_fields_and_every_name_can_be_met() {
        let mut seen = std::collections::HashMap::new();
        for (field, key, _, names) in FIELDS {
            assert_eq!(Field::from_key(key), Some(*field));
            for name in *names {
                assert_eq!(&folded(name), name, "a header is never written so");
                assert_eq!(seen.insert(*name, *field), None, "`{name}` stands for two fields");
            }
        }
    }
}
