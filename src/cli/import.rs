//! `leadline import`.

use std::{
    collections::BTreeMap,
    io,
    path::PathBuf,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context as _, bail};
use csv::StringRecord;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    output::{remark, say},
    runtime::Runtime,
};
use crate::{
    config::Config,
    context::Mode,
    imports::{self, Listener, Mapping, Note, Options, Override, RefusedRow, RejectedRows, Source, Summary},
    users,
};

/// Exit code when some rows were refused.
const PARTLY: u8 = 3;
/// Refused rows that are shown; all of them are in the file of --errors.
const SHOWN: u64 = 20;
/// Kinds of notes that are kept apart.
const NOTES: usize = 50;

/// Add leads from a CSV file. Headers are recognised as Salesforce, HubSpot, Odoo and spreadsheets write them, in
/// English and German; so are UTF-8, UTF-16 and Windows-1252, and `,` `;` tab and `|` between the cells.
///
/// Each row goes through the same rules as the API: those that are refused are listed with their reason, and the
/// others come in. Leads begin as NEW (or REFERRAL) and go on to the status of their row if the rules let them.
/// Triggers fire as for any other lead: look at the number of messages in a --dry-run first.
///
/// Exit code 3: some rows were refused.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file, with headers in its first line
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Check everything, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// User who gets the leads whose row names no known user
    #[arg(long, value_name = "EMAIL")]
    assignee: Option<String>,
    /// Source of the leads whose row names no known one, such as FAIR [default: IMPORT]
    #[arg(long, value_name = "KEY")]
    source: Option<String>,
    /// Currency of amounts whose row names none, such as EUR
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// Write refused rows to this file, with a column `error`: mend them, and import it
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Say what a column holds: "Work mail=email", or "Notes=-" to leave it out; may be repeated
    #[arg(long, value_name = "HEADER=FIELD")]
    mapping: Vec<Override>,
}

/// Runs the command.
///
/// # Errors
/// The file or an option cannot be used, or the database failed.
pub async fn run(config: Config, args: Args) -> anyhow::Result<ExitCode> {
    let source =
        Source::open(&args.file).with_context(|| format!("{} cannot be read", args.file.display()))?;
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("import");
    let assignee = match &args.assignee {
        None => None,
        Some(email) => match users::by_email(&ctx, email).await? {
            Some(user) if user.is_active => Some(user.id),
            _ => bail!("--assignee: there is no active user with the address `{email}`"),
        },
    };
    let options = Options {
        mode: Mode::from_dry_run(args.dry_run),
        assignee,
        source_key: args.source.clone(),
        currency: args.currency.clone().map(|code| code.to_uppercase()),
        overrides: args.mapping.clone(),
    };
    if let Some(errors) = &args.errors
        && same_file(errors, &args.file)
    {
        bail!("--errors must be another file than the one that is imported");
    }
    say(format_args!("{}: {}", args.file.display(), source.encoding));
    let mut screen = Screen::new(&source, args.errors);
    let started = tokio::time::Instant::now();
    let result = imports::run(&ctx, source, &options, &mut screen).await;
    screen.bar.finish_and_clear();
    screen.show_notes();
    let kept = screen.so_far.created;
    let kept = if args.dry_run { 0 } else { kept };
    let summary = result.with_context(|| match kept {
        0 => format!("{} was not imported", args.file.display()),
        kept => format!("the import stopped; {kept} leads came in before"),
    })?;
    screen.finish(&summary, started.elapsed().as_secs_f64(), args.dry_run)?;
    runtime.close().await;
    Ok(if summary.refused > 0 { ExitCode::from(PARTLY) } else { ExitCode::SUCCESS })
}

fn same_file(one: &std::path::Path, other: &std::path::Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Shows what happens.
struct Screen {
    bar: ProgressBar,
    read: Arc<AtomicU64>,
    errors: Option<PathBuf>,
    rejected: Option<RejectedRows>,
    refused: u64,
    so_far: Summary,
    /// How often each was said, and the first line.
    notes: BTreeMap<String, (u64, u64)>,
    further_notes: u64,
}

impl Screen {
    fn new(source: &Source, errors: Option<PathBuf>) -> Self {
        // Hidden by itself when standard error is no terminal.
        let bar = ProgressBar::new(source.length);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left") {
            bar.set_style(style);
        }
        Self {
            bar,
            read: source.progress(),
            errors,
            rejected: None,
            refused: 0,
            so_far: Summary::default(),
            notes: BTreeMap::new(),
            further_notes: 0,
        }
    }

    fn show_notes(&self) {
        for (message, (count, line)) in &self.notes {
            match count {
                1 => say(format_args!("note: line {line}: {message}")),
                _ => say(format_args!("note: {count} rows, first line {line}: {message}")),
            }
        }
        if self.further_notes > 0 {
            say(format_args!("note: … and {} more notes of other kinds", self.further_notes));
        }
    }

    fn finish(&mut self, summary: &Summary, seconds: f64, dry_run: bool) -> anyhow::Result<()> {
        if self.refused > SHOWN {
            say(format_args!("… and {} more refused rows", self.refused - SHOWN));
        }
        if let (Some(rejected), Some(path)) = (&mut self.rejected, &self.errors) {
            rejected.finish().with_context(|| format!("{} cannot be written", path.display()))?;
            if summary.refused > 0 {
                say(format_args!("refused rows are in {}: mend them, and import that file", path.display()));
            }
        }
        let verb = if dry_run { "would come in" } else { "came in" };
        #[allow(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = summary.rows as f64 / seconds.max(0.001);
        say(format_args!(
            "{} rows: {} leads {verb}, {} of them went on to another status, {} refused; {} messages queued; \
             {seconds:.1} s, {rate:.0} rows/s",
            summary.rows, summary.created, summary.moved, summary.refused, summary.messages
        ));
        if dry_run {
            say("nothing was kept: this was a dry run");
        }
        Ok(())
    }
}

impl Listener for Screen {
    fn mapped(&mut self, mapping: &Mapping, delimiter: u8) -> io::Result<()> {
        say(format_args!("columns: {mapping}"));
        let unknown = mapping.unknown();
        if !unknown.is_empty() {
            say(format_args!("not understood, left out: {}", unknown.join(", ")));
        }
        if let Some(path) = &self.errors {
            let file = RejectedRows::create(path, mapping.headers(), delimiter);
            let explain = |error: io::Error| {
                io::Error::new(
                    error.kind(),
                    format!("--errors {} cannot be written: {error}", path.display()),
                )
            };
            self.rejected = Some(file.map_err(explain)?);
        }
        Ok(())
    }

    fn refused(&mut self, row: &RefusedRow, record: &StringRecord) -> io::Result<()> {
        self.refused += 1;
        if self.refused <= SHOWN {
            self.bar.suspend(|| remark(format_args!("line {}: {row}", row.line)));
        }
        match &mut self.rejected {
            Some(file) => file.add(record, row),
            None => Ok(()),
        }
    }

    fn note(&mut self, note: &Note) {
        if let Some((count, _)) = self.notes.get_mut(&note.message) {
            *count += 1;
        } else if self.notes.len() < NOTES {
            self.notes.insert(note.message.clone(), (1, note.line));
        } else {
            self.further_notes += 1;
        }
    }

    fn progress(&mut self, so_far: &Summary) {
        self.so_far = so_far.clone();
        self.bar.set_position(self.read.load(Ordering::Relaxed));
        self.bar.set_message(format!("{} leads, {} refused", so_far.created, so_far.refused));
    }
}
