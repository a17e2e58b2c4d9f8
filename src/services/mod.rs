//! The rules of the site, one file a noun: who may do what, what happens together, what happens after.
//!
//! Services know neither axum nor leptos: the pages, the API and the jobs all come in through here.

pub mod access_tokens;
pub mod accounts;
pub mod admins;
pub mod allowances;
pub mod attempts;
pub mod audit;
pub mod backups;
pub mod blobs;
pub mod blocks;
pub mod boards;
pub mod categories;
pub mod channels;
pub mod comments;
mod common_passwords;
pub mod communities;
pub mod conversations;
pub mod credentials;
pub mod deletion;
pub mod devices;
pub mod expiring_links;
pub mod feeds;
pub mod figures;
pub mod file_story;
pub mod follows;
pub mod freshness;
pub mod jobs;
pub mod letters;
pub mod likeness;
pub mod likes;
pub mod limits;
pub mod links;
pub mod live;
pub mod members;
pub mod messages;
pub mod mine;
pub mod moderation;
pub mod notices;
pub mod originals;
mod passwords;
pub mod pictures;
pub mod pins;
pub mod plans;
pub mod programs;
pub mod readiness;
pub mod recovery;
pub mod related;
pub mod replicas;
pub mod reports;
pub mod reserved_names;
pub mod resumable_uploads;
pub mod search;
mod secrets;
pub mod sessions;
pub mod settings;
pub mod site_settings;
mod slowdown;
pub mod storage;
pub mod telemetry;
pub mod thumbnails;
mod titles;
pub mod uploads;
pub mod workers;

use crate::{
    config::{AccessConfig, MediaConfig},
    live::Bus,
    mail::Mailer,
    model::{
        accounts::{Me, Role, SignUpMode},
        errors::Problem,
        ids::{SessionId, TokenId, UserId},
    },
    store::{
        blobs::{BlobCache, Blobs},
        db::Db,
        queue::Queue,
        redis::Redis,
    },
};
use attempts::Attempts;
use devices::Devices;
use limits::Limits;
use passwords::Passwords;
use pictures::MemoryBudget;
use programs::Signer;
use std::{net::IpAddr, ops::Deref, sync::Arc};
use tokio::sync::Mutex;
use url::{Position, Url};
use uuid::Uuid;
use workers::Workers;

/// Who asks, from where, and of which site: what the doors get with each request.
#[derive(Clone)]
pub struct Caller {
    /// The site.
    pub site: Site,
    /// The member who is signed in, if any.
    pub me: Option<Me>,
    /// The session by which they are signed in; none where it is an access token.
    pub session: Option<SessionId>,
    /// The access token by which they ask; none where it is a session.
    pub token: Option<TokenId>,
    /// Where the request comes from.
    pub from: IpAddr,
}

/// Somebody who was found to be an admin. Services that only admins may use ask for it.
#[derive(Debug, Clone, Copy)]
pub struct Admin(UserId);

impl Admin {
    /// Whose account it is.
    pub fn id(self) -> UserId {
        self.0
    }
}

/// Somebody who was found to be a moderator or an admin. Services that only those may use ask for it.
#[derive(Debug, Clone, Copy)]
pub struct Moderator(UserId);

impl Moderator {
    /// Whose account it is.
    pub fn id(self) -> UserId {
        self.0
    }
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

    /// The admin who is signed in.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for everybody else: what is for admins is not there for others.
    pub fn admin(&self) -> Result<Admin, Problem> {
        let admin = self.me.as_ref().filter(|me| me.role == Role::Admin);
        admin.map(|me| Admin(me.id)).ok_or(Problem::NotFound)
    }

    /// The moderator or admin who is signed in.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for everybody else, as [`Caller::admin`].
    pub fn moderator(&self) -> Result<Moderator, Problem> {
        let moderator = self.me.as_ref().filter(|me| me.role != Role::Member);
        moderator.map(|me| Moderator(me.id)).ok_or(Problem::NotFound)
    }
}

/// Everything a service works with. Cheap to clone, and to keep: each of thousands of open sockets has one.
#[derive(Clone)]
pub struct Site(Arc<Works>);

/// What a site is made of.
#[derive(Clone)]
pub struct Works {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
    variants: BlobCache,
    pub(crate) queue: Queue,
    pub(crate) passwords: Passwords,
    pub(crate) memory: MemoryBudget,
    pub(crate) attempts: Attempts,
    pub(crate) workers: Workers,
    /// Whose turn it is to have a thumbnail made on the spot.
    pub(crate) thumbnail_turn: Arc<Mutex<()>>,
    pub(crate) limits: Limits,
    pub(crate) signer: Signer,
    pub(crate) devices: Devices,
    /// None where the site sends no mail.
    pub(crate) mailer: Option<Mailer>,
    pub(crate) bus: Bus,
    outbox: messages::Outbox,
    pub(crate) max_upload_bytes: u64,
    /// Who may open an account by the environment, which wins over what admins set.
    pub(crate) sign_up: Option<SignUpMode>,
    pub(crate) public_url: Url,
    pub(crate) draining: readiness::Draining,
    /// None where no place for backups is named.
    pub(crate) backups: Option<backups::Backups>,
    pub(crate) restoring: backups::Restoring,
    /// The latest restore when this process opened the site.
    pub(crate) last_restore: Option<Uuid>,
    front: site_settings::KeptFront,
}

/// What a site is put together from.
pub struct Parts<'a> {
    /// The rows.
    pub db: Db,
    /// The files.
    pub blobs: Blobs,
    /// The jobs.
    pub queue: Queue,
    /// Who sends its letters; none where nobody does.
    pub mailer: Option<Mailer>,
    /// Who tells members that there is something new.
    pub bus: Bus,
    /// What its servers share beside the rows; none where no Redis is named.
    pub redis: Option<Redis>,
    /// What the work on pictures may use, and what is kept of them in memory.
    pub media: &'a MediaConfig,
    /// Who may come in.
    pub access: &'a AccessConfig,
    /// Where its backups go; none where no place for them is named.
    pub backups: Option<backups::Backups>,
    /// How links to it begin.
    pub public_url: Url,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").finish_non_exhaustive()
    }
}

impl Deref for Site {
    type Target = Works;

    fn deref(&self) -> &Works {
        &self.0
    }
}

impl Site {
    /// Puts a site together, and makes its secrets where it has none so far.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the database fails.
    pub async fn new(parts: Parts<'_>) -> Result<Self, Problem> {
        // Before anything that a restore changes is read.
        let last_restore = parts.db.last_restore().await?;
        let signer = Signer::of(&parts.db, &parts.public_url).await?;
        let devices = Devices::of(&parts.db).await?;
        let limits = Limits::open(parts.access.rate_limits, parts.redis, &parts.db).await?;
        Ok(Self(Arc::new(Works {
            outbox: messages::Outbox::start(&parts.db, &parts.bus),
            db: parts.db,
            blobs: parts.blobs,
            variants: BlobCache::new(parts.media.cache_bytes),
            queue: parts.queue,
            passwords: Passwords::default(),
            memory: MemoryBudget::new(parts.media.memory),
            attempts: Attempts::default(),
            workers: Workers::default(),
            thumbnail_turn: Arc::default(),
            limits,
            signer,
            devices,
            mailer: parts.mailer,
            bus: parts.bus,
            max_upload_bytes: parts.media.max_upload_bytes,
            sign_up: parts.access.sign_up,
            public_url: parts.public_url,
            draining: readiness::Draining::default(),
            backups: parts.backups,
            restoring: backups::Restoring::default(),
            last_restore,
            front: site_settings::KeptFront::default(),
        })))
    }

    /// The largest file taken, in bytes.
    pub fn max_upload_bytes(&self) -> u64 {
        self.max_upload_bytes
    }

    /// Whether the site sends mail.
    pub fn sends_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// A path of this site as a whole address.
    pub fn address(&self, path: &str) -> String {
        whole_address(&self.public_url, path)
    }

    /// The rows, for the session store and the worker, whose libraries bring their own calls.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The same site for its jobs, which have connections of their own: as many as this many workers need.
    pub fn for_jobs(&self, workers: usize) -> Self {
        self.on(self.db.for_jobs(workers))
    }

    /// The same site by other connections to its database.
    fn on(&self, db: Db) -> Self {
        Self(Arc::new(Works { db, ..Works::clone(self) }))
    }

    /// Whether this server does its jobs.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// The files, for the door that sends them.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// What is kept of them in memory.
    pub fn variants(&self) -> &BlobCache {
        &self.variants
    }

    /// The bus, for whoever stops the site.
    pub fn bus(&self) -> &Bus {
        &self.bus
    }

    /// How often programs may ask.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}

/// A path of a site as a whole address. Nothing has to be parsed for one that is written as addresses have it: a page of a list has
/// dozens of those.
fn whole_address(site: &Url, path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_@".contains(&byte);
    if path.starts_with('/') && !path.starts_with("//") && path.bytes().all(plain) {
        return [&site[..Position::BeforePath], path].concat();
    }
    site.join(path).map_or_else(|_| path.to_owned(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_the_url_standard_makes_of_it() {
        for site in ["http://127.0.0.1:3000/", "https://pictures.example.com", "https://example.com:8443/below?x#y"] {
            let site: Url = site.parse().unwrap();
            for path in ["/", "/media/1C3XR6Gzv21Kf3E2-2", "/@ana_1", "//example.net/x", "/a/../b", "/a b?c=é", "x"] {
                assert_eq!(whole_address(&site, path), site.join(path).unwrap().as_str(), "{site} {path}");
            }
        }
    }
}
