//! What makes a password good enough: long, not its owner's name or address, and none that everybody tries first.
//! Nothing is said of digits and signs (NIST SP 800-63B, section 5.1.1.2).

use crate::error::{Code, Error, Result};

/// Shortest password that is taken, in characters.
pub const MIN_LENGTH: usize = 10;
/// Longest: hashing must not be a way to keep the server busy.
pub const MAX_LENGTH: usize = 256;
/// Words of which passwords are made that everybody tries first: alone, repeated, or with digits and signs around them.
const COMMON: &str = include_str!("common_passwords.txt");
/// Rows of keys, there and back.
const ROWS: [&str; 8] = [
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Whose password it is to be.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// Their address.
    pub email: &'a str,
    /// Their name.
    pub name: &'a str,
}

/// Looks whether somebody may have this password.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn check(password: &str, owner: &Owner<'_>, field: &str) -> Result<()> {
    let length = password.chars().count();
    let wrong = if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        format!("a password has {MIN_LENGTH} to {MAX_LENGTH} characters")
    } else if is_of_owner(password, owner) {
        "this password is made of your own name or address; choose one that nobody can know".to_owned()
    } else if is_common(password) {
        "this password is among the first that anybody tries; choose another, such as four words that have nothing to do with each other".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::refused(Code::Invalid, &[field], wrong))
}

/// Whether nothing is left of it without the owner's name, address, digits and signs.
fn is_of_owner(password: &str, owner: &Owner<'_>) -> bool {
    let (local, domain) = owner.email.split_once('@').unwrap_or((owner.email, ""));
    let company = domain.split('.').next().unwrap_or_default();
    let mut own: Vec<String> = [owner.email, owner.name, local, company]
        .into_iter()
        .chain(owner.name.split_whitespace())
        .chain(local.split(['.', '-', '_', '+']))
        .map(letters)
        .filter(|part| part.chars().count() > 2)
        .collect();
    own.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let mut left = letters(password);
    let had_letters = !left.is_empty();
    for part in own {
        left = left.replace(&part, "");
    }
    had_letters && left.chars().count() < 3
}

fn is_common(password: &str) -> bool {
    let plain: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let (words, plain_letters) =
        (COMMON.lines().map(str::trim).filter(|word| !word.is_empty()), letters(&plain));
    plain.is_empty()
        || repeats(&plain)
        || is_row(&plain)
        || words.clone().any(|word| plain == word || plain_letters == word || unleet(&plain) == word)
        || repeats_word(&plain_letters, words)
}

/// Whether it is one short piece again and again.
fn repeats(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=4.min(letters.len() / 2)).any(|piece| letters[piece..] == letters[..letters.len() - piece])
}

/// Whether it runs along the keys, or along the alphabet.
fn is_row(text: &str) -> bool {
    ROWS.iter().any(|row| {
        let back: String = row.chars().rev().collect();
        row.contains(text) || back.contains(text)
    })
}

fn repeats_word<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> bool {
    let mut words = words.filter(|word| word.len() > 2);
    words.any(|word| {
        text.len() > word.len() && text.len().is_multiple_of(word.len()) && text.replace(word, "").is_empty()
    })
}

/// Letters alone, in lower case.
fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect()
}

/// `p4ssw0rd2026` as `password`.
fn unleet(text: &str) -> String {
    let read = |c| match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        c => c,
    };
    text.trim_end_matches(|c: char| !c.is_alphabetic()).chars().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Owner<'_> = Owner { email: "jonas.weber@acme.example", name: "Jonas Weber" };

    fn message(password: &str) -> String {
        check(password, &OWNER, "password").map_or_else(|error| error.to_string(), |()| "good".to_owned())
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for password in [
            "password123",
            "Password123!",
            "passwordpassword",
            "P4ssw0rd!2026",
            "1234567890",
            "0987654321",
            "qwertyuiop",
            "1q2w3e4r5t",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "letmein2026",
            "Welcome2026!",
            "iloveyou1234",
            "administrator",
            "..........",
            "sunshine99",
            "changeme1234",
            "abcdefghij",
            "zyxwvutsrq",
            "1qaz2wsx3edc",
        ] {
            assert!(message(password).contains("among the first"), "{password}: {}", message(password));
        }
    }

    #[test]
    fn what_their_colleagues_would_try_is_refused() {
        for password in
            ["jonas.weber@acme.example", "JonasWeber1", "weber-1234567", "jonas jonas 99", "Acme-Jonas-2026"]
        {
            assert!(message(password).contains("your own name"), "{password}: {}", message(password));
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(message("short").contains("10 to 256"));
        assert!(message(&"ä".repeat(257)).contains("10 to 256"));
        assert_eq!(message("tür über öl"), "good");
    }

    #[test]
    fn what_is_long_and_unlike_is_taken() {
        for password in [
            "correct horse battery",
            "leadline-demo",
            "Wm9Xf2qLr8Tz",
            "quiet otter paints",
            "jonas eats seven plums",
            "passwords are a nuisance",
            "weber und söhne seit 1907",
        ] {
            assert_eq!(message(password), "good", "{password}");
        }
    }
}
