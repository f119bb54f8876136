//! The code with which a browser comes back to its client, and what it is good for.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use entity::{UserId, oidc_code, user};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use sha2::{Digest, Sha256};

use crate::{auth::secret, clock::Clock, db::Db, error::Result};

/// For the browser to carry the code to its client.
const PATIENCE: TimeDelta = TimeDelta::minutes(1);

/// Makes a code for somebody who has signed in at the provider, in the caller's transaction.
pub(super) async fn make(
    tx: &impl ConnectionTrait,
    clock: &Clock,
    user: UserId,
    challenge: String,
) -> Result<String> {
    let now = clock.now();
    let too_late = oidc_code::Column::ExpiresAt.lte(now);
    oidc_code::Entity::delete_many().filter(too_late).exec(tx).await?;
    let code = format!("llo_{}", secret::random_token()?);
    let row =
        oidc_code::Model { code_hash: digest(&code), user_id: user, challenge, expires_at: now + PATIENCE };
    row.into_active_model().insert(tx).await?;
    Ok(code)
}

/// Why a code is good for nothing. Who shows it is not told which of these it is: that is for the event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unredeemable {
    /// It was never given, or was used before.
    Unknown,
    /// It was shown too late.
    Expired(UserId),
    /// It was asked for with the challenge of another verifier.
    WrongVerifier(UserId),
    /// The user was deactivated since.
    Inactive(UserId),
}

impl Unredeemable {
    /// A stable word for the event log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN_CODE",
            Self::Expired(_) => "EXPIRED_CODE",
            Self::WrongVerifier(_) => "WRONG_VERIFIER",
            Self::Inactive(_) => "USER_INACTIVE",
        }
    }

    /// Who would have signed in, where that is known.
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::Unknown => None,
            Self::Expired(user) | Self::WrongVerifier(user) | Self::Inactive(user) => Some(user),
        }
    }
}

/// Takes a code, and gives the user who signed in, or why nobody did. A code that is shown once is gone, whoever shows it.
///
/// # Errors
/// The database failed.
pub async fn redeem(
    db: &Db,
    clock: &Clock,
    code: &str,
    verifier: &str,
) -> Result<Result<user::Model, Unredeemable>> {
    let tx = db.begin().await?;
    let found = oidc_code::Entity::find_by_id(digest(code)).one(&*tx).await?;
    let Some(row) = found else { return Ok(Err(Unredeemable::Unknown)) };
    let taken = oidc_code::Entity::delete_by_id(row.code_hash.clone()).exec(&*tx).await?;
    let user = user::Entity::find_by_id(row.user_id).one(&*tx).await?;
    tx.commit().await?;
    if taken.rows_affected == 0 {
        return Ok(Err(Unredeemable::Unknown));
    }
    if row.expires_at <= clock.now() {
        return Ok(Err(Unredeemable::Expired(row.user_id)));
    }
    if challenge(verifier) != row.challenge {
        return Ok(Err(Unredeemable::WrongVerifier(row.user_id)));
    }
    Ok(user.filter(|user| user.is_active).ok_or(Unredeemable::Inactive(row.user_id)))
}

/// What a verifier comes to (RFC 7636, section 4.2, `S256`).
pub fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Whether a text can be a challenge.
pub(super) fn is_challenge(text: &str) -> bool {
    text.len() == 43 && BASE64_URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// What is kept of a secret.
pub(super) fn digest(secret: &str) -> String {
    secret::hex(&Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let challenge = challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(is_challenge(&challenge));
        for wrong in ["", "short", &"=".repeat(43), &"A".repeat(44)] {
            assert!(!is_challenge(wrong), "{wrong}");
        }
    }
}
