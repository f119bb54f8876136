//! A session as the API shows it.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::session;

use crate::graphql::scalars::DateTime;

/// One sign-in, from the password to its end.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Session {
    /// Id, such as `session_01h455vb4pex5vsknk084sn02q`: `revokeSession` takes it.
    pub id: ID,
    /// When they signed in.
    pub created_at: DateTime,
    /// When it was last used, give or take five minutes.
    pub last_used_at: DateTime,
    /// When it ends unless it is refreshed before.
    pub expires_at: DateTime,
    /// When it ends, however often it is refreshed.
    pub ends_at: DateTime,
    /// From where they signed in: an IPv4 address, or an IPv6 network. Absent where the server does not know.
    pub address: Option<String>,
    /// With what they signed in, as the program calls itself.
    pub user_agent: Option<String>,
    #[graphql(skip)]
    row: session::Model,
}

#[ComplexObject]
impl Session {
    /// Whether it is the session by which you ask.
    async fn current(&self, ctx: &Context<'_>) -> bool {
        super::session(ctx) == Some(self.row.id)
    }
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            created_at: DateTime(row.created_at),
            last_used_at: DateTime(row.last_used_at),
            expires_at: DateTime(row.expires_at),
            ends_at: DateTime(row.ends_at),
            address: row.address.clone(),
            user_agent: row.user_agent.clone(),
            row,
        }
    }
}
