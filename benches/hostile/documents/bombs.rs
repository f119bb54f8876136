//! Documents that try to be expensive in one way each.

use super::{Rng, one, size};

const SCALARS: [&str; 6] = ["id", "number", "name", "status", "__typename", "version"];
const ROOTS: [&str; 6] = [
    "leadStatuses { name }",
    "viewer { id }",
    "leads { totalCount }",
    "leadTypes { id }",
    "__typename",
    "events { totalCount }",
];

/// `count` times what `each` writes.
fn many(count: usize, mut each: impl FnMut(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        text += &each(number);
        // Far more than is taken; a larger one only fills the wire.
        if text.len() > 300_000 {
            break;
        }
    }
    text
}

fn nested(open: &str, close: &str, levels: usize, core: &str) -> String {
    let levels = levels.min(150_000 / open.len());
    format!("{}{core}{}", open.repeat(levels), close.repeat(levels))
}

pub fn deep_selections(rng: &mut Rng) -> String {
    let levels = size(rng, 40);
    let (open, close) = [
        ("{a", "}"),
        ("{ lead(id: \"x\") ", "}"),
        ("{ ... ", "}"),
        ("{ ... on Query ", "}"),
        ("{ viewer ", "}"),
        ("{ referrer ", "}"),
        ("{ ... @include(if: true) ", "}"),
        ("{", ""),
        ("{[(", ""),
        ("{a(b:", ")}"),
    ][rng.usize(0..10)];
    let start = one(rng, &["", "query A ", "{ leads { edges { node ", "mutation "]);
    let end = if start.starts_with('{') && rng.bool() { "}}}" } else { "" };
    format!("{start}{}{end}", nested(open, close, levels, "{ id }"))
}

pub fn deep_values(rng: &mut Rng) -> String {
    let levels = size(rng, 58);
    let (open, close) =
        [("[", "]"), ("{not:", "}"), ("{and:[", "]}"), ("{a:", "}"), ("[", ""), ("{or:{", "}}")]
            [rng.usize(0..6)];
    let value = nested(open, close, levels, one(rng, &["{}", "1", "$v", "\"x\"", ""]));
    match rng.u8(0..4) {
        0 => format!("{{ leads(filter: {value}) {{ totalCount }} }}"),
        1 => format!("query ($v: LeadFilter = {value}) {{ leads(filter: $v) {{ totalCount }} }}"),
        2 => format!("query ($v: {}) {{ nodes(ids: $v) {{ id }} }}", nested("[", "]", levels, "ID")),
        _ => format!("{{ viewer {{ id @include(if: {value}) }} }}"),
    }
}

pub fn wide(rng: &mut Rng) -> String {
    let count = size(rng, 4_900);
    let same = rng.bool();
    let field = one(rng, &SCALARS);
    let fields = many(count, |number| if same { format!("{field} ") } else { format!("f{number} ") });
    let root = one(rng, &ROOTS);
    match rng.u8(0..4) {
        0 => format!("{{ {fields} }}"),
        1 => format!("{{ {} }}", format!("{root} ").repeat(count.min(20_000) / 3)),
        2 => format!(
            "mutation {{ {} }}",
            "signIn(input: {email: \"a\", password: \"b\"}) { expiresAt } ".repeat(count.min(2_000) / 18)
        ),
        _ => format!("{{ leads(first: 100) {{ edges {{ node {{ {fields} }} }} }} }}"),
    }
}

pub fn long(rng: &mut Rng) -> String {
    let length = size(rng, 65_000).min(400_000);
    let filling = one(rng, &[" ", ",", "\n", "a", "é", "\u{feff}", "\\\\", "#\n", "\"\" ", "\\\"\"\"", "漢"])
        .repeat(length / 2);
    match rng.u8(0..7) {
        0 => format!("#{filling}\n{{ __typename }}"),
        1 => format!("{{ leads(search: \"{filling}\") {{ totalCount }} }}"),
        2 => format!("{{ leads(search: \"\"\"{filling}\"\"\") {{ totalCount }} }}"),
        3 => format!("{{ {filling} }}"),
        4 => format!("{{ {}: viewer {{ id }} }}", "n".repeat(length)),
        5 => format!("{{ leads(filter: {{ company: {{ contains: \"{filling}\" }} }}) {{ totalCount }} }}"),
        _ => format!("{{ a(b: \"{filling}"),
    }
}

pub fn aliases(rng: &mut Rng) -> String {
    let count = size(rng, 100);
    let root = one(rng, &ROOTS);
    match rng.u8(0..3) {
        0 => format!("{{ {} }}", many(count, |number| format!("a{number}: {root} "))),
        1 => {
            let fields = many(count, |number| format!("a{number}: __typename "));
            format!("{{ leadStatuses {{ {fields} }} leads {{ edges {{ node {{ {fields} }} }} }} }}")
        }
        _ => {
            let fields = many(count / 2, |number| format!("a{number}: name "));
            format!("{{ leadStatuses {{ ...F ...F }} }} fragment F on LeadStatusInfo {{ {fields} }}")
        }
    }
}

pub fn fragments(rng: &mut Rng) -> String {
    let levels = size(rng, 14).min(3_000);
    let width = rng.usize(1..6);
    let field = one(rng, &["", "a", "viewer", "leads { edges { node", "referrer"]);
    let close = if field.starts_with("leads") { "}}" } else { "" };
    let mut text = format!("{{ ...F0 }} fragment F{levels} on Query {{ __typename }}");
    text += &many(levels, |level| {
        let spread = format!("...F{} ", level + 1);
        let inner = if field.is_empty() {
            spread.repeat(width)
        } else {
            format!("{field} {{ {spread} }} {close} ").repeat(width)
        };
        format!(" fragment F{level} on Query {{ {inner} }}")
    });
    if rng.u8(0..5) == 0 {
        text += " fragment G on Query { ...H } fragment H on Query { ...G }";
    }
    text
}

pub fn fragment_chains(rng: &mut Rng) -> String {
    let length = size(rng, 30).min(3_000);
    let fields = many(rng.usize(1..4_000), |number| format!("f{number} "));
    let chain = many(length, |link| format!("fragment F{link} on Query {{ ...F{} }} ", link + 1));
    let spreads = "...F0 ".repeat(rng.usize(1..600));
    format!("{{ {spreads} }} {chain} fragment F{length} on Query {{ {fields} }}")
}

pub fn inline_fragments(rng: &mut Rng) -> String {
    let fields = many(size(rng, 2_000), |number| format!("f{number} "));
    let open = one(rng, &["{ ... ", "{ ... on Query ", "{ ... on Nothing ", "{ ... @skip(if: false) "]);
    let deep = nested(open, "}", rng.usize(1..33), &format!("{{ {fields} }}"));
    if rng.bool() {
        deep
    } else {
        format!("{{ {} }}", "... { id } ... on Query { id } ".repeat(size(rng, 400).min(9_000)))
    }
}

pub fn directives(rng: &mut Rng) -> String {
    let directive = one(
        rng,
        &["@include(if: true) ", "@skip(if: $no) ", "@unknown ", "@deprecated ", "@include ", "@oneOf "],
    );
    let all = directive.repeat(size(rng, 10).min(15_000));
    match rng.u8(0..5) {
        0 => format!("{{ viewer {all} {{ id }} }}"),
        1 => format!("query {all} {{ viewer {{ id }} }}"),
        2 => format!("{{ ... {all} {{ viewer {{ id }} }} }}"),
        3 => format!("query ($a: Int {all}) {{ viewer {{ id }} }}"),
        _ => format!(
            "{{ {} }}",
            format!("viewer {directive} {{ id {directive} }} ").repeat(size(rng, 50).min(2_000))
        ),
    }
}

pub fn conflicts(rng: &mut Rng) -> String {
    let count = size(rng, 1_500).min(20_000);
    let arguments = many(rng.usize(1..30), |number| format!("a{number}: {number} "));
    let name = "n".repeat(rng.usize(1..130));
    match rng.u8(0..4) {
        0 => format!("{{ x({arguments}) {} }}", "x ".repeat(count)),
        1 => format!("{{ {name}: a {} }}", format!("{name}: b ").repeat(count)),
        2 => {
            format!("{{ leads({arguments}) {{ totalCount }} {} }}", "leads { totalCount } ".repeat(count / 4))
        }
        _ => format!("{{ {} }}", many(count, |number| format!("leads(first: {number}) {{ totalCount }} "))),
    }
}

pub fn variables(rng: &mut Rng) -> String {
    let count = size(rng, 100).min(20_000);
    let kind = one(
        rng,
        &["ID", "[ID!]!", "LeadFilter", "Nothing", "Int! = 1", "[[[Int]]] = [[[1]]]", "Boolean = true"],
    );
    let defined = many(count, |number| format!("$v{number}: {kind} "));
    let used = many(size(rng, 1_500).min(20_000), |number| format!("$v{} ", number % count));
    match rng.u8(0..3) {
        0 => format!("query ({defined}) {{ nodes(ids: [{used}]) {{ id }} }}"),
        1 => format!("query {{ nodes(ids: [{used}]) {{ id }} }}"),
        _ => {
            let operations =
                many(size(rng, 20).min(2_000), |number| format!("query Q{number}($v0: {kind}) {{ ...F }} "));
            format!("{operations} fragment F on Query {{ nodes(ids: [{used}]) {{ id }} }}")
        }
    }
}

pub fn operations(rng: &mut Rng) -> String {
    let kind = one(rng, &["query", "mutation", "subscription"]);
    many(size(rng, 20).min(20_000), |number| format!("{kind} Q{number} {{ viewer {{ id }} }} "))
}

pub fn unknown_names(rng: &mut Rng) -> String {
    let length = rng.usize(1..128);
    let letters = one(rng, &["statusSinc", "expectedCompletionDat", "e", "communication"]);
    let name: String = letters.chars().cycle().take(length).collect();
    let count = size(rng, 60_000 / (length + 6)).min(20_000);
    let fields = many(count, |number| format!("{name}{number} "));
    match rng.u8(0..4) {
        0 => format!("{{ leads {{ edges {{ node {{ {fields} }} }} }} }}"),
        1 => format!("{{ {fields} }}"),
        2 => format!("{{ leads(filter: {{ {} }}) {{ totalCount }} }}", fields.replace(' ', ": 1 ")),
        _ => format!(
            "{{ {} }}",
            many(count / 4, |number| format!("leads({name}{number}: 1) {{ totalCount }} "))
        ),
    }
}

pub fn lists(rng: &mut Rng) -> String {
    let count = size(rng, 2_400);
    let item = one(
        rng,
        &["1 ", "\"lead_01h455vb4pex5vsknk084sn02q\" ", "null ", "true", "0", "{} ", "[] ", "{a:1} ", "A "],
    );
    let list = format!("[{}]", item.repeat(count.min(200_000 / item.len())));
    match rng.u8(0..4) {
        0 => format!("{{ nodes(ids: {list}) {{ id }} }}"),
        1 => format!("{{ leads(filter: {{ id: {{ in: {list} }} }}) {{ totalCount }} }}"),
        2 => format!("{{ leads(filter: {{ or: {list} }}, orderBy: {list}) {{ totalCount }} }}"),
        _ => format!(
            "query ($ids: [ID!]! = {list}) {{ {} }}",
            "nodes(ids: $ids) { id } ".repeat(rng.usize(1..60))
        ),
    }
}

pub fn numbers(rng: &mut Rng) -> String {
    let digits = "9".repeat(size(rng, 40).min(60_000));
    let number = match rng.u8(0..10) {
        0 => digits,
        1 => format!("-{digits}"),
        2 => format!("1e{digits}"),
        3 => format!("0.{digits}"),
        4 => one(rng, &["-0", "007", "1.", ".5", "1e", "+1", "0x10", "1_000", "NaN", "1.5", "-", "1-2"])
            .to_owned(),
        5 => i64::MIN.to_string(),
        6 => u64::MAX.to_string(),
        7 => "1.7976931348623157e308".to_owned(),
        8 => "5e-324".to_owned(),
        _ => format!("\"{digits}\""),
    };
    match rng.u8(0..5) {
        0 => format!("{{ leads(first: {number}) {{ totalCount }} }}"),
        1 => format!("{{ leads(filter: {{ score: {{ eq: {number} }} }}) {{ totalCount }} }}"),
        2 => format!(
            "{{ leads(filter: {{ targetAmount: {{ currency: \"EUR\", gte: {number} }} }}) {{ totalCount }} }}"
        ),
        3 => format!("{{ leadByNumber(number: {number}) {{ id }} }}"),
        _ => format!(
            "mutation {{ createLead(input: {{ lastName: \"X\", estimatedDays: {number}, dryRun: true }}) {{ userErrors {{ message }} }} }}"
        ),
    }
}

pub fn introspection(rng: &mut Rng) -> String {
    let levels = rng.usize(1..12);
    let (open, close) = [
        ("fields { type { ", "} }"),
        ("interfaces { possibleTypes { ", "} }"),
        ("fields { args { type { ", "} } }"),
        ("ofType { ", "}"),
        ("inputFields { type { ", "} }"),
        ("...F ", ""),
    ][rng.usize(0..6)];
    let count = size(rng, 60);
    // Spread one after the other, a fragment is run as often, and its answers fall together.
    let types =
        if open == "...F " { open.repeat(size(rng, 400)) } else { nested(open, close, levels, "name ") };
    let set = one(
        rng,
        &[
            "fields { type { fields { type { name } } } }",
            "fields { args { type { ofType { inputFields { name } } } } }",
            "inputFields { type { inputFields { name type { name } } } }",
            "possibleTypes { fields { type { name } } }",
            "enumValues { name } fields { name description }",
        ],
    );
    let fragment = if open == "...F " { format!("fragment F on __Type {{ {set} }}") } else { String::new() };
    let name = one(rng, &["Lead", "Query", "Mutation", "LeadFilter", "EventKind", "Node"]);
    match rng.u8(0..4) {
        0 => format!("{{ __schema {{ types {{ {types} }} }} }} {fragment}"),
        1 => {
            let all = many(count, |number| format!("a{number}: __schema {{ types {{ {types} }} }} "));
            format!("{{ {all} }} {fragment}")
        }
        2 => {
            let all = many(count, |number| format!("a{number}: __type(name: \"{name}\") {{ {types} }} "));
            format!("{{ {all} }} {fragment}")
        }
        _ => format!("{{ __type(name: \"{name}\") {{ {types} }} }} {fragment}"),
    }
}

pub fn odd_letters(rng: &mut Rng) -> String {
    let odd = one(
        rng,
        &[
            "\0",
            "\u{feff}",
            "\u{2028}",
            "\u{85}",
            "\u{b}",
            "\r",
            "\u{200b}",
            "\u{202e}",
            "\u{10ffff}",
            "\\u0000",
            "\\uD800",
            "\\uZZZZ",
            "\\x",
            "\u{1b}[31m",
            "\"\"\"",
            "\\",
        ],
    )
    .repeat(rng.usize(1..20));
    match rng.u8(0..8) {
        0 => format!("{{ leads(search: \"{odd}\") {{ totalCount }} }}"),
        1 => format!("{odd}{{ __typename }}{odd}"),
        2 => format!("{{ leads(filter: {{ company: {{ eq: \"a{odd}\" }} }}) {{ totalCount }} }}"),
        3 => format!("{{ node(id: \"lead_{odd}\") {{ id }} leadByNumber(number: \"{odd}\") {{ id }} }}"),
        4 => format!("# {odd} {{{{{{\n{{ {odd} __typename }}"),
        5 => format!(
            "mutation {{ signIn(input: {{ email: \"a{odd}@b.example\", password: \"{odd}\" }}) {{ userErrors {{ code }} }} }}"
        ),
        6 => format!(
            "{{ leads(after: \"{odd}\", filter: {{ source: {{ key: {{ in: [\"{odd}\"] }} }} }}) {{ totalCount }} }}"
        ),
        _ => format!(
            "mutation {{ createLead(input: {{ lastName: \"X{odd}\", email: \"x@acme.example\", sourceKey: \"{odd}\", initialInterest: \"{odd}\", dryRun: true, clientMutationId: \"{odd}\" }}) {{ userErrors {{ message }} }} }}"
        ),
    }
}
