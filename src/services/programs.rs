//! Programs that sign in: short-lived access tokens (JWT, RFC 7519) and refresh tokens that rotate (RFC 9700, section
//! 4.14): each is good for one use, and one that comes again ends the session for whoever holds its tokens.

use super::{
    Site, access_tokens,
    credentials::Recognised,
    live, moderation,
    secrets::{hashed, token},
    sessions::AGENT_LONGEST,
};
use crate::{
    model::{
        accounts::Me,
        errors::Problem,
        ids::{SessionId, TokenId, UserId},
        settings::Scope,
    },
    store::db::{self, Db, Tx, programs},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use time::{Duration, OffsetDateTime};
use url::Url;
use uuid::Uuid;

/// How long an access token works.
pub const ACCESS_LIFE: Duration = Duration::minutes(15);

/// How long a refresh token works, and so how long a program may be idle. In all it stays signed in for 90 days, as the store has it.
const REFRESH_LIFE: Duration = Duration::days(30);

/// What a program gets when it signs in.
#[derive(Debug)]
pub struct Tokens {
    /// What each request carries, for [`ACCESS_LIFE`].
    pub access: String,
    /// What fetches the next two. It works once.
    pub refresh: String,
}

/// Who a request's token speaks for.
#[derive(Debug)]
pub struct Credential {
    /// The member.
    pub me: Me,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// The session it belongs to; none for a personal access token.
    pub session: Option<SessionId>,
    /// The personal access token it is; none for a session's.
    pub token: Option<TokenId>,
    /// When it expires, if ever.
    pub until: Option<OffsetDateTime>,
}

/// Signs access tokens, and knows its own again. Cheap to clone.
#[derive(Clone)]
pub struct Signer {
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
    issuer: String,
}

/// What an access token says (RFC 7519, section 4.1).
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: UserId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

impl Signer {
    /// The site's own; the key is made at its first start.
    pub(super) async fn of(db: &Db, public_url: &Url) -> Result<Self, Problem> {
        let key = db.secret("access_tokens", &rand::random::<[u8; 32]>()).await?;
        let issuer = public_url.to_string();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[&issuer]);
        validation.leeway = 0;
        Ok(Self {
            signing: EncodingKey::from_secret(&key),
            checking: DecodingKey::from_secret(&key),
            validation,
            issuer,
        })
    }

    fn sign(&self, user: UserId, session: SessionId) -> Result<String, Problem> {
        let now = OffsetDateTime::now_utc();
        let (iat, exp) = (now.unix_timestamp(), (now + ACCESS_LIFE).unix_timestamp());
        let claims = Claims { iss: self.issuer.clone(), sub: user, sid: session, iat, exp };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing).map_err(|error| {
            tracing::error!(%error, "could not sign an access token");
            Problem::Internal
        })
    }

    fn read(&self, token: &str) -> Option<Claims> {
        jsonwebtoken::decode::<Claims>(token, &self.checking, &self.validation).ok().map(|data| data.claims)
    }
}

/// Signs a program in to an account whose owner has just been recognised.
///
/// # Errors
/// [`Problem::NotSignedIn`] where what signs the account in has been ended since.
pub async fn start(site: &Site, recognised: Recognised, agent: &str) -> Result<Tokens, Problem> {
    let session = SessionId::from_uuid(Uuid::now_v7());
    let agent: String = agent.chars().take(AGENT_LONGEST).collect();
    let mut tx = site.db.begin().await?;
    let Recognised { user, epoch } = recognised;
    if !programs::insert(&mut tx, session, (user, epoch), &agent).await? {
        return Err(Problem::NotSignedIn);
    }
    let tokens = next_tokens(site, &mut tx, user, session).await?;
    db::commit(tx).await?;
    Ok(tokens)
}

/// Gives the next two tokens for a refresh token. One that was used before ends the session: whoever it was stolen from
/// and the thief both have to sign in again.
///
/// # Errors
/// [`Problem::InvalidToken`].
pub async fn refresh(site: &Site, from: IpAddr, refresh_token: &str) -> Result<(UserId, Tokens), Problem> {
    site.limits.link(from).await?;
    let mut tx = site.db.begin().await?;
    let found = programs::use_token(&mut tx, &hashed(refresh_token)).await?.ok_or(Problem::InvalidToken)?;
    if found.used {
        programs::delete(&mut tx, found.session).await?;
        db::commit(tx).await?;
        live::look_again(site, found.user);
        tracing::warn!(user = %found.user, "a refresh token came twice; its session has been ended");
        return Err(Problem::InvalidToken);
    }
    if found.expires_at <= OffsetDateTime::now_utc() {
        return Err(Problem::InvalidToken);
    }
    let tokens = next_tokens(site, &mut tx, found.user, found.session).await?;
    db::commit(tx).await?;
    Ok((found.user, tokens))
}

async fn next_tokens(site: &Site, tx: &mut Tx, user: UserId, session: SessionId) -> Result<Tokens, Problem> {
    let refresh = token();
    programs::insert_token(tx, session, &hashed(&refresh), OffsetDateTime::now_utc() + REFRESH_LIFE).await?;
    Ok(Tokens { access: site.signer.sign(user, session)?, refresh })
}

/// Signs a program out, by its refresh token. One that is not known is signed out already (RFC 7009, section 2.2).
///
/// # Errors
/// [`Problem::TooMany`].
pub async fn end(site: &Site, from: IpAddr, refresh_token: &str) -> Result<(), Problem> {
    site.limits.link(from).await?;
    let mut tx = site.db.begin().await?;
    let Some(found) = programs::use_token(&mut tx, &hashed(refresh_token)).await? else { return Ok(()) };
    programs::delete(&mut tx, found.session).await?;
    db::commit(tx).await?;
    live::look_again(site, found.user);
    Ok(())
}

/// Who a bearer token speaks for.
///
/// # Errors
/// [`Problem::InvalidToken`] where it is none of ours, has expired, or was taken back; [`Problem::Forbidden`] where the account is
/// suspended.
pub async fn authenticate(site: &Site, bearer: &str) -> Result<Credential, Problem> {
    let (user, scopes, session, token, until) = if bearer.starts_with(access_tokens::PREFIX) {
        let used = site.db.use_access_token(&hashed(bearer)).await?.ok_or(Problem::InvalidToken)?;
        (used.user, used.scopes, None, Some(used.id), used.until)
    } else {
        let claims = site.signer.read(bearer).ok_or(Problem::InvalidToken)?;
        let user = site.db.program_session(claims.sid).await?.filter(|user| *user == claims.sub);
        let until = OffsetDateTime::from_unix_timestamp(claims.exp).ok();
        (user.ok_or(Problem::InvalidToken)?, Scope::ALL.to_vec(), Some(claims.sid), None, until)
    };
    let Some(me) = site.db.me(user).await? else {
        moderation::refuse_suspended(site, user).await?;
        return Err(Problem::InvalidToken);
    };
    Ok(Credential { me, scopes, session, token, until })
}
