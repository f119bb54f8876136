//! Amounts, dates and marks as people and spreadsheets write them. `None`: it cannot be told for sure.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// An amount, and the currency when it is written with it: `€ 1.234,50`, `USD 5,000`, `12000.00`.
pub(super) fn amount(text: &str) -> Option<(Decimal, Option<String>)> {
    let currency = currency_in(text);
    let digits: String =
        text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')).collect();
    Some((decimal(&digits)?, currency))
}

fn currency_in(text: &str) -> Option<String> {
    for (sign, code) in
        [("€", "EUR"), ("£", "GBP"), ("¥", "JPY"), ("US$", "USD"), ("CA$", "CAD"), ("A$", "AUD")]
    {
        if text.contains(sign) {
            return Some(code.to_owned());
        }
    }
    let code: String = text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_uppercase();
    let known = iso_currency::Currency::from_code(&code).is_some();
    if known { Some(code) } else { text.contains('$').then(|| "USD".to_owned()) }
}

/// A number with either decimal sign. `1,234` and `1.234` are read as thousands: amounts of money have at most two
/// decimals where the sign is in doubt.
fn decimal(digits: &str) -> Option<Decimal> {
    let last = digits.rfind(['.', ',']);
    let Some(last) = last else { return digits.parse().ok() };
    let sign = digits.as_bytes().get(last).copied().map(char::from)?;
    let after = digits.len() - last - 1;
    let only_one = digits.matches(['.', ',']).count() == 1;
    let is_decimal = if only_one { after != 3 } else { digits.matches(sign).count() == 1 };
    let (whole, rest) = if is_decimal { digits.split_at(last) } else { (digits, "") };
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let rest: String = rest.chars().filter(char::is_ascii_digit).collect();
    if rest.is_empty() { whole.parse().ok() } else { format!("{whole}.{rest}").parse().ok() }
}

/// A percentage without its decimals: `20`, `20.0`, `20 %`.
pub(super) fn per_cent(text: &str) -> Option<i32> {
    let number: f64 = text.trim().trim_end_matches('%').trim().replace(',', ".").parse().ok()?;
    #[allow(clippy::cast_possible_truncation, reason = "within 0 and 100")]
    (0.0..=100.0).contains(&number).then(|| number.round() as i32)
}

/// A day: `2026-03-31`, with or without a time; `31.3.2026`; `3/31/2026` where only one reading is possible.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let head = text.split(['T', ' ']).next()?;
    for format in ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y"] {
        if let Ok(day) = NaiveDate::parse_from_str(head, format) {
            return (day.format("%Y").to_string().len() == 4).then_some(day);
        }
    }
    let american = NaiveDate::parse_from_str(head, "%m/%d/%Y").ok();
    let british = NaiveDate::parse_from_str(head, "%d/%m/%Y").ok();
    match (american, british) {
        (Some(day), None) | (None, Some(day)) => Some(day),
        (Some(one), Some(other)) if one == other => Some(one),
        _ => None,
    }
}

/// Yes or no.
pub(super) fn mark(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "x" | "ja" | "wahr" | "checked" | "on" => Some(true),
        "0" | "false" | "no" | "n" | "nein" | "falsch" | "unchecked" | "off" => Some(false),
        _ => None,
    }
}

/// A person's name, cut before its last word: `Anna Maria Huber` → `Anna Maria`, `Huber`; `Huber, Anna` → `Anna`, `Huber`.
pub(super) fn names(full: &str) -> (Option<String>, Option<String>) {
    let kept = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    if let Some((last, first)) = full.split_once(',') {
        return (kept(first), kept(last));
    }
    match full.trim().rsplit_once(char::is_whitespace) {
        Some((first, last)) => (kept(first), kept(last)),
        None => (None, kept(full)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_in_either_notation() {
        for (text, number, currency) in [
            ("12000", "12000", None),
            ("12000.00", "12000.00", None),
            ("€ 1.234,50", "1234.50", Some("EUR")),
            ("$1,234.5", "1234.5", Some("USD")),
            ("1,234", "1234", None),
            ("1.234.567", "1234567", None),
            ("CHF 5'000.-", "5000", Some("CHF")),
            ("5000 EUR", "5000", Some("EUR")),
            ("0,5", "0.5", None),
        ] {
            let (read, sign) = amount(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read, sign.as_deref()), (number.parse().expect("number"), currency), "{text}");
        }
        assert_eq!(amount("a lot"), None);
    }

    #[test]
    fn days_are_read_only_when_they_are_sure() {
        let last_of_march = NaiveDate::from_ymd_opt(2026, 3, 31);
        for text in [
            "2026-03-31",
            "2026-03-31 10:00:00",
            "2026-03-31T10:00:00Z",
            "31.3.2026",
            "3/31/2026",
            "31/03/2026",
        ] {
            assert_eq!(day(text), last_of_march, "{text}");
        }
        assert_eq!(day("3/4/2026"), None);
        assert_eq!(day("4/4/2026"), NaiveDate::from_ymd_opt(2026, 4, 4));
        assert_eq!(day("soon"), None);
    }

    #[test]
    fn names_are_cut_before_the_last_word() {
        let some = |first: &str, last: &str| (Some(first.to_owned()), Some(last.to_owned()));
        assert_eq!(names("Anna Maria Huber"), some("Anna Maria", "Huber"));
        assert_eq!(names("Huber, Anna"), some("Anna", "Huber"));
        assert_eq!(names("Prince"), (None, Some("Prince".to_owned())));
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_cell_is_read_without_panic(text: String) {
            let _ = (amount(&text), per_cent(&text), day(&text), mark(&text), names(&text));
        }
    }
}
