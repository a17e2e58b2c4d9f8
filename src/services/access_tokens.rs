//! Personal access tokens: what one gives to a program in place of a password.

use super::{
    Caller, Site, live,
    secrets::{hashed, token},
};
use crate::{
    model::{
        errors::Problem,
        ids::{TokenId, UserId},
        settings::{AccessToken, NewAccessToken, Scope, TOKENS_MOST},
    },
    store::db::{
        self,
        access_tokens::{self, NewToken},
    },
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

/// Makes a token, and gives it with its entry in the list. It cannot be had again. `held` is what whoever asks may do. A token never
/// makes one that may do more than itself or works longer, and what it made goes when it goes.
///
/// # Errors
/// [`Problem::Invalid`] for each field that needs another look; [`Problem::Forbidden`] for more than is held, or for longer.
pub async fn make(caller: &Caller, held: &[Scope], wish: NewAccessToken) -> Result<(String, AccessToken), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    let wish = wish.validated()?;
    if let Some(more) = wish.scopes.iter().find(|scope| !held.contains(scope)) {
        return Err(Problem::Forbidden {
            detail: format!("You cannot give a token the scope “{}”, which you do not have yourself.", more.name()),
        });
    }
    let wanted = wish.days.map(|days| OffsetDateTime::now_utc() + Duration::days(days.into()));
    let expires_at = no_longer_than(wanted, own_end(caller).await?)?;
    let token = format!("{PREFIX}{}", token());
    let id = TokenId::from_uuid(Uuid::now_v7());
    let new = NewToken { id, token_hash: &hashed(&token), wish: &wish, expires_at, parent: caller.token };
    let mut tx = site.db.begin().await?;
    caller.still_holds(&mut tx).await?;
    if !access_tokens::insert(&mut tx, me, new, TOKENS_MOST as i64).await? {
        return Err(Problem::Forbidden {
            detail: format!(
                "An account can have at most {TOKENS_MOST} tokens. Please revoke one that you no longer use."
            ),
        });
    }
    db::commit(tx).await?;
    let made = site.db.access_tokens(me, Some(id)).await?.pop().ok_or(Problem::Internal)?;
    Ok((token, made))
}

/// Until when the token that asks works; none where it is a session, or a token that works until it is taken back.
async fn own_end(caller: &Caller) -> Result<Option<OffsetDateTime>, Problem> {
    let Some(token) = caller.token else { return Ok(None) };
    let own = caller.site.db.access_tokens(caller.member()?, Some(token)).await?.pop();
    Ok(own.ok_or(Problem::InvalidToken)?.expires_at)
}

/// The end that was asked for; where none was, that of the token that asks.
fn no_longer_than(
    wanted: Option<OffsetDateTime>,
    own: Option<OffsetDateTime>,
) -> Result<Option<OffsetDateTime>, Problem> {
    match (wanted, own) {
        (Some(wanted), Some(own)) if wanted > own => {
            let detail =
                "A token cannot create one that expires later than itself. Choose fewer days, or leave them out.";
            Err(Problem::Forbidden { detail: detail.to_owned() })
        }
        (wanted, own) => Ok(wanted.or(own)),
    }
}

/// Takes a token back, and those that were made by it. Programs that use them are locked out at once.
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
