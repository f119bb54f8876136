//! One mail, ready to go: plain values in, an RFC 5322 message out.

use chrono::{DateTime, Utc};
use lettre::message::{
    Mailbox, Message, MultiPart, SinglePart,
    header::{ContentType, Date},
};
use url::Url;

use super::headers::{AutoSubmitted, ListUnsubscribe, ListUnsubscribePost};

/// A mail as the rest of the house sees it.
#[derive(Debug, Clone)]
pub struct OutgoingMail {
    /// The value between `<` and `>`; see [`message_id`](super::message_id::message_id).
    pub message_id: String,
    /// When the mail was written; becomes the `Date` header.
    pub date: DateTime<Utc>,
    /// Who sends it.
    pub from: Mailbox,
    /// Who gets it.
    pub to: Mailbox,
    /// Where an answer goes, if not to `from`.
    pub reply_to: Option<Mailbox>,
    /// One line.
    pub subject: String,
    /// The plain text, always there.
    pub text: String,
    /// The same message in HTML.
    pub html: Option<String>,
    /// Whether a machine decided to send it (RFC 3834).
    pub automatic: bool,
    /// The one-click way out (RFC 8058).
    pub unsubscribe: Option<UnsubscribeLink>,
}

/// A link that unsubscribes with one `POST`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeLink {
    url: Url,
}

impl UnsubscribeLink {
    /// Takes an `http` or `https` address; RFC 8058 knows no other.
    pub fn new(url: Url) -> Option<Self> {
        matches!(url.scheme(), "http" | "https").then_some(Self { url })
    }

    /// The address.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

/// Why a mail could not be built. Trying again cannot help.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Somebody tried to smuggle in a header, or data is damaged.
    #[error("{field} contains a control character")]
    ControlCharacter {
        /// Which field.
        field: &'static str,
    },
    /// A Message-ID must be ASCII without blanks and angle brackets, with an `@`.
    #[error("not a usable Message-ID")]
    MessageId,
    /// Something lettre refuses.
    #[error("the message cannot be built: {0}")]
    Build(#[from] lettre::error::Error),
}

impl OutgoingMail {
    /// The message in lettre's form.
    ///
    /// Every value that becomes a header is refused if it contains a control character: lettre guards its own
    /// headers, but the rule must not depend on which of them it guards in which version.
    pub fn to_lettre(&self) -> Result<Message, MailError> {
        self.refuse_control_characters()?;
        let mut message = Message::builder()
            .message_id(Some(format!("<{}>", self.message_id)))
            .header(Date::new(self.date.into()))
            .from(self.from.clone())
            .to(self.to.clone())
            .subject(&self.subject);
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        if self.automatic {
            message = message.header(AutoSubmitted);
        }
        if let Some(link) = &self.unsubscribe {
            message = message.header(ListUnsubscribe(link.url.clone())).header(ListUnsubscribePost);
        }
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(self.text.clone());
        Ok(match &self.html {
            None => message.singlepart(text)?,
            Some(html) => {
                let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(html.clone());
                // The boundary comes from the Message-ID: a retry gives the same bytes, and no rng is needed.
                let boundary = format!(
                    "=_{}",
                    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, self.message_id.as_bytes()).simple()
                );
                message.multipart(
                    MultiPart::alternative().boundary(boundary).singlepart(text).singlepart(html),
                )?
            }
        })
    }

    fn refuse_control_characters(&self) -> Result<(), MailError> {
        let values = [
            ("message_id", Some(self.message_id.as_str())),
            ("subject", Some(self.subject.as_str())),
            ("from", self.from.name.as_deref()),
            ("to", self.to.name.as_deref()),
            ("reply_to", self.reply_to.as_ref().and_then(|mailbox| mailbox.name.as_deref())),
        ];
        for (field, value) in values {
            if value.is_some_and(|value| value.chars().any(char::is_control)) {
                return Err(MailError::ControlCharacter { field });
            }
        }
        let id = &self.message_id;
        let usable = id.is_ascii() && id.contains('@') && !id.contains([' ', '<', '>']);
        if usable { Ok(()) } else { Err(MailError::MessageId) }
    }
}

#[cfg(test)]
mod tests {
    use mailparse::MailHeaderMap;

    use super::super::tests::outgoing;
    use super::*;

    fn formatted(mail: &OutgoingMail) -> String {
        String::from_utf8(mail.to_lettre().unwrap().formatted()).unwrap()
    }

    #[test]
    fn carries_all_headers_and_both_parts() {
        let mail = outgoing();
        insta::assert_snapshot!(formatted(&mail));
        assert_eq!(formatted(&mail), formatted(&mail), "a retry gives the same bytes");
    }

    #[test]
    fn manual_text_only_mail_has_no_automatic_headers() {
        let mail = OutgoingMail { html: None, automatic: false, unsubscribe: None, ..outgoing() };
        let text = formatted(&mail);
        assert!(
            !text.contains("Auto-Submitted") && !text.contains("Unsubscribe") && !text.contains("multipart")
        );
    }

    #[test]
    fn subjects_and_names_beyond_ascii_survive_and_fold() {
        let subject = "Ihr Angebot für die Ångström GmbH – 東京, und noch ein paar Wörter mehr, damit es lang genug wird 🙂";
        let name = "Zoë „Zo“ Müller-Lüdenscheidt, Vertrieb";
        let mut mail = OutgoingMail { subject: subject.to_owned(), ..outgoing() };
        mail.to.name = Some(name.to_owned());
        let text = formatted(&mail);
        assert!(text.is_ascii());
        assert!(text.lines().all(|line| line.len() <= 200), "folded: {text}");
        let parsed = mailparse::parse_mail(text.as_bytes()).unwrap();
        let header = |key: &str| parsed.headers.get_first_value(key).unwrap();
        assert_eq!(header("Subject"), subject);
        assert!(header("To").contains("Müller-Lüdenscheidt"), "{}", header("To"));
    }

    #[test]
    fn long_ascii_subjects_fold() {
        let mail = OutgoingMail { subject: "word ".repeat(60).trim().to_owned(), ..outgoing() };
        let text = formatted(&mail);
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(
            head.lines().filter(|line| !line.starts_with("List-")).all(|line| line.len() <= 78),
            "{head}"
        );
    }

    #[test]
    fn line_ends_in_any_header_value_are_refused() {
        let evil = "x\r\nBcc: evil@example.test";
        for evil in [evil, "x\nBcc: e@example.test", "x\rBcc: e@example.test", "x\0"] {
            let mut cases = vec![
                OutgoingMail { subject: evil.to_owned(), ..outgoing() },
                OutgoingMail { message_id: format!("{evil}@example.test"), ..outgoing() },
            ];
            for field in 0..3 {
                let mut mail = outgoing();
                let slot = match field {
                    0 => &mut mail.from,
                    1 => &mut mail.to,
                    _ => mail.reply_to.as_mut().unwrap(),
                };
                slot.name = Some(evil.to_owned());
                cases.push(mail);
            }
            for case in cases {
                assert!(matches!(case.to_lettre(), Err(MailError::ControlCharacter { .. })));
            }
        }
        // An address and a link cannot even hold one.
        assert!("a\r\nBcc: x@example.test".parse::<lettre::Address>().is_err());
        let url = Url::parse("https://example.test/u\r\nBcc: x").unwrap();
        let mail = OutgoingMail { unsubscribe: UnsubscribeLink::new(url), ..outgoing() };
        assert!(!formatted(&mail).contains("\r\nBcc"));
    }

    #[test]
    fn unusable_message_ids_and_links_are_refused() {
        for id in ["no-at", "a b@example.test", "<a@example.test>", "ü@example.test"] {
            let mail = OutgoingMail { message_id: id.to_owned(), ..outgoing() };
            assert!(matches!(mail.to_lettre(), Err(MailError::MessageId)), "{id}");
        }
        assert!(UnsubscribeLink::new(Url::parse("mailto:u@example.test").unwrap()).is_none());
    }
}
