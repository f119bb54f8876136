//! What the tests of this module share, and the tests that read every mail.

mod account;
mod checking;
mod every_mail;

use super::{OutgoingMail, UnsubscribeLink};

/// A complete mail.
pub(in crate::mail) fn outgoing() -> OutgoingMail {
    OutgoingMail {
        message_id: "00000000-0000-0000-0000-00000000002a@acme.test".to_owned(),
        date: chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        from: "Acme Rooms <sales@acme.test>".parse().unwrap(),
        to: "Anna Berger <anna@example.test>".parse().unwrap(),
        reply_to: Some("Miriam Okafor <miriam@acme.test>".parse().unwrap()),
        subject: "Your enquiry (L-000123)".to_owned(),
        text: "Hello Anna,\n\nthank you.\n".to_owned(),
        html: Some("<p>Hello Anna,</p><p>thank you.</p>".to_owned()),
        automatic: true,
        unsubscribe: UnsubscribeLink::new("https://acme.test/u/abc".parse().unwrap()),
    }
}
