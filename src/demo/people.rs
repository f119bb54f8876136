//! Inventing leads.

use entity::{LeadId, ReadinessToBuy, UserId};

use super::{
    money::Wish,
    places::{COMPANIES, COMPANY_WORDS, JOBS, PLACES},
    random::Random,
};
use crate::leads::{Change, LeadPatch, NewLead};

const SOURCES: &[(i64, &str)] = &[
    (24, "WEB_SITE"),
    (12, "LANDING_PAGE"),
    (9, "NEWSLETTER"),
    (6, "BLOG"),
    (10, "SEO"),
    (5, "MAILING"),
    (9, "FAIR"),
    (5, "CALL_CENTRE"),
    (6, "SOCIAL_MEDIA"),
    (3, "BUSINESS_CARD"),
    (5, "EMAIL_ENQUIRY"),
];

/// An invented lead, and what will be found out about it later.
#[derive(Clone, Debug)]
pub struct Invented {
    pub new: NewLead,
    pub wish: Wish,
}

/// Invents one. `referrer` makes it a referral.
pub fn invent(
    random: &mut Random,
    number: i64,
    assignee: Option<UserId>,
    referrer: Option<LeadId>,
) -> Invented {
    let place = random.weighted(PLACES);
    let (first, last) = (random.one_of(place.first_names), random.one_of(place.last_names));
    let (company, trade) = random.one_of(COMPANIES);
    let company = format!("{company} {}", random.one_of(COMPANY_WORDS));
    let domain = format!("{}.example", slug(&company));
    let company = format!("{company} {}", random.one_of(place.company_ends));
    let (city, region, postal_code) = random.one_of(place.cities);
    let wish = Wish::invent(random, place.currency);
    let is_private = random.chance(8);
    let source = if referrer.is_some() { "REFERRAL" } else { random.weighted(SOURCES) };
    let email = format!(
        "{}.{}{number}@{}",
        slug(first),
        slug(last),
        if is_private { "mail.example" } else { &domain }
    );
    let set = |text: &str| Change::Set(text.to_owned());
    let mut fields = LeadPatch {
        first_name: set(first),
        last_name: set(last),
        email: Change::Set(email),
        city: set(city),
        country: set(place.country),
        locale: set(place.locale),
        time_zone: set(place.time_zone),
        source_key: set(source),
        referrer_lead_id: Change::from_option(referrer),
        initial_interest: Change::Set(interest(random, trade, city, &wish)),
        products_of_interest: Change::Set(wish.products.clone()),
        estimated_days: Change::Set(i32::try_from(random.between(4, 16) * 10).unwrap_or(90)),
        readiness_to_buy: Some(random.one_of(&[
            ReadinessToBuy::Unknown,
            ReadinessToBuy::Exploring,
            ReadinessToBuy::Exploring,
            ReadinessToBuy::Comparing,
        ])),
        assignee_id: Change::from_option(assignee),
        ..LeadPatch::default()
    };
    if !is_private {
        fields.company = Change::Set(company);
        fields.job_title = set(random.one_of(JOBS));
        fields.website = Change::Set(format!("https://www.{domain}"));
    }
    if !place.phones.is_empty() && random.chance(70) {
        let pattern = random.one_of(place.phones);
        fields.phone = Change::Set(digits(random, pattern));
    }
    if random.chance(45) {
        let street = format!("{} {}", random.one_of(place.streets), random.between(1, 99));
        fields.street = Change::Set(street);
        fields.postal_code = Change::Set(digits(random, postal_code));
        fields.region = set(region);
    }
    if random.chance(30) {
        fields.target_amount = Change::from_option(wish.amount.clone());
    }
    if random.chance(3) {
        fields.do_not_contact = Some(true);
    }
    Invented { new: NewLead { status: None, fields }, wish }
}

fn interest(random: &mut Random, trade: &str, city: &str, wish: &Wish) -> String {
    let product = wish.products.first().map_or("Room Planner", String::as_str);
    let rooms = wish.rooms;
    match random.between(1, 5) {
        1 => format!("We are a {trade} with {rooms} rooms in {city} and look for something like {product}."),
        2 => format!(
            "Moving to a new office in {city} with {rooms} meeting rooms. What would {product} cost us?"
        ),
        3 => format!("Saw {product} at a fair. Can it be tried in a few of our {rooms} rooms first?"),
        4 => {
            format!("Double bookings every day: {rooms} rooms, one paper list. Please call about {product}.")
        }
        _ => format!("Offer for {rooms} rooms, {}, please.", wish.products.join(" and ")),
    }
}

/// Each `X` becomes a digit.
fn digits(random: &mut Random, pattern: &str) -> String {
    pattern
        .chars()
        .map(|letter| match letter {
            'X' => char::from(b'0' + u8::try_from(random.between(0, 9)).unwrap_or(0)),
            other => other,
        })
        .collect()
}

/// Fit for an address: lower case, no accents.
fn slug(text: &str) -> String {
    let folded = deunicode::deunicode(text).to_lowercase();
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}
