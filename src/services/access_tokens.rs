//! Personal access tokens: what one gives to a program in place of a password.

use super::{
    Site, live,
    secrets::{hashed, token},
};
use crate::model::{
    errors::Problem,
    ids::{TokenId, UserId},
    settings::{AccessToken, NewAccessToken, Scope, TOKENS_MOST},
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// What every token begins with, so that it is known when it turns up where it should not.
pub(super) const PREFIX: &str = "tessera_";

/// One's own tokens, the newest first.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn list(site: &Site, me: UserId) -> Result<Vec<AccessToken>, Problem> {
    site.db.access_tokens(me, None).await
}

/// Makes a token, and gives it with its entry in the list. It cannot be had again. `held` is what whoever asks may do: a
/// token never gives more.
///
/// # Errors
/// [`Problem::Invalid`] for each field that needs another look; [`Problem::Forbidden`] for more than is held.
pub async fn make(
    site: &Site,
    me: UserId,
    held: &[Scope],
    wish: NewAccessToken,
) -> Result<(String, AccessToken), Problem> {
    let wish = wish.validated()?;
    if let Some(more) = wish.scopes.iter().find(|scope| !held.contains(scope)) {
        return Err(Problem::Forbidden {
            detail: format!("You cannot pass on “{}”, which you do not hold.", more.name()),
        });
    }
    let expires_at = wish.days.map(|days| OffsetDateTime::now_utc() + Duration::days(days.into()));
    let token = format!("{PREFIX}{}", token());
    let id = TokenId::from_uuid(Uuid::now_v7());
    let most = TOKENS_MOST as i64;
    if !site.db.insert_access_token(id, me, &hashed(&token), &wish, (expires_at, most)).await? {
        return Err(Problem::Forbidden {
            detail: format!("An account has at most {TOKENS_MOST} tokens. Please revoke one that you no longer use."),
        });
    }
    let made = site.db.access_tokens(me, Some(id)).await?.pop().ok_or(Problem::Internal)?;
    Ok((token, made))
}

/// Takes a token back. Programs that use it are locked out at once.
///
/// # Errors
/// [`Problem::NotFound`] where one has no such token.
pub async fn revoke(site: &Site, me: UserId, id: TokenId) -> Result<(), Problem> {
    if !site.db.delete_access_token(me, id).await? {
        return Err(Problem::NotFound);
    }
    live::look_again(site, me);
    Ok(())
}
