//! Every mail that ships, in every language, with much and with little known.

use proptest::prelude::*;

use super::super::{catalogue::BUILT_IN, data, templates::embedded, *};

const LANGUAGES: [&str; 2] = ["en", "de"];

fn renderer() -> Renderer {
    Renderer::new(&Organisation::sample()).unwrap()
}

fn data_for(mail: &catalogue::BuiltIn, full: bool) -> MailData {
    let mut data = if full { MailData::sample() } else { MailData::minimal_sample() };
    if mail.audience == RecipientKind::Lead {
        data.links.lead = None;
    } else {
        data.recipient = Recipient { name: "Miriam Okafor".to_owned(), kind: mail.audience };
        data.links.unsubscribe = None;
    }
    data
}

#[test]
fn every_mail_reads_well() {
    let renderer = renderer();
    for mail in &BUILT_IN {
        for language in LANGUAGES {
            let source = embedded(mail.name, Some(language)).unwrap();
            for (full, amount) in [(true, "full"), (false, "minimal")] {
                let mail_text = renderer.render(&source, &data_for(mail, full)).unwrap();
                let letter = format!("Subject: {}\n\n{}", mail_text.subject, mail_text.text);
                insta::assert_snapshot!(format!("{}.{language}.{amount}", mail.name), letter);
            }
        }
    }
}

#[test]
fn html_of_some_mails() {
    let renderer = renderer();
    for (name, language) in [("status_new", "en"), ("status_proposal_sent", "de"), ("going_stale", "en")] {
        let mail = BUILT_IN.iter().find(|mail| mail.name == name).unwrap();
        let source = embedded(name, Some(language)).unwrap();
        let html = renderer.render(&source, &data_for(mail, true)).unwrap().html.unwrap();
        insta::assert_snapshot!(format!("{name}.{language}.html"), html);
    }
}

#[test]
fn every_mail_passes_the_check_for_users_templates() {
    for mail in &BUILT_IN {
        for language in LANGUAGES {
            let source = embedded(mail.name, Some(language)).unwrap();
            assert_eq!(renderer().check(&source), [], "{} {language}", mail.name);
        }
    }
}

#[test]
fn every_mail_has_what_the_reader_needs() {
    for mail in &BUILT_IN {
        for language in LANGUAGES {
            let source = embedded(mail.name, Some(language)).unwrap();
            let rendered = renderer().render(&source, &data_for(mail, true)).unwrap();
            let html = rendered.html.unwrap();
            assert!(html.contains(&format!("<html lang=\"{language}\"")), "{} {language}", mail.name);
            assert!(rendered.subject.len() < 90, "{}", rendered.subject);
            for body in [&rendered.text, &html] {
                let place = format!("{} {language}: {body}", mail.name);
                assert!(body.contains("Acme Rooms"), "{place}");
                if mail.audience == RecipientKind::Lead {
                    assert!(
                        body.contains("reply") || body.contains("ntworten Sie"),
                        "how to answer: {place}"
                    );
                    for needed in [
                        "L-000123",
                        "Miriam Okafor",
                        "1 High Street",
                        "https://app.example.com/u/abc123",
                        "Anna",
                    ] {
                        assert!(body.contains(needed), "{needed} in {place}");
                    }
                } else if mail.name != "test_message" {
                    for needed in ["L-000123", "https://app.example.com/leads/L-000123", "Miriam Okafor"] {
                        assert!(body.contains(needed), "{needed} in {place}");
                    }
                }
            }
        }
    }
}

#[test]
fn nothing_internal_is_told_to_a_lead() {
    let words = [
        "lead",
        "cold",
        "disqualif",
        "stale",
        "pipeline",
        "prospect",
        "nurtur",
        "budget",
        "price",
        "unqualif",
        "app.example.com/leads",
    ];
    for mail in BUILT_IN.iter().filter(|mail| mail.audience == RecipientKind::Lead) {
        for language in LANGUAGES {
            for full in [true, false] {
                let mut data = data_for(mail, full);
                data.lead.status.label = "Cold".to_owned();
                let rendered =
                    renderer().render(&embedded(mail.name, Some(language)).unwrap(), &data).unwrap();
                let told = format!("{} {}", rendered.subject, rendered.text).to_lowercase();
                for word in words {
                    assert!(!told.contains(word), "{word} in {} {language}: {told}", mail.name);
                }
            }
        }
    }
}

fn name() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[A-Z][a-zäöüéñ'’\\-]{0,12}( [A-Z][a-z]{0,8})?")
}

prop_compose! {
    fn any_data()(
        first in name(), last in name(), company in name(), interest in name(), amount in name(), reason in name(),
        products in prop::collection::vec("[A-Z][a-z]{1,9}", 0..4),
        days in prop::option::of(0..400_i64), until in prop::option::of(0..9_i64), has_date: bool, has_assignee: bool, has_phone: bool, has_links: bool,
    ) -> MailData {
        let full = MailData::sample();
        let number = full.lead.number.clone();
        MailData {
            lead: LeadData {
                full_name: data::full_name(first.as_deref(), last.as_deref(), company.as_deref(), &number),
                salutation: data::salutation(first.as_deref(), last.as_deref(), company.as_deref()),
                first_name: first, last_name: last, company, initial_interest: interest, products,
                target_amount: amount, lost_reason_label: reason,
                resume_on: full.lead.resume_on.filter(|_| has_date),
                expected_completion_date: full.lead.expected_completion_date.filter(|_| has_date),
                days_without_touch: days, days_until_stale: until, days_overdue: days, minutes_waiting: days,
                phone: full.lead.phone.filter(|_| has_phone),
                ..full.lead
            },
            assignee: full.assignee.filter(|_| has_assignee).map(|a| Assignee { phone: a.phone.filter(|_| has_phone), ..a }),
            links: if has_links { full.links } else { Links::default() },
            ..full
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_mail_shows_its_machinery(data in any_data()) {
        let renderer = renderer();
        for mail in &BUILT_IN {
            for language in LANGUAGES {
                let rendered = renderer.render(&embedded(mail.name, Some(language)).unwrap(), &data).unwrap();
                prop_assert!(!rendered.subject.is_empty());
                for text in [&rendered.subject, &rendered.text, rendered.html.as_ref().unwrap()] {
                    for artefact in ["{{", "}}", "{%", "%}", "{#", "undefined", "  \n", "()", " ,", " .", ",,"] {
                        prop_assert!(!text.contains(artefact), "{:?} in {} {}: {}", artefact, mail.name, language, text);
                    }
                    let none = text.replace("text-decoration:none", "").split(|c: char| !c.is_alphanumeric()).any(|word| word == "None" || word == "none" || word == "null");
                    prop_assert!(!none, "none in {} {}: {}", mail.name, language, text);
                }
            }
        }
    }
}
