//! Recovery codes: for who has lost their authenticator app.

use entity::UserId;

use super::{secret::random_bytes, token};
use crate::error::Result;

/// How many a user gets.
pub const COUNT: usize = 10;
/// Letters of each: 80 random bits, too many to try, so that a plain hash will do.
const LENGTH: usize = 16;
/// Letters between two dashes.
const GROUP: usize = 4;
/// 32 letters and digits that are not mistaken for each other when they are copied from paper.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A new code, such as `k3vd-9xqm-a7fe-hn2c`.
///
/// # Errors
/// The system has no randomness.
pub fn make() -> Result<String> {
    // A byte has eight times as many values as there are letters: each is as likely as the others.
    let letters = random_bytes::<LENGTH>()?.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// The hash by which a user's code is found, however it was typed.
pub fn hash(owner: UserId, code: &str) -> String {
    let plain: String = code.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    token::hash(&format!("{owner}\n{plain}"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn codes_are_found_however_they_are_typed_and_only_by_their_owner() {
        let (ann, bob) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let code = make().unwrap();
        assert_eq!(code.len(), 19);
        assert_ne!(make().unwrap(), code);
        let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
        assert_eq!(hash(ann, &typed), hash(ann, &code));
        assert_ne!(hash(bob, &code), hash(ann, &code));
    }
}
