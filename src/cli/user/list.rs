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
    let first = pages::first()?;
    // Memberships of many in one statement; chunks stay below what a database binds.
    for people in found.chunks(500) {
        let ids: Vec<_> = people.iter().map(|user| user.id).collect();
        let mut groups_of = organisation::groups_of(&ctx, &ids, &first).await?;
        let mut units_of = organisation::units_of(&ctx, &ids, &first).await?;
        for user in people {
            let groups = groups_of.remove(&user.id).into_iter().flat_map(|page| page.rows);
            let groups = groups.filter_map(|(_, row)| names.get(&row.group_id.to_string()).cloned());
            let units = units_of.remove(&user.id).into_iter().flat_map(|page| page.rows);
            let units = units.filter_map(|(_, row)| names.get(&row.unit_id.to_string()).cloned());
            rows.push((user.clone(), groups.collect::<Vec<_>>(), units.collect::<Vec<_>>()));
        }
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
