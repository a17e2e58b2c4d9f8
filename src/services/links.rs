//! Links that work once: how they are made, looked at and used up.

use super::{
    Site,
    secrets::{hashed, token},
};
use crate::{
    model::{
        errors::Problem,
        ids::UserId,
        links::{LinkFacts, LinkPurpose, LinkState, MadeLink},
    },
    store::db::{
        Tx,
        links::{self, Link, NewLink},
    },
};
use time::OffsetDateTime;

/// What a link is about.
pub(super) struct About<'a> {
    /// Whose account; none for links that open one.
    pub user: Option<UserId>,
    /// Which address, where it is about one.
    pub email: Option<&'a str>,
    /// Whether it goes to that address by mail.
    pub mailed: bool,
}

/// Makes a link. Older ones of the account for the same purpose stop working.
pub(super) async fn make(
    site: &Site,
    tx: &mut Tx,
    purpose: LinkPurpose,
    about: About<'_>,
) -> Result<MadeLink, Problem> {
    let About { user, email, mailed } = about;
    let token = token();
    let expires_at = OffsetDateTime::now_utc() + purpose.life();
    let link = NewLink { token_hash: &hashed(&token), purpose, user, email, mailed, expires_at };
    links::insert(tx, link).await?;
    Ok(MadeLink { url: site.address(&purpose.path(&token)), expires_at })
}

/// Ends all links of an account that could still be used.
pub(super) async fn end_all(tx: &mut Tx, user: UserId) -> Result<(), Problem> {
    links::end_all(tx, user).await
}

/// What a link is about, and whether it still works. Nothing is done with it.
pub async fn facts(site: &Site, purpose: LinkPurpose, token: &str) -> Result<LinkFacts, Problem> {
    let link = site.db.link(purpose, &hashed(token)).await?;
    let state = state(link.as_ref());
    let email = link.and_then(|link| link.email).filter(|_| state == LinkState::Good);
    Ok(LinkFacts { state, email })
}

fn state(link: Option<&Link>) -> LinkState {
    match link {
        None => LinkState::Unknown,
        Some(link) if link.used => LinkState::Used,
        Some(link) if link.expires_at <= OffsetDateTime::now_utc() => LinkState::Expired,
        Some(_) => LinkState::Good,
    }
}

/// Uses a link up, in the transaction that does what it is for.
///
/// # Errors
/// [`Problem::StaleLink`] where it works no more, saying why.
pub(super) async fn use_up(site: &Site, tx: &mut Tx, purpose: LinkPurpose, token: &str) -> Result<Link, Problem> {
    if let Some(link) = links::use_up(tx, purpose, &hashed(token)).await? {
        return Ok(link);
    }
    let facts = facts(site, purpose, token).await?;
    Err(stale(purpose, facts.state))
}

/// What is said of a link that works no more.
pub(super) fn stale(purpose: LinkPurpose, state: LinkState) -> Problem {
    let happened = match state {
        LinkState::Expired => "has expired",
        LinkState::Used | LinkState::Good => "has already been used or replaced by a newer one",
        LinkState::Unknown => "is not valid",
    };
    let instead = match purpose {
        LinkPurpose::FirstAdmin => "Restart the server for a new one, or sign up without it.",
        LinkPurpose::VerifyEmail => "You can request a new one in your settings.",
        LinkPurpose::ResetPassword => "You can request a new one.",
        LinkPurpose::Invitation => "Please ask the person who invited you for a new one.",
    };
    Problem::StaleLink { detail: format!("This {} {happened}. {instead}", purpose.words()) }
}
