//! Accounts: signing up, signing in, and the first admin.

use super::{
    Caller, Site,
    common_passwords::refuse_common,
    credentials::{self, Recognised},
    devices::{self, Device},
    limits::Account,
    links, moderation,
    passwords::Verdict,
    pictures,
    reserved_names::refuse_reserved,
    secrets::{hashed, token},
    site_settings,
    uploads::Arrived,
};
use crate::{
    model::{
        accounts::{Me, PASSWORD_LONGEST, Profile, Role, SignUp, SignUpMode, email_problem},
        errors::{FieldProblem, Problem},
        ids::UserId,
        links::{LinkPurpose, LinkState},
    },
    store::{
        db::{
            self, Tx,
            users::{self, Credentials},
        },
        queue::Letter,
    },
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Opens an account, with an avatar where one came along. Where the site sends mail, the address is asked to confirm itself.
///
/// # Errors
/// [`Problem::Invalid`] for each field that needs another look; [`Problem::Forbidden`] where the site does not take
/// everybody; [`Problem::StaleLink`] where the invitation works no more; [`Problem::TooMany`].
pub async fn sign_up(caller: &Caller, form: SignUp, avatar: Option<Arrived>) -> Result<Recognised, Problem> {
    let site = &caller.site;
    site.limits.sign_up(caller.from).await?;
    let form = form.validated()?;
    refuse_common(&form.password)?;
    if form.first_admin.is_none() {
        refuse_reserved(&form.username)?;
    }
    may_sign_up(site, &form).await?;
    refuse_stale(site, &form).await?;
    let (email_taken, username_taken) = site.db.taken(&form.email, &form.username).await?;
    refuse_taken(email_taken, username_taken)?;
    let password_hash = site.passwords.hash(form.password.clone()).await?;
    let id = UserId::from_uuid(Uuid::now_v7());
    let stored = match &avatar {
        Some(avatar) => Some(pictures::store_one(site, None, avatar).await?),
        None => None,
    };
    let mut tx = site.db.begin().await?;
    let (role, verified) = use_links(site, &mut tx, &form).await?;
    users::insert(&mut tx, id, &form, &password_hash, role).await?;
    if let Some(stored) = &stored {
        let picture = pictures::insert_one(site, &mut tx, id, stored).await?;
        users::set_avatar(&mut tx, id, picture).await?;
    }
    if verified {
        users::set_email(&mut tx, id, &form.email, true).await?;
    } else if site.sends_mail() {
        site.queue.send_letter(&mut tx, &Letter::VerifyEmail { user: id }).await?;
    }
    db::commit(tx).await?;
    if let Some(stored) = stored {
        stored.landed();
    }
    tracing::info!(user = %id, role = role.name(), "signed up");
    Ok(Recognised { user: id, epoch: 0 })
}

/// Whether the site takes anybody at all just now: asked before a form is read.
///
/// # Errors
/// [`Problem::Forbidden`] where it does not.
pub async fn takes_anybody(site: &Site) -> Result<(), Problem> {
    // The first admin comes by a link, whatever the mode.
    let closed = site_settings::sign_up_mode(site).await? == SignUpMode::Closed && site.db.has_admin().await?;
    if closed { Err(not_taken(CLOSED)) } else { Ok(()) }
}

/// Whether the site takes somebody who comes with what is in this form.
async fn may_sign_up(site: &Site, form: &SignUp) -> Result<(), Problem> {
    match site_settings::sign_up_mode(site).await? {
        _ if form.first_admin.is_some() => Ok(()),
        SignUpMode::Invite if form.invitation.is_some() => Ok(()),
        SignUpMode::Open => Ok(()),
        SignUpMode::Invite => Err(not_taken(INVITED_ONLY)),
        SignUpMode::Closed => Err(not_taken(CLOSED)),
    }
}

const INVITED_ONLY: &str = "This site is by invitation only. Please ask a member you know, or the people who run it.";

const CLOSED: &str = "This site does not accept new accounts at the moment.";

fn not_taken(detail: &str) -> Problem {
    Problem::Forbidden { detail: detail.to_owned() }
}

/// Refuses links that work no more, before anything is done for whoever comes by them. They are used up later.
async fn refuse_stale(site: &Site, form: &SignUp) -> Result<(), Problem> {
    let links = [(LinkPurpose::FirstAdmin, &form.first_admin), (LinkPurpose::Invitation, &form.invitation)];
    for (purpose, token) in links {
        if let Some(token) = token {
            let state = links::facts(site, purpose, token).await?.state;
            if state != LinkState::Good {
                return Err(links::stale(purpose, state));
            }
        }
    }
    Ok(())
}

/// Uses up what somebody came by: what they will be, and whether it shows that the address is theirs.
async fn use_links(site: &Site, tx: &mut Tx, form: &SignUp) -> Result<(Role, bool), Problem> {
    let mut role = Role::Member;
    let mut verified = false;
    if let Some(token) = &form.first_admin {
        links::use_up(site, tx, LinkPurpose::FirstAdmin, token).await?;
        role = Role::Admin;
    }
    if let Some(token) = &form.invitation {
        let link = links::use_up(site, tx, LinkPurpose::Invitation, token).await?;
        // Mail brought it there; one that an admin made by hand may have come by any way, and proves nothing.
        verified = link.mailed && link.email.is_some_and(|email| email.eq_ignore_ascii_case(&form.email));
    }
    Ok((role, verified))
}

fn refuse_taken(email: bool, username: bool) -> Result<(), Problem> {
    let taken = [
        (email, "email", "There is already an account with this e-mail address. Sign in instead?"),
        (username, "username", "This user name is taken. Please choose another."),
    ];
    let fields: Vec<_> = taken
        .into_iter()
        .filter(|(taken, ..)| *taken)
        .map(|(_, field, message)| FieldProblem { field: field.to_owned(), message: message.to_owned() })
        .collect();
    if fields.is_empty() { Ok(()) } else { Err(Problem::Invalid { fields }) }
}

/// Whose account this is. `device` is what the browser shows of having been signed in before.
///
/// # Errors
/// [`Problem::WrongCredentials`], which never says what of it was wrong; [`Problem::TooMany`]; [`Problem::Forbidden`] where they are
/// suspended, which says why.
pub async fn sign_in(
    caller: &Caller,
    device: Option<&str>,
    login: &str,
    password: String,
) -> Result<Recognised, Problem> {
    let (site, login) = (&caller.site, login.trim());
    let account = site.db.credentials(login).await?;
    admit(caller, devices::known(site, device), account.as_ref(), login).await?;
    let too_long = password.len() > PASSWORD_LONGEST;
    let account = account.filter(|_| !too_long);
    let phc = account.as_ref().map(|account| account.password_hash.clone());
    // Hashed even where there is no such account, so that the time does not tell.
    let password = if too_long { String::new() } else { password };
    let verdict = site.passwords.verify(password.clone(), phc).await?;
    let Some(account) = account.filter(|_| verdict.is_right()) else {
        invite_if_unknown(site, login).await?;
        return Err(Problem::WrongCredentials);
    };
    moderation::refuse_suspended(site, account.id).await?;
    if verdict == Verdict::Respelt {
        credentials::renew_hash(site, account.id, &account.password_hash, password).await?;
    }
    Ok(Recognised { user: account.id, epoch: account.epoch })
}

/// Lets somebody try a password. A device that was signed in to the account before has a budget of its own. Anybody else is counted by
/// where they come from, and waits where there were many tries at the account: it is never closed to its owner.
async fn admit(
    caller: &Caller,
    device: Option<Device>,
    account: Option<&Credentials>,
    login: &str,
) -> Result<(), Problem> {
    let limits = &caller.site.limits;
    let id = account.map(|account| account.id);
    let at = account.map(|account| (account.id, account.epoch));
    match device.filter(|device| Some((device.account, device.epoch)) == at) {
        Some(device) => limits.sign_in_on(device).await,
        // What there is no account for is counted by what was typed, so that it is answered as if there were.
        None => {
            limits.sign_in(caller.from, id.map_or_else(|| Account::Unknown(login.to_lowercase()), Account::Known)).await
        }
    }
}

/// Asks for an invitation to whoever tried to sign in with an address. The job finds out whether there is an account: known
/// and unknown addresses cost the same time here.
async fn invite_if_unknown(site: &Site, login: &str) -> Result<(), Problem> {
    let address = email_problem(login).is_none();
    let open = site.sends_mail() && site_settings::sign_up_mode(site).await? == SignUpMode::Open;
    if !address || !open || !site.limits.allows_invitation(login).await {
        return Ok(());
    }
    let mut tx = site.db.begin().await?;
    site.queue.send_letter(&mut tx, &Letter::InviteUnknown { email: login.to_owned() }).await?;
    db::commit(tx).await
}

/// The member with this id, as they see themselves; `None` where the account is gone or suspended: so whoever is signed in to it is
/// a visitor from then on, on every server.
pub async fn me(site: &Site, id: UserId) -> Result<Option<Me>, Problem> {
    site.db.me(id).await
}

/// The member of this name, as this viewer sees them.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member.
pub async fn profile(site: &Site, viewer: Option<UserId>, username: &str) -> Result<Profile, Problem> {
    let found = site.db.profile(viewer, username).await?;
    let profile = found.map(|(_, profile)| profile).ok_or(Problem::NotFound)?;
    Ok(if profile.suspended { profile.bare() } else { profile })
}

/// A fresh token for the first admin's sign-up, while the site has no admin. Older ones stop working.
pub async fn first_admin_token(site: &Site) -> Result<Option<String>, Problem> {
    if site.db.has_admin().await? {
        return Ok(None);
    }
    let token = token();
    let expires_at = OffsetDateTime::now_utc() + LinkPurpose::FirstAdmin.life();
    site.db.replace_first_admin_link(&hashed(&token), expires_at).await?;
    Ok(Some(token))
}

/// Forgets sessions and links whose time is over.
pub async fn forget_expired(site: &Site) -> Result<(), Problem> {
    let now = OffsetDateTime::now_utc();
    site.db.delete_expired_sessions(now).await?;
    site.db.delete_expired_programs(now).await?;
    site.db.forget_old_links().await
}
