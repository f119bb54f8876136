//! What a writer of templates is told, and what no template can do.

use super::super::*;

fn renderer() -> Renderer {
    Renderer::new(&Organisation::sample()).unwrap()
}

fn source(text: &str) -> TemplateSource {
    TemplateSource { subject: "Hello {{ lead.number }}".to_owned(), text: text.to_owned(), html: None }
}

fn problem(text: &str) -> (Option<usize>, String) {
    let problems = renderer().check(&source(text));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].part, "body.txt");
    (problems[0].line, problems[0].message.clone())
}

#[test]
fn a_good_template_has_no_problems() {
    let good =
        "{% extends '_layout/lead.txt' %}{% block body %}{% if assignee %}{{ assignee.name }}{% endif %}
        {% for product in lead.products %}{{ loop.index }} {{ product|upper }}{% endfor %}{% endblock %}";
    assert_eq!(renderer().check(&source(good)), []);
}

#[test]
fn unknown_names_are_found_with_their_line_even_where_not_reached() {
    let (line, message) = problem("Hello\n{% if false %}\n  {{ lead.frist_name }}\n{% endif %}");
    assert_eq!(line, Some(3));
    assert!(
        message.starts_with("there is no lead.frist_name; there is ") && message.contains("first_name"),
        "{message}"
    );
    let (line, message) = problem("customer\n\n{{ customer }}");
    assert_eq!(line, Some(3));
    assert!(message.contains("assignee, ") || message.contains("lead"), "{message}");
    assert_eq!(problem("a\n{{ lead.company.name }}").0, Some(2));
    assert_eq!(problem("a\n{% for p in lead.products %}\n{{ p.name }}\n{% endfor %}").0, Some(3));
    assert_eq!(problem("a\n{{ lead['nmae'] }}").0, Some(2));
}

#[test]
fn every_unknown_name_is_told_in_order() {
    let problems = renderer().check(&TemplateSource {
        subject: "{{ x }}".to_owned(),
        text: "{{ b }}\n{{ a }}".to_owned(),
        html: Some("<p>{{ lead.c }}</p>".to_owned()),
    });
    let found: Vec<_> = problems.iter().map(|p| (p.part, p.line)).collect();
    assert_eq!(
        found,
        [("subject.txt", Some(1)), ("body.txt", Some(1)), ("body.txt", Some(2)), ("body.html", Some(1))]
    );
}

#[test]
fn syntax_errors_have_a_line() {
    assert_eq!(problem("a\n{% if lead %}\nb\n").0, Some(3));
    assert_eq!(problem("a\n{{ lead.number").0, Some(2));
    let (line, message) = problem("a\nb {{ lead.number|nope }}");
    assert_eq!(line, Some(2));
    assert!(message.contains("nope"), "{message}");
    assert_eq!(problem("a\n{% set x = 1 %}").0, Some(2));
}

#[test]
fn what_fails_only_when_values_are_missing_is_found_too() {
    let (line, message) = problem("Hello\n{{ assignee.name }}");
    assert_eq!(line, Some(2));
    assert!(message.contains("when optional values are missing"), "{message}");
}

#[test]
fn empty_and_oversized_templates_are_refused() {
    assert_eq!(problem("{# nothing #}").1, "is empty");
    assert_eq!(problem(&"x".repeat(70_000)).1, "longer than 64 KiB");
}

#[test]
fn missing_values_are_printed_as_nothing() {
    let text = "[{{ lead.company }}|{{ lead.company|upper }}|{{ lead.company|default('you') }}|{{ lead.resume_on|date }}]";
    let rendered = renderer().render_text(text, &MailData::minimal_sample()).unwrap();
    assert_eq!(rendered, "[||you|]");
}

#[test]
fn dates_follow_the_pattern() {
    let render = |text: &str| renderer().render_text(text, &MailData::sample());
    assert_eq!(render("{{ lead.resume_on|date }}").unwrap(), "7 January 2027");
    assert_eq!(render("{{ lead.resume_on|date('%d.%m.%Y') }}").unwrap(), "07.01.2027");
    for bad in
        ["{{ lead.resume_on|date('%H') }}", "{{ lead.resume_on|date('%!') }}", "{{ lead.company|date }}"]
    {
        assert!(render(bad).is_err(), "{bad}");
    }
}

#[test]
fn values_are_escaped_in_html_and_never_evaluated() {
    let mut data = MailData::sample();
    data.lead.company = Some("<script>alert(1)</script> & {{ lead.number }}".to_owned());
    let template = TemplateSource {
        subject: "{{ lead.company }}".to_owned(),
        text: "{{ lead.company }}".to_owned(),
        html: Some("<p title=\"{{ lead.company }}\">{{ lead.company }}</p>".to_owned()),
    };
    let rendered = renderer().render(&template, &data).unwrap();
    assert_eq!(rendered.subject, "<script>alert(1)</script> & {{ lead.number }}");
    assert_eq!(rendered.text.trim_end(), rendered.subject);
    let html = rendered.html.unwrap();
    assert!(
        !html.contains("<script")
            && html.contains("&lt;script&gt;")
            && html.contains("&amp; {{ lead.number }}"),
        "{html}"
    );
    let unescaped = source("{{ lead.company|safe }}");
    assert!(!renderer().check(&unescaped).is_empty(), "nothing switches escaping off");
}

#[test]
fn no_template_takes_for_ever_or_fills_memory() {
    let mut data = MailData::sample();
    data.lead.products = vec!["x".to_owned(); 10];
    let nested = |depth: usize, inner: &str| {
        let (open, close) = ("{% for product in lead.products %}", "{% endfor %}");
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    let render = |text: &str| renderer().render_text(text, &data).map_err(|error| error.message);
    assert_eq!(render(&nested(9, "x")), Err("takes too many steps".to_owned()));
    assert_eq!(render(&nested(4, &"x".repeat(5_000))), Err("makes more than 512 KiB".to_owned()));
    data.lead.products = vec!["x".repeat(10_000); 10];
    let joined = renderer().render_text("{{ lead.products|join }}", &data).unwrap_err();
    assert_eq!(joined.message, "join makes too long a text");
    // What would ask for a terabyte is not part of the language, so it is refused before it runs.
    for growing in [
        nested(40, "{% set a = a ~ a %}"),
        format!("{}{}", "{% for a in [[a, a]] %}".repeat(40), "{% endfor %}".repeat(40)),
    ] {
        assert!(
            renderer().render_text(&growing, &data).unwrap_err().message.contains("cannot be"),
            "{growing}"
        );
    }
}
