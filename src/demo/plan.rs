//! What becomes of a lead: its way through the statuses, with the days between.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
#[allow(clippy::enum_glob_use, reason = "the ways below are read as words of the domain")]
use entity::LeadStatus::{self, *};
use entity::{Authority, BudgetStatus, Need, ReadinessToBuy, Timing};

use super::{money::Wish, random::Random};
use crate::leads::{Change, LeadPatch, Move};

/// Something that somebody does with a lead.
#[derive(Clone, Debug)]
pub enum Step {
    /// Enters what was found out.
    Update(Box<LeadPatch>),
    /// Moves it on.
    Move(Move),
}

/// How lives go, and how often: statuses, each with the fewest and most days before it.
pub type Path = &'static [(LeadStatus, i64, i64)];

const PATHS: &[(i64, Path)] = &[
    // Won, the long and the short way.
    (
        14,
        &[
            (Contacted, 0, 2),
            (Warm, 2, 7),
            (Qualified, 3, 12),
            (ProposalSent, 2, 7),
            (Negotiation, 2, 9),
            (ClosedWon, 2, 10),
        ],
    ),
    (7, &[(Contacted, 0, 2), (InProgress, 1, 5), (Qualified, 2, 8), (ClosedWon, 4, 14)]),
    // Lost late.
    (
        9,
        &[
            (Contacted, 0, 3),
            (Warm, 2, 8),
            (Qualified, 4, 14),
            (ProposalSent, 3, 9),
            (Negotiation, 3, 10),
            (ClosedLost, 3, 12),
        ],
    ),
    (
        7,
        &[
            (Contacted, 0, 3),
            (InProgress, 3, 9),
            (Qualified, 4, 14),
            (ProposalSent, 3, 9),
            (ClosedLost, 6, 13),
        ],
    ),
    // Lost early.
    (8, &[(Contacted, 1, 4), (Cold, 5, 12), (ClosedLost, 20, 50)]),
    (9, &[(Contacted, 0, 3), (Disqualified, 2, 10)]),
    (4, &[(Disqualified, 0, 3)]),
    // Kept warm.
    (
        9,
        &[
            (Contacted, 1, 3),
            (Nurturing, 4, 12),
            (Warm, 40, 80),
            (Nurturing, 10, 18),
            (Warm, 40, 80),
            (Nurturing, 10, 18),
            (Warm, 40, 80),
        ],
    ),
    (6, &[(Contacted, 1, 4), (Cold, 6, 12), (Nurturing, 30, 55), (Cold, 50, 85)]),
    // Paused.
    (
        6,
        &[
            (Contacted, 0, 3),
            (InProgress, 3, 9),
            (OnHold, 5, 20),
            (InProgress, 90, 140),
            (Qualified, 5, 20),
            (ProposalSent, 3, 9),
            (ClosedWon, 5, 12),
        ],
    ),
    // Came back.
    (
        5,
        &[
            (Contacted, 1, 3),
            (Disqualified, 3, 9),
            (ReEngaged, 60, 140),
            (Warm, 3, 9),
            (Qualified, 5, 14),
            (ProposalSent, 3, 9),
            (ClosedWon, 4, 12),
        ],
    ),
    (
        4,
        &[
            (Contacted, 1, 3),
            (Warm, 4, 10),
            (ClosedLost, 10, 19),
            (ReEngaged, 80, 150),
            (InProgress, 4, 10),
            (Nurturing, 5, 20),
        ],
    ),
    // Forgotten: the sweep finds them.
    (5, &[(Contacted, 1, 4)]),
    (4, &[(Contacted, 1, 4), (Warm, 4, 10)]),
    (3, &[]),
];

/// A way that ends in each status, for leads of the last weeks: whoever looks finds every status.
pub const RECENT: &[(LeadStatus, Path)] = &[
    (New, &[]),
    (Contacted, &[(Contacted, 1, 2)]),
    (Warm, &[(Contacted, 1, 2), (Warm, 3, 6)]),
    (Cold, &[(Contacted, 1, 3), (Cold, 4, 8)]),
    (Nurturing, &[(Contacted, 1, 2), (Nurturing, 4, 8)]),
    (InProgress, &[(Contacted, 1, 2), (InProgress, 2, 5)]),
    (Qualified, &[(Contacted, 1, 2), (Warm, 2, 5), (Qualified, 3, 7)]),
    (ProposalSent, &[(Contacted, 1, 2), (InProgress, 2, 5), (Qualified, 3, 7), (ProposalSent, 2, 5)]),
    (
        Negotiation,
        &[(Contacted, 1, 2), (Warm, 2, 5), (Qualified, 3, 7), (ProposalSent, 2, 5), (Negotiation, 2, 6)],
    ),
    (OnHold, &[(Contacted, 1, 2), (InProgress, 2, 5), (OnHold, 3, 8)]),
    (ReEngaged, &[(Contacted, 1, 2), (Disqualified, 2, 6), (ReEngaged, 15, 30)]),
    (
        ClosedWon,
        &[(Contacted, 1, 2), (Warm, 2, 5), (Qualified, 3, 7), (ProposalSent, 2, 5), (ClosedWon, 3, 8)],
    ),
    (ClosedLost, &[(Contacted, 1, 2), (InProgress, 3, 8), (ClosedLost, 5, 12)]),
    (Disqualified, &[(Contacted, 1, 2), (Disqualified, 2, 6)]),
];

/// Ways that end a day before the lead is stale.
pub const ALMOST_STALE: &[(i64, Path)] = &[
    (6, &[]),
    (13, &[(Contacted, 1, 2)]),
    (20, &[(Contacted, 1, 2), (Warm, 3, 6)]),
    (13, &[(Contacted, 1, 2), (InProgress, 2, 5), (Qualified, 3, 7), (ProposalSent, 2, 5)]),
];

const LATE_LOSSES: &[(&str, &str)] = &[
    ("PRICE", "Our offer was a fifth above the other one."),
    ("PRICE", "Asked for 25 % off; we stopped at 10 %."),
    ("COMPETITOR", "Went with their present supplier, who gave the displays away."),
    ("NO_BUDGET", "Budget was cut in the new year."),
    ("TIMING", "The move to the new office is put off by two years."),
];
const EARLY_LOSSES: &[(&str, &str)] = &[
    ("NO_RESPONSE", "Five calls and three mails, no answer."),
    ("NO_NEED", "Two rooms only: the calendar of their mail program is enough."),
    ("NO_BUDGET", "No money for this before next year."),
];
const DISQUALIFICATIONS: &[(&str, &str)] = &[
    ("NOT_A_FIT", "Wants rooms to rent, not software for them."),
    ("NOT_A_FIT", "A student, for a seminar paper."),
    ("DUPLICATE", "Wrote twice; the other lead is being worked."),
    ("NO_NEED", "Clicked by mistake, they say."),
];
const COMPETITORS: &[&str] = &["Roomhero", "Booklyn Systems", "Meetrix"];

/// The way of an ordinary lead.
pub fn ordinary(random: &mut Random) -> Path {
    random.weighted::<Path>(PATHS)
}

/// Everything that is done with a lead that came in at `arrival`, with the times.
pub fn steps(
    random: &mut Random,
    path: Path,
    wish: &Wish,
    arrival: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, Step)> {
    let mut at = arrival;
    let mut steps = Vec::new();
    for (index, (status, least, most)) in path.iter().enumerate() {
        let wanted = at + TimeDelta::days(random.between(*least, *most));
        at = at_work(random, wanted, at);
        if let Some(found_out) = before(random, *status, wish, at) {
            steps.push((at - TimeDelta::minutes(random.between(3, 40)), Step::Update(Box::new(found_out))));
        }
        let is_late = index >= 3;
        steps.push((at, Step::Move(entering(random, *status, is_late, at.date_naive()))));
    }
    steps
}

/// What must be known before a lead enters a status, and is found out on the way.
pub fn before(random: &mut Random, status: LeadStatus, wish: &Wish, at: DateTime<Utc>) -> Option<LeadPatch> {
    match status {
        Qualified => Some(LeadPatch {
            budget_status: Some(if random.chance(60) {
                BudgetStatus::Confirmed
            } else {
                BudgetStatus::Planned
            }),
            budget_amount: Change::from_option(wish.budget.clone()),
            authority: Some(if random.chance(55) { Authority::DecisionMaker } else { Authority::Influencer }),
            need: Some(if random.chance(70) { Need::Strong } else { Need::Weak }),
            need_text: Change::Set(format!("{} rooms, double bookings several times a week", wish.rooms)),
            timing: Some(random.one_of(&[
                Timing::ThisMonth,
                Timing::ThisQuarter,
                Timing::ThisQuarter,
                Timing::ThisYear,
            ])),
            timing_date: Change::from_option(at.date_naive().checked_add_days(Days::new(60))),
            readiness_to_buy: Some(ReadinessToBuy::Comparing),
            target_amount: Change::from_option(wish.amount.clone()),
            ..LeadPatch::default()
        }),
        ProposalSent => Some(LeadPatch {
            target_amount: Change::from_option(wish.amount.clone()),
            readiness_to_buy: Some(ReadinessToBuy::Ready),
            ..LeadPatch::default()
        }),
        _ => None,
    }
}

pub fn entering(random: &mut Random, status: LeadStatus, is_late: bool, today: NaiveDate) -> Move {
    let note = |text: &str| Some(text.to_owned());
    let mut to = Move::to(status);
    match status {
        ClosedLost | Disqualified => {
            let reasons = match (status, is_late) {
                (Disqualified, _) => DISQUALIFICATIONS,
                (_, true) => LATE_LOSSES,
                (_, false) => EARLY_LOSSES,
            };
            let (key, words) = random.one_of(reasons);
            (to.lost_reason_key, to.note) = (note(key), note(words));
            if key == "COMPETITOR" {
                to.lost_competitor = note(random.one_of(COMPETITORS));
            }
        }
        OnHold => {
            to.resume_on = today.checked_add_days(Days::new(random.between(20, 90).unsigned_abs()));
            to.note = note("Their new office is not finished; take it up again then.");
        }
        Contacted => {
            to.note = note(random.one_of(&[
                "Called, left a message.",
                "Sent the overview by mail.",
                "Short call, wants to know more.",
            ]));
        }
        ReEngaged => to.note = note("Wrote again: things have changed."),
        ClosedWon => to.note = note("Signed."),
        _ => {}
    }
    to
}

/// The nearest time at which people work, after `earliest`: Monday to Friday, 8 to 17 h (UTC).
pub fn at_work(random: &mut Random, wanted: DateTime<Utc>, earliest: DateTime<Utc>) -> DateTime<Utc> {
    let mut day = wanted.date_naive();
    loop {
        let free = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let minute = random.between(8 * 60, 17 * 60 - 1);
        let time = day.and_hms_opt(0, 0, 0).map(|midnight| midnight.and_utc() + TimeDelta::minutes(minute));
        match time {
            Some(time) if !free && time > earliest => return time.with_second(17).unwrap_or(time),
            // On the day of the step before: a little later.
            Some(_) if !free && day == earliest.date_naive() && earliest.hour() < 16 => {
                return earliest + TimeDelta::minutes(random.between(5, 55));
            }
            _ => day = day.succ_opt().unwrap_or(day),
        }
    }
}
