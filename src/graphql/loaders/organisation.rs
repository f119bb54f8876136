//! Who belongs where and who works together: pages, counts and lists, for many at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{GroupId, UnitId, UserId, group_collaboration, group_member, unit_collaboration, unit_member};

use super::{Loaders, about_leads::by_page};
use crate::{
    db::{Page, PageRequest},
    error::{Error, Result},
    organisation,
};

macro_rules! pages {
    (
        $(#[$doc:meta])* $pages:ident by $of:ident, $(#[$count_doc:meta])* $count:ident by $count_of:ident,
        $id:ident => $table:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $pages(pub $id, pub PageRequest);

        $(#[$count_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $count(pub $id);

        impl Loader<$pages> for Loaders {
            type Value = Page<$table::Model>;
            type Error = Arc<Error>;

            async fn load(&self, keys: &[$pages]) -> Result<HashMap<$pages, Self::Value>, Self::Error> {
                let mut all = HashMap::new();
                for (page, ids) in by_page(keys.iter().map(|key| (key.0, &key.1))) {
                    let found = organisation::$of(&self.cx, &ids, page).await.map_err(Arc::new)?;
                    all.extend(found.into_iter().map(|(id, rows)| ($pages(id, page.clone()), rows)));
                }
                Ok(all)
            }
        }

        impl Loader<$count> for Loaders {
            type Value = u64;
            type Error = Arc<Error>;

            async fn load(&self, keys: &[$count]) -> Result<HashMap<$count, u64>, Self::Error> {
                let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
                let counts = organisation::$count_of(&self.cx, &ids).await.map_err(Arc::new)?;
                Ok(counts.into_iter().map(|(id, count)| ($count(id), count)).collect())
            }
        }
    };
}

pages!(
    /// One page of a group's members.
    MembersOfGroup by of_groups,
    /// How many members a group has.
    MemberCountOfGroup by count_of_groups,
    GroupId => group_member
);
pages!(
    /// One page of a unit's members.
    MembersOfUnit by of_units,
    /// How many members a unit has.
    MemberCountOfUnit by count_of_units,
    UnitId => unit_member
);
pages!(
    /// One page of a user's groups.
    GroupsOf by groups_of,
    /// How many groups a user belongs to.
    GroupCountOf by count_groups_of,
    UserId => group_member
);
pages!(
    /// One page of a user's units.
    UnitsOf by units_of,
    /// How many units a user works in.
    UnitCountOf by count_units_of,
    UserId => unit_member
);

macro_rules! collaborations {
    ($(#[$doc:meta])* $key:ident by $of:ident, $id:ident => $table:ident, $field:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $key(pub $id);

        impl Loader<$key> for Loaders {
            type Value = Vec<$table::Model>;
            type Error = Arc<Error>;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, Self::Error> {
                let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
                let mut all: HashMap<_, Self::Value> = HashMap::new();
                for row in organisation::$of(&self.cx, &ids).await.map_err(Arc::new)? {
                    for side in [row.$field, row.partner_id] {
                        all.entry($key(side)).or_default().push(row.clone());
                    }
                }
                Ok(all)
            }
        }
    };
}

collaborations!(
    /// A group's collaborations.
    CollaborationsOfGroup by collaborations_of_groups, GroupId => group_collaboration, group_id
);
collaborations!(
    /// A unit's collaborations.
    CollaborationsOfUnit by collaborations_of_units, UnitId => unit_collaboration, unit_id
);
