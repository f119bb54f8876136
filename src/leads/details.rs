//! Applying a patch to a lead: every value checked, everything that is wrong reported together.

use chrono::{Days, NaiveDate};
use entity::{LeadKind, LeadStatus, lead};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde_json::json;

use super::{
    contact,
    lists::Lists,
    patch::{Change, LeadPatch},
    place, status_info,
};
use crate::{
    auth::visible_to,
    context::Ctx,
    error::{Code, Problem, Problems, Result},
    money::Money,
};

type Check = fn(&str, &str) -> Result<Option<String>, Problem>;

/// Changes `lead` as the patch says.
///
/// # Errors
/// Every value that cannot be taken.
pub(super) async fn apply(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    lists: &Lists,
    lead: &mut lead::Model,
    patch: &LeadPatch,
) -> Result<()> {
    let mut problems = Problems::default();
    apply_who(ctx, lead, patch, &mut problems);
    apply_wishes(lead, patch, &mut problems);
    apply_promise(lead, patch, &mut problems);
    apply_dates(lead, patch, &mut problems);
    apply_references(ctx, db, lists, lead, patch, &mut problems).await?;
    lead.do_not_contact = patch.do_not_contact.unwrap_or(lead.do_not_contact);
    lead.email_consent = patch.email_consent.unwrap_or(lead.email_consent);
    lead.sms_consent = patch.sms_consent.unwrap_or(lead.sms_consent);
    if !is_reachable(lead) {
        let message =
            "give at least one way to reach the lead: an e-mail address, a phone number or a postal address";
        problems.add(Code::Required, &["email"], message);
    }
    problems.finish()
}

/// `domain.md` section 2: e-mail, phone or address.
fn is_reachable(lead: &lead::Model) -> bool {
    let has_address = lead.city.is_some() && (lead.street.is_some() || lead.postal_code.is_some());
    lead.email.is_some() || lead.phone.is_some() || has_address
}

fn apply_who(ctx: &Ctx, lead: &mut lead::Model, patch: &LeadPatch, problems: &mut Problems) {
    let lines: [(&str, &Change<String>, &mut Option<String>, Check); 14] = [
        ("first_name", &patch.first_name, &mut lead.first_name, contact::line),
        ("last_name", &patch.last_name, &mut lead.last_name, contact::line),
        ("company", &patch.company, &mut lead.company, contact::line),
        ("job_title", &patch.job_title, &mut lead.job_title, contact::line),
        ("email", &patch.email, &mut lead.email, contact::email),
        ("website", &patch.website, &mut lead.website, contact::website),
        ("street", &patch.street, &mut lead.street, contact::line),
        ("postal_code", &patch.postal_code, &mut lead.postal_code, contact::line),
        ("city", &patch.city, &mut lead.city, contact::line),
        ("region", &patch.region, &mut lead.region, contact::line),
        ("country", &patch.country, &mut lead.country, contact::country_code),
        ("locale", &patch.locale, &mut lead.locale, contact::locale),
        ("time_zone", &patch.time_zone, &mut lead.time_zone, contact::time_zone),
        ("initial_interest", &patch.initial_interest, &mut lead.initial_interest, contact::text),
    ];
    for (field, change, value, check) in lines {
        set(change, value, problems, |text| check(field, text));
    }
    lead.email_key = lead.email.as_ref().map(|email| email.to_lowercase());
    let country = lead.country.clone().unwrap_or_else(|| ctx.config.organisation.country.clone());
    match &patch.phone {
        Change::Keep => {}
        Change::Clear => (lead.phone, lead.phone_e164) = (None, None),
        Change::Set(number) => {
            if let Some(read) = problems.take(contact::phone("phone", number, &country)) {
                let (given, e164) = read.unzip();
                (lead.phone, lead.phone_e164) = (given, e164.flatten());
            }
        }
    }
    let is_company = lead.company.is_some() && lead.first_name.is_none() && lead.last_name.is_none();
    let guessed = if is_company { LeadKind::Company } else { lead.kind };
    lead.kind = patch.kind.unwrap_or(guessed);
}

fn apply_wishes(lead: &mut lead::Model, patch: &LeadPatch, problems: &mut Problems) {
    match &patch.products_of_interest {
        Change::Keep => {}
        Change::Clear => lead.products_of_interest = json!([]),
        Change::Set(products) if products.len() > 50 => {
            problems.add(Code::TooLong, &["products_of_interest"], "at most 50 products");
        }
        Change::Set(products) => {
            let checked: Result<Vec<_>, _> =
                products.iter().map(|product| contact::line("products_of_interest", product)).collect();
            if let Some(products) = problems.take(checked) {
                lead.products_of_interest = json!(products.into_iter().flatten().collect::<Vec<_>>());
            }
        }
    }
    set_money(&patch.target_amount, &mut lead.target_amount_minor, &mut lead.target_currency);
    set_money(&patch.budget_amount, &mut lead.budget_amount_minor, &mut lead.budget_currency);
}

fn apply_promise(lead: &mut lead::Model, patch: &LeadPatch, problems: &mut Problems) {
    lead.priority = patch.priority.unwrap_or(lead.priority);
    lead.importance = patch.importance.unwrap_or(lead.importance);
    lead.readiness_to_buy = patch.readiness_to_buy.unwrap_or(lead.readiness_to_buy);
    lead.budget_status = patch.budget_status.unwrap_or(lead.budget_status);
    lead.authority = patch.authority.unwrap_or(lead.authority);
    lead.need = patch.need.unwrap_or(lead.need);
    lead.timing = patch.timing.unwrap_or(lead.timing);
    set(&patch.need_text, &mut lead.need_text, problems, |text| contact::text("need_text", text));
    match patch.probability {
        Change::Keep => {}
        Change::Clear => {
            lead.probability_is_manual = false;
            lead.probability = default_probability(lead.status).unwrap_or(lead.probability);
        }
        Change::Set(per_cent) if (0..=100).contains(&per_cent) => {
            lead.probability_is_manual = true;
            lead.probability = per_cent;
        }
        Change::Set(_) => problems.add(Code::Invalid, &["probability"], "a number from 0 to 100"),
    }
}

fn default_probability(status: LeadStatus) -> Option<i32> {
    status_info(status).default_probability
}

fn apply_dates(lead: &mut lead::Model, patch: &LeadPatch, problems: &mut Problems) {
    set(&patch.timing_date, &mut lead.timing_date, problems, |date| Ok(Some(*date)));
    lead.start_date = patch.start_date.unwrap_or(lead.start_date);
    set(&patch.estimated_days, &mut lead.estimated_days, problems, |days| match days {
        0..=3650 => Ok(Some(*days)),
        _ => Err(Problem::new(Code::Invalid, &["estimated_days"], "a number of days from 0 to 3650")),
    });
    match patch.expected_completion_date {
        Change::Keep => {}
        Change::Clear => lead.expected_completion_is_manual = false,
        Change::Set(date) => {
            lead.expected_completion_is_manual = true;
            lead.expected_completion_date = Some(date);
        }
    }
    if !lead.expected_completion_is_manual {
        lead.expected_completion_date = lead.estimated_days.and_then(|days| later(lead.start_date, days));
    }
}

fn later(start: NaiveDate, days: i32) -> Option<NaiveDate> {
    start.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

async fn apply_references(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    lists: &Lists,
    lead: &mut lead::Model,
    patch: &LeadPatch,
    problems: &mut Problems,
) -> Result<()> {
    let old_type = lead.lead_type_id;
    match &patch.source_key {
        Change::Keep => {}
        Change::Clear => lead.source_id = None,
        Change::Set(key) => {
            lead.source_id = problems.take(lists.source(key)).map(|source| source.id);
        }
    }
    if let Some(key) = &patch.lead_type_key
        && let Some(lead_type) = problems.take(lists.lead_type(key))
        && (lead_type.id != lead.lead_type_id || lead.number == 0)
        && problems.take(lists.usable_lead_type(&ctx.actor, key)).is_some()
    {
        lead.lead_type_id = lead_type.id;
    }
    let is_of_another_type = lead.lead_type_id != old_type;
    place::apply(ctx, db, lists, lead, patch, is_of_another_type, problems).await?;
    if is_of_another_type {
        place::may_stay(db, lists, lead, patch, problems).await?;
    }
    match patch.referrer_lead_id {
        Change::Keep => {}
        Change::Clear => lead.referrer_lead_id = None,
        Change::Set(id) if id == lead.id => {
            problems.add(Code::Invalid, &["referrer_lead_id"], "a lead cannot refer itself");
        }
        Change::Set(id) => match visible_to(&ctx.actor).filter(lead::Column::Id.eq(id)).one(db).await? {
            Some(referrer) => lead.referrer_lead_id = Some(referrer.id),
            None => problems.add(Code::NotFound, &["referrer_lead_id"], "there is no lead with this id"),
        },
    }
    Ok(())
}

fn set<T, V>(
    change: &Change<V>,
    value: &mut Option<T>,
    problems: &mut Problems,
    check: impl FnOnce(&V) -> Result<Option<T>, Problem>,
) {
    match change {
        Change::Keep => {}
        Change::Clear => *value = None,
        Change::Set(given) => {
            if let Some(checked) = problems.take(check(given)) {
                *value = checked;
            }
        }
    }
}

fn set_money(change: &Change<Money>, minor: &mut Option<i64>, currency: &mut Option<String>) {
    match change {
        Change::Keep => {}
        Change::Clear => (*minor, *currency) = (None, None),
        Change::Set(money) => (*minor, *currency) = (Some(money.minor), Some(money.currency.clone())),
    }
}
