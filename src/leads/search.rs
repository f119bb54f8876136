//! Full text: the words of a lead, and how both databases look for them.

use entity::lead;
use sea_orm::{
    Condition, DbBackend,
    sea_query::{Expr, SimpleExpr},
};

/// Words of a query beyond these are not looked at.
const MAX_WORDS: usize = 12;
/// Letters of a word beyond these are not looked at: no line that is kept is longer, and `PostgreSQL` takes no word of
/// more than two thousand.
const MAX_WORD: usize = 200;

/// The words by which a lead is found: lower case, without accents and punctuation, so that both databases cut the
/// text alike.
pub fn search_text(lead: &lead::Model) -> String {
    let number = lead.display_number();
    let parts = [
        Some(number.as_str()),
        lead.first_name.as_deref(),
        lead.last_name.as_deref(),
        lead.company.as_deref(),
        lead.job_title.as_deref(),
        lead.email.as_deref(),
        lead.phone_e164.as_deref(),
        lead.city.as_deref(),
        lead.initial_interest.as_deref(),
    ];
    words(&parts.into_iter().flatten().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" ")
}

/// Leads that have every word of the query, each at least as the beginning of one of theirs. A query without any
/// word finds nothing.
pub fn matching(backend: DbBackend, query: &str) -> Condition {
    let mut words: Vec<String> = words(query).take(MAX_WORDS).collect();
    // Of ASCII only.
    for word in &mut words {
        word.truncate(MAX_WORD);
    }
    let expression: SimpleExpr = if words.is_empty() {
        Expr::val(false)
    } else if backend == DbBackend::Sqlite {
        let query = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ");
        Expr::cust_with_values(
            "leads.number in (select rowid from lead_search where lead_search match ?)",
            [query],
        )
    } else {
        let query = words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ");
        Expr::cust_with_values(
            "to_tsvector('simple', leads.search_text) @@ to_tsquery('simple', $1)",
            [query],
        )
    };
    Condition::all().add(expression)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = deunicode::deunicode(text).to_lowercase();
    folded
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}
