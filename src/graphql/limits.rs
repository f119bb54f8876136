//! What one document may ask for, in one place. The README's "Limits of a document" tells the same.
//!
//! The request guard (`http::graphql::guard*`) refuses by them before validation; the schema holds some of them a
//! second time, so that it is safe without the guard as well.

/// The code of what is refused by one of them.
pub const TOO_COMPLEX: &str = "DOCUMENT_TOO_COMPLEX";

/// Bytes of a document.
pub const MAX_LENGTH: usize = 64 * 1024;
/// Words and signs of a document.
pub const MAX_TOKENS: usize = 5_000;
/// Brackets open at once, of all kinds together: the library's parser recurses.
pub const MAX_NESTING: usize = 64;
/// Bytes of one name: errors repeat names.
pub const MAX_NAME: usize = 128;

/// Operations in a document; one of them is run, all are validated.
pub const MAX_OPERATIONS: usize = 20;
/// Variables that one operation defines.
pub const MAX_VARIABLES: usize = 100;
/// Arguments of one field or directive.
pub const MAX_ARGUMENTS: usize = 20;
/// Directives in one place.
pub const MAX_DIRECTIVES: usize = 10;

/// Fields, spreads and values of arguments, counted as often as fragments repeat them.
pub const MAX_SELECTIONS: usize = 20_000;
/// Levels of selections, fragments included: validation and execution recurse.
pub const MAX_RECURSION: usize = 32;
/// Aliases, counted as often as fragments repeat them.
pub const MAX_ALIASES: usize = 100;
/// Fields at the top of a query, fragments included: each may be a statement. A dashboard with a tile for each of
/// the fifteen statuses, three figures each, still fits.
pub const MAX_ROOT_FIELDS: usize = 50;
/// Fields at the top of a mutation: each is a transaction.
pub const MAX_ROOT_MUTATIONS: usize = 10;
/// `__typename` of one object, fragments included: it has no cost of its own.
pub const MAX_TYPENAMES: usize = 50;
/// Fields that are compared with each other, because they answer under the same object: each selection set
/// compares all that inline fragments and spreads bring into it.
pub const MAX_COMPARED: usize = 50_000;
/// About how many values the answer to an introspection may have. What GraphiQL and generators of code ask for is
/// counted as 51,000.
pub const MAX_INTROSPECTION: usize = 65_000;
/// How often an introspection may lead on from types to types, as by `fields { type { fields`. Clients need one.
pub const MAX_TURNS: usize = 2;

/// Values in the JSON of a request, of `variables` and all else.
pub const MAX_VALUES: usize = 20_000;
/// Levels of the JSON of a request.
pub const MAX_VALUES_DEPTH: usize = 64;
/// Bytes of one text in `variables`.
pub const MAX_TEXT: usize = 64 * 1024;
/// Values of `variables` that validation walks: a variable that is used twice counts twice.
pub const MAX_VALUES_WALKED: usize = 100_000;

/// Most that one operation may cost: about the number of fields of its answer, page sizes multiplied in.
pub const MAX_COMPLEXITY: usize = 50_000;
/// Most levels of fields that one operation may have.
pub const MAX_DEPTH: usize = 20;

/// Errors up to which names are looked for that come near to a wrong one, while developing: each wrong name is compared
/// with all that the type has.
pub const MAX_SUGGESTED: usize = 20;
