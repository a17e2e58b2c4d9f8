//! Letters: what is written, and to whom. A job writes and sends each, so a mail server that is down loses none, nobody waits
//! for it, and the links within are made when they are sent.

use super::{
    Site,
    jobs::Failure,
    links::{self, About},
    site_settings,
};
use crate::{
    model::{accounts::SignUpMode, errors::Problem, ids::UserId, links::LinkPurpose, text::isolated},
    store::{
        db::{self, users},
        queue::Letter,
    },
};

/// Writes a letter and sends it. One that has become pointless is not sent.
///
/// # Errors
/// The mail server or the database fails; to be tried again.
pub async fn deliver(site: &Site, letter: Letter) -> Result<(), Failure> {
    match letter {
        Letter::VerifyEmail { user } => verify_email(site, user).await,
        Letter::ResetPassword { email } => reset_password(site, &email).await,
        Letter::InviteUnknown { email } => invite_unknown(site, &email).await,
        Letter::PasswordChanged { user } => password_changed(site, user).await,
        Letter::EmailChanging { old, new } => email_changing(site, &old, &new).await,
        Letter::BackupFailed { user, problem } => backup_failed(site, user, &problem).await,
    }
}

async fn verify_email(site: &Site, user: UserId) -> Result<(), Failure> {
    let mut tx = site.db.begin().await?;
    let Some(address) = users::address(&mut tx, user).await? else { return Ok(()) };
    let email = match address.new_email {
        Some(new) => new,
        None if address.verified => return Ok(()),
        None => address.email,
    };
    let link = links::make(site, &mut tx, LinkPurpose::VerifyEmail, mailed(Some(user), &email)).await?;
    db::commit(tx).await?;
    let here = called(site).await?;
    let text = format!(
        "Hello {},\n\nPlease confirm your e-mail address by following this link within 24 hours:\n\n{}\n\n\
         If you do not have an account at {}, someone entered your address by mistake. You can ignore this e-mail.\n",
        isolated(&address.display_name),
        link.url,
        here
    );
    send(site, &email, "Confirm your e-mail address", text).await
}

async fn reset_password(site: &Site, email: &str) -> Result<(), Failure> {
    let Some(user) = site.db.by_email(email).await? else { return Ok(()) };
    let mut tx = site.db.begin().await?;
    let Some(address) = users::address(&mut tx, user).await? else { return Ok(()) };
    let link = links::make(site, &mut tx, LinkPurpose::ResetPassword, mailed(Some(user), &address.email)).await?;
    db::commit(tx).await?;
    let here = called(site).await?;
    let text = format!(
        "Hello {},\n\nSet a new password for {} by following this link within an hour. It works once:\n\n{}\n\n\
         If you did not request this, you can ignore this e-mail. Your password will not change.\n",
        isolated(&address.display_name),
        here,
        link.url
    );
    send(site, &address.email, "Set a new password", text).await
}

/// To whoever has tried to sign in without having an account.
async fn invite_unknown(site: &Site, email: &str) -> Result<(), Failure> {
    if site_settings::sign_up_mode(site).await? != SignUpMode::Open || site.db.by_email(email).await?.is_some() {
        return Ok(());
    }
    let mut tx = site.db.begin().await?;
    let link = links::make(site, &mut tx, LinkPurpose::Invitation, mailed(None, email)).await?;
    db::commit(tx).await?;
    let here = called(site).await?;
    let text = format!(
        "Hello,\n\nSomeone, probably you, tried to sign in to {here} with this e-mail address, but there is no account with \
         it. To create one, follow this link within a week:\n\n{}\n\n\
         If this was not you, you can ignore this e-mail. We will not send you another one today.\n",
        link.url,
    );
    send(site, email, &format!("You are invited to {here}"), text).await
}

async fn password_changed(site: &Site, user: UserId) -> Result<(), Failure> {
    let Some(account) = site.db.account(user).await? else { return Ok(()) };
    let here = called(site).await?;
    let text = format!(
        "Hello,\n\nThe password of your account at {} has just been changed. You have been signed out everywhere else, and your \
         access tokens have been revoked, except those you chose to keep.\n\n\
         If this was not you, set a new password immediately:\n\n{}\n",
        here,
        site.address("/forgot")
    );
    send(site, &account.email, "Your password has been changed", text).await
}

async fn email_changing(site: &Site, old: &str, new: &str) -> Result<(), Failure> {
    let here = called(site).await?;
    let text = format!(
        "Hello,\n\nSomeone who knows your password asked to change the e-mail address of your account at {} to {new}. It will \
         change once the new address is confirmed.\n\nIf this was not you, change your password immediately:\n\n{}\n",
        here,
        site.address("/settings/password")
    );
    send(site, old, "Your e-mail address is about to change", text).await
}

async fn backup_failed(site: &Site, user: UserId, problem: &str) -> Result<(), Failure> {
    let Some(account) = site.db.account(user).await? else { return Ok(()) };
    let here = called(site).await?;
    let text = format!(
        "Hello,\n\nThe last backup of {here} failed:\n\n{problem}\n\nTessera tries again within an hour. Until a backup succeeds, \
         this e-mail is sent once a day. The state of the backups is shown here:\n\n{}\n",
        site.address("/admin")
    );
    send(site, &account.email, &format!("A backup of {here} failed"), text).await
}

/// A link that goes to an address by mail.
fn mailed(user: Option<UserId>, email: &str) -> About<'_> {
    About { user, email: Some(email), mailed: true }
}

async fn send(site: &Site, to: &str, subject: &str, text: String) -> Result<(), Failure> {
    let Some(mailer) = &site.mailer else { return Ok(()) };
    mailer.send(to, subject, text).await.map_err(|error| {
        tracing::warn!(%error, subject, "a letter could not be sent; it will be tried again");
        Failure(format!("The e-mail could not be sent: {error}"))
    })
}

/// What the site is called in a letter: by its name, and by where it is.
async fn called(site: &Site) -> Result<String, Problem> {
    let name = site_settings::front(site).await?.name;
    Ok(site.public_url.host_str().map_or_else(|| name.clone(), |host| format!("{name} ({host})")))
}
