//! Attempts at pictures. A picture that takes the process down with it must not do so for ever: each attempt is written down before it
//! begins, and forgotten when it has ended, in whatever way the process survives. So what stays there is what the process died of.
//!
//! As others may have been under work at the same moment, a picture during which a server died is tried once more, after all others and
//! with nothing beside it. If that takes a server down as well, it was the picture.

use super::Site;
use crate::{
    model::{errors::Problem, ids::PictureId},
    store::db::Db,
};
use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use uuid::Uuid;

/// How often a server says that it is there.
const BEAT: Duration = Duration::from_secs(1);

/// How often a server may die during a picture.
const DEATHS: i64 = 2;

/// What whoever has uploaded it is told.
const FAULT: &str = "The server crashed twice while processing this picture, so it cannot be used.";

/// The attempts of this server. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Attempts(Arc<Server>);

struct Server {
    /// Its name among those of the site.
    id: Uuid,
    /// Attempts that have ended and are still written down: the database was away, or they were given up.
    ended: Mutex<Vec<Uuid>>,
}

/// An attempt under way. That it is dropped says that it has ended.
pub(super) struct Attempt {
    server: Arc<Server>,
    id: Uuid,
    picture: PictureId,
    /// Whether a server has died during this picture.
    pub(super) doubtful: bool,
}

impl Default for Attempts {
    fn default() -> Self {
        Self(Arc::new(Server { id: Uuid::now_v7(), ended: Mutex::default() }))
    }
}

impl Attempts {
    /// Begins the work on a picture.
    ///
    /// # Errors
    /// [`Problem::Refused`] where servers have died of it; [`Problem::Internal`] where the database fails.
    pub(super) async fn begin(&self, db: &Db, picture: PictureId) -> Result<Attempt, Problem> {
        let died = db.died_during(picture, self.0.id).await?;
        if died >= DEATHS {
            return Err(Problem::Refused { detail: FAULT.to_owned() });
        }
        let server = Arc::clone(&self.0);
        let attempt = Attempt { server, id: Uuid::now_v7(), picture, doubtful: died > 0 };
        db.begin_attempt(attempt.id, picture, self.0.id).await?;
        Ok(attempt)
    }

    async fn beat(&self, db: &Db) -> Result<(), Problem> {
        db.see_server(self.0.id).await?;
        let ended = mem::take(&mut *self.0.ended.lock().unwrap_or_else(PoisonError::into_inner));
        if ended.is_empty() {
            return Ok(());
        }
        let forgotten = db.end_attempts(&ended).await;
        if forgotten.is_err() {
            self.0.ended.lock().unwrap_or_else(PoisonError::into_inner).extend(ended);
        }
        forgotten
    }
}

impl Attempt {
    /// The picture has been made: nothing is held against it any more.
    pub(super) async fn succeeded(&self, db: &Db) -> Result<(), Problem> {
        db.clear_attempts(self.picture).await
    }

    /// It has not, but the process lives.
    pub(super) async fn failed(&self, db: &Db) -> Result<(), Problem> {
        db.end_attempts(&[self.id]).await
    }
}

impl Drop for Attempt {
    /// What could not be said now is said with the next beat.
    fn drop(&mut self) {
        self.server.ended.lock().unwrap_or_else(PoisonError::into_inner).push(self.id);
    }
}

/// Says that this server is there, again and again, and which attempts have ended.
pub async fn keep(site: Site) {
    let mut answers = true;
    loop {
        let said = site.attempts.beat(&site.db).await.is_ok();
        if answers && !said {
            tracing::warn!("could not write down that this server is there; tries again");
        }
        answers = said;
        tokio::time::sleep(BEAT).await;
    }
}

/// Whoever calls this knows that no other server runs: attempts of others have ended with their process.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn forget_others(site: &Site) -> Result<(), Problem> {
    site.db.forget_servers().await
}

/// This server stops: what it had under way is nothing against the pictures.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn leave(site: &Site) -> Result<(), Problem> {
    site.db.forget_server(site.attempts.0.id).await
}

/// Whether a server has died during a picture, so that it has to wait for all others.
pub(super) async fn is_doubtful(site: &Site, picture: PictureId) -> Result<bool, Problem> {
    Ok((1..DEATHS).contains(&site.db.died_during(picture, site.attempts.0.id).await?))
}
