//! Would every mail be written?

use entity::template_override;
use sea_orm::EntityTrait;

use super::Finding;
use crate::{
    config::Config,
    db::Db,
    mail::{Organisation, Renderer, TemplateSource, catalogue::BUILT_IN, templates},
};

/// Checks every template that ships, in every language, and every one that was written here.
pub async fn check(config: &Config, db: Option<&Db>) -> Vec<Finding> {
    let organisation = Organisation {
        name: config.organisation.name.clone(),
        postal_address: config.organisation.postal_address.clone(),
        website: config.organisation.website.clone(),
    };
    let renderer = match Renderer::new(&organisation) {
        Ok(renderer) => renderer,
        Err(error) => return vec![Finding::fail("templates", error.to_string())],
    };
    let mut findings = Vec::new();
    let mut checked = 0;
    for built_in in BUILT_IN {
        let languages = templates::locales(built_in.name);
        for language in languages.iter().map(|language| Some(language.as_str())).chain([None]) {
            checked += 1;
            match templates::embedded(built_in.name, language) {
                Some(source) => findings.extend(problems(&renderer, built_in.name, &source)),
                None => findings.push(Finding::fail("templates", format!("{} is missing", built_in.name))),
            }
        }
    }
    let mut overrides = 0;
    if let Some(db) = db {
        // Without the table there is a finding about migrations already.
        for row in template_override::Entity::find().all(db.conn()).await.unwrap_or_default() {
            overrides += 1;
            let name =
                format!("{} ({})", row.name, if row.locale.is_empty() { "default" } else { &row.locale });
            let source = TemplateSource { subject: row.subject, text: row.text, html: row.html };
            findings.extend(problems(&renderer, &name, &source));
        }
    }
    if findings.is_empty() {
        let text = format!("{checked} that ship and {overrides} of your own are in order");
        findings.push(Finding::ok("templates", text));
    }
    findings
}

fn problems(renderer: &Renderer, name: &str, source: &TemplateSource) -> Vec<Finding> {
    let finding = |problem: crate::mail::TemplateProblem| {
        let line = problem.line.map(|line| format!(", line {line}")).unwrap_or_default();
        Finding::fail("templates", format!("{name}, {}{line}: {}", problem.part, problem.message))
    };
    renderer.check(source).into_iter().map(finding).collect()
}
