//! From a file to leads, batch by batch.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Read},
};

use csv::StringRecord;
use entity::{LeadId, LeadStatus, UserId, lead, lead_type, user};
use sea_orm::EntityTrait;

use super::{
    mapping::{Mapping, MappingError, Override},
    report::{Listener, Note, RefusedRow, Summary},
    row::{self, Known, Row},
    source::Source,
};
use crate::{
    context::{Ctx, Mode},
    error::{Code, Error, Problem},
    leads::{self, BulkChangeStatus, ErrorPolicy, Move},
};

/// Rows in one transaction.
const BATCH: usize = 500;
/// Beginning of a file from which its delimiter is told.
const HEAD: u64 = 64 * 1024;
/// What may stand between cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What the user decides about an import.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether it is meant.
    pub mode: Mode,
    /// Who gets leads whose row names no user.
    pub assignee: Option<UserId>,
    /// Source of leads whose row names none; absent: `IMPORT`.
    pub source_key: Option<String>,
    /// ISO 4217, for amounts whose row names none.
    pub currency: Option<String>,
    /// What the user says about columns.
    pub overrides: Vec<Override>,
}

/// Why an import ended before its time. Batches before that are kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read, or the file of refused rows cannot be written.
    #[error(transparent)]
    File(#[from] io::Error),
    /// The file is no CSV.
    #[error("the file cannot be read as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The columns cannot be used.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// An option cannot be used, or the database failed.
    #[error(transparent)]
    Domain(#[from] Error),
}

/// Imports a file.
///
/// # Errors
/// See [`ImportError`]. A row that is refused is none of them: it is told to the listener.
pub async fn run(
    ctx: &Ctx,
    source: Source,
    options: &Options,
    listener: &mut impl Listener,
) -> Result<Summary, ImportError> {
    let known = known(ctx, options).await?;
    let lead_types = leads::lead_types(ctx.db.conn()).await?;
    let (mut records, mapping, first_line) = open(source.into_text(), options, listener)?;
    let mut batch =
        Batch { ctx, options, mapping: &mapping, lead_types, rows: Vec::new(), summary: Summary::default() };
    let mut record = StringRecord::new();
    while records.read_record(&mut record)? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = line_of(&record, records.position()) + first_line;
        batch.summary.rows += 1;
        if record.len() > mapping.headers().len() {
            let message = format!(
                "the row has {} cells, but there are {} headers; is a delimiter missing its quotes?",
                record.len(),
                mapping.headers().len()
            );
            batch.refuse(line, vec![Problem::new(Code::Invalid, &[], message)], &record, listener)?;
            continue;
        }
        let row = row::read(&record, &mapping, &known, options);
        batch.rows.push((line, record.clone(), row));
        if batch.rows.len() == BATCH {
            batch.flush(listener).await?;
        }
    }
    batch.flush(listener).await?;
    Ok(batch.summary)
}

/// The line on which a record begins. The reader's own word for it counts from the end of the record before, and so
/// is too low after blank lines; counting back from its end is too low in a last line without a line end.
fn line_of(record: &StringRecord, after: &csv::Position) -> u64 {
    let within = record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
    let by_end = after.line().saturating_sub(within + 1);
    record.position().map_or(0, csv::Position::line).max(by_end)
}

/// What the installation knows; the user's own words about it are checked here, once.
async fn known(ctx: &Ctx, options: &Options) -> Result<Known, Error> {
    let db = ctx.db.conn();
    let sources = leads::sources(db).await?;
    if let Some(key) = &options.source_key
        && !sources.iter().any(|source| source.key == *key)
    {
        let known = sources.iter().map(|source| source.key.as_str()).collect::<Vec<_>>().join(", ");
        let message = format!("`{key}` is unknown; known: {known}");
        return Err(Error::refused(Code::Invalid, &["source"], message));
    }
    if let Some(currency) = &options.currency
        && iso_currency::Currency::from_code(currency).is_none()
    {
        let message = format!("`{currency}` is no ISO 4217 currency; write one such as `EUR`");
        return Err(Error::refused(Code::Invalid, &["currency"], message));
    }
    let users = user::Entity::find().all(db).await?;
    Ok(Known { sources, reasons: leads::lost_reasons(db).await?, users })
}

type Records<R> = csv::Reader<io::Chain<Cursor<Vec<u8>>, R>>;

/// Finds out the delimiter and the columns. The last value is how many lines come before the headers.
fn open<R: Read>(
    mut text: R,
    options: &Options,
    listener: &mut impl Listener,
) -> Result<(Records<R>, Mapping, u64), ImportError> {
    let mut head = Vec::new();
    text.by_ref().take(HEAD).read_to_end(&mut head)?;
    // The reader counts the line feed of a Windows line end with the next line.
    let lag = u64::from(has_windows_lines(&head));
    let (delimiter, lines) = match excel_hint(&head) {
        Some((delimiter, length)) => {
            head.drain(..length);
            (delimiter, 1)
        }
        None => (delimiter(&head), 0),
    };
    let mut records = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(Cursor::new(head).chain(text));
    let headers: Vec<String> = records.headers()?.iter().map(|header| header.trim().to_owned()).collect();
    if headers.iter().all(String::is_empty) {
        return Err(MappingError("the file is empty: its first line must hold the headers".to_owned()).into());
    }
    let mapping = Mapping::new(&headers, &options.overrides)?;
    listener.mapped(&mapping, delimiter)?;
    Ok((records, mapping, lines + lag))
}

/// A first line `sep=;`, as Excel writes and reads it: the delimiter, and the length of the line.
fn excel_hint(head: &[u8]) -> Option<(u8, usize)> {
    let end = head.iter().take(10).position(|byte| *byte == b'\n')?;
    match head[..end].trim_ascii_end() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => Some((*delimiter, end + 1)),
        _ => None,
    }
}

fn has_windows_lines(head: &[u8]) -> bool {
    let end = head.iter().position(|byte| *byte == b'\n');
    end.is_some_and(|end| end > 0 && head[end - 1] == b'\r')
}

/// The delimiter under which most headers are understood; of those, the one that gives the most columns.
fn delimiter(head: &[u8]) -> u8 {
    let columns = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(head);
        let headers: Vec<String> =
            reader.headers().map(|headers| headers.iter().map(str::to_owned).collect()).unwrap_or_default();
        (Mapping::recognised_count(&headers), headers.len())
    };
    // `max_by_key` takes the last of equals: the comma shall win.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| columns(*delimiter)).unwrap_or(b',')
}

struct Batch<'a> {
    ctx: &'a Ctx,
    options: &'a Options,
    mapping: &'a Mapping,
    lead_types: Vec<lead_type::Model>,
    rows: Vec<(u64, StringRecord, Row)>,
    summary: Summary,
}

impl Batch<'_> {
    fn refuse(
        &mut self,
        line: u64,
        problems: Vec<Problem>,
        record: &StringRecord,
        listener: &mut impl Listener,
    ) -> io::Result<()> {
        self.summary.refused += 1;
        listener.refused(&RefusedRow::new(line, problems, record, self.mapping), record)
    }

    /// Adds the leads of the batch, and moves those that were further.
    async fn flush(&mut self, listener: &mut impl Listener) -> Result<(), ImportError> {
        let rows = std::mem::take(&mut self.rows);
        let new: Vec<_> = rows.iter().map(|(_, _, row)| row.new.clone()).collect();
        let created = leads::create_many(self.ctx, &new, self.options.mode).await?;
        let mut moves: BTreeMap<(LeadStatus, Option<String>), Group> = BTreeMap::new();
        for ((line, record, row), result) in rows.into_iter().zip(created.0) {
            let written = match result {
                Ok(written) => written,
                Err(problems) => {
                    self.refuse(line, problems, &record, listener)?;
                    continue;
                }
            };
            self.summary.created += 1;
            self.summary.messages += written.communications.len() as u64;
            for message in row.notes {
                listener.note(&Note { line, message });
            }
            if let Some(to) = row.to {
                let key = (to.status, to.note.clone().map(|note| format!("{:?}{note}", to.lost_reason_key)));
                let group = moves.entry(key).or_insert_with(|| Group { to, leads: Vec::new() });
                group.leads.push((line, written.lead));
            }
        }
        for group in moves.into_values() {
            for note in self.go(group).await? {
                listener.note(&note);
            }
        }
        listener.progress(&self.summary);
        Ok(())
    }

    /// Moves leads by the one way to change a status. Those that may not go stay where they are, with a note.
    async fn go(&mut self, group: Group) -> Result<Vec<Note>, Error> {
        let lines: BTreeMap<LeadId, u64> = group.leads.iter().map(|(line, lead)| (lead.id, *line)).collect();
        let stays = |line: u64, problems: Vec<Problem>| {
            let why = problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ");
            Note { line, message: format!("did not go on to {}: {why}", group.to.status) }
        };
        if self.options.mode == Mode::Rehearse {
            let mut notes = Vec::new();
            for (line, lead) in &group.leads {
                match self.blockers(lead, &group.to) {
                    problems if problems.is_empty() => self.summary.moved += 1,
                    problems => notes.push(stays(*line, problems)),
                }
            }
            return Ok(notes);
        }
        let change = BulkChangeStatus {
            ids: group.leads.iter().map(|(_, lead)| lead.id).collect(),
            to: group.to.clone(),
            error_policy: ErrorPolicy::SkipFailed,
        };
        let mut notes = Vec::new();
        for row in leads::bulk_change_status(self.ctx, &change, Mode::Commit).await?.0 {
            match row.result {
                Ok(written) => {
                    self.summary.moved += 1;
                    self.summary.messages += written.communications.len() as u64;
                }
                Err(problems) => notes.push(stays(lines.get(&row.id).copied().unwrap_or_default(), problems)),
            }
        }
        Ok(notes)
    }

    /// What would stand in the way of a lead that was only rehearsed, and is gone by now.
    fn blockers(&self, lead: &lead::Model, to: &Move) -> Vec<Problem> {
        let Some(lead_type) = self.lead_types.iter().find(|kind| kind.id == lead.lead_type_id) else {
            return Vec::new();
        };
        let ways = leads::transitions(&self.ctx.actor, lead, lead_type);
        let Some(way) = ways.into_iter().find(|way| way.status == to.status) else { return Vec::new() };
        let mut problems = way.blockers;
        if !way.required_input.is_empty() && to.lost_reason_key.is_none() {
            problems.push(Problem::new(Code::LostReasonRequired, &[], "say why the lead is lost"));
        }
        problems
    }
}

/// Leads that go the same way.
struct Group {
    to: Move,
    leads: Vec<(u64, lead::Model)>,
}
