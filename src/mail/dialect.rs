//! The part of Jinja that templates may use: values, `if`, `for`, and blocks of a layout.
//!
//! Templates may be written by users, and the engine's fuel bounds only how many steps they take. A step may
//! double a value: forty `{% set a = a ~ a %}`, or as many loops `{% for b in [[a, a]] %}`, ask for a terabyte. So
//! whatever makes a value from two others is left out of the language. What remains is enough for a mail, and its memory is bounded by the size of the template,
//! the data and the output.
//!
//! This reads the source as the engine's lexer does: comments, tags, and strings in tags. `raw` is refused, so
//! there is no text in which a tag is not a tag.

/// A construct that is not part of the dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Counted from 1.
    pub line: usize,
    /// What was found, and what to do instead.
    pub message: String,
}

const TAGS: [&str; 9] = ["if", "elif", "else", "endif", "for", "endfor", "extends", "block", "endblock"];
const WORDS: [&str; 3] = ["self", "super", "recursive"];
/// What a parenthesis may follow without being a call.
const KEYWORDS: [&str; 8] = ["in", "and", "or", "not", "if", "else", "elif", "is"];

/// All that does not belong to the dialect.
pub fn refused(source: &str) -> Vec<Refused> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = source[at..].find('{').map(|offset| at + offset) {
        let rest = &source[start..];
        let mut refuse = |message: String| found.push(Refused { line: line_at(source, start), message });
        at = start
            + if let Some(comment) = rest.strip_prefix("{#") {
                comment.find("#}").map_or(rest.len(), |end| end + 4)
            } else if let Some(tag) = rest.strip_prefix("{%") {
                let tag = tag.trim_start_matches(['-', '+']).trim_start();
                let name: String = tag.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !TAGS.contains(&name.as_str()) {
                    refuse(format!("{{% {name} %}} cannot be used here; there are if, for and block"));
                }
                expression(rest, "%}", &mut refuse)
            } else if rest.starts_with("{{") {
                expression(rest, "}}", &mut refuse)
            } else {
                1
            };
    }
    found
}

/// Looks through one tag, which ends with `end`; returns its length.
fn expression(tag: &str, end: &str, refuse: &mut impl FnMut(String)) -> usize {
    let mut at = 2;
    if tag[at..].starts_with(['-', '+']) {
        at += 1;
    }
    // A comma separates arguments only; elsewhere it would make a list.
    let mut calls = Vec::new();
    let mut after_name = false;
    while let Some(c) = tag[at..].chars().next() {
        let rest = &tag[at..];
        if rest.starts_with(end) || (rest.starts_with(['-', '+']) && rest[1..].starts_with(end)) {
            return at + end.len() + usize::from(!rest.starts_with(end));
        }
        let mut name = false;
        at += match c {
            '"' | '\'' => string(rest, c),
            _ if c.is_alphabetic() || c == '_' => {
                let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if WORDS.contains(&word.as_str()) {
                    refuse(format!("{word} cannot be used here"));
                }
                name = !KEYWORDS.contains(&word.as_str());
                word.len()
            }
            _ => {
                match c {
                    '~' | '+' | '*' => refuse(format!(
                        "{c} cannot be used here; write values one after the other: {{{{ a }}}} {{{{ b }}}}"
                    )),
                    '[' | '{' => refuse(format!("{c} cannot be used within a tag; there is |join for lists")),
                    ',' if calls.last() != Some(&true) => {
                        refuse("a list cannot be made here; the comma separates arguments only".to_owned());
                    }
                    '(' => calls.push(after_name),
                    ')' => drop(calls.pop()),
                    _ => {}
                }
                name = after_name && c.is_whitespace();
                c.len_utf8()
            }
        };
        after_name = name;
    }
    tag.len()
}

/// The length of the string literal that starts here.
fn string(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return index + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

/// The line, counted from 1, of a place in the source.
pub(super) fn line_at(source: &str, at: usize) -> usize {
    source[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_need_no_more() {
        let source = "{# ~ {% set #}a + b * c ~ {self}\n{%- extends \"_layout/lead.txt\" -%}\n{%+ if a.b == \"~ }} {% set\" +%}
            {{- x|default('it\\'s ~', a) -}}{% elif not b and (c.d > 1) %}{% else %}{% endif %}{% for p in lead.products %}
            {{ p }}{% if not loop.last %}, {% endif %}{% endfor %}{% block body %}{% endblock %} { } }} %}";
        assert_eq!(refused(source), []);
    }

    #[test]
    fn whatever_can_grow_is_refused_with_its_line() {
        let cases = [
            "{% set a = 1 %}",
            "{%-set a %}x{% endset %}",
            "{%\nmacro f(x) %}",
            "{% with a = 1 %}",
            "{% raw %}",
            "{% include 'x' %}",
            "{% import 'x' as y %}",
            "{% filter upper %}",
            "{% call f() %}",
            "{% autoescape false %}",
            "{% do f() %}",
            "{%%}",
            "{{ a ~ a }}",
            "{{ 'a' * 9 }}",
            "{{ a+a }}",
            "{{ 2 ** 9 }}",
            "{% for x in [a ~ a] %}",
            "{{ {'a': {}}}['a'] ~ b }}",
            "{{ self.body() }}",
            "{{ super() }}",
            "{% for x in y recursive %}",
            "{{ '\\\\' ~ a }}",
            "{{ \"'\" ~ 'a' }}",
            "{{ unclosed ~ ",
            "{#} {{ ' #}{{ a ~ a }}",
            "{% for b in [a, a] %}",
            "{% for b in (a, a) %}",
            "{% for b in a, a %}",
            "{{ f((a, a)) }}",
            "{% if x in(a, a) %}",
            "{{ a[0] }}",
        ];
        for case in cases {
            let found = refused(&format!("one\ntwo {case}"));
            assert!(!found.is_empty(), "{case}");
            assert_eq!(found[0].line, 2, "{case}");
        }
    }
}
