//! Beginning a session.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{EventType, SessionId, UserId, Via, session, session_token, user};
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel};

use crate::{
    auth::token::{self, Kind},
    clock::Clock,
    config::AuthConfig,
    db::Db,
    error::Result,
    events::{self, NewEvent, Note, Origin},
};

/// How long things are good.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// An access token.
    pub access: TimeDelta,
    /// A session that is not refreshed.
    pub idle: TimeDelta,
    /// A session, however often it is refreshed.
    pub whole: TimeDelta,
}

impl Lifetimes {
    /// As this installation has them.
    pub fn of(config: &AuthConfig) -> Self {
        Self {
            access: TimeDelta::minutes(config.access_token_minutes),
            idle: TimeDelta::hours(config.session_idle_hours),
            whole: TimeDelta::days(config.session_days),
        }
    }
}

/// A new pair of tokens. Only their hashes are kept.
#[derive(Clone)]
pub struct Pair {
    /// To be sent as `Authorization: Bearer …`.
    pub access: String,
    /// When the access token stops working.
    pub access_expires_at: DateTime<Utc>,
    /// Gives the next pair, once.
    pub refresh: String,
    /// When the refresh token stops working.
    pub refresh_expires_at: DateTime<Utc>,
}

/// A session that has begun.
pub struct Opened {
    /// The session.
    pub session: session::Model,
    /// Its first tokens.
    pub pair: Pair,
}

/// An access token alone, for scripts.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The token itself.
    pub token: String,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// Whose it is.
    pub user: user::Model,
}

/// Begins a session, in the caller's transaction.
///
/// # Errors
/// The database failed.
pub async fn open(
    tx: &impl ConnectionTrait,
    clock: &Clock,
    user: UserId,
    lifetimes: Lifetimes,
    origin: &Origin,
) -> Result<Opened> {
    let now = clock.now();
    let ends_at = now + lifetimes.whole;
    let pair = Pair::new(now, ends_at, lifetimes)?;
    let session = session::Model {
        id: SessionId(clock.new_uuid()),
        user_id: user,
        created_at: now,
        last_used_at: now,
        expires_at: pair.refresh_expires_at,
        ends_at,
        address: origin.address.map(|address| address.to_string()),
        user_agent: origin.user_agent.clone(),
        ended_at: None,
    };
    let session = session.into_active_model().insert(tx).await?;
    pair.keep(tx, session.id, now).await?;
    Ok(Opened { session, pair })
}

/// Gives an access token that cannot be refreshed, for a user without a password: for the command line.
///
/// # Errors
/// The database failed.
pub async fn issue(
    db: &Db,
    clock: &Clock,
    origin: &Origin,
    user: user::Model,
    lifetime: TimeDelta,
) -> Result<AccessToken> {
    let (now, token) = (clock.now(), Kind::Access.make()?);
    let expires_at = now + lifetime;
    let session = session::Model {
        id: SessionId(clock.new_uuid()),
        user_id: user.id,
        created_at: now,
        last_used_at: now,
        expires_at,
        ends_at: expires_at,
        address: origin.address.map(|address| address.to_string()),
        user_agent: origin.user_agent.clone().or_else(|| origin.credential.clone()),
        ended_at: None,
    };
    let access = session_token::Model {
        access_hash: token::hash(&token),
        session_id: session.id,
        access_expires_at: expires_at,
        refresh_hash: None,
        refresh_expires_at: None,
        refreshed_at: None,
        created_at: now,
    };
    let tx = db.begin().await?;
    let session = session.into_active_model().insert(&*tx).await?;
    access.into_active_model().insert(&*tx).await?;
    let (note, actor_id, origin) = if origin.via == Via::CommandLine {
        (Note::created(EventType::AccessTokenIssued, &session), None, origin.clone())
    } else {
        let origin = origin.clone().with(Via::Session, session.id);
        (Note::created(EventType::SignedIn, &session), Some(user.id), origin)
    };
    let entry = NewEvent { id: clock.new_uuid().into(), note, actor_id, origin, at: now };
    events::append(&tx, vec![entry]).await?;
    tx.commit().await?;
    Ok(AccessToken { token, expires_at, user })
}

impl Pair {
    /// Made, but not kept yet. No token outlives the session.
    pub(super) fn new(now: DateTime<Utc>, ends_at: DateTime<Utc>, lifetimes: Lifetimes) -> Result<Self> {
        Ok(Self {
            access: Kind::Access.make()?,
            access_expires_at: ends_at.min(now + lifetimes.access),
            refresh: Kind::Refresh.make()?,
            refresh_expires_at: ends_at.min(now + lifetimes.idle.max(lifetimes.access)),
        })
    }

    pub(super) async fn keep(
        &self,
        tx: &impl ConnectionTrait,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let hashes = session_token::Model {
            access_hash: token::hash(&self.access),
            session_id: session,
            access_expires_at: self.access_expires_at,
            refresh_hash: Some(token::hash(&self.refresh)),
            refresh_expires_at: Some(self.refresh_expires_at),
            refreshed_at: None,
            created_at: now,
        };
        hashes.into_active_model().insert(tx).await?;
        Ok(())
    }
}
