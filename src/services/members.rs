//! What admins do about members.

use super::{
    Admin, Site,
    links::{self, About},
};
use crate::{
    model::{
        accounts::{email_problem, refuse_invalid},
        errors::Problem,
        links::{LinkPurpose, MadeLink},
        settings::Member,
    },
    store::db,
};

/// How many members one search finds at most.
const FOUND_MOST: i64 = 50;

/// Members whose name or e-mail holds this text, the newest first, up to fifty.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn search(site: &Site, _: Admin, text: &str) -> Result<Vec<Member>, Problem> {
    site.db.members(text.trim(), FOUND_MOST).await
}

/// Makes a link by hand that confirms a member's address or sets them a new password, to hand it over in person.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] for a link of another kind.
pub async fn make_link(site: &Site, admin: Admin, username: &str, purpose: LinkPurpose) -> Result<MadeLink, Problem> {
    if !matches!(purpose, LinkPurpose::VerifyEmail | LinkPurpose::ResetPassword) {
        return Err(Problem::field("purpose", "A link can be to “verify_email” or to “reset_password”."));
    }
    let (user, email) = site.db.by_username(username).await?.ok_or(Problem::NotFound)?;
    let account = site.db.account(user).await?.ok_or(Problem::NotFound)?;
    let email = account.new_email.filter(|_| purpose == LinkPurpose::VerifyEmail).unwrap_or(email);
    let mut tx = site.db.begin().await?;
    let link =
        links::make(site, &mut tx, purpose, About { user: Some(user), email: Some(&email), mailed: false }).await?;
    db::commit(tx).await?;
    tracing::info!(admin = %admin.id(), %user, purpose = purpose.name(), "made a link by hand");
    Ok(link)
}

/// Makes an invitation by hand, for an address or for nobody in particular. One account can be opened by it.
///
/// # Errors
/// [`Problem::Invalid`] where the address is none.
pub async fn invite(site: &Site, admin: Admin, email: Option<&str>) -> Result<MadeLink, Problem> {
    let email = email.map(str::trim).filter(|email| !email.is_empty());
    refuse_invalid([("email", email.and_then(email_problem))])?;
    let mut tx = site.db.begin().await?;
    let link = links::make(site, &mut tx, LinkPurpose::Invitation, About { user: None, email, mailed: false }).await?;
    db::commit(tx).await?;
    tracing::info!(admin = %admin.id(), "made an invitation by hand");
    Ok(link)
}
