//! Who works on a file that comes in pieces: one request at a time, on all servers. It says every second that it lives, and hears then
//! whether another one waits. A server that dies says no more, and its lease ends by itself.

use super::TransferError;
use crate::{
    model::{errors::Problem, ids::UploadId, resumable_uploads::ResumableUpload},
    services::{Caller, Site},
    store::db::resumable_uploads::{Found, LEASE},
};
use std::time::Duration;
use tokio::{
    runtime::Handle,
    sync::watch,
    task::AbortHandle,
    time::{Instant, sleep},
};
use uuid::Uuid;

/// How often a lease is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(1);

/// How often it is looked whether a lease has ended.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The right to work on a file. Whatever way this is left, it ends.
pub(super) struct Lease {
    site: Site,
    upload: UploadId,
    id: Uuid,
    wanted: watch::Receiver<bool>,
    keeper: AbortHandle,
    is_over: bool,
}

impl Lease {
    /// Takes the lease of a file of the caller's, once nobody else has it. Says how far the file is.
    ///
    /// # Errors
    /// As [`until_free`].
    pub(super) async fn take(caller: &Caller, upload: UploadId) -> Result<(Self, ResumableUpload), TransferError> {
        let (site, id) = (caller.site.clone(), Uuid::now_v7());
        let deadline = deadline();
        loop {
            until_free(caller, upload, deadline).await?;
            if site.db.take_lease(upload, id).await? {
                break;
            }
        }
        let (tell, wanted) = watch::channel(false);
        let keeper = tokio::spawn(keep(site.clone(), upload, id, tell)).abort_handle();
        let lease = Self { site, upload, id, wanted, keeper, is_over: false };
        // What came before this one had the lease.
        let found = look(caller, upload).await?;
        Ok((lease, found.upload))
    }

    /// Its name.
    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    /// What tells whether another request waits for it, or it is lost.
    pub(super) fn wanted(&self) -> watch::Receiver<bool> {
        self.wanted.clone()
    }

    /// Ends it.
    pub(super) async fn end(mut self) {
        self.keeper.abort();
        self.is_over = true;
        end(&self.site, self.upload, self.id).await;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.keeper.abort();
        if self.is_over {
            return;
        }
        let (site, upload, id) = (self.site.clone(), self.upload, self.id);
        // Without a runtime the process is ending: it ends by itself.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { end(&site, upload, id).await });
        }
    }
}

async fn end(site: &Site, upload: UploadId, lease: Uuid) {
    if let Err(problem) = site.db.end_lease(upload, lease).await {
        tracing::warn!(%problem, "could not end a lease; it will expire");
    }
}

/// Renews a lease for as long as it is there, and tells once another request waits for it, or it is lost.
async fn keep(site: Site, upload: UploadId, lease: Uuid, tell: watch::Sender<bool>) {
    loop {
        sleep(RENEW_EVERY).await;
        match site.db.renew_lease(upload, lease).await {
            Ok(Some(is_wanted)) => {
                tell.send_replace(is_wanted);
            }
            // Dropped, it tells so as well.
            Ok(None) => return,
            // The database may be back before anybody counts it for dead.
            Err(problem) => tracing::warn!(%problem, "could not renew a lease"),
        }
    }
}

/// Until when somebody waits for a lease: for longer than a dead server has one.
pub(super) fn deadline() -> Instant {
    Instant::now() + Duration::from_secs_f64(LEASE + 2.0)
}

/// One of the caller's files, and whether somebody works on it.
///
/// # Errors
/// [`Problem::NotFound`] where there is none of this name, or it is another's; [`TransferError::Expired`].
pub(super) async fn look(caller: &Caller, upload: UploadId) -> Result<Found, TransferError> {
    let found = caller.site.db.resumable_upload(caller.member()?, upload).await?.ok_or(Problem::NotFound)?;
    if found.is_expired { Err(TransferError::Expired) } else { Ok(found) }
}

/// Waits until nobody works on a file of the caller's, and asks whoever does to end. Says how far the file is.
///
/// # Errors
/// As [`look`]; [`TransferError::Locked`] where somebody still does by then.
pub(super) async fn until_free(
    caller: &Caller,
    upload: UploadId,
    deadline: Instant,
) -> Result<ResumableUpload, TransferError> {
    loop {
        let found = look(caller, upload).await?;
        if !found.is_leased {
            return Ok(found.upload);
        }
        if Instant::now() >= deadline {
            return Err(TransferError::Locked);
        }
        caller.site.db.want_lease(upload).await?;
        sleep(LOOK_EVERY).await;
    }
}
