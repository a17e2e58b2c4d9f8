//! The rules of the site, one file a noun: who may do what, what happens together, what happens after.
//!
//! Services know neither axum nor leptos: the pages, the API and the jobs all come in through here.

pub mod accounts;
pub mod blobs;
mod passwords;
pub mod pictures;
pub mod pins;
pub mod uploads;

use crate::{
    config::MediaConfig,
    model::{accounts::Me, errors::Problem, ids::UserId},
    store::{blobs::Blobs, db::Db, queue::Queue},
};
use passwords::Passwords;
use pictures::MemoryBudget;

/// Who asks, and of which site: what the pages' door gets with each request.
#[derive(Clone)]
pub struct Caller {
    /// The site.
    pub site: Site,
    /// The member who is signed in, if any.
    pub me: Option<Me>,
}

impl Caller {
    /// The id of who looks; `None` for a visitor.
    pub fn viewer(&self) -> Option<UserId> {
        self.me.as_ref().map(|me| me.id)
    }

    /// The member who is signed in.
    ///
    /// # Errors
    /// [`Problem::NotSignedIn`] for a visitor.
    pub fn member(&self) -> Result<UserId, Problem> {
        self.viewer().ok_or(Problem::NotSignedIn)
    }
}

/// Everything a service works with. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
    pub(crate) queue: Queue,
    pub(crate) passwords: Passwords,
    pub(crate) memory: MemoryBudget,
    pub(crate) max_upload_bytes: u64,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").finish_non_exhaustive()
    }
}

impl Site {
    /// Puts a site together from its stores.
    pub fn new(db: Db, blobs: Blobs, queue: Queue, media: &MediaConfig) -> Self {
        Self {
            db,
            blobs,
            queue,
            passwords: Passwords::default(),
            memory: MemoryBudget::new(media.memory),
            max_upload_bytes: media.max_upload_bytes,
        }
    }

    /// The largest file taken, in bytes.
    pub fn max_upload_bytes(&self) -> u64 {
        self.max_upload_bytes
    }

    /// Whether rows and files can be reached.
    pub async fn answers(&self) -> bool {
        self.db.answers().await && self.blobs.answers().await
    }

    /// The rows, for the session store and the worker, whose libraries bring their own calls.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The files, for the door that sends them.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }
}
