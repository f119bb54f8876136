//! Money as a reader expects it.

use iso_currency::Currency;

/// `EUR 12,500.00`, or for German `12.500,00 EUR`. `minor_units` are cents where the currency has cents
/// (ISO 4217); an unknown code counts as having two places.
pub fn format(minor_units: i64, currency: &str, locale: &str) -> String {
    let places = Currency::from_code(currency).map_or(2, |known| known.exponent().unwrap_or(0));
    let unit = 10_u64.pow(u32::from(places));
    let (whole, rest) = (minor_units.unsigned_abs() / unit, minor_units.unsigned_abs() % unit);
    let german = locale == "de" || locale.starts_with("de-");
    let (thousands, decimal) = if german { ('.', ',') } else { (',', '.') };
    let mut number = grouped(whole, thousands);
    if places > 0 {
        number.push(decimal);
        number += format!("{rest:0width$}", width = usize::from(places)).as_str();
    }
    if minor_units < 0 {
        number.insert(0, '-');
    }
    if german { format!("{number} {currency}") } else { format!("{currency} {number}") }
}

fn grouped(whole: u64, separator: char) -> String {
    let digits = whole.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn groups_and_places_follow_currency_and_language() {
        assert_eq!(format(1_250_000, "EUR", "en"), "EUR 12,500.00");
        assert_eq!(format(1_250_000, "EUR", "de-AT"), "12.500,00 EUR");
        assert_eq!(format(1_250_000, "JPY", "en"), "JPY 1,250,000");
        assert_eq!(format(1_250_005, "KWD", "en"), "KWD 1,250.005");
        assert_eq!(format(7, "USD", "en"), "USD 0.07");
        assert_eq!(format(-123_456, "USD", "en"), "USD -1,234.56");
        assert_eq!(format(i64::MIN, "EUR", "de"), "-92.233.720.368.547.758,08 EUR");
    }
}
