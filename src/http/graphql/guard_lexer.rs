//! Cuts a document into tokens without a parser: just enough of the language to tell brackets and words from text in
//! strings and comments. It never sees fewer brackets or tokens than the library's parser does.

use crate::graphql::limits::MAX_NAME;

/// What the guard counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// A bracket that opens, of any kind.
    Open,
    /// A bracket that closes.
    Close,
    /// A word of so many bytes, up to the next that is no letter, digit or underscore.
    Name(usize),
    /// Anything else.
    Other,
    /// A string without an end.
    Endless,
}

/// Words at which the library's grammar ends one token and begins the next without anything in between:
/// `[truefalse]` has two values, `queryA` is an operation `A`.
const GREEDY: [&str; 7] = ["true", "false", "null", "query", "mutation", "subscription", "fragment"];

/// Letters of a word that are looked at: longer ones are cut. Else `truetruetrue…` would be read to its end for each
/// of its parts.
const LONGEST: usize = 2 * MAX_NAME;

/// Where it stands in a document.
pub struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    /// At the beginning.
    pub fn new(document: &'a str) -> Self {
        Self { text: document.as_bytes(), at: 0 }
    }

    /// How many bytes are behind it.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next token.
    pub fn next(&mut self) -> Option<Token> {
        self.skip_ignored();
        let byte = *self.text.get(self.at)?;
        let (token, length) = match byte {
            b'{' | b'[' | b'(' => (Token::Open, 1),
            b'}' | b']' | b')' => (Token::Close, 1),
            b'"' if self.rest().starts_with(b"\"\"\"") => return Some(self.block_string()),
            b'"' => return Some(self.string()),
            b'.' if self.rest().starts_with(b"...") => (Token::Other, 3),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                let (whole, length) = self.name();
                (Token::Name(whole), length)
            }
            b'-' | b'0'..=b'9' => (Token::Other, self.number()),
            _ => (Token::Other, 1),
        };
        self.at += length;
        Some(token)
    }

    fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    fn skip_ignored(&mut self) {
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b',' => self.at += 1,
                // The byte order mark.
                0xEF if self.rest().starts_with(b"\xEF\xBB\xBF") => self.at += 3,
                b'#' => {
                    let end = self.rest().iter().position(|b| matches!(b, b'\n' | b'\r'));
                    self.at = end.map_or(self.text.len(), |length| self.at + length);
                }
                _ => return,
            }
        }
    }

    /// The length of the whole word, and of the token that it begins with.
    fn name(&self) -> (usize, usize) {
        let belongs = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
        let word = &self.rest()[..self.rest().iter().take(LONGEST).take_while(belongs).count()];
        let start =
            GREEDY.iter().find(|start| word.len() > start.len() && word.starts_with(start.as_bytes()));
        (word.len(), start.map_or(word.len(), |start| start.len()))
    }

    /// As the grammar has it: `007` are three numbers, and so are `1-2-3`.
    fn number(&self) -> usize {
        let digits =
            |from: usize| self.rest()[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut length = usize::from(self.rest()[0] == b'-');
        length += if self.rest().get(length) == Some(&b'0') { 1 } else { digits(length) };
        if self.rest().get(length) == Some(&b'.') {
            let fraction = digits(length + 1);
            length += if fraction > 0 { fraction + 1 } else { 0 };
        }
        if matches!(self.rest().get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.rest().get(length + 1), Some(b'+' | b'-')));
            let exponent = digits((length + 1 + sign).min(self.rest().len()));
            length += if exponent > 0 { 1 + sign + exponent } else { 0 };
        }
        length.max(1)
    }

    fn string(&mut self) -> Token {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'"' => {
                    self.at += 1;
                    return Token::Other;
                }
                b'\n' | b'\r' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at = start;
        Token::Endless
    }

    fn block_string(&mut self) -> Token {
        let start = self.at;
        self.at += 3;
        while self.at < self.text.len() {
            if self.rest().starts_with(b"\\\"\"\"") {
                self.at += 4;
            } else if self.rest().starts_with(b"\"\"\"") {
                self.at += 3;
                return Token::Other;
            } else {
                self.at += 1;
            }
        }
        self.at = start;
        Token::Endless
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(document: &str) -> usize {
        let mut lexer = Lexer::new(document);
        std::iter::from_fn(|| lexer.next()).count()
    }

    #[test]
    fn counts_what_the_grammar_would_cut_apart() {
        for (document, count) in [
            ("007", 3),
            ("1-2-3", 3),
            ("-1.5e-7", 1),
            ("0.0.0", 3),
            ("1.", 2),
            ("1e", 2),
            ("truefalsenull", 3),
            ("queryA", 2),
            ("nullable true", 3),
            ("...on A", 3),
            ("\"\"\"\"\"\"\"\"", 2),
            ("a,b\u{feff}c#d\re", 4),
            ("\u{2028}", 3),
        ] {
            assert_eq!(tokens(document), count, "{document}");
        }
    }
}
