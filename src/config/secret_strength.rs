//! Whether a secret could be guessed.

use std::collections::HashMap;

/// Words of examples: in a random secret they do not turn up by chance.
const WORDS: [&str; 9] =
    ["changeme", "example", "password", "secret", "insecure", "replace", "default", "leadline", "qwerty"];
/// By the frequency of its characters; 32 random hexadecimal digits have about 117.
const ENOUGH_BITS: f64 = 80.0;
/// Characters that each follow the one before in the alphabet or among the digits.
const LONG_RUN: usize = 8;

/// Why the secret could be guessed, in words that do not repeat it; `None` when it is good.
pub fn weakness(secret: &str) -> Option<&'static str> {
    let plain: String =
        secret.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    if secret.chars().count() < 32 {
        Some("is shorter than 32 characters")
    } else if WORDS.iter().any(|word| plain.contains(word)) {
        Some("looks like an example")
    } else if is_repetition(&plain) {
        Some("repeats itself")
    } else if has_long_run(&plain) {
        Some("counts up or down")
    } else if bits(secret) < ENOUGH_BITS {
        Some("has too few different characters")
    } else {
        None
    }
}

/// Whether it is one piece again and again, such as one character.
fn is_repetition(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    (1..=characters.len() / 2).any(|piece| characters[piece..] == characters[..characters.len() - piece])
}

fn has_long_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = codes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps
        .windows(LONG_RUN - 1)
        .any(|run| run.iter().all(|step| *step == 1) || run.iter().all(|step| *step == -1))
}

#[allow(clippy::cast_precision_loss, reason = "an estimate")]
fn bits(text: &str) -> f64 {
    let mut counts = HashMap::new();
    for c in text.chars() {
        *counts.entry(c).or_insert(0_usize) += 1;
    }
    let length = text.chars().count() as f64;
    counts.values().map(|count| *count as f64).map(|count| count * (length / count).log2()).sum()
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn what_could_be_guessed_is_refused() {
        for (secret, why) in [
            ("short", "shorter"),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "repeats"),
            ("0123456789abcdef0123456789abcdef", "repeats"),
            ("correct-horse-correct-horse-correct-horse", "repeats"),
            ("abcdefghijklmnopqrstuvwxyz0123456789", "counts"),
            ("change-me-to-something-long-and-random", "example"),
            ("CHANGE_ME_0f8a7c6b5d4e3f2a1b0c9d8e", "example"),
            ("your-256-bit-secret-goes-right-here", "example"),
            ("abababababababbabaababababbaabab", "too few"),
            ("--------------------------------", "too few"),
        ] {
            let told = weakness(secret).unwrap_or("is good");
            assert!(told.contains(why), "{secret}: {told}");
        }
    }

    #[test]
    fn what_a_machine_made_is_taken() {
        for seed in 0_u32..500 {
            let bytes = Sha256::digest(seed.to_be_bytes());
            let hex = bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            assert_eq!(weakness(&hex), None, "{hex}");
            assert_eq!(weakness(&hex[..32]), None, "{hex}");
        }
        for good in ["Wm9Xf2qLr8TzKv4NbYc1HsDgJpEuAo7i", "quiet otter paints seven copper bridges at dawn"] {
            assert_eq!(weakness(good), None, "{good}");
        }
    }
}
