//! From an account at the provider to a user.

use entity::{EventType, OidcIdentityId, UserId, oidc_identity, user};
use openidconnect::{
    EndUserEmail, EndUserName, LocalizedClaim,
    core::{CoreIdTokenClaims, CoreUserInfoClaims},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::{Provider, Refusal};
use crate::{
    context::Ctx,
    db::Tx,
    error::Result as Done,
    events::{self, NewEvent, Note},
    users::{self, NewUser},
};

/// An account at the provider, as it says and proves.
pub(super) struct Account {
    issuer: String,
    /// Never given to another.
    subject: String,
    pub(super) email: Option<String>,
    is_verified: bool,
    name: Option<String>,
}

impl Account {
    /// What a verified id token says.
    pub(super) fn of_token(claims: &CoreIdTokenClaims) -> Self {
        Self {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            email: email(claims.email()),
            is_verified: claims.email_verified() == Some(true),
            name: name(claims.name()),
        }
    }

    /// With what the provider says of the same subject beside the token.
    pub(super) fn with_info(self, told: &CoreUserInfoClaims) -> Self {
        Self {
            email: email(told.email()),
            is_verified: told.email_verified() == Some(true),
            name: self.name.or_else(|| name(told.name())),
            ..self
        }
    }
}

fn email(said: Option<&EndUserEmail>) -> Option<String> {
    said.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty())
}

fn name(said: Option<&LocalizedClaim<EndUserName>>) -> Option<String> {
    let name = said.and_then(|names| names.get(None)).map(|name| name.trim().to_owned());
    name.filter(|name| !name.is_empty())
}

/// The user who signs in with this account: the one it is linked to, by issuer and subject, which never change; at the
/// first sign-in the one with its verified address, to whom it is linked then.
pub(super) async fn user_of(ctx: &Ctx, provider: &Provider, account: &Account) -> Result<UserId, Refusal> {
    let known = oidc_identity::Entity::find()
        .filter(oidc_identity::Column::Issuer.eq(account.issuer.as_str()))
        .filter(oidc_identity::Column::Subject.eq(account.subject.as_str()))
        .one(ctx.db.conn())
        .await?;
    if let Some(identity) = known {
        return again(ctx, identity).await;
    }
    let email = verified_email(provider, account)?;
    let user = match users::by_email(ctx, &email).await? {
        Some(user) if !user.is_active => return Err(Refusal::Inactive(user.id)),
        Some(user) => user,
        None if provider.settings().create_users => create(ctx, provider, account, email).await?,
        None => return Err(Refusal::Unknown),
    };
    link(ctx, account, user).await
}

async fn again(ctx: &Ctx, identity: oidc_identity::Model) -> Result<UserId, Refusal> {
    let user = user::Entity::find_by_id(identity.user_id).one(ctx.db.conn()).await?;
    if !user.is_some_and(|user| user.is_active) {
        return Err(Refusal::Inactive(identity.user_id));
    }
    let now = ctx.clock.now();
    let tx = ctx.db.begin().await?;
    let used =
        oidc_identity::ActiveModel { id: Set(identity.id), signed_in_at: Set(now), ..Default::default() };
    used.update(&*tx).await?;
    note(ctx, &tx, Note::about(EventType::IdentitySignedIn, &identity), &identity).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(identity.user_id)
}

async fn link(ctx: &Ctx, account: &Account, user: user::Model) -> Result<UserId, Refusal> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin().await?;
    // Who got the address of somebody who left must not get their user with it.
    let other = oidc_identity::Entity::find()
        .filter(oidc_identity::Column::UserId.eq(user.id))
        .filter(oidc_identity::Column::Issuer.eq(account.issuer.as_str()))
        .one(&*tx)
        .await?;
    if other.is_some() {
        return Err(Refusal::OtherAccount(user.id));
    }
    let identity = oidc_identity::Model {
        id: ctx.new_id::<OidcIdentityId>(),
        user_id: user.id,
        issuer: account.issuer.clone(),
        subject: account.subject.clone(),
        linked_at: now,
        signed_in_at: now,
    };
    let identity = identity.into_active_model().insert(&*tx).await?;
    note(ctx, &tx, Note::created(EventType::IdentityLinked, &identity), &identity).await?;
    note(ctx, &tx, Note::about(EventType::IdentitySignedIn, &identity), &identity).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(user.id)
}

/// The address, if the provider says that it belongs to the person, and its domain is let in.
fn verified_email(provider: &Provider, account: &Account) -> Result<String, Refusal> {
    let email = account.email.clone().filter(|_| account.is_verified).ok_or(Refusal::EmailNotVerified)?;
    let domains = &provider.settings().email_domains;
    let domain = email.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
    if domains.is_empty() || domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain)) {
        Ok(email)
    } else {
        Err(Refusal::Domain)
    }
}

async fn create(ctx: &Ctx, provider: &Provider, account: &Account, email: String) -> Done<user::Model> {
    let name = account.name.clone().unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let role = provider.settings().new_user_role;
    users::create(ctx, NewUser { email, name, role, password: None, locale: None, time_zone: None }).await
}

/// Told as done by the user: the provider has said that it is them.
async fn note(ctx: &Ctx, tx: &Tx, note: Note, identity: &oidc_identity::Model) -> Done<()> {
    let note = note.data(json!({ "issuer": identity.issuer }));
    let event = NewEvent { actor_id: Some(identity.user_id), ..ctx.event(note) };
    events::append(tx, vec![event]).await
}
