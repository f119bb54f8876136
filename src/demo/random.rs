//! Chance that repeats itself: `SplitMix64`, with a fixed seed.

/// A source of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Starts the sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.abs_diff(low).saturating_add(1);
        low + i64::try_from(self.next() % width).unwrap_or(0)
    }

    /// One of several; there must be at least one.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        let index = self.next() % (all.len().max(1) as u64);
        all[usize::try_from(index).unwrap_or(0)]
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, per_cent: i64) -> bool {
        self.between(1, 100) <= per_cent
    }

    /// One of several, each as often as its weight says.
    pub fn weighted<'a, T>(&mut self, all: &'a [(i64, T)]) -> &'a T {
        let mut rest = self.between(1, all.iter().map(|(weight, _)| weight).sum());
        for (weight, value) in all {
            rest -= weight;
            if rest <= 0 {
                return value;
            }
        }
        &all[0].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_repeats_itself_and_keeps_its_bounds() {
        let numbers = |seed| {
            let mut random = Random::new(seed);
            (0..1_000).map(|_| random.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
        assert!((-3..=3).all(|number| numbers(1).contains(&number)));
        assert!(numbers(1).iter().all(|number| (-3..=3).contains(number)));
    }
}
