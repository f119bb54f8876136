//! What came of it, by family.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::requests::{Case, Outcome};

#[derive(Default)]
pub struct Table(Mutex<BTreeMap<&'static str, Family>>);

#[derive(Default)]
struct Family {
    /// In milliseconds, each with its seed.
    times: Vec<(f64, u64)>,
    outcomes: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Table {
    pub fn add(&self, case: &Case, outcome: &Outcome, time: Duration) {
        let mut families = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let family = families.entry(case.family).or_default();
        family.times.push((time.as_secs_f64() * 1e3, case.seed));
        *family.outcomes.entry(outcome.words.clone()).or_default() += 1;
        if outcome.is_wrong {
            family.wrong.push(format!("{}, --only {}: {}", case.family, case.seed, outcome.words));
        }
    }

    pub fn print(&self) {
        let mut families = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        println!(
            "\n{:<18} {:>7} {:>9} {:>9} {:>9}  outcomes",
            "family", "count", "median ms", "p99 ms", "max ms"
        );
        for (name, family) in families.iter_mut() {
            family.times.sort_by(|one, other| one.0.total_cmp(&other.0));
            let at = |share: usize| family.times[(family.times.len() - 1) * share / 100];
            let (max, slowest) = at(100);
            let mut outcomes: Vec<_> = family.outcomes.iter().collect();
            outcomes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let words = outcomes.iter().fold(String::new(), |mut words, (outcome, count)| {
                let _ = write!(words, "{outcome} {count}, ");
                words
            });
            println!(
                "{name:<18} {:>7} {:>9.2} {:>9.2} {max:>9.2}  {} (slowest: --only {slowest})",
                family.times.len(),
                at(50).0,
                at(99).0,
                words.trim_end_matches(", "),
            );
        }
        println!();
    }

    /// Every case that must not be.
    pub fn failures(&self, limit: Duration) -> Vec<String> {
        let families = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut failures: Vec<_> = families.values().flat_map(|family| family.wrong.clone()).collect();
        for (name, family) in families.iter() {
            let late = family.times.iter().filter(|(ms, _)| *ms > limit.as_secs_f64() * 1e3);
            failures.extend(late.map(|(ms, seed)| format!("{name}, --only {seed}: took {ms:.0} ms")));
        }
        failures
    }
}
