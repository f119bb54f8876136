//! Mails to users about their accounts, in every language.

use super::super::{templates::embedded, *};

fn data(notice: &str) -> AccountData {
    AccountData {
        name: "Miriam Okafor".to_owned(),
        email: "miriam@acme.example".to_owned(),
        notice: notice.to_owned(),
        at: "2026-03-01 10:00 UTC".to_owned(),
        link: Some("https://app.example.com/reset?token=llp_0123&from=mail".to_owned()),
        minutes: 60,
    }
}

fn written(template: &str, language: &str, notice: &str) -> Rendered {
    let renderer = Renderer::new(&Organisation::sample()).unwrap();
    renderer.render_account(&embedded(template, Some(language)).unwrap(), &data(notice)).unwrap()
}

#[test]
fn every_mail_about_an_account_reads_well() {
    for language in ["en", "de"] {
        for (template, notice) in [
            ("password_reset", "PASSWORD_RESET"),
            ("account_notice", "PASSWORD_CHANGED"),
            ("account_notice", "TWO_FACTOR_ENABLED"),
            ("account_notice", "TWO_FACTOR_DISABLED"),
            ("account_notice", "RECOVERY_CODES_RENEWED"),
            ("account_notice", "SESSION_STOLEN"),
        ] {
            let mail = written(template, language, notice);
            let letter = format!("Subject: {}\n\n{}", mail.subject, mail.text);
            insta::assert_snapshot!(format!("{}.{language}", notice.to_lowercase()), letter);
            let html = mail.html.unwrap();
            assert!(
                html.contains(&format!("<html lang=\"{language}\"")) && html.contains("Miriam Okafor"),
                "{html}"
            );
            assert!(mail.subject.contains("Acme Rooms"), "{}", mail.subject);
        }
    }
}

#[test]
fn the_link_is_whole_in_both_parts() {
    let mail = written("password_reset", "en", "PASSWORD_RESET");
    assert!(mail.text.contains("\nhttps://app.example.com/reset?token=llp_0123&from=mail\n"));
    let html = mail.html.unwrap().replace("&amp;", "&").replace("&#x2f;", "/");
    assert!(html.contains("href=\"https://app.example.com/reset?token=llp_0123&from=mail\""), "{html}");
}
