//! Accounts: signing up, signing in, and the first admin.

use super::{Site, pictures, uploads::Arrived};
use crate::{
    model::{
        accounts::{Me, PASSWORD_LONGEST, Profile, Role, SignUp},
        errors::{FieldProblem, Problem},
        ids::UserId,
    },
    store::db::{self, links, users},
};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long the first admin's link works; a restart makes a new one.
const FIRST_ADMIN_LIFE: Duration = Duration::hours(24);

/// Opens an account, with an avatar where one came along.
///
/// # Errors
/// [`Problem::Invalid`] for each field that needs another look.
pub async fn sign_up(site: &Site, form: SignUp, avatar: Option<Arrived>) -> Result<UserId, Problem> {
    let form = form.validated()?;
    let (email_taken, username_taken) = site.db.taken(&form.email, &form.username).await?;
    refuse_taken(email_taken, username_taken)?;
    let password_hash = site.passwords.hash(form.password.clone()).await?;
    let id = UserId::from_uuid(Uuid::now_v7());
    let stored = match &avatar {
        Some(avatar) => Some(pictures::store(site, std::slice::from_ref(avatar)).await?),
        None => None,
    };
    let mut tx = site.db.begin().await?;
    let role = match &form.first_admin {
        Some(token) if links::use_first_admin_link(&mut tx, &hashed(token)).await? => Role::Admin,
        Some(_) => return Err(stale_first_admin_link()),
        None => Role::Member,
    };
    users::insert(&mut tx, id, &form, &password_hash, role).await?;
    if let Some(stored) = stored {
        let pictures = pictures::insert(site, &mut tx, id, stored).await?;
        for picture in pictures {
            users::set_avatar(&mut tx, id, picture).await?;
        }
    }
    db::commit(tx).await?;
    tracing::info!(user = %id, role = role.name(), "signed up");
    Ok(id)
}

fn refuse_taken(email: bool, username: bool) -> Result<(), Problem> {
    let taken = [
        (email, "email", "There is already an account with this e-mail. Sign in instead?"),
        (username, "username", "This user name is taken. Please choose another."),
    ];
    let fields: Vec<_> = taken
        .into_iter()
        .filter(|(taken, ..)| *taken)
        .map(|(_, field, message)| FieldProblem { field: field.to_owned(), message: message.to_owned() })
        .collect();
    if fields.is_empty() { Ok(()) } else { Err(Problem::Invalid { fields }) }
}

fn stale_first_admin_link() -> Problem {
    Problem::BadRequest {
        detail: "This link for the first admin has been used or has expired. Restart the server for a new one, or \
                 sign up without it."
            .to_owned(),
    }
}

/// Whose account this is.
///
/// # Errors
/// [`Problem::WrongCredentials`], which never says what of it was wrong.
pub async fn sign_in(site: &Site, login: &str, password: String) -> Result<UserId, Problem> {
    let too_long = password.len() > PASSWORD_LONGEST;
    let account = if too_long { None } else { site.db.credentials(login.trim()).await? };
    let phc = account.as_ref().map(|account| account.password_hash.clone());
    // Hashed even where there is no such account, so that the time does not tell.
    let password = if too_long { String::new() } else { password };
    let right = site.passwords.verify(password, phc).await?;
    account.filter(|_| right).map(|account| account.id).ok_or(Problem::WrongCredentials)
}

/// The member with this id, as they see themselves; `None` where the account is gone.
pub async fn me(site: &Site, id: UserId) -> Result<Option<Me>, Problem> {
    site.db.me(id).await
}

/// The member of this name, for everyone to see.
pub async fn profile(site: &Site, username: &str) -> Result<Profile, Problem> {
    let found = site.db.profile(username).await?;
    found.map(|(_, profile)| profile).ok_or(Problem::NotFound)
}

/// A fresh token for the first admin's sign-up, while the site has no admin. Older ones stop working.
pub async fn first_admin_token(site: &Site) -> Result<Option<String>, Problem> {
    if site.db.has_admin().await? {
        return Ok(None);
    }
    let token = hex::encode(rand::random::<[u8; 32]>());
    site.db.replace_first_admin_link(&hashed(&token), OffsetDateTime::now_utc() + FIRST_ADMIN_LIFE).await?;
    Ok(Some(token))
}

/// What is stored instead of a token. A plain hash will do: the token is 256 random bits.
fn hashed(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Forgets sessions and links whose time is over.
pub async fn forget_expired(site: &Site) -> Result<(), Problem> {
    site.db.delete_expired(OffsetDateTime::now_utc()).await
}
