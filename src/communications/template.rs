//! Finding the text for a message: an override in the best language before the text that ships in it.

use entity::template_override;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    error::Result,
    mail::{TemplateSource, templates},
};

/// The template of this name for a reader of `locale`; for `de-AT`: what is written for `de-AT`, else for `de`, else
/// for nobody in particular. `None` when there is no such template at all.
///
/// # Errors
/// The database failed.
pub async fn find(db: &impl ConnectionTrait, name: &str, locale: &str) -> Result<Option<TemplateSource>> {
    let own =
        template_override::Entity::find().filter(template_override::Column::Name.eq(name)).all(db).await?;
    Ok(choose(&own, name, locale))
}

fn choose(own: &[template_override::Model], name: &str, locale: &str) -> Option<TemplateSource> {
    let shipped_in = templates::locales(name);
    for step in templates::fallbacks(locale) {
        let wanted = step.unwrap_or_default();
        if let Some(found) = own.iter().find(|text| same_language(&text.locale, wanted)) {
            return Some(TemplateSource {
                subject: found.subject.clone(),
                text: found.text.clone(),
                html: found.html.clone(),
            });
        }
        if step.is_none() || shipped_in.iter().any(|shipped| same_language(shipped, wanted)) {
            let shipped = shipped_in.iter().find(|shipped| same_language(shipped, wanted));
            if let Some(source) = templates::embedded(name, shipped.map(String::as_str)) {
                return Some(source);
            }
        }
    }
    None
}

/// `de-AT`, `de_AT` and `de-at` are one language.
fn same_language(one: &str, other: &str) -> bool {
    one.replace('_', "-").eq_ignore_ascii_case(&other.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use entity::TemplateOverrideId;
    use uuid::Uuid;

    use super::*;

    fn own(name: &str, locale: &str) -> template_override::Model {
        template_override::Model {
            id: TemplateOverrideId(Uuid::nil()),
            name: name.into(),
            locale: locale.into(),
            subject: format!("own {locale}"),
            text: "text".into(),
            html: None,
            version: 1,
            updated_at: DateTime::UNIX_EPOCH,
            updated_by: None,
        }
    }

    #[test]
    fn the_best_language_wins_and_in_it_the_own_text() {
        let subject =
            |own: Vec<_>, locale: &str| choose(&own, "status_new", locale).map(|found| found.subject);
        let shipped = |locale| templates::embedded("status_new", locale).map(|found| found.subject);
        assert_eq!(subject(vec![], "en"), shipped(None));
        assert_eq!(subject(vec![], "de-AT"), shipped(Some("de")));
        assert_ne!(shipped(None), shipped(Some("de")));
        let both = || vec![own("status_new", ""), own("status_new", "de_at")];
        assert_eq!(subject(both(), "de-AT"), Some("own de_at".into()));
        assert_eq!(subject(both(), "de-DE"), shipped(Some("de")));
        assert_eq!(subject(both(), "fr"), Some("own ".into()));
    }

    #[test]
    fn a_template_may_be_all_the_own() {
        assert!(choose(&[own("welcome", "")], "welcome", "fr").is_some());
        assert!(choose(&[own("welcome", "de")], "welcome", "fr").is_none());
        assert!(choose(&[], "no_such_template", "en").is_none());
    }
}
