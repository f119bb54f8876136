//! Countries and languages as people write them.

use iso_country::data::{CountryCode, all};
use std::sync::LazyLock;

use super::field::folded;

static COUNTRIES: LazyLock<Vec<(String, CountryCode<'static>)>> =
    LazyLock::new(|| all().into_iter().map(|country| (folded(country.name), country)).collect());

/// Names that the standard does not use.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("unitedstates", "US"),
    ("usa", "US"),
    ("unitedstatesofamerica", "US"),
    ("us", "US"),
    ("america", "US"),
    ("vereinigtestaaten", "US"),
    ("uk", "GB"),
    ("unitedkingdom", "GB"),
    ("greatbritain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("northernireland", "GB"),
    ("vereinigteskonigreich", "GB"),
    ("grossbritannien", "GB"),
    ("deutschland", "DE"),
    ("osterreich", "AT"),
    ("oesterreich", "AT"),
    ("schweiz", "CH"),
    ("suisse", "CH"),
    ("svizzera", "CH"),
    ("italien", "IT"),
    ("italia", "IT"),
    ("frankreich", "FR"),
    ("spanien", "ES"),
    ("espana", "ES"),
    ("niederlande", "NL"),
    ("holland", "NL"),
    ("nederland", "NL"),
    ("belgien", "BE"),
    ("belgique", "BE"),
    ("danemark", "DK"),
    ("danmark", "DK"),
    ("schweden", "SE"),
    ("sverige", "SE"),
    ("norwegen", "NO"),
    ("norge", "NO"),
    ("finnland", "FI"),
    ("suomi", "FI"),
    ("polen", "PL"),
    ("polska", "PL"),
    ("tschechien", "CZ"),
    ("czechia", "CZ"),
    ("czechrepublic", "CZ"),
    ("slowakei", "SK"),
    ("slovakia", "SK"),
    ("slowenien", "SI"),
    ("ungarn", "HU"),
    ("kroatien", "HR"),
    ("rumanien", "RO"),
    ("bulgarien", "BG"),
    ("griechenland", "GR"),
    ("turkei", "TR"),
    ("turkey", "TR"),
    ("turkiye", "TR"),
    ("brasilien", "BR"),
    ("brasil", "BR"),
    ("luxemburg", "LU"),
    ("irland", "IE"),
    ("japan", "JP"),
    ("southkorea", "KR"),
    ("korea", "KR"),
    ("russia", "RU"),
    ("vietnam", "VN"),
    ("taiwan", "TW"),
    ("iran", "IR"),
    ("bolivia", "BO"),
    ("venezuela", "VE"),
    ("tanzania", "TZ"),
    ("moldova", "MD"),
    ("northmacedonia", "MK"),
    ("uae", "AE"),
];

const LANGUAGES: &[(&str, &str)] = &[
    ("english", "en"),
    ("englisch", "en"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("francais", "fr"),
    ("spanish", "es"),
    ("espanol", "es"),
    ("italian", "it"),
    ("italiano", "it"),
    ("portuguese", "pt"),
    ("dutch", "nl"),
    ("polish", "pl"),
    ("czech", "cs"),
    ("swedish", "sv"),
    ("danish", "da"),
    ("norwegian", "nb"),
    ("finnish", "fi"),
    ("hungarian", "hu"),
    ("japanese", "ja"),
    ("chinese", "zh"),
];

/// ISO 3166-1 alpha-2 of a country by code, English name, or a common other name.
pub(super) fn country_code(text: &str) -> Option<&'static str> {
    let name = folded(text);
    let by_code = |code: &str| COUNTRIES.iter().find(|(_, country)| country.alpha2 == code);
    if let Some((_, code)) = OTHER_NAMES.iter().find(|(other, _)| *other == name) {
        return Some(code);
    }
    let upper = name.to_uppercase();
    let found = match upper.len() {
        2 => by_code(&upper),
        3 => COUNTRIES.iter().find(|(_, country)| country.alpha3 == upper),
        _ => COUNTRIES.iter().find(|(known, _)| *known == name),
    };
    found.map(|(_, country)| country.alpha2)
}

/// The language tag of a language that is written as a tag (`de_DE`) or by name (`German / Deutsch`).
pub(super) fn language(text: &str) -> Option<String> {
    let parts: Vec<String> = text.split(['/', '(', ')', ',']).map(folded).collect();
    let named = LANGUAGES.iter().find(|(name, _)| parts.iter().any(|part| part == name));
    if let Some((_, tag)) = named {
        return Some((*tag).to_owned());
    }
    let tag: unic_langid::LanguageIdentifier = text.trim().parse().ok()?;
    // Longer words parse as tags too, but name no language.
    (tag.language.as_str().len() <= 3).then(|| tag.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_code_and_by_name() {
        for (text, code) in [
            ("at", "AT"),
            ("Austria", "AT"),
            ("Österreich", "AT"),
            ("AUT", "AT"),
            ("United Kingdom", "GB"),
            ("U.S.A.", "US"),
            ("Großbritannien", "GB"),
            ("Netherlands", "NL"),
        ] {
            assert_eq!(country_code(text), Some(code), "{text}");
        }
        assert_eq!(country_code("Middle Earth"), None);
        assert!(OTHER_NAMES.iter().all(|(_, code)| COUNTRIES.iter().any(|(_, known)| known.alpha2 == *code)));
    }

    #[test]
    fn languages_are_known_by_tag_and_by_name() {
        for (text, tag) in
            [("de_DE", "de-DE"), ("German / Deutsch", "de"), ("en", "en"), ("French (France)", "fr")]
        {
            assert_eq!(language(text).as_deref(), Some(tag), "{text}");
        }
        assert_eq!(language("Klingonish"), None);
    }
}
