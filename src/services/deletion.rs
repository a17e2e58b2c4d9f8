//! Leaving for good.

use super::{Caller, Site, live, members::last_admin, settings::confirm_password};
use crate::{
    model::{errors::Problem, ids::UserId},
    store::db::{self, members, users},
};

/// Deletes one's account with everything in it. Files that nobody else has go with the next sweep, which is asked for in
/// the same transaction and so survives a restart.
///
/// # Errors
/// [`Problem::Invalid`] where the password is wrong; [`Problem::Forbidden`] for the site's only admin.
pub async fn delete_account(caller: &Caller, password: String) -> Result<(), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    confirm_password(site, me, password, "password").await?;
    db::again(|| delete(site, me)).await?;
    live::look_again(site, me);
    tracing::info!(user = %me, "deleted an account");
    Ok(())
}

async fn delete(site: &Site, me: UserId) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    users::lock_leaving(&mut tx).await?;
    if members::lock_admins(&mut tx).await? == [me] {
        return Err(last_admin());
    }
    users::delete(&mut tx, me).await?;
    site.queue.sweep_blobs(&mut tx).await?;
    db::commit(tx).await
}
