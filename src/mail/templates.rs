//! The templates that ship, embedded in the program, and how the right language is found.

use include_dir::{Dir, include_dir};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Folders that start so hold layouts, not mails.
const LAYOUTS: &str = "_layout";

/// The three texts of a mail, embedded or written by a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSource {
    /// Becomes one line.
    pub subject: String,
    /// Plain text; nothing is escaped.
    pub text: String,
    /// HTML; every value is escaped.
    pub html: Option<String>,
}

/// One of the three texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// `subject.txt`
    Subject,
    /// `body.txt`
    Text,
    /// `body.html`
    Html,
}

impl Part {
    /// The name of the file, without language and `.j2`.
    pub fn file(self) -> &'static str {
        match self {
            Self::Subject => "subject.txt",
            Self::Text => "body.txt",
            Self::Html => "body.html",
        }
    }
}

/// The embedded mail of this name in the best language there is: for `de-AT` that is `de-AT`, `de`, or the default.
///
/// The language is chosen once, by subject and plain text: a mail never mixes two.
pub fn embedded(name: &str, locale: Option<&str>) -> Option<TemplateSource> {
    if name.starts_with('_') {
        return None;
    }
    EMBEDDED.get_dir(name)?;
    let file = |part: Part, locale: Option<&str>| {
        let suffix = locale.map(|locale| format!(".{locale}")).unwrap_or_default();
        EMBEDDED.get_file(format!("{name}/{}{suffix}.j2", part.file()))?.contents_utf8().map(str::to_owned)
    };
    fallbacks(locale.unwrap_or_default()).find_map(|locale| {
        Some(TemplateSource {
            subject: file(Part::Subject, locale)?,
            text: file(Part::Text, locale)?,
            html: file(Part::Html, locale),
        })
    })
}

/// Languages to try, best first and `None` (the default) last: `de-AT`, `de`, `None`.
///
/// Also for templates kept elsewhere, so that overrides follow the same rule. Accepts `de_AT` as well.
pub fn fallbacks(locale: &str) -> impl Iterator<Item = Option<&str>> {
    let usable = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let full = Some(locale).filter(|locale| !locale.is_empty() && locale.chars().all(usable));
    std::iter::successors(full, |locale| Some(&locale[..locale.rfind(['-', '_'])?])).map(Some).chain([None])
}

/// The languages the embedded mail of this name is written in, besides the default.
pub fn locales(name: &str) -> Vec<String> {
    let prefix = format!("{name}/{}.", Part::Text.file());
    let files = EMBEDDED.get_dir(name).into_iter().flat_map(Dir::files);
    let mut found: Vec<String> = files
        .filter_map(|file| file.path().to_str()?.strip_prefix(&prefix)?.strip_suffix(".j2"))
        .map(str::to_owned)
        .collect();
    found.sort();
    found
}

/// Layouts by the name a template extends: `_layout/lead.html.de`, and their texts.
pub(super) fn layouts() -> impl Iterator<Item = (String, &'static str)> {
    let files = EMBEDDED.get_dir(LAYOUTS).into_iter().flat_map(Dir::files);
    files.filter_map(|file| {
        let name = file.path().to_str()?.strip_suffix(".j2")?;
        Some((name.to_owned(), file.contents_utf8()?))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{
        super::catalogue::{ACCOUNT, BUILT_IN},
        *,
    };

    #[test]
    fn the_catalogue_and_the_folders_agree() {
        let listed: BTreeSet<_> =
            BUILT_IN.iter().map(|mail| mail.name).chain(ACCOUNT).map(str::to_owned).collect();
        let folders: BTreeSet<_> = EMBEDDED
            .dirs()
            .filter_map(|dir| dir.path().to_str().map(str::to_owned))
            .filter(|name| !name.starts_with('_'))
            .collect();
        assert_eq!(listed, folders);
        for name in listed {
            assert_eq!(locales(&name), ["de"], "{name}");
            assert!(embedded(&name, None).unwrap().html.is_some(), "{name}");
            assert!(embedded(&name, Some("de")).unwrap().html.is_some(), "{name}");
        }
    }

    #[test]
    fn languages_fall_back() {
        let tried = |locale| fallbacks(locale).collect::<Vec<_>>();
        assert_eq!(tried("de-AT"), [Some("de-AT"), Some("de"), None]);
        assert_eq!(tried("zh-Hant-TW"), [Some("zh-Hant-TW"), Some("zh-Hant"), Some("zh"), None]);
        assert_eq!(tried("de_AT"), [Some("de_AT"), Some("de"), None]);
        assert_eq!(tried(""), [None]);
        assert_eq!(tried("../de"), [None]);
        let german = embedded("assigned", Some("de")).unwrap();
        assert_eq!(embedded("assigned", Some("de-AT")), Some(german.clone()));
        assert_eq!(embedded("assigned", Some("fr-CA")), embedded("assigned", None));
        assert_ne!(embedded("assigned", None), Some(german));
    }

    #[test]
    fn only_mails_are_found() {
        for name in ["", "_layout", "nothing", "../templates/assigned", "assigned/body.txt.j2"] {
            assert_eq!(embedded(name, None), None, "{name}");
        }
    }
}
