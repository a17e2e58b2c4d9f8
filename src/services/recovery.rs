//! What links are followed for: a new password, and an address confirmed.

use super::{
    Caller, Site,
    common_passwords::refuse_common,
    credentials::{self, Kept},
    links, live,
    settings::no_mail,
};
use crate::{
    model::{
        accounts::{email_problem, password_problem, refuse_invalid},
        errors::Problem,
        ids::TokenId,
        links::{LinkPurpose, LinkState},
    },
    store::{
        db::{self, users},
        queue::Letter,
    },
};

/// Asks for a link to set a new password. The answer is the same whether or not there is such an account.
///
/// # Errors
/// [`Problem::Invalid`] where this is no address; [`Problem::TooMany`]; [`Problem::Forbidden`] where the site sends no mail.
pub async fn forgot_password(caller: &Caller, email: &str) -> Result<(), Problem> {
    let site = &caller.site;
    let email = email.trim();
    if !site.sends_mail() {
        return Err(no_mail());
    }
    refuse_invalid([("email", email_problem(email))])?;
    site.limits.mail(caller.from, email).await?;
    let mut tx = site.db.begin().await?;
    // The job finds out whether there is an account, so that the time to this answer does not tell.
    site.queue.send_letter(&mut tx, &Letter::ResetPassword { email: email.to_owned() }).await?;
    db::commit(tx).await
}

/// Sets a new password by a link. Everything else that signs somebody in to the account ends with it.
///
/// # Errors
/// [`Problem::StaleLink`]; [`Problem::Invalid`] where the password will not do, and the link still works then.
pub async fn reset_password(caller: &Caller, token: &str, password: String) -> Result<(), Problem> {
    let site = &caller.site;
    site.limits.link(caller.from).await?;
    refuse_invalid([("password", password_problem(&password))])?;
    refuse_common(&password)?;
    let facts = links::facts(site, LinkPurpose::ResetPassword, token).await?;
    if facts.state != LinkState::Good {
        return Err(links::stale(LinkPurpose::ResetPassword, facts.state));
    }
    let password_hash = site.passwords.hash(password).await?;
    let mut tx = site.db.begin().await?;
    let link = links::use_up(site, &mut tx, LinkPurpose::ResetPassword, token).await?;
    let user = link.user.ok_or(Problem::Internal)?;
    users::set_password(&mut tx, user, &password_hash).await?;
    credentials::end(&mut tx, user, Kept::default()).await?;
    if site.sends_mail() {
        site.queue.send_letter(&mut tx, &Letter::PasswordChanged { user }).await?;
    }
    db::commit(tx).await?;
    live::look_again(site, user);
    tracing::info!(%user, "set a new password by a link");
    Ok(())
}

/// Confirms an address by a link: the account's own, or the one that is to take its place. With that, all that signs somebody in to
/// the account ends, but the session of whoever follows the link and the tokens that were named when it was asked for.
///
/// # Errors
/// [`Problem::StaleLink`]; [`Problem::Invalid`] where another account has taken the address meanwhile.
pub async fn verify_email(caller: &Caller, token: &str) -> Result<(), Problem> {
    let site: &Site = &caller.site;
    site.limits.link(caller.from).await?;
    let mut tx = site.db.begin().await?;
    let link = links::use_up(site, &mut tx, LinkPurpose::VerifyEmail, token).await?;
    let (user, email) = link.user.zip(link.email).ok_or(Problem::Internal)?;
    let address = users::address(&mut tx, user).await?.ok_or(Problem::NotFound)?;
    let current = address.new_email.as_ref().unwrap_or(&address.email);
    if !email.eq_ignore_ascii_case(current) {
        return Err(links::stale(LinkPurpose::VerifyEmail, LinkState::Used));
    }
    users::set_email(&mut tx, user, &email, true).await?;
    if address.new_email.is_some() {
        let session = caller.session.filter(|_| caller.viewer() == Some(user));
        let tokens: Vec<_> = address.keeps.into_iter().map(TokenId::from_uuid).collect();
        credentials::end(&mut tx, user, Kept { session, tokens: &tokens }).await?;
    }
    db::commit(tx).await?;
    live::look_again(site, user);
    Ok(())
}
