//! Hostile documents, by family. The same seed gives the same document.

mod bombs;
mod grammar;
mod mutations;

pub use fastrand::Rng;

/// Makes one document of a family.
pub type Make = fn(&mut Rng) -> String;

/// All families: what they are called, and how to make one of each.
pub const FAMILIES: [(&str, Make); 20] = [
    ("deep selections", bombs::deep_selections),
    ("deep values", bombs::deep_values),
    ("wide", bombs::wide),
    ("long", bombs::long),
    ("aliases", bombs::aliases),
    ("fragment bombs", bombs::fragments),
    ("fragment chains", bombs::fragment_chains),
    ("inline fragments", bombs::inline_fragments),
    ("directives", bombs::directives),
    ("conflicts", bombs::conflicts),
    ("variables", bombs::variables),
    ("operations", bombs::operations),
    ("unknown names", bombs::unknown_names),
    ("large lists", bombs::lists),
    ("numbers", bombs::numbers),
    ("introspection", bombs::introspection),
    ("odd letters", bombs::odd_letters),
    ("random grammar", grammar::document),
    ("mutations", mutations::document),
    ("random text", mutations::random_text),
];

/// How large a bomb is: mostly around the limits, sometimes far beyond.
fn size(rng: &mut Rng, usual: usize) -> usize {
    match rng.u8(0..10) {
        0..5 => rng.usize(1..=usual),
        5..8 => usual + rng.usize(0..=usual / 10 + 1),
        8 => usual * 2,
        _ => usual * rng.usize(3..30),
    }
}

fn one<'a>(rng: &mut Rng, all: &[&'a str]) -> &'a str {
    all[rng.usize(0..all.len())]
}
