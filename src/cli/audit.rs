//! `leadline audit …`.

use std::collections::HashMap;

use anyhow::bail;
use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use entity::{EventId, EventType, LeadId, UserId, event, event_change, lead, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{
    output::{remark, say},
    runtime::Runtime,
    table::table,
};
use crate::{
    audit::{self, AuditQuery},
    config::Config,
    context::Ctx,
    db::{MAX_PAGE_SIZE, PageRequest},
    users,
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show entries, newest first
    List(List),
    /// Erase the values before and after from all entries about a lead, when a person asks to be forgotten
    Erase(Erase),
}

/// Show entries of the audit trail, newest first.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Not before this: a time (2026-11-22T09:30:00Z), a day (2026-11-22), or so long ago (90m, 12h, 7d)
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    since: Option<When>,
    /// Not after this
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    until: Option<When>,
    /// Who did it: address or id of a user
    #[arg(long, value_name = "USER")]
    actor: Option<String>,
    /// What it is about: the id of a lead, user, group, key …
    #[arg(long, value_name = "ID")]
    subject: Option<String>,
    /// What was done, such as SIGN_IN_FAILED; may be repeated
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Vec<EventType>,
    /// From this internet address
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// By this session, key, command or job
    #[arg(long, value_name = "ID")]
    credential: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// As JSON, one object a line
    #[arg(long)]
    json: bool,
}

/// Erase the values before and after from all entries about a lead. That something was done stays: who did what, and
/// when. It cannot be undone.
#[derive(Debug, clap::Args)]
pub struct Erase {
    /// Id or number of the lead, such as L-000123; it may be deleted
    #[arg(value_name = "LEAD")]
    lead: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such user or lead, or the database failed.
pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    match command {
        Command::List(args) => list(&runtime.ctx("audit list"), args).await?,
        Command::Erase(args) => erase(&runtime.ctx("audit erase"), &args.lead).await?,
    }
    runtime.close().await;
    Ok(())
}

async fn list(ctx: &Ctx, args: List) -> anyhow::Result<()> {
    let now = ctx.clock.now();
    let query = AuditQuery {
        actor: match &args.actor {
            Some(who) => Some(user_of(ctx, who).await?),
            None => None,
        },
        kinds: (!args.kind.is_empty()).then_some(args.kind),
        subject: args.subject,
        since: args.since.map(|when| when.at(now)),
        until: args.until.map(|when| when.at(now)),
        credential: args.credential,
        address: args.address,
        ..AuditQuery::default()
    };
    let mut rows = Vec::new();
    let (mut shown, mut after, mut more) = (0, None, true);
    while more && shown < args.limit {
        let limit = u64::try_from(args.limit - shown)?.min(MAX_PAGE_SIZE);
        let page = PageRequest { limit, backward: false, after, before: None };
        let page = audit::list(ctx, &query, &page).await?;
        (more, shown) = (page.has_next, shown + page.rows.len());
        after = page.rows.last().map(|(place, _)| place.clone());
        let events: Vec<_> = page.rows.into_iter().map(|(_, event)| event).collect();
        let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        let changes = audit::changes_of(ctx, &ids).await?;
        let people = people(ctx, &events).await?;
        for event in &events {
            let actor = event.actor_id.and_then(|id| people.get(&id)).map(String::as_str);
            let changed = changes.get(&event.id);
            if args.json {
                say(as_json(event, actor, changed));
            } else {
                rows.push(as_row(event, actor, changed));
            }
        }
    }
    if args.json {
        return Ok(());
    }
    if rows.is_empty() {
        remark("no entry is like this");
    } else {
        say(table(&["WHEN", "WHO", "WHAT", "ABOUT", "FROM", "CHANGED"], &rows));
    }
    if more {
        remark(format_args!("there are older ones: raise --limit, or narrow what you look for"));
    }
    Ok(())
}

async fn erase(ctx: &Ctx, lead: &str) -> anyhow::Result<()> {
    let id = match lead.strip_prefix("L-").map(str::parse::<i64>) {
        Some(Ok(number)) => {
            let found =
                lead::Entity::find().filter(lead::Column::Number.eq(number)).one(ctx.db.conn()).await?;
            found.map(|lead| lead.id)
        }
        Some(Err(_)) => None,
        None => Some(lead.parse::<LeadId>()?),
    };
    let Some(id) = id else { bail!("there is no lead with the number `{lead}`") };
    let erased = audit::erase_values(ctx, id).await?;
    say(format_args!("erased the values before and after from {erased} entries"));
    Ok(())
}

async fn user_of(ctx: &Ctx, who: &str) -> anyhow::Result<UserId> {
    if !who.contains('@') {
        return Ok(who.parse()?);
    }
    match users::by_email(ctx, who).await? {
        Some(user) => Ok(user.id),
        None => bail!("there is no user with the address `{who}`"),
    }
}

/// Addresses of those who did something.
async fn people(ctx: &Ctx, events: &[event::Model]) -> anyhow::Result<HashMap<UserId, String>> {
    let ids: std::collections::BTreeSet<UserId> = events.iter().filter_map(|event| event.actor_id).collect();
    let users = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(ctx.db.conn()).await?;
    Ok(users.into_iter().map(|user| (user.id, user.email)).collect())
}

fn subject_of(event: &event::Model) -> Option<String> {
    event.subject_id.clone().or_else(|| event.lead_id.map(|id| id.to_string()))
}

fn as_json(event: &event::Model, actor: Option<&str>, changed: Option<&event_change::Model>) -> Value {
    json!({
        "id": event.id,
        "at": written(event.at),
        "kind": event.kind,
        "actorId": event.actor_id,
        "actor": actor,
        "subject": subject_of(event),
        "leadId": event.lead_id,
        "communicationId": event.communication_id,
        "via": event.via,
        "credential": event.credential,
        "address": event.address,
        "userAgent": event.user_agent,
        "requestId": event.request_id,
        "data": event.data,
        "before": changed.and_then(|changed| changed.before.as_ref()),
        "after": changed.and_then(|changed| changed.after.as_ref()),
        "valuesErasedAt": changed.and_then(|changed| changed.erased_at).map(written),
    })
}

fn as_row(event: &event::Model, actor: Option<&str>, changed: Option<&event_change::Model>) -> Vec<String> {
    let via = event.via.map_or_else(String::new, |via| via.to_string());
    let who = match (actor, &event.credential) {
        (Some(actor), _) => actor.to_owned(),
        (None, Some(credential)) => format!("{via} {credential}"),
        (None, None) => via,
    };
    let from = event.address.clone().unwrap_or_else(|| "-".to_owned());
    let kind = event.kind.to_string();
    vec![
        written(event.at),
        who,
        kind,
        subject_of(event).unwrap_or_else(|| "-".to_owned()),
        from,
        told(changed),
    ]
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Longest value that the table shows; `--json` shows all.
const WIDEST: usize = 40;

/// `city: Wien → Graz`.
fn told(changed: Option<&event_change::Model>) -> String {
    let Some(changed) = changed else { return String::new() };
    if changed.erased_at.is_some() {
        return "(erased)".to_owned();
    }
    let of = |values: &Option<Value>, column: &str| {
        let value = values.as_ref().and_then(|values| values.get(column)).filter(|value| !value.is_null());
        let text = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let text = text.unwrap_or_else(|| "-".to_owned());
        let short: String = text.chars().filter(|c| !c.is_control()).take(WIDEST).collect();
        if short.len() < text.len() { format!("{short}…") } else { short }
    };
    match (&changed.before, &changed.after) {
        (Some(Value::Object(before)), Some(_)) => {
            let one = |column: &String| {
                format!("{column}: {} → {}", of(&changed.before, column), of(&changed.after, column))
            };
            before.keys().map(one).collect::<Vec<_>>().join(", ")
        }
        (None, Some(_)) => "(new)".to_owned(),
        _ => "(gone)".to_owned(),
    }
}

/// A moment, or how long ago it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    At(DateTime<Utc>),
    Ago(TimeDelta),
}

impl When {
    fn at(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Ago(ago) => now - ago,
        }
    }
}

fn moment(text: &str) -> Result<When, String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(When::At(at.with_timezone(&Utc)));
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(When::At(day.and_time(NaiveTime::MIN).and_utc()));
    }
    let ago = text.char_indices().last().and_then(|(at, unit)| {
        let number = text[..at].parse::<i64>().ok().filter(|number| (0..=100_000).contains(number))?;
        match unit {
            'm' => TimeDelta::try_minutes(number),
            'h' => TimeDelta::try_hours(number),
            'd' => TimeDelta::try_days(number),
            _ => None,
        }
    });
    ago.map(When::Ago)
        .ok_or_else(|| "write a time (2026-11-22T09:30:00Z), a day (2026-11-22), or 90m, 12h, 7d".into())
}

fn kind(text: &str) -> Result<EventType, String> {
    EventType::from_text(&text.to_ascii_uppercase()).ok_or_else(|| {
        let known = EventType::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
        format!("known: {known}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_times_days_or_so_long_ago() {
        assert_eq!(moment("7d"), Ok(When::Ago(TimeDelta::days(7))));
        assert_eq!(
            moment("2026-11-22").map(|when| when.at(DateTime::UNIX_EPOCH).to_rfc3339()),
            Ok("2026-11-22T00:00:00+00:00".into())
        );
        assert!(matches!(moment("2026-11-22T09:30:00+01:00"), Ok(When::At(_))));
        for broken in ["", "d", "-1d", "7", "7w", "yesterday", "999999999999d", "7ä"] {
            assert!(moment(broken).is_err(), "{broken}");
        }
    }
}
