//! What signs somebody in, and the one way in which all of it ends: with a new password, set in the settings, by a link in a letter or
//! by one that an admin made; with a new address; and with the account.

use super::{Caller, Site, links};
use crate::{
    model::{
        errors::Problem,
        ids::{SessionId, TokenId, UserId},
    },
    store::db::{Tx, access_tokens, sessions, users},
};

/// Somebody who has just shown who they are.
#[derive(Debug, Clone, Copy)]
pub struct Recognised {
    /// Whose account it is.
    pub user: UserId,
    /// The epoch of what signs the account in, at that time: a session is made in the same one only.
    pub epoch: i32,
}

/// What of an account's credentials stays.
#[derive(Debug, Default)]
pub struct Kept<'a> {
    /// The session of whoever makes the change.
    pub session: Option<SessionId>,
    /// The access tokens that they have named.
    pub tokens: &'a [TokenId],
}

/// Ends everything by which somebody is signed in to an account or could come to be, but what is kept: sessions of browsers and
/// programs, access tokens, links that work once, an address that waits to be confirmed. Whoever has been recognised but has no session
/// so far gets none. Gives the epoch that begins with it. Live sockets look again once the caller says so, after the commit.
pub(super) async fn end(tx: &mut Tx, user: UserId, kept: Kept<'_>) -> Result<i32, Problem> {
    // First, as it locks the account: all that makes a session or a token waits, or was here before.
    let epoch = sessions::begin_epoch(tx, user).await?;
    users::set_new_email(tx, user, None, &[]).await?;
    links::end_all(tx, user).await?;
    sessions::end_others(tx, user, kept.session).await?;
    access_tokens::delete_others(tx, user, kept.tokens).await?;
    Ok(epoch)
}

impl Caller {
    /// Makes sure, within the transaction of a request that may have been long under way, that what it came by still signs them in: a
    /// session or token that was ended meanwhile does nothing more. Whoever is about to end it waits until the transaction ends.
    ///
    /// # Errors
    /// [`Problem::NotSignedIn`] where it has been ended.
    pub(super) async fn still_holds(&self, tx: &mut Tx) -> Result<(), Problem> {
        let me = self.member()?;
        let holds = sessions::still_holds(tx, me, self.session, self.token).await?;
        if holds { Ok(()) } else { Err(Problem::NotSignedIn) }
    }
}

/// Has a password hash of an older spelling renewed, where the one it was compared to is still the account's.
pub(super) async fn renew_hash(site: &Site, user: UserId, old: &str, password: String) -> Result<(), Problem> {
    let new = site.passwords.hash(password).await?;
    let mut tx = site.db.begin().await?;
    users::renew_password_hash(&mut tx, user, old, &new).await?;
    crate::store::db::commit(tx).await
}
