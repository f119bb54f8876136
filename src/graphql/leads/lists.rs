//! The definable lists: sources, lost reasons, lead types.

use async_graphql::{ComplexObject, Context, ID, InputObject, SimpleObject};
use entity::{LeadSourceId, LeadTypeId, LostReasonId, lead_source, lead_type, lost_reason};
use sea_orm::{
    Condition,
    sea_query::{Query, SelectStatement},
};

use crate::{
    error::Result,
    graphql::{
        connection,
        context::loaders,
        enums::{Level, SourceDirection},
        errors::ApiError,
        filter::{Budget, ChoiceFilter, IdFilter, StringFilter, Subject},
        loaders::{UnitsOfLeadType, UsableByViewer},
        organisation::Unit,
        relation::Related,
        scalars::DateTime,
    },
};

/// Where leads come from.
#[derive(Clone, Debug, SimpleObject)]
pub struct LeadSource {
    /// Id, such as `source_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// A stable word for clients and imports, such as `WEB_SITE`; inputs take it as `sourceKey`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Who made the first move.
    pub direction: SourceDirection,
    /// When it was added.
    pub created_at: DateTime,
}

/// Why leads are lost.
#[derive(Clone, Debug, SimpleObject)]
pub struct LostReason {
    /// Id, such as `reason_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// A stable word for clients and imports, such as `NO_RESPONSE`; inputs take it as `lostReasonKey`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// When it was added.
    pub created_at: DateTime,
}

/// A kind of lead, with its defaults and rules.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct LeadType {
    /// Id, such as `leadtype_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// A stable word for clients and imports, such as `STANDARD`; inputs take it as `leadTypeKey`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Priority of a new lead.
    pub default_priority: Level,
    /// Importance of a new lead.
    pub default_importance: Level,
    /// Whether `QUALIFIED` needs a planned or confirmed budget.
    pub requires_budget: bool,
    /// Whether `QUALIFIED` needs a known authority.
    pub requires_authority: bool,
    /// Whether `QUALIFIED` needs a known need.
    pub requires_need: bool,
    /// Whether `QUALIFIED` needs a known timing.
    pub requires_timing: bool,
    /// Minutes within which a lead that waits in a unit is to be accepted, before it is escalated; absent: no limit.
    pub acceptance_minutes: Option<i32>,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it was added.
    pub created_at: DateTime,
    /// When it last changed.
    pub updated_at: DateTime,
    #[graphql(skip)]
    of: LeadTypeId,
}

/// Units that a lead type is taken to name, for the cost.
const UNITS: usize = 5;

#[ComplexObject]
impl LeadType {
    /// The units whose members may use it, and members of units that collaborate with these; empty: everybody may.
    #[graphql(complexity = "connection::list_cost(UNITS, child_complexity)")]
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>, ApiError> {
        let loaders = loaders(ctx)?;
        let ids = loaders.load_one(UnitsOfLeadType(self.of)).await?.unwrap_or_default();
        let mut units = loaders.load_many(ids.clone()).await?;
        Ok(ids.iter().filter_map(|id| units.remove(id)).map(Unit::from).collect())
    }

    /// Whether you may use it for leads that you add or change.
    async fn is_usable(&self, ctx: &Context<'_>) -> Result<bool, ApiError> {
        Ok(loaders(ctx)?.load_one(UsableByViewer(self.of)).await?.unwrap_or_default())
    }
}

impl From<lead_source::Model> for LeadSource {
    fn from(row: lead_source::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            key: row.key,
            name: row.name,
            direction: row.direction.into(),
            created_at: DateTime(row.created_at),
        }
    }
}

impl From<lost_reason::Model> for LostReason {
    fn from(row: lost_reason::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            key: row.key,
            name: row.name,
            created_at: DateTime(row.created_at),
        }
    }
}

impl From<lead_type::Model> for LeadType {
    fn from(row: lead_type::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            key: row.key,
            name: row.name,
            default_priority: row.default_priority.into(),
            default_importance: row.default_importance.into(),
            requires_budget: row.requires_budget,
            requires_authority: row.requires_authority,
            requires_need: row.requires_need,
            requires_timing: row.requires_timing,
            acceptance_minutes: row.acceptance_minutes,
            version: row.version,
            created_at: DateTime(row.created_at),
            updated_at: DateTime(row.updated_at),
            of: row.id,
        }
    }
}

macro_rules! list_filter {
    ($(#[$doc:meta])* $name:ident, $id:ident, $entity:ident $(, $(#[$extra_doc:meta])* $extra:ident: $of:ty => $column:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, InputObject)]
        pub struct $name {
            /// By id.
            pub id: Option<IdFilter>,
            /// By key.
            pub key: Option<StringFilter>,
            /// By name.
            pub name: Option<StringFilter>,
            $($(#[$extra_doc])* pub $extra: Option<$of>,)?
            /// Whether there is none at all.
            pub is_null: Option<bool>,
        }

        impl Related for $name {
            fn is_null(&self) -> Option<bool> {
                self.is_null
            }

            fn conditions(&self, budget: &mut Budget) -> Result<Vec<Condition>> {
                let mut all = Vec::new();
                if let Some(id) = &self.id {
                    all.push(id.on::<$id>(&Subject::of($entity::Column::Id), budget)?);
                }
                if let Some(key) = &self.key {
                    all.push(key.on(&Subject::of($entity::Column::Key), budget)?);
                }
                if let Some(name) = &self.name {
                    all.push(name.on(&Subject::of($entity::Column::Name), budget)?);
                }
                $(if let Some(extra) = &self.$extra {
                    all.push(extra.on(&Subject::of($entity::Column::$column), budget)?);
                })?
                Ok(all)
            }

            fn ids(&self) -> SelectStatement {
                Query::select().column($entity::Column::Id).from($entity::Entity).to_owned()
            }
        }
    };
}

list_filter!(
    /// Conditions on a source; all that are given must hold.
    LeadSourceFilter, LeadSourceId, lead_source,
    /// By who made the first move.
    direction: ChoiceFilter<SourceDirection> => Direction
);
list_filter!(
    /// Conditions on a lost reason; all that are given must hold.
    LostReasonFilter, LostReasonId, lost_reason
);
list_filter!(
    /// Conditions on a lead type; all that are given must hold.
    LeadTypeFilter, LeadTypeId, lead_type
);
