//! Leaving for good: the request closes every door of the account and hides what is in it; a job takes that away.

use super::{
    Caller, Site, communities,
    credentials::{self, Kept},
    live,
    members::last_admin,
    resumable_uploads,
    settings::confirm_password,
};
use crate::{
    model::{errors::Problem, ids::UserId},
    store::db::{self, Tx, leaving, members, users},
};

/// How much of each kind is taken away in one transaction.
const BATCH: i64 = 200;

/// Deletes one's account with everything in it. It is signed out and gone for everybody at once, however much is in it; the rest is a
/// job's, which is asked for in the same transaction and so survives a restart.
///
/// # Errors
/// [`Problem::Invalid`] where the password is wrong; [`Problem::Forbidden`] for the site's only admin.
pub async fn delete_account(caller: &Caller, password: String) -> Result<(), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    confirm_password(caller, password, "password").await?;
    db::again(|| leave(site, me)).await?;
    live::look_again(site, me);
    tracing::info!(user = %me, "an account is leaving");
    Ok(())
}

async fn leave(site: &Site, me: UserId) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    if members::lock_admins(&mut tx).await? == [me] {
        return Err(last_admin());
    }
    mark(site, &mut tx, me).await?;
    site.db.commit_closing(tx).await
}

/// Marks an account as leaving, in the caller's transaction, and asks for the job that takes it away.
///
/// # Errors
/// [`Problem::NotFound`] where it is gone or leaving already.
pub(super) async fn mark(site: &Site, tx: &mut Tx, user: UserId) -> Result<(), Problem> {
    credentials::end(tx, user, Kept::default()).await?;
    if !leaving::mark(tx, user).await? {
        return Err(Problem::NotFound);
    }
    site.queue.purge_accounts(tx).await
}

/// Takes away all accounts that are leaving, one after the other, in batches. Can run twice, and go on after a crash. Files that nobody
/// else has go with a sweep, which is asked for at the end of each.
///
/// # Errors
/// [`Problem::Internal`] where the database fails; what is gone by then stays gone.
pub async fn purge(site: &Site) -> Result<(), Problem> {
    while let Some(user) = site.db.next_leaving().await? {
        communities::leaving::let_go(site, user).await?;
        while db::again(|| purge_some(site, user)).await? > 0 {}
        resumable_uploads::forget_all_of(site, user).await?;
        db::again(|| finish(site, user)).await?;
        tracing::info!(%user, "deleted an account");
    }
    Ok(())
}

async fn purge_some(site: &Site, user: UserId) -> Result<u64, Problem> {
    let mut tx = site.db.begin().await?;
    users::lock_leaving(&mut tx).await?;
    let purged = leaving::purge_some(&mut tx, user, BATCH).await?;
    db::commit(tx).await?;
    Ok(purged)
}

async fn finish(site: &Site, user: UserId) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    users::lock_leaving(&mut tx).await?;
    let ended = leaving::end_conversations(&mut tx, user).await?;
    leaving::delete(&mut tx, user).await?;
    site.queue.sweep_blobs(&mut tx).await?;
    site.queue.count_words(&mut tx).await?;
    if ended > 0 {
        site.queue.purge_communities(&mut tx).await?;
    }
    db::commit(tx).await
}
