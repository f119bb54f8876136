//! An invented lead, for checking templates and for previews.

use chrono::NaiveDate;

use super::data::{
    Assignee, LeadData, Links, MailData, Organisation, Recipient, RecipientKind, StatusData, full_name,
    salutation,
};

impl MailData {
    /// A lead of which everything is known.
    pub fn sample() -> Self {
        let some = |text: &str| Some(text.to_owned());
        Self {
            lead: LeadData {
                number: "L-000123".to_owned(),
                first_name: some("Anna"),
                last_name: some("Berger"),
                full_name: "Anna Berger".to_owned(),
                company: some("Berger & Söhne GmbH"),
                salutation: "Anna".to_owned(),
                email: some("anna.berger@example.org"),
                phone: some("+43 1 2345678"),
                status: StatusData {
                    key: "PROPOSAL_SENT".to_owned(),
                    label: "Proposal sent".to_owned(),
                    meaning: "Has a proposal or quote. Answer questions, negotiate.".to_owned(),
                },
                initial_interest: some("a booking system for three meeting rooms"),
                products: vec!["Room Planner".to_owned(), "Door Display".to_owned()],
                target_amount: some("EUR 12,500.00"),
                expected_completion_date: NaiveDate::from_ymd_opt(2027, 3, 12),
                resume_on: NaiveDate::from_ymd_opt(2027, 1, 7),
                days_without_touch: Some(12),
                days_until_stale: Some(2),
                days_overdue: Some(5),
                minutes_waiting: Some(75),
                lost_reason_label: some("Price"),
            },
            assignee: Some(Assignee {
                name: "Miriam Okafor".to_owned(),
                email: "miriam.okafor@example.com".to_owned(),
                phone: some("+44 20 7946 0123"),
            }),
            recipient: Recipient { name: "Anna Berger".to_owned(), kind: RecipientKind::Lead },
            links: Links {
                lead: some("https://app.example.com/leads/L-000123"),
                unsubscribe: some("https://app.example.com/u/abc123"),
            },
        }
    }

    /// A lead of which next to nothing is known: everything optional is missing.
    pub fn minimal_sample() -> Self {
        let full = Self::sample();
        let number = full.lead.number;
        Self {
            lead: LeadData {
                first_name: None,
                last_name: None,
                full_name: full_name(None, None, None, &number),
                company: None,
                salutation: salutation(None, None, None),
                email: None,
                phone: None,
                status: full.lead.status,
                initial_interest: None,
                products: Vec::new(),
                target_amount: None,
                expected_completion_date: None,
                resume_on: None,
                days_without_touch: None,
                days_until_stale: None,
                days_overdue: None,
                minutes_waiting: None,
                lost_reason_label: None,
                number,
            },
            assignee: None,
            recipient: full.recipient,
            links: Links::default(),
        }
    }
}

impl Organisation {
    /// An invented organisation.
    pub fn sample() -> Self {
        Self {
            name: "Acme Rooms".to_owned(),
            postal_address: Some("1 High Street, London N1 9GU, United Kingdom".to_owned()),
            website: Some("https://acme.example".to_owned()),
        }
    }
}
