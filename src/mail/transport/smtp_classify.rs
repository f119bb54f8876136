//! What an SMTP failure means for the mail.
//!
//! Only a refusal of *this mail* is final. A refusal before the mail was named (bad sign-in, our address on a
//! block list, no STARTTLS) says that our own settings are wrong: every mail would meet it, none deserves it.

use std::error::Error as _;

use lettre::transport::smtp::Error;

use super::failure::{FailureKind, SendFailure};

/// "Authentication required", "mechanism too weak", "credentials invalid": about us at whatever point they come.
const ABOUT_US: [u16; 3] = [530, 534, 535];

/// A failure to connect, to encrypt or to sign in.
pub(super) fn while_connecting(error: &Error) -> SendFailure {
    let ours = error.is_permanent() || error.is_client();
    failure(error, if ours { FailureKind::Misconfigured } else { FailureKind::Transient })
}

/// A failure after the connection was ready.
pub(super) fn while_sending(error: &Error) -> SendFailure {
    let code = error.status().map(u16::from);
    if error.is_permanent() {
        if code.is_some_and(|code| ABOUT_US.contains(&code)) {
            return failure(error, FailureKind::Misconfigured);
        }
        let mut refused = failure(error, FailureKind::Permanent);
        refused.hard_bounce = code.is_some_and(|code| refuses_recipient(code, &refused.answer));
        return refused;
    }
    // lettre's own refusals here are about the address: it needs SMTPUTF8, which the server lacks.
    failure(error, if error.is_client() { FailureKind::Permanent } else { FailureKind::Transient })
}

fn failure(error: &Error, kind: FailureKind) -> SendFailure {
    SendFailure { kind, code: error.status().map(u16::from), answer: answer_of(error), hard_bounce: false }
}

/// Code and text as the server gave them, else the whole chain of causes.
pub(super) fn answer_of(error: &Error) -> String {
    match (error.status(), error.source()) {
        (Some(code), Some(text)) => format!("{code} {text}"),
        _ => error.to_string(),
    }
}

/// Whether a 5xx answer says that the mailbox or its domain does not exist.
///
/// With an enhanced code (RFC 3463) only `5.1.x` does, without those about the *sender* (5.1.7, 5.1.8). Without
/// one, 550, 551 and 553 do by RFC 5321, unless the text speaks of policy: many filters answer a bare 550, and
/// a wrongly suppressed address is a customer lost.
fn refuses_recipient(code: u16, answer: &str) -> bool {
    const POLICY: [&str; 9] =
        ["spam", "block", "polic", "denied", "relay", "reputation", "blacklist", "content", "reject due"];
    if !matches!(code, 550 | 551 | 553) {
        return false;
    }
    if let Some((subject, detail)) = answer.split_whitespace().find_map(enhanced) {
        return subject == 1 && !matches!(detail, 7 | 8);
    }
    let answer = answer.to_ascii_lowercase();
    !POLICY.iter().any(|word| answer.contains(word))
}

/// Subject and detail of a word like `5.1.1`.
fn enhanced(word: &str) -> Option<(u16, u16)> {
    let (subject, detail) =
        word.trim_matches(['#', '(', ')', ':', ';', '-']).strip_prefix("5.")?.split_once('.')?;
    Some((subject.parse().ok()?, detail.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_refused_recipients_are_hard_bounces() {
        let cases = [
            (550, "550 5.1.1 <a@b.test>: Recipient address rejected: User unknown", true),
            (550, "550 5.1.1 The email account that you tried to reach does not exist", true),
            (550, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", true),
            (553, "553 5.1.2 We can't find that domain", true),
            (550, "550 No such user here", true),
            (551, "551 User not local", true),
            (550, "550 5.7.1 Message rejected as spam", false),
            (550, "550 5.1.8 Sender domain not found", false),
            (550, "550 5.2.2 Mailbox full", false),
            (550, "550 Blocked, see https://policy.test", false),
            (550, "550 Relaying denied", false),
            (552, "552 5.1.1 odd", false),
            (554, "554 5.7.1 Policy", false),
            (554, "554 Transaction failed", false),
        ];
        for (code, answer, expected) in cases {
            assert_eq!(refuses_recipient(code, answer), expected, "{answer}");
        }
    }
}
