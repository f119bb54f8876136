//! Round robin: whose turn it is. Pure.
//!
//! A pointer, not counts: the next lead goes to whoever comes after the last one in the order of ids, among those who
//! are there. Over any stretch in which the same people are there, their shares differ by at most one. Who joins late,
//! or comes back from an absence, gets one lead a round like everybody else, and nothing to catch up with; who is away
//! or has left is stepped over.

use entity::UserId;

/// Whose turn it is among `present`, in the order of ids; none when nobody is there.
pub fn next(present: &[UserId], last: Option<UserId>) -> Option<UserId> {
    debug_assert!(present.is_sorted());
    let after = last.and_then(|last| present.iter().find(|user| **user > last));
    after.or_else(|| present.first()).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn user(number: u8) -> UserId {
        UserId(Uuid::from_u128(u128::from(number)))
    }

    fn take(present: &[UserId], last: &mut Option<UserId>, turns: usize) -> HashMap<UserId, usize> {
        let mut shares: HashMap<_, _> = present.iter().map(|user| (*user, 0)).collect();
        for _ in 0..turns {
            *last = next(present, *last);
            *shares.get_mut(&last.unwrap()).unwrap() += 1;
        }
        shares
    }

    #[test]
    fn nobody_is_there() {
        assert_eq!(next(&[], Some(user(1))), None);
        assert_eq!(next(&[user(7)], Some(user(9))), Some(user(7)));
    }

    proptest! {
        #[test]
        fn shares_differ_by_at_most_one_while_the_same_people_are_there(
            stretches in prop::collection::vec((prop::collection::btree_set(0_u8..20, 1..10), 0_usize..60), 1..8),
        ) {
            let mut last = None;
            for (present, turns) in stretches {
                let present: Vec<_> = present.into_iter().map(user).collect();
                let shares = take(&present, &mut last, turns);
                let (least, most) = (shares.values().min(), shares.values().max());
                prop_assert!(most.unwrap() - least.unwrap() <= 1, "{shares:?}");
            }
        }
    }
}
