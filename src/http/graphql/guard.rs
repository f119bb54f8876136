//! Weighs a document before the library's parser sees a byte of it: that parser recurses without a limit, and a
//! document of four kilobytes would end the process.

use async_graphql::{Pos, ServerError};

use super::{
    errors::{PARSE_FAILED, TOO_COMPLEX, error},
    guard_lexer::{Lexer, Token},
};
use crate::graphql::limits::{MAX_LENGTH, MAX_NAME, MAX_NESTING, MAX_TOKENS};

/// Refuses a document that is too long, has too many tokens or nests too deep.
///
/// # Errors
/// `DOCUMENT_TOO_COMPLEX` with the limit, or `GRAPHQL_PARSE_FAILED` for a string that does not end.
pub fn check(document: &str) -> Result<(), ServerError> {
    if document.len() > MAX_LENGTH {
        let message = format!("the document has {} bytes; at most {MAX_LENGTH} are taken", document.len());
        return Err(error(TOO_COMPLEX, message, None));
    }
    let mut lexer = Lexer::new(document);
    let (mut tokens, mut nesting) = (0_usize, 0_usize);
    while let Some(token) = lexer.next() {
        tokens += 1;
        match token {
            Token::Open => nesting += 1,
            Token::Close => nesting = nesting.saturating_sub(1),
            Token::Endless => {
                let message = "syntax error: a string does not end";
                return Err(error(PARSE_FAILED, message, Some(position(document, lexer.at()))));
            }
            Token::Name(length) if length > MAX_NAME => {
                let message = format!("a name has more than {MAX_NAME} letters");
                return Err(error(TOO_COMPLEX, message, Some(position(document, lexer.at()))));
            }
            Token::Name(_) | Token::Other => {}
        }
        if nesting > MAX_NESTING {
            let message = format!("the document nests deeper than {MAX_NESTING} brackets");
            return Err(error(TOO_COMPLEX, message, Some(position(document, lexer.at()))));
        }
        if tokens > MAX_TOKENS {
            let message = format!("the document has more than {MAX_TOKENS} words and signs; ask in parts");
            return Err(error(TOO_COMPLEX, message, None));
        }
    }
    Ok(())
}

/// Refuses a batch that is as a whole more than one document may be.
///
/// # Errors
/// `DOCUMENT_TOO_COMPLEX` with the limit.
pub fn check_batch<'a>(documents: impl Iterator<Item = &'a str>) -> Result<(), ServerError> {
    let (mut length, mut tokens) = (0_usize, 0_usize);
    for document in documents {
        length += document.len();
        if length <= MAX_LENGTH {
            let mut lexer = Lexer::new(document);
            tokens += std::iter::from_fn(|| lexer.next().filter(|token| *token != Token::Endless)).count();
        }
    }
    if length <= MAX_LENGTH && tokens <= MAX_TOKENS {
        return Ok(());
    }
    let message = format!(
        "the documents of the batch have more than {MAX_LENGTH} bytes or {MAX_TOKENS} words and signs together; send them one by one"
    );
    Err(error(TOO_COMPLEX, message, None))
}

/// All tokens, the deepest nesting, and whether every string has an end: what [`check`] goes by, without its limits.
#[cfg(test)]
pub fn count(document: &str) -> (usize, usize, bool) {
    let mut lexer = Lexer::new(document);
    let (mut tokens, mut nesting, mut deepest) = (0_usize, 0_usize, 0_usize);
    while let Some(token) = lexer.next() {
        tokens += 1;
        match token {
            Token::Open => nesting += 1,
            Token::Close => nesting = nesting.saturating_sub(1),
            Token::Endless => return (tokens, deepest, false),
            Token::Name(_) | Token::Other => {}
        }
        deepest = deepest.max(nesting);
    }
    (tokens, deepest, true)
}

fn position(document: &str, at: usize) -> Pos {
    let before = &document.as_bytes()[..at.min(document.len())];
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    Pos { line, column }
}

#[cfg(test)]
mod tests {
    use super::{super::errors::code, *};

    fn refused(document: &str) -> Option<String> {
        check(document).err().and_then(|error| code(&error).map(str::to_owned))
    }

    #[test]
    fn every_kind_of_bracket_counts() {
        for (open, close) in [("{a", "}"), ("(a:", ")"), ("[", "]"), ("{a:[", "]}")] {
            let fine = format!("{}{}", open.repeat(32), close.repeat(32));
            assert_eq!(refused(&fine), None, "{open}");
            let deep = format!("{}{}", open.repeat(65), close.repeat(65));
            assert_eq!(refused(&deep).as_deref(), Some(TOO_COMPLEX), "{open}");
        }
        assert_eq!(refused(&"}".repeat(100)), None);
    }

    #[test]
    fn strings_and_comments_hide_brackets() {
        let many = "{[(".repeat(60);
        for document in [
            format!("{{ a(b: \"{many}\\\"{many}\") }}"),
            format!("{{ a(b: \"\"\"{many} \\\"\"\" \" \n {many}\"\"\") }}"),
            format!("# {many}\n{{ a }} #{many}"),
            format!("# \"\r{{ a }} # {many}"),
        ] {
            assert_eq!(refused(&document), None, "{document}");
        }
        // Nothing hides behind what only looks like a string or a comment.
        for document in [format!("\"\" {many}"), format!("\"#\" {many}"), format!("\"\"\"\"\"\" {many}")] {
            assert_eq!(refused(&document).as_deref(), Some(TOO_COMPLEX), "{document}");
        }
        for document in ["{ a(b: \"", "{ a(b: \"x\n\")}", "\"\"\" \\\"\"\"", "\"\\"] {
            assert_eq!(refused(document).as_deref(), Some(PARSE_FAILED), "{document}");
        }
    }

    #[test]
    fn a_batch_is_bounded_as_a_whole() {
        let half = format!("{{{}}}", "a ".repeat(MAX_TOKENS / 2 - 2));
        assert!(check_batch([half.as_str(), half.as_str()].into_iter()).is_ok());
        assert!(check_batch([half.as_str(), half.as_str(), "{ a }"].into_iter()).is_err());
        let long = "#".repeat(MAX_LENGTH / 2 + 1);
        assert!(check_batch([long.as_str(), long.as_str()].into_iter()).is_err());
        assert!(check_batch(["\""; 10].into_iter()).is_ok());
    }

    #[test]
    fn length_and_tokens_are_bounded() {
        assert_eq!(refused(&" ".repeat(MAX_LENGTH + 1)).as_deref(), Some(TOO_COMPLEX));
        assert_eq!(refused(&format!("{{{}}}", "a ".repeat(MAX_TOKENS - 2))), None);
        assert_eq!(refused(&format!("{{{}}}", "a ".repeat(MAX_TOKENS))).as_deref(), Some(TOO_COMPLEX));
        let name = |length| format!("{{{}}}", "a".repeat(length));
        assert_eq!(refused(&name(MAX_NAME)), None);
        assert_eq!(refused(&name(MAX_NAME + 1)).as_deref(), Some(TOO_COMPLEX));
        assert_eq!(refused(&"true".repeat(MAX_NAME)).as_deref(), Some(TOO_COMPLEX));
        assert_eq!(refused(&"...a ".repeat(MAX_TOKENS / 2 + 1)).as_deref(), Some(TOO_COMPLEX));
    }
}
