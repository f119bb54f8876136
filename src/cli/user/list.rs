//! `leadline user list`.

use serde_json::json;

use crate::{
    cli::{output::say, pages, runtime::Runtime, table::table},
    config::Config,
    organisation, users,
};

/// Show who works here, by name, with the groups and units that they belong to.
#[derive(Debug, clap::Args)]
pub struct List {
    /// As JSON, one object a line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// The database failed.
pub async fn run(config: Config, args: List) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("user list");
    let names = pages::names(&ctx).await?;
    let query = users::UserQuery::default();
    let found = pages::all(async |page| users::list(&ctx, &query, page).await).await?;
    let mut rows = Vec::with_capacity(found.len());
    for user in found {
        let first = pages::first()?;
        let groups = organisation::groups_of(&ctx, &[user.id], &first).await?.remove(&user.id);
        let groups = groups.into_iter().flat_map(|page| page.rows).map(|(_, row)| row.group_id.to_string());
        let units = organisation::units_of(&ctx, &[user.id], &first).await?.remove(&user.id);
        let units = units.into_iter().flat_map(|page| page.rows).map(|(_, row)| row.unit_id.to_string());
        let named = |ids: Vec<String>| -> Vec<String> {
            ids.iter().filter_map(|id| names.get(id)).cloned().collect()
        };
        let (groups, units) = (named(groups.collect()), named(units.collect()));
        rows.push((user, groups, units));
    }
    if args.json {
        for (user, groups, units) in &rows {
            say(json!({
                "id": user.id, "email": user.email, "name": user.name, "role": user.role,
                "isActive": user.is_active, "groups": groups, "units": units,
            }));
        }
    } else if rows.is_empty() {
        say("nobody works here yet; add somebody: leadline user create --email … --name … --role admin");
    } else {
        let row = |(user, groups, units): &(entity::user::Model, Vec<String>, Vec<String>)| {
            let role = if user.is_active { user.role.to_string() } else { "(left)".to_owned() };
            vec![user.email.clone(), user.name.clone(), role, groups.join(", "), units.join(", ")]
        };
        let rows: Vec<_> = rows.iter().map(row).collect();
        say(table(&["EMAIL", "NAME", "ROLE", "GROUPS", "UNITS"], &rows));
    }
    runtime.close().await;
    Ok(())
}
