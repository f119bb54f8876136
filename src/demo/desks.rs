//! Where the invented team belongs: two groups that own leads, and two units where leads wait.

use entity::{GroupId, UnitId, UserId};
use sea_orm::Condition;

use super::cast::Account;
use crate::{
    context::Ctx,
    db::PageRequest,
    error::{Code, Error, Result},
    leads::{Change, LeadPatch},
    organisation::{self, Collaborate, Kind, NewMember, TeamId},
};

/// Groups and units: name, who manages it, who else belongs to it (by the first part of their address).
type Desk = (&'static str, &'static str, &'static [&'static str]);

const GROUPS: [Desk; 2] =
    [("Inside sales", "miriam", &["jonas", "priya"]), ("Field sales", "noah", &["tom", "elena"])];
const UNITS: [Desk; 2] =
    [("Web enquiries", "miriam", &["jonas", "priya"]), ("Trade fairs", "noah", &["tom", "elena", "priya"])];

/// Who owns the leads of an agent, and where they wait.
#[derive(Clone, Debug)]
pub struct Desks(Vec<(UserId, GroupId, UnitId)>);

impl Desks {
    /// Groups and units with their members; those that are missing are added.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of(ctx: &Ctx, team: &[Account]) -> Result<Self> {
        let (mut groups, mut units) = (Vec::new(), Vec::new());
        for desk in &GROUPS {
            groups.extend(found_or_made(ctx, Kind::Group, desk, team).await?.group().map(|id| (id, desk)));
        }
        for desk in &UNITS {
            units.extend(found_or_made(ctx, Kind::Unit, desk, team).await?.unit().map(|id| (id, desk)));
        }
        // Field sales see what inside sales prepare for them.
        if let [(inside, _), (field, _)] = groups.as_slice() {
            let together = Collaborate { team: (*field).into(), partner: (*inside).into(), is_mutual: false };
            unless_there(organisation::collaborate(ctx, together).await)?;
        }
        let desks = team.iter().filter_map(|account| {
            let name = first_part(account);
            let (group, _) = groups.iter().find(|(_, (_, _, members))| members.contains(&name))?;
            let (unit, _) = units.iter().find(|(_, (_, _, members))| members.contains(&name))?;
            Some((account.id, *group, *unit))
        });
        Ok(Self(desks.collect()))
    }

    /// A lead that comes in for an agent: their group owns it; when nobody works on it, it waits in their unit.
    pub fn place(&self, agent: UserId, fields: &mut LeadPatch) {
        let Some((_, group, unit)) = self.0.iter().find(|(user, ..)| *user == agent) else { return };
        fields.group_id = Change::Set(*group);
        if fields.assignee_id.is_keep() {
            fields.unit_id = Change::Set(*unit);
        }
    }
}

async fn found_or_made(ctx: &Ctx, kind: Kind, desk: &Desk, team: &[Account]) -> Result<TeamId> {
    let (name, manager, members) = *desk;
    let id = match find(ctx, kind, name).await? {
        Some(id) => id,
        None => organisation::create(ctx, kind, name).await?,
    };
    for account in team {
        let is_manager = first_part(account) == manager;
        if is_manager || members.contains(&first_part(account)) {
            let new = NewMember { team: id, user: account.id, is_manager };
            unless_there(organisation::add_member(ctx, new).await)?;
        }
    }
    Ok(id)
}

async fn find(ctx: &Ctx, kind: Kind, name: &str) -> Result<Option<TeamId>> {
    let page = PageRequest::new(Some(100), None, None, None)?;
    Ok(match kind {
        Kind::Group => {
            let mut rows = organisation::groups(ctx, Condition::all(), &page).await?.rows.into_iter();
            rows.find(|(_, row)| row.name == name).map(|(_, row)| row.id.into())
        }
        Kind::Unit => {
            let mut rows = organisation::units(ctx, Condition::all(), &page).await?.rows.into_iter();
            rows.find(|(_, row)| row.name == name).map(|(_, row)| row.id.into())
        }
    })
}

/// What is so already is good.
fn unless_there<T>(done: Result<T>) -> Result<()> {
    match done {
        Err(Error::Refused(problems)) if problems.iter().all(|problem| problem.code == Code::Taken) => Ok(()),
        other => other.map(|_| ()),
    }
}

fn first_part(account: &Account) -> &str {
    account.email.split('@').next().unwrap_or_default()
}
