//! From a template and data to the three texts of a mail.

use std::io;

use minijinja::{
    AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Serde,
};

use super::{
    data::{AccountData, MailData, Organisation},
    dialect, filters,
    templates::{Part, TemplateSource, layouts},
};

/// The longest source of one part, in bytes.
pub const MAX_SOURCE: usize = 64 * 1024;
/// The longest text one part may become, in bytes. Mail readers cut HTML off far earlier.
pub const MAX_OUTPUT: usize = 512 * 1024;
/// Steps one part may take; the longest template that ships needs about a thousand.
const FUEL: u64 = 100_000;
/// Longer subjects are cut, at this many characters.
const MAX_SUBJECT: usize = 250;

/// Renders mails for one organisation. Make one and keep it: the layouts are compiled once.
#[derive(Debug)]
pub struct Renderer {
    environment: Environment<'static>,
    organisation: Value,
}

/// A mail, written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: Option<String>,
}

/// Why a template could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {message}", part.file(), line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct TemplateError {
    /// In which text.
    pub part: Part,
    /// Counted from 1, if it is known.
    pub line: Option<usize>,
    /// What is wrong, for the person who writes the template.
    pub message: String,
}

impl Renderer {
    /// A renderer that signs mails as `organisation`.
    ///
    /// # Errors
    /// Only if a layout that ships is broken, which a test excludes.
    pub fn new(organisation: &Organisation) -> Result<Self, TemplateError> {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            if name.contains(".html") { AutoEscape::Html } else { AutoEscape::None }
        });
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true);
        environment.set_syntax(syntax.build().map_err(|error| explained(Part::Html, &error))?);
        // Debug information would quote personal data in errors.
        environment.set_debug(false);
        environment.set_fuel(Some(FUEL));
        filters::install(&mut environment);
        for (name, source) in layouts() {
            environment.add_template_owned(name, source).map_err(|error| explained(Part::Html, &error))?;
        }
        Ok(Self { environment, organisation: Value::from(Serde(organisation)) })
    }

    /// All three texts.
    pub fn render(&self, source: &TemplateSource, data: &MailData) -> Result<Rendered, TemplateError> {
        self.all(source, &self.context(data))
    }

    /// All three texts of a mail to a user about their account.
    pub fn render_account(
        &self,
        source: &TemplateSource,
        data: &AccountData,
    ) -> Result<Rendered, TemplateError> {
        let context = context! { account => Serde(data), organisation => self.organisation.clone() };
        self.all(source, &context)
    }

    fn all(&self, source: &TemplateSource, context: &Value) -> Result<Rendered, TemplateError> {
        let html = source.html.as_deref().map(|html| self.part(Part::Html, html, context)).transpose()?;
        Ok(Rendered {
            subject: one_line(&self.part(Part::Subject, &source.subject, context)?),
            text: tidy(&self.part(Part::Text, &source.text, context)?),
            html,
        })
    }

    /// A single plain text, such as an SMS.
    pub fn render_text(&self, source: &str, data: &MailData) -> Result<String, TemplateError> {
        Ok(tidy(&self.part(Part::Text, source, &self.context(data))?).trim_end().to_owned())
    }

    pub(super) fn context(&self, data: &MailData) -> Value {
        let MailData { lead, assignee, recipient, links } = data;
        context! {
            lead => Serde(lead),
            assignee => Serde(assignee),
            recipient => Serde(recipient),
            links => Serde(links),
            organisation => self.organisation.clone(),
        }
    }

    pub(super) fn environment(&self) -> &Environment<'static> {
        &self.environment
    }

    /// One part. The dialect is enforced here and not only when a template is saved, so that no row in a
    /// database, however it came there, can escape it.
    pub(super) fn part(&self, part: Part, source: &str, context: &Value) -> Result<String, TemplateError> {
        if source.len() > MAX_SOURCE {
            return Err(too_long(part));
        }
        if let Some(refused) = dialect::refused(source).into_iter().next() {
            return Err(TemplateError { part, line: Some(refused.line), message: refused.message });
        }
        let mut output = Bounded(Vec::new());
        let template = self
            .environment
            .template_from_named_str(part.file(), source)
            .map_err(|error| explained(part, &error))?;
        template.render_captured_to(context, &mut output).map_err(|error| explained(part, &error))?;
        String::from_utf8(output.0).map_err(|error| TemplateError {
            part,
            line: None,
            message: error.to_string(),
        })
    }
}

pub(super) fn too_long(part: Part) -> TemplateError {
    TemplateError { part, line: None, message: format!("longer than {} KiB", MAX_SOURCE / 1024) }
}

/// The engine's error, in words for the writer of the template.
pub(super) fn explained(part: Part, error: &minijinja::Error) -> TemplateError {
    let message = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "takes too many steps".to_owned(),
        (ErrorKind::WriteFailure, _) => format!("makes more than {} KiB", MAX_OUTPUT / 1024),
        (ErrorKind::UndefinedError, None) => "a value is used that does not exist here".to_owned(),
        (kind, None) => kind.to_string(),
        (_, Some(detail)) => detail.to_owned(),
    };
    // A line in a layout would mislead: the writer cannot see it.
    let own = error.name().is_none_or(|name| name == part.file());
    TemplateError { part, line: error.line().filter(|_| own), message }
}

/// Takes up to [`MAX_OUTPUT`] bytes.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Blanks and line ends collapsed, other control characters dropped, cut if it is very long.
fn one_line(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control()).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    let line = words.join(" ");
    match line.char_indices().nth(MAX_SUBJECT) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// No blanks at line ends and never two empty lines together, so that templates need not fight for white space.
/// The separator before a signature, `-- ` with its blank, is kept (RFC 3676).
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    for line in text.trim().lines() {
        let line = if line == "-- " { line } else { line.trim_end() };
        if !(line.is_empty() && tidied.ends_with("\n\n")) {
            tidied += line;
            tidied.push('\n');
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_one_line() {
        assert_eq!(one_line(" a\r\n b\t\u{0}c \n"), "a b c");
        assert_eq!(one_line(&"x".repeat(300)).chars().count(), MAX_SUBJECT + 1);
    }

    #[test]
    fn texts_are_tidied() {
        assert_eq!(tidy("\n\na  \n\n\n\nb\n-- \nc\n\n"), "a\n\nb\n-- \nc\n");
    }
}
