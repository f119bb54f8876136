//! Real documents, damaged; and text that is none.

use super::{Rng, grammar, one};

/// What clients ask for.
const REAL: [&str; 8] = [
    "{ leads(filter: { status: { eq: NEW } }, first: 1) { totalCount edges { node { id number name assignee { name } source { name } } } } }",
    "mutation Change($input: ChangeLeadStatusInput!) { changeLeadStatus(input: $input) { lead { number status version } communications { template audience } userErrors { code message field } } }",
    "query Page($first: Int!, $after: String, $filter: LeadFilter, $order: [LeadOrder!]) { leads(first: $first, after: $after, filter: $filter, orderBy: $order) { edges { cursor node { ...Row @include(if: true) } } pageInfo { hasNextPage endCursor } } } fragment Row on Lead { id name status transitions { status } targetAmount { amount currency } }",
    "query($ids: [ID!]! = [\"lead_01h455vb4pex5vsknk084sn02q\"]) { nodes(ids: $ids) { __typename id ... on Lead { name email } ... on User { name } } }",
    "subscription { leadEvents(filter: {kinds: [LEAD_STATUS_CHANGED]}) { kind lead { number status } cursor } }",
    "{ __schema { queryType { name } types { kind name fields(includeDeprecated: true) { name type { name ofType { name } } } } } }",
    "{ viewer { id name } leads(search: \"\"\"acme \\\"\"\" {[(\"\"\") { totalCount } communications(last: 3) { edges { node { subject state } } } }",
    "mutation { createLead(input: { lastName: \"Bauer\", email: \"b@acme.example\", address: { city: \"Linz\" }, targetAmount: { amount: \"100\", currency: \"EUR\" }, dryRun: true }) { lead { id } userErrors { code field } } }",
];

const PIECES: [&str; 24] = [
    "{", "}", "(", ")", "[", "]", "\"", "\"\"\"", "#", "...", "@", "$", ":", "!", "=", "|", "&", "\n", "\r",
    "\\", "\u{feff}", "0", "a", "\u{2028}",
];

/// A real document, or one that keeps to the grammar, with some pieces cut, doubled, swapped, put in.
pub fn document(rng: &mut Rng) -> String {
    let mut text = if rng.u8(0..4) == 0 { grammar::document(rng) } else { one(rng, &REAL).to_owned() };
    for _ in 0..rng.usize(1..6) {
        let (from, to) = (place(rng, &text), place(rng, &text));
        let (from, to) = (from.min(to), from.max(to));
        match rng.u8(0..6) {
            0 => drop(text.drain(from..to)),
            1 => {
                let piece = text[from..to].repeat(rng.usize(1..6));
                text.insert_str(to, &piece);
            }
            2 => {
                let piece = text[from..to].to_owned();
                let at = place(rng, &text);
                text.insert_str(at, &piece);
            }
            3 => text.truncate(to),
            _ => {
                let piece = one(rng, &PIECES).repeat(rng.usize(1..40));
                text.insert_str(from, &piece);
            }
        }
        if text.len() > 100_000 {
            break;
        }
    }
    text
}

/// No document at all: pieces of the language, or any letters.
pub fn random_text(rng: &mut Rng) -> String {
    let count = rng.usize(0..2_000);
    if rng.bool() {
        (0..count).map(|_| one(rng, &PIECES)).collect()
    } else {
        (0..count).map(|_| rng.char(..)).collect()
    }
}

fn place(rng: &mut Rng, text: &str) -> usize {
    text.floor_char_boundary(rng.usize(0..=text.len()))
}
