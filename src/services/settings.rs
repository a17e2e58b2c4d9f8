//! One's own account: the profile, the address, the password.

use super::{
    Caller, Site,
    common_passwords::refuse_common,
    credentials::{self, Kept},
    live, pictures,
    uploads::Arrived,
};
use crate::{
    model::{
        accounts::{
            PASSWORD_LONGEST, bio_problem, display_name_problem, email_problem, password_problem, refuse_invalid,
        },
        errors::Problem,
        ids::{TokenId, UserId},
        settings::Account,
        text::{tidy, tidy_lines},
    },
    store::{
        db::{
            self, Tx,
            users::{self, Address, ProfileChange},
        },
        queue::Letter,
    },
};

/// What is to be changed of a profile; what is `None` stays as it is.
#[derive(Debug, Default)]
pub struct ProfileEdit {
    /// What they call themselves.
    pub display_name: Option<String>,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// What becomes of the avatar.
    pub avatar: AvatarEdit,
}

/// What becomes of an avatar.
#[derive(Debug, Default)]
pub enum AvatarEdit {
    /// It stays.
    #[default]
    Keep,
    /// It goes.
    Remove,
    /// This one takes its place.
    Replace(Arrived),
}

/// One's own account.
///
/// # Errors
/// [`Problem::NotSignedIn`] where it has been deleted meanwhile.
pub async fn account(site: &Site, me: UserId) -> Result<Account, Problem> {
    site.db.account(me).await?.ok_or(Problem::NotSignedIn)
}

/// Changes one's profile.
///
/// # Errors
/// [`Problem::Invalid`] for each field that needs another look; nothing is changed then.
pub async fn edit_profile(caller: &Caller, edit: ProfileEdit) -> Result<(), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    let change = ProfileChange {
        display_name: edit.display_name.map(|name| tidy(&name)),
        bio: edit.bio.map(|bio| tidy_lines(&bio)),
    };
    let nameless = change.display_name.as_ref().is_some_and(String::is_empty);
    refuse_invalid([
        ("display_name", nameless.then(|| "Please enter a display name.".to_owned())),
        ("display_name", change.display_name.as_deref().and_then(display_name_problem)),
        ("bio", change.bio.as_deref().and_then(bio_problem)),
    ])?;
    let stored = match &edit.avatar {
        AvatarEdit::Replace(avatar) => Some(pictures::store_one(site, Some(me), avatar).await?),
        _ => None,
    };
    let mut tx = site.db.begin().await?;
    locked(caller, &mut tx).await?;
    users::update_profile(&mut tx, me, &change).await?;
    if !matches!(edit.avatar, AvatarEdit::Keep) {
        users::delete_avatar(&mut tx, me).await?;
        site.queue.sweep_blobs(&mut tx).await?;
    }
    if let Some(stored) = &stored {
        let picture = pictures::insert_one(site, &mut tx, me, stored).await?;
        users::set_avatar(&mut tx, me, picture).await?;
    }
    site.db.commit_closing(tx).await?;
    if let Some(stored) = stored {
        stored.landed();
    }
    Ok(())
}

/// One's account, locked, by what still signs one in to it. The account comes first: whoever ends that locks it first as well.
async fn locked(caller: &Caller, tx: &mut Tx) -> Result<Address, Problem> {
    let address = users::address(tx, caller.member()?).await?.ok_or(Problem::NotSignedIn)?;
    caller.still_holds(tx).await?;
    Ok(address)
}

/// How a wish for another address was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailChange {
    /// A link to confirm it is on its way to the new address.
    Asked,
    /// The site sends no mail, so it has been changed at once, unconfirmed.
    Done,
}

/// Asks for another address of one's account. Once it takes effect, all that signs somebody in ends, but the session in use and these
/// tokens.
///
/// # Errors
/// [`Problem::Invalid`] where the password is wrong, or the address is none or taken; [`Problem::TooMany`].
pub async fn change_email(
    caller: &Caller,
    email: &str,
    password: String,
    keep: &[TokenId],
) -> Result<EmailChange, Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    let email = email.trim();
    refuse_invalid([("email", email_problem(email))])?;
    confirm_password(caller, password, "password").await?;
    if site.db.by_email(email).await?.is_some_and(|owner| owner != me) {
        return Err(Problem::field("email", "There is already an account with this e-mail address."));
    }
    if site.sends_mail() {
        site.limits.mail(caller.from, email).await?;
    }
    let mut tx = site.db.begin().await?;
    let old = locked(caller, &mut tx).await?.email;
    let done = if site.sends_mail() {
        users::set_new_email(&mut tx, me, Some(email), keep).await?;
        site.queue.send_letter(&mut tx, &Letter::EmailChanging { old, new: email.to_owned() }).await?;
        site.queue.send_letter(&mut tx, &Letter::VerifyEmail { user: me }).await?;
        EmailChange::Asked
    } else {
        users::set_email(&mut tx, me, email, false).await?;
        credentials::end(&mut tx, me, Kept { session: caller.session, tokens: keep }).await?;
        EmailChange::Done
    };
    db::commit(tx).await?;
    live::look_again(site, me);
    Ok(done)
}

/// Sends the link that confirms one's address once more. Earlier ones stop working.
///
/// # Errors
/// [`Problem::TooMany`]; [`Problem::Forbidden`] where the site sends no mail.
pub async fn send_verification(caller: &Caller) -> Result<(), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    if !site.sends_mail() {
        return Err(no_mail());
    }
    let account = account(site, me).await?;
    site.limits.mail(caller.from, account.new_email.as_ref().unwrap_or(&account.email)).await?;
    let mut tx = site.db.begin().await?;
    site.queue.send_letter(&mut tx, &Letter::VerifyEmail { user: me }).await?;
    db::commit(tx).await
}

/// What is said where mail would be needed.
pub(super) fn no_mail() -> Problem {
    Problem::Forbidden { detail: "This site does not send e-mail. An admin can create a link for you.".to_owned() }
}

/// Changes one's password. All else that signs somebody in ends with it, but these tokens. Gives the epoch that begins with it.
///
/// # Errors
/// [`Problem::Invalid`] where the current one is wrong or the new one will not do; [`Problem::TooMany`].
pub async fn change_password(caller: &Caller, current: String, new: String, keep: &[TokenId]) -> Result<i32, Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    refuse_invalid([("password", password_problem(&new))])?;
    refuse_common(&new)?;
    confirm_password(caller, current, "current_password").await?;
    let password_hash = site.passwords.hash(new).await?;
    let mut tx = site.db.begin().await?;
    locked(caller, &mut tx).await?;
    users::set_password(&mut tx, me, &password_hash).await?;
    let epoch = credentials::end(&mut tx, me, Kept { session: caller.session, tokens: keep }).await?;
    if site.sends_mail() {
        site.queue.send_letter(&mut tx, &Letter::PasswordChanged { user: me }).await?;
    }
    db::commit(tx).await?;
    live::look_again(site, me);
    tracing::info!(user = %me, "changed the password");
    Ok(epoch)
}

/// Makes sure that whoever is signed in knows the account's password.
pub(super) async fn confirm_password(caller: &Caller, typed: String, field: &str) -> Result<(), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    // By session, so that whoever has stolen one cannot keep the owner from changing the password.
    site.limits.password((me, caller.session)).await?;
    let phc = site.db.password_hash(me).await?;
    let right = typed.len() <= PASSWORD_LONGEST && site.passwords.verify(typed, phc).await?.is_right();
    if right { Ok(()) } else { Err(Problem::field(field, "This password is wrong.")) }
}
