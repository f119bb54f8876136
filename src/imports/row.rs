//! One record of a file as a new lead. Values that cannot be told for sure are left out with a note; whether the
//! rest makes a lead is for the domain to say.

use csv::StringRecord;
use entity::{Consent, LeadStatus, Level, lead_source, lost_reason, user};

use super::{
    country::{country_code, language},
    field::{Field, folded},
    mapping::Mapping,
    run::Options,
    status, values,
};
use crate::{
    leads::{Change, LeadPatch, Move, NewLead},
    money::Money,
};

/// Source of leads whose row names none.
pub(super) const IMPORT_SOURCE: &str = "IMPORT";
/// Longest piece of a cell that is repeated in a note.
const SHOWN: usize = 60;

/// What the installation knows, read once.
#[derive(Debug)]
pub(super) struct Known {
    pub sources: Vec<lead_source::Model>,
    pub reasons: Vec<lost_reason::Model>,
    pub users: Vec<user::Model>,
}

/// A record, read.
#[derive(Debug)]
pub(super) struct Row {
    pub new: NewLead,
    /// Where it shall go once it is in.
    pub to: Option<Move>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// The values of one record by field.
struct Cells<'a> {
    record: &'a StringRecord,
    mapping: &'a Mapping,
}

impl Cells<'_> {
    /// The first value among the columns of the field.
    fn get(&self, field: Field) -> Option<&str> {
        value(self.record, self.mapping, field)
    }

    fn change(&self, field: Field) -> Change<String> {
        Change::from_option(self.get(field).map(str::to_owned))
    }
}

/// The first value of a record among the columns of a field.
pub(super) fn value<'a>(record: &'a StringRecord, mapping: &Mapping, field: Field) -> Option<&'a str> {
    let cells = mapping.columns(field).iter().filter_map(|column| record.get(*column));
    cells.map(str::trim).find(|text| !text.is_empty())
}

/// A value, shortened to what fits a message.
pub(super) fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN - 1).chain(['…']).collect()
}

/// Reads one record.
pub(super) fn read(record: &StringRecord, mapping: &Mapping, known: &Known, options: &Options) -> Row {
    let cells = Cells { record, mapping };
    let mut notes = Vec::new();
    let mut fields = LeadPatch {
        first_name: cells.change(Field::FirstName),
        last_name: cells.change(Field::LastName),
        company: cells.change(Field::Company),
        job_title: cells.change(Field::JobTitle),
        email: cells.change(Field::Email),
        phone: cells.change(Field::Phone),
        website: cells.change(Field::Website),
        street: cells.change(Field::Street),
        postal_code: cells.change(Field::PostalCode),
        city: cells.change(Field::City),
        region: cells.change(Field::Region),
        initial_interest: Change::from_option(interest(&cells)),
        products_of_interest: Change::from_option(cells.get(Field::Products).map(products)),
        assignee_id: Change::from_option(options.assignee),
        source_key: Change::Set(options.source_key.clone().unwrap_or_else(|| IMPORT_SOURCE.to_owned())),
        ..LeadPatch::default()
    };
    let has_name = !fields.first_name.is_keep() || !fields.last_name.is_keep();
    if let Some(full) = cells.get(Field::FullName).filter(|_| !has_name) {
        let (first, last) = values::names(full);
        (fields.first_name, fields.last_name) = (Change::from_option(first), Change::from_option(last));
    }
    read_place(&cells, &mut fields, &mut notes);
    read_promise(&cells, &mut fields, options, &mut notes);
    read_relations(&cells, &mut fields, known, &mut notes);
    let mut new = NewLead { status: None, fields };
    let to = destination(&cells, &mut new, known, &mut notes);
    Row { new, to, notes }
}

/// Takes over a value that was understood; else notes that it was left out.
fn take<T>(
    cells: &Cells<'_>,
    field: Field,
    notes: &mut Vec<String>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let text = cells.get(field)?;
    let taken = read(text);
    if taken.is_none() {
        notes.push(format!("{} `{}` is not understood and was left out", field.key(), shown(text)));
    }
    taken
}

fn read_place(cells: &Cells<'_>, fields: &mut LeadPatch, notes: &mut Vec<String>) {
    let country = take(cells, Field::Country, notes, country_code);
    fields.country = Change::from_option(country.map(str::to_owned));
    fields.locale = Change::from_option(take(cells, Field::Locale, notes, language));
    let zone = take(cells, Field::TimeZone, notes, |text| text.parse::<chrono_tz::Tz>().ok());
    fields.time_zone = Change::from_option(zone.map(|zone| zone.name().to_owned()));
}

fn read_promise(cells: &Cells<'_>, fields: &mut LeadPatch, options: &Options, notes: &mut Vec<String>) {
    fields.priority = take(cells, Field::Priority, notes, level);
    fields.probability = Change::from_option(take(cells, Field::Probability, notes, values::per_cent));
    let day = take(cells, Field::ExpectedCompletion, notes, values::day);
    fields.expected_completion_date = Change::from_option(day);
    if let Some((amount, sign)) = take(cells, Field::Amount, notes, values::amount)
        && !amount.is_zero()
    {
        let column = cells.get(Field::Currency).map(str::to_owned);
        match column.or(sign).or_else(|| options.currency.clone()) {
            None => notes.push("amount without a currency was left out; give one with --currency".to_owned()),
            Some(currency) => match Money::new(amount, &currency, "target_amount") {
                Ok(money) => fields.target_amount = Change::Set(money),
                Err(problem) => notes.push(format!("amount was left out: {}", problem.message)),
            },
        }
    }
    if take(cells, Field::EmailOptOut, notes, values::mark) == Some(true) {
        fields.email_consent = Some(Consent::Withdrawn);
    }
    fields.do_not_contact = take(cells, Field::DoNotContact, notes, values::mark);
}

fn read_relations(cells: &Cells<'_>, fields: &mut LeadPatch, known: &Known, notes: &mut Vec<String>) {
    if let Some(key) = take(cells, Field::Source, notes, |text| status::source(text, &known.sources)) {
        fields.source_key = Change::Set(key);
    }
    if let Some(owner) = cells.get(Field::Owner) {
        let same = |user: &&user::Model| {
            user.is_active && (user.email_key == owner.to_lowercase() || folded(&user.name) == folded(owner))
        };
        let mut found = known.users.iter().filter(same);
        let wrong = match (found.next(), found.next()) {
            (Some(user), None) => {
                fields.assignee_id = Change::Set(user.id);
                return;
            }
            (Some(_), Some(_)) => "is the name of several users",
            (None, _) => "is no active user here",
        };
        notes.push(format!("owner `{}` {wrong}", shown(owner)));
    }
}

/// The title of a deal and the words about it, both where both are there.
fn interest(cells: &Cells<'_>) -> Option<String> {
    let parts: Vec<&str> =
        [Field::Subject, Field::Interest].iter().filter_map(|field| cells.get(*field)).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn products(text: &str) -> Vec<String> {
    text.split([';', ',', '\n']).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn level(text: &str) -> Option<Level> {
    match folded(text).as_str() {
        "low" | "niedrig" | "0" => Some(Level::Low),
        "normal" | "medium" | "mittel" | "1" => Some(Level::Normal),
        "high" | "hoch" | "2" => Some(Level::High),
        "urgent" | "veryhigh" | "sehrhoch" | "dringend" | "3" => Some(Level::Urgent),
        _ => None,
    }
}

/// Where the status column says that the lead is.
fn destination(cells: &Cells<'_>, new: &mut NewLead, known: &Known, notes: &mut Vec<String>) -> Option<Move> {
    let status = take(cells, Field::Status, notes, status::status)?;
    match status {
        LeadStatus::New => return None,
        LeadStatus::Referral => {
            new.status = Some(LeadStatus::Referral);
            return None;
        }
        _ => {}
    }
    let text = cells.get(Field::Status).unwrap_or_default();
    let mut to = Move { note: Some(format!("imported as “{}”", shown(text))), ..Move::to(status) };
    if crate::leads::lifecycle::is_lost(status)
        && let Some(reason) = cells.get(Field::LostReason)
    {
        let key = status::lost_reason(reason, &known.reasons);
        if key.is_none() {
            to.note = Some(format!("imported as “{}”: {}", shown(text), shown(reason)));
        }
        to.lost_reason_key = Some(key.unwrap_or_else(|| "OTHER".to_owned()));
    }
    Some(to)
}
