//! The Message-ID: one per communication, whatever is retried.
//!
//! It is simply the id of the communication at the sender's domain. So a mail sent twice after a crash is one
//! mail to every reader that removes duplicates, and a reply or a bounce that quotes it leads straight back.

use uuid::Uuid;

/// The value between `<` and `>` for a communication, the same at every attempt.
///
/// `from_domain` may be international; it is written in ASCII. A domain that is none becomes `leadline.invalid`,
/// because a mail with an odd id is better than no mail.
pub fn message_id(communication_id: Uuid, from_domain: &str) -> String {
    let domain = match url::Host::parse(from_domain) {
        Ok(url::Host::Domain(domain)) => domain,
        _ => "leadline.invalid".to_owned(),
    };
    format!("{}@{domain}", communication_id.hyphenated())
}

/// The communication that a Message-ID of ours names (with or without angle brackets), if it is one.
///
/// Anybody can write such an id into a mail: look the communication up, and compare the sender.
pub fn communication_id(message_id: &str) -> Option<Uuid> {
    let (local, _) = message_id.trim().trim_matches(['<', '>']).split_once('@')?;
    Uuid::try_parse(local).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_stable_and_leads_back() {
        let id = Uuid::from_u128(7);
        let text = message_id(id, "acme.example");
        assert_eq!(text, "00000000-0000-0000-0000-000000000007@acme.example");
        assert_eq!(text, message_id(id, "acme.example"));
        assert_ne!(text, message_id(Uuid::from_u128(8), "acme.example"));
        assert_eq!(communication_id(&format!(" <{text}> ")), Some(id));
        assert_eq!(communication_id("<CAF123@mail.example>"), None);
    }

    #[test]
    fn any_domain_gives_a_usable_id() {
        let id = Uuid::from_u128(7);
        assert!(message_id(id, "bücher.example").ends_with("@xn--bcher-kva.example"));
        for bad in ["", "a b", "x\r\ny", "[::1]", "a<b"] {
            assert!(message_id(id, bad).ends_with("@leadline.invalid"), "{bad}");
        }
    }
}
