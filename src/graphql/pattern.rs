//! Text that contains or begins with another, without regard to case, the same on both databases.
//!
//! `LIKE` differs between them (`SQLite` folds ASCII only, `PostgreSQL` by locale), so each letter becomes a class of
//! its cases (`[mM][üÜ]`), which `GLOB` and `~` both know. Everything that they would take for a sign of theirs (and
//! `%` and `_` are none) is escaped.

use sea_orm::{
    DbBackend,
    sea_query::{ExprTrait, SimpleExpr, extension::postgres::PgBinOper, extension::sqlite::SqliteBinOper},
};

/// Where the text must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Anywhere.
    Anywhere,
    /// At the beginning.
    Start,
}

/// Whether `column` has `text` in this place.
pub fn matches(backend: DbBackend, column: SimpleExpr, text: &str, place: Place) -> SimpleExpr {
    if backend == DbBackend::Sqlite {
        column.binary(SqliteBinOper::Glob, glob(text, place))
    } else {
        column.binary(PgBinOper::Regex, regex(text, place))
    }
}

fn glob(text: &str, place: Place) -> String {
    let start = if place == Place::Anywhere { "*" } else { "" };
    let letters = text.chars().map(|letter| match cases(letter) {
        Some(cases) => format!("[{cases}]"),
        None if matches!(letter, '*' | '?' | '[') => format!("[{letter}]"),
        None => letter.to_string(),
    });
    format!("{start}{}*", letters.collect::<String>())
}

fn regex(text: &str, place: Place) -> String {
    let start = if place == Place::Start { "^" } else { "" };
    let letters = text.chars().map(|letter| match cases(letter) {
        Some(cases) => format!("[{cases}]"),
        None if letter.is_ascii_punctuation() => format!("\\{letter}"),
        None => letter.to_string(),
    });
    format!("{start}{}", letters.collect::<String>())
}

/// The lower and upper case of a letter that has both, each one letter long.
fn cases(letter: char) -> Option<String> {
    let one = |mut letters: Box<dyn Iterator<Item = char>>| match (letters.next(), letters.next()) {
        (Some(letter), None) => Some(letter),
        _ => None,
    };
    let lower = one(Box::new(letter.to_lowercase()))?;
    let upper = one(Box::new(lower.to_uppercase()))?;
    let mut cases = vec![letter, lower, upper];
    cases.sort_unstable();
    cases.dedup();
    (cases.len() > 1).then(|| cases.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_the_databases_is_taken_as_itself() {
        assert_eq!(glob("Mü*?[1]%_", Place::Anywhere), "*[Mm][Üü][*][?][[]1]%_*");
        assert_eq!(regex("a.b+c\\(^$", Place::Start), r"^[Aa]\.[Bb]\+[Cc]\\\(\^\$");
        assert_eq!(glob("straße", Place::Start), "[Ss][Tt][Rr][Aa]ß[Ee]*");
    }
}
