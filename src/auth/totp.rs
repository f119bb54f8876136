//! Codes of authenticator apps: RFC 6238 with what every app knows, SHA-1, six digits, thirty seconds.

use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Secret};

use crate::error::{Error, Result};

/// Bytes of a secret: as many as the hash has (RFC 4226, section 4).
pub const SECRET_LENGTH: usize = 20;
/// Seconds for which a code is shown.
const STEP: u64 = 30;
/// Codes before and after the one of now that are taken: clocks differ, and people type slowly.
const TOLERANCE: u16 = 1;

/// The time step of a code that is right now, or was a moment ago. A step must not be taken twice: the caller
/// remembers the last one.
///
/// # Errors
/// The secret is none.
pub fn step_of(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let Ok(seconds) = u64::try_from(now.timestamp()) else { return Ok(None) };
    let step = of(secret).build().map_err(Error::fault)?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The address that authenticator apps read from a QR code.
///
/// # Errors
/// The secret is none.
pub fn uri(secret: &[u8], issuer: &str, account: &str) -> Result<String> {
    // A colon separates the two in the address.
    let plain = |text: &str| text.replace(':', " ");
    let named = of(secret).with_issuer(Some(plain(issuer))).with_account_name(plain(account));
    named.build().map_err(Error::fault)?.to_url().map_err(Error::fault)
}

/// The secret as people type it.
pub fn base32(secret: &[u8]) -> String {
    Secret::from(secret).to_base32()
}

fn of(secret: &[u8]) -> Builder {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(STEP)
        .with_skew(TOLERANCE)
        .with_secret(secret)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const RFC: &[u8] = b"12345678901234567890";

    fn step(code: &str, seconds: i64) -> Option<i64> {
        step_of(RFC, code, DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six digits of the eight.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step(code, seconds), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn one_step_before_and_after_is_taken_and_no_more() {
        for (seconds, taken) in [(29, true), (30, true), (59, true), (89, true), (90, false), (120, false)] {
            assert_eq!(step("287082", seconds).is_some(), taken, "{seconds}");
        }
        assert_eq!(step("287082", 89), Some(1), "it is the code's own step, not that of now");
    }

    #[test]
    fn what_is_no_code_is_no_code() {
        for code in ["", "28708", "2870820", "+87082", "28708２", "287082 ", "null"] {
            assert_eq!(step(code, 59), None, "{code}");
        }
        assert!(step_of(b"short", "287082", DateTime::UNIX_EPOCH).is_err());
    }

    #[test]
    fn apps_read_the_address() {
        let uri = uri(RFC, "Acme: Sales & Co", "ann@acme.example").unwrap();
        assert!(uri.starts_with("otpauth://totp/Acme%20%20Sales%20%26%20Co:ann%40acme.example?"), "{uri}");
        assert!(uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{uri}");
    }
}
