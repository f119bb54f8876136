//! Reading what people write: addresses, phone numbers, web sites, places. Each check gives the value to keep.

use std::str::FromStr;

use phonenumber::{Mode, country};
use url::Url;

use crate::error::{Code, Problem};

/// Longest line of text that is kept.
const MAX_LINE: usize = 200;
/// Longest free text that is kept.
const MAX_TEXT: usize = 10_000;

fn invalid(field: &str, message: impl Into<String>) -> Problem {
    Problem::new(Code::Invalid, &[field], message)
}

/// One line of text, trimmed, without control characters; nothing when it is empty.
pub fn line(field: &str, text: &str) -> Result<Option<String>, Problem> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > MAX_LINE {
        return Err(Problem::new(Code::TooLong, &[field], format!("at most {MAX_LINE} characters")));
    }
    if text.chars().any(char::is_control) {
        return Err(invalid(field, "remove the control characters"));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// Free text, trimmed; nothing when it is empty.
pub fn text(field: &str, text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.chars().count() > MAX_TEXT {
        return Err(Problem::new(Code::TooLong, &[field], format!("at most {MAX_TEXT} characters")));
    }
    // PostgreSQL cannot keep a NUL.
    if text.contains('\0') {
        return Err(invalid(field, "remove the NUL characters"));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// An e-mail address, as given.
pub fn email(field: &str, address: &str) -> Result<Option<String>, Problem> {
    let Some(address) = line(field, address)? else { return Ok(None) };
    match lettre::Address::from_str(&address) {
        Ok(_) => Ok(Some(address)),
        Err(_) => Err(invalid(
            field,
            format!("`{address}` is no e-mail address; write one such as `ann@acme.example`"),
        )),
    }
}

/// A phone number, as given, and in E.164 where it can be read. `country` is where numbers without a country code
/// are from.
pub fn phone(field: &str, number: &str, country: &str) -> Result<Option<(String, Option<String>)>, Problem> {
    let Some(number) = line(field, number)? else { return Ok(None) };
    if number.chars().filter(char::is_ascii_digit).count() < 3 {
        return Err(invalid(
            field,
            format!("`{number}` is no phone number; write one such as `+43 1 234567`"),
        ));
    }
    // Given a country, the library takes its trunk prefix off an international number as well: +43 1 … in the US.
    let country = country::Id::from_str(country).ok().filter(|_| !number.starts_with('+'));
    let read = phonenumber::parse(country, &number).ok().filter(phonenumber::PhoneNumber::is_valid);
    let e164 = read.map(|read| read.format().mode(Mode::E164).to_string());
    Ok(Some((number, e164)))
}

/// A web site; `https://` is added where no scheme is given.
pub fn website(field: &str, site: &str) -> Result<Option<String>, Problem> {
    let Some(site) = line(field, site)? else { return Ok(None) };
    let full = if site.contains("://") { site.clone() } else { format!("https://{site}") };
    match Url::parse(&full) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => Ok(Some(full)),
        _ => {
            Err(invalid(field, format!("`{site}` is no web site; write one such as `https://acme.example`")))
        }
    }
}

/// ISO 3166-1 alpha-2.
pub fn country_code(field: &str, code: &str) -> Result<Option<String>, Problem> {
    let Some(code) = line(field, code)? else { return Ok(None) };
    let code = code.to_uppercase();
    match country::Id::from_str(&code) {
        Ok(_) => Ok(Some(code)),
        Err(_) => Err(invalid(field, format!("`{code}` is no ISO 3166-1 code; write one such as `AT`"))),
    }
}

/// BCP 47 language tag.
pub fn locale(field: &str, tag: &str) -> Result<Option<String>, Problem> {
    let Some(tag) = line(field, tag)? else { return Ok(None) };
    match unic_langid::LanguageIdentifier::from_str(&tag) {
        Ok(tag) => Ok(Some(tag.to_string())),
        Err(_) => Err(invalid(field, format!("`{tag}` is no language tag; write one such as `de-AT`"))),
    }
}

/// IANA time zone.
pub fn time_zone(field: &str, zone: &str) -> Result<Option<String>, Problem> {
    let Some(zone) = line(field, zone)? else { return Ok(None) };
    match chrono_tz::Tz::from_str(&zone) {
        Ok(zone) => Ok(Some(zone.name().to_owned())),
        Err(_) => {
            Err(invalid(field, format!("`{zone}` is no IANA time zone; write one such as `Europe/Vienna`")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_read_by_the_country_they_are_from() {
        for (number, country, e164) in [
            ("01 5880 1000", "AT", Some("+43158801000")),
            ("+44 20 7946 0018", "AT", Some("+442079460018")),
            ("(212) 736-5000", "US", Some("+12127365000")),
            ("+43 1 5880 1000", "US", Some("+43158801000")),
            ("ext. 4711", "AT", None),
        ] {
            let (given, read) = phone("phone", number, country).expect("taken").expect("not empty");
            assert_eq!((given.as_str(), read.as_deref()), (number, e164));
        }
        assert!(phone("phone", "call me", "AT").is_err());
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        for bad in
            ["ann", "ann@", "@acme.example", "a b@acme.example", "ann@acme.example\r\nBcc: x@y.example"]
        {
            let problem = email("email", bad).expect_err(bad);
            assert!(problem.message.contains("ann@acme.example"), "{problem}");
        }
        assert_eq!(email("email", "  Ann@Acme.example "), Ok(Some("Ann@Acme.example".to_owned())));
        assert_eq!(email("email", "  "), Ok(None));
    }

    #[test]
    fn sites_and_places_are_written_the_usual_way() {
        assert_eq!(website("website", "acme.example/shop"), Ok(Some("https://acme.example/shop".to_owned())));
        assert!(website("website", "javascript:alert(1)").is_err());
        assert_eq!(country_code("country", "at"), Ok(Some("AT".to_owned())));
        assert!(country_code("country", "Austria").is_err());
        assert_eq!(locale("locale", "de_at"), Ok(Some("de-AT".to_owned())));
        assert_eq!(time_zone("time_zone", "Europe/Vienna"), Ok(Some("Europe/Vienna".to_owned())));
    }
}
