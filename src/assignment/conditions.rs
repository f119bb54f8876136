//! What must hold of a lead for a rule to take it: a small typed model, kept as JSON. Pure.

use std::collections::HashMap;

use entity::{GroupId, LeadSourceId, LeadTypeId, lead};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Code, Problems, Result},
    money::Money,
};

/// Most values of one condition.
const MAX_VALUES: usize = 100;
/// Longest text that is looked for.
const MAX_TEXT: usize = 200;

/// Conditions of a rule: all that are given must hold, and of each list one value is enough. None: every lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Conditions {
    /// Keys of sources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source_keys: Vec<String>,
    /// Keys of lead types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lead_type_keys: Vec<String>,
    /// ISO 3166-1 alpha-2 codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// BCP 47 tags: `de` includes `de-AT`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Groups that own the lead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group_ids: Vec<GroupId>,
    /// Texts, in upper or lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub company_contains: Vec<String>,
    /// Texts, in upper or lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interest_contains: Vec<String>,
    /// The least target amount, in its currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_at_least: Option<Money>,
}

/// What a condition came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it holds.
    pub holds: bool,
    /// In words, such as `country is AT`.
    pub reason: String,
}

/// The words that conditions and explanations use.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Keys of sources.
    pub sources: HashMap<LeadSourceId, String>,
    /// Keys of lead types.
    pub lead_types: HashMap<LeadTypeId, String>,
    /// Names of groups.
    pub groups: HashMap<GroupId, String>,
}

impl Conditions {
    /// Every condition, and whether it holds of the lead.
    pub fn findings(&self, lead: &lead::Model, words: &Words) -> Vec<Finding> {
        let source = lead.source_id.and_then(|id| words.sources.get(&id));
        let lead_type = words.lead_types.get(&lead.lead_type_id);
        let group_name = |id: &GroupId| words.groups.get(id).cloned().unwrap_or_else(|| id.to_string());
        let group = lead.group_id.as_ref().map(group_name);
        let groups: Vec<_> = self.group_ids.iter().map(group_name).collect();
        let (country, language) = (lead.country.as_ref(), lead.locale.as_ref());
        let findings = [
            one_of("source", &self.source_keys, source, |one, other| one == other),
            one_of("lead type", &self.lead_type_keys, lead_type, |one, other| one == other),
            one_of("country", &self.countries, country, |one, other| one == other),
            one_of("language", &self.languages, language, speaks),
            one_of("group", &groups, group.as_ref(), |one, other| one == other),
            contains("company", &self.company_contains, lead.company.as_deref()),
            contains("interest", &self.interest_contains, lead.initial_interest.as_deref()),
            self.amount_at_least.as_ref().map(|least| amount(least, lead)),
        ];
        findings.into_iter().flatten().collect()
    }

    /// Checks what can be checked without the database, and brings it into one form.
    ///
    /// # Errors
    /// Every value that cannot be.
    pub fn checked(mut self) -> Result<Self> {
        let mut problems = Problems::default();
        let lists = [
            ("source_keys", &mut self.source_keys),
            ("lead_type_keys", &mut self.lead_type_keys),
            ("countries", &mut self.countries),
            ("languages", &mut self.languages),
            ("company_contains", &mut self.company_contains),
            ("interest_contains", &mut self.interest_contains),
        ];
        for (field, values) in lists {
            for value in values.iter_mut() {
                *value = value.trim().to_owned();
            }
            let path = ["conditions", field];
            if values.len() > MAX_VALUES {
                problems.add(Code::TooLong, &path, format!("at most {MAX_VALUES} values"));
            }
            if values.iter().any(|value| value.chars().count() > MAX_TEXT) {
                problems.add(Code::TooLong, &path, format!("at most {MAX_TEXT} characters"));
            }
            if values.iter().any(|value| value.is_empty() || value.contains(char::is_control)) {
                problems.add(
                    Code::Invalid,
                    &path,
                    "give texts without control characters, and none that is empty",
                );
            }
        }
        for country in &mut self.countries {
            country.make_ascii_uppercase();
            if country.parse::<phonenumber::country::Id>().is_err() {
                let message = format!("`{country}` is no ISO 3166-1 code; write one such as `AT`");
                problems.add(Code::Invalid, &["conditions", "countries"], message);
            }
        }
        for tag in &mut self.languages {
            if let Ok(read) = tag.parse::<unic_langid::LanguageIdentifier>() {
                *tag = read.to_string();
            } else {
                let message = format!("`{tag}` is no language tag; write one such as `de` or `de-AT`");
                problems.add(Code::Invalid, &["conditions", "languages"], message);
            }
        }
        if self.group_ids.len() > MAX_VALUES {
            problems.add(Code::TooLong, &["conditions", "group_ids"], format!("at most {MAX_VALUES} values"));
        }
        problems.finish()?;
        Ok(self)
    }
}

/// `None` when nothing is asked for.
fn one_of(
    what: &str,
    wanted: &[String],
    found: Option<&String>,
    is: impl Fn(&str, &str) -> bool,
) -> Option<Finding> {
    if wanted.is_empty() {
        return None;
    }
    let holds = found.is_some_and(|found| wanted.iter().any(|wanted| is(wanted, found)));
    let reason = match found {
        Some(found) if holds => format!("{what} is {found}"),
        Some(found) => format!("{what} is {found}, not {}", wanted.join(" or ")),
        None => format!("{what} is not known, so not {}", wanted.join(" or ")),
    };
    Some(Finding { holds, reason })
}

/// Whether a tag is of the language: `de-AT` is of `de`, `deu` is not.
fn speaks(wanted: &str, tag: &str) -> bool {
    let rest = tag.get(..wanted.len()).filter(|start| start.eq_ignore_ascii_case(wanted));
    rest.is_some() && tag[wanted.len()..].chars().next().is_none_or(|next| next == '-')
}

fn contains(what: &str, wanted: &[String], found: Option<&str>) -> Option<Finding> {
    if wanted.is_empty() {
        return None;
    }
    let text = found.unwrap_or_default().to_lowercase();
    let hit = wanted.iter().find(|wanted| text.contains(&wanted.to_lowercase()));
    let quoted = || wanted.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" or ");
    let reason = match hit {
        Some(hit) => format!("{what} contains `{hit}`"),
        None => format!("{what} does not contain {}", quoted()),
    };
    Some(Finding { holds: hit.is_some(), reason })
}

fn amount(least: &Money, lead: &lead::Model) -> Finding {
    let found = Money::from_columns(lead.target_amount_minor, lead.target_currency.as_deref());
    let holds =
        found.as_ref().is_some_and(|found| found.currency == least.currency && found.minor >= least.minor);
    let words = |money: &Money| format!("{} {}", money.currency, money.amount());
    let reason = match &found {
        Some(found) if holds => format!("amount is {}, at least {}", words(found), words(least)),
        Some(found) => format!("amount is {}, not {} or more", words(found), words(least)),
        None => format!("amount is not known, so not {} or more", words(least)),
    };
    Finding { holds, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::communications::fixture::lead_model;

    fn reasons(conditions: &Conditions, lead: &lead::Model) -> Vec<(bool, String)> {
        let words = Words::default();
        conditions.findings(lead, &words).into_iter().map(|found| (found.holds, found.reason)).collect()
    }

    #[test]
    fn every_condition_says_whether_it_holds_and_why() {
        let lead = lead::Model {
            country: Some("AT".into()),
            locale: Some("de-AT".into()),
            company: Some("ACME Rooms".into()),
            target_amount_minor: Some(1_250_000),
            target_currency: Some("EUR".into()),
            ..lead_model(1)
        };
        let money = |minor, currency: &str| Some(Money { minor, currency: currency.into() });
        let some = |text: &str| vec![text.to_owned()];
        let holding = Conditions {
            countries: vec!["DE".into(), "AT".into()],
            languages: some("de"),
            company_contains: some("acme"),
            amount_at_least: money(1_000_000, "EUR"),
            ..Conditions::default()
        };
        let expected = [
            "country is AT",
            "language is de-AT",
            "company contains `acme`",
            "amount is EUR 12500.00, at least EUR 10000.00",
        ];
        assert_eq!(reasons(&holding, &lead), expected.map(|reason| (true, reason.to_owned())));
        let failing = Conditions {
            source_keys: some("FAIR"),
            countries: some("CH"),
            languages: some("d"),
            interest_contains: some("boats"),
            amount_at_least: money(1, "USD"),
            ..Conditions::default()
        };
        let expected = [
            "source is not known, so not FAIR",
            "country is AT, not CH",
            "language is de-AT, not d",
            "interest does not contain `boats`",
            "amount is EUR 12500.00, not USD 0.01 or more",
        ];
        assert_eq!(reasons(&failing, &lead), expected.map(|reason| (false, reason.to_owned())));
        assert_eq!(reasons(&Conditions::default(), &lead), []);
    }

    #[test]
    fn what_is_kept_is_read_strictly() {
        let kept = serde_json::to_value(Conditions { countries: vec!["AT".into()], ..Conditions::default() })
            .unwrap();
        assert_eq!(kept, serde_json::json!({ "countries": ["AT"] }));
        assert!(serde_json::from_value::<Conditions>(serde_json::json!({ "county": ["AT"] })).is_err());
        let wrong = Conditions {
            countries: vec!["Austria".into()],
            languages: vec!["!".into()],
            ..Conditions::default()
        };
        let crate::error::Error::Refused(problems) = wrong.checked().unwrap_err() else { panic!() };
        assert_eq!(problems.len(), 2);
        let read = Conditions {
            countries: vec![" at ".into()],
            languages: vec!["DE-at".into()],
            ..Conditions::default()
        };
        let read = read.checked().unwrap();
        assert_eq!((read.countries, read.languages), (vec!["AT".to_owned()], vec!["de-AT".to_owned()]));
    }
}
