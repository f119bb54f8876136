//! Finding what is wrong with a template before it is saved, rather than when it is to be sent.

use std::collections::BTreeSet;

use minijinja::Value;
use serde::Serialize;

use super::{
    data::MailData,
    dialect,
    render::{MAX_SOURCE, Renderer, TemplateError, explained, too_long},
    templates::{Part, TemplateSource},
};

/// One thing that is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateProblem {
    /// In which text: `subject.txt`, `body.txt` or `body.html`.
    pub part: &'static str,
    /// Counted from 1, if it is known.
    pub line: Option<usize>,
    /// What is wrong, for the person who writes the template.
    pub message: String,
}

impl From<TemplateError> for TemplateProblem {
    fn from(error: TemplateError) -> Self {
        Self { part: error.part.file(), line: error.line, message: error.message }
    }
}

impl Renderer {
    /// All that is wrong, in the order of parts and lines; empty if the template is good.
    ///
    /// Each part is compiled, searched for unknown names (in branches not taken as well), and rendered for a lead
    /// of which everything is known and for one of which next to nothing is.
    pub fn check(&self, source: &TemplateSource) -> Vec<TemplateProblem> {
        let parts = [
            (Part::Subject, Some(source.subject.as_str())),
            (Part::Text, Some(source.text.as_str())),
            (Part::Html, source.html.as_deref()),
        ];
        let with_source = parts.into_iter().filter_map(|(part, source)| Some((part, source?)));
        with_source.flat_map(|(part, source)| self.check_part(part, source)).collect()
    }

    fn check_part(&self, part: Part, source: &str) -> Vec<TemplateProblem> {
        if source.len() > MAX_SOURCE {
            return vec![too_long(part).into()];
        }
        let problem = |line, message| TemplateProblem { part: part.file(), line: Some(line), message };
        let refused = dialect::refused(source);
        if !refused.is_empty() {
            return refused.into_iter().map(|refused| problem(refused.line, refused.message)).collect();
        }
        let template = match self.environment().template_from_named_str(part.file(), source) {
            Ok(template) => template,
            Err(error) => return vec![explained(part, &error).into()],
        };
        let everything = self.context(&MailData::sample());
        let names: BTreeSet<String> = template.undeclared_variables(true).into_iter().collect();
        let mut unknown: Vec<TemplateProblem> = names
            .iter()
            .filter_map(|name| Some((name, unknown_step(&everything, name)?)))
            .map(|(name, known)| {
                problem(line_of(source, name), format!("there is no {name}; there is {known}"))
            })
            .collect();
        unknown.sort_by_key(|problem| problem.line);
        if unknown.is_empty() { self.try_out(part, source, &everything) } else { unknown }
    }

    fn try_out(&self, part: Part, source: &str, everything: &Value) -> Vec<TemplateProblem> {
        let full = match self.part(part, source, everything) {
            Ok(text) => text,
            Err(error) => return vec![error.into()],
        };
        if full.trim().is_empty() {
            return vec![TemplateProblem { part: part.file(), line: None, message: "is empty".to_owned() }];
        }
        match self.part(part, source, &self.context(&MailData::minimal_sample())) {
            Ok(_) => Vec::new(),
            Err(error) => {
                let message = format!(
                    "{}, when optional values are missing: ask with {{% if … %}} first",
                    error.message
                );
                vec![TemplateError { message, ..error }.into()]
            }
        }
    }
}

/// If the dotted name leads nowhere: what there is at the step where it goes wrong.
fn unknown_step(root: &Value, name: &str) -> Option<String> {
    let mut value = root.clone();
    for step in name.split('.') {
        let next = value.get_attr(step).unwrap_or(Value::UNDEFINED);
        if next.is_undefined() {
            let known: Vec<String> = value.try_iter().ok()?.map(|key| key.to_string()).collect();
            return Some(if known.is_empty() { "nothing below it".to_owned() } else { known.join(", ") });
        }
        value = next;
    }
    None
}

/// The first line that has the name as a whole word. The engine tells names without their places.
fn line_of(source: &str, name: &str) -> usize {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let whole = |at: &usize| {
        let before = source[..*at].chars().next_back();
        let after = source[*at + name.len()..].chars().next();
        !before.is_some_and(part_of_word) && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    };
    let in_tag = |at: &usize| {
        let open = source[..*at].rfind("{{").max(source[..*at].rfind("{%"));
        let close = source[..*at].rfind("}}").max(source[..*at].rfind("%}"));
        open.is_some() && open > close
    };
    let at = source.match_indices(name).map(|(at, _)| at).find(|at| whole(at) && in_tag(at));
    dialect::line_at(source, at.unwrap_or(0))
}
