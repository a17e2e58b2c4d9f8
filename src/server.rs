//! The running site: puts config, stores, services, worker and doors together, and takes them apart in order.

mod backups;
mod files;
mod log;
mod worker;

pub use backups::{RestorePoint, RestoreWish, list_backups, make_backup, restore_backup, verify_backup};
pub use files::{copy_blobs, place};
pub use log::start_log;
pub use worker::WorkerProcess;

use crate::{
    config::{Config, DatabasePlace, without_passwords},
    http,
    jobs::{self, Jobs, Workers},
    live::Bus,
    mail::Mailer,
    model::{accounts::SignUp, errors::Problem},
    services::{
        Parts, Site, accounts, admins, attempts, backups::until_restored, freshness, replicas, resumable_uploads,
        thumbnails,
    },
    store::{
        db::Db,
        folders,
        private_postgres::PrivatePostgres,
        queue::Queue,
        redis::{Redis, RedisError},
    },
};
use graphile_worker::Worker;
use sqlx::postgres::PgConnectOptions;
use std::{
    error::Error,
    future::Future,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// Anything that keeps a site from starting. Its words are for whoever starts it.
pub type StartError = Box<dyn Error + Send + Sync>;

/// How long requests and jobs under way may take once the site is to stop: a little longer than connections get.
const STOP_PATIENCE: Duration = Duration::from_secs(16);

/// How long the stores may take to close after that. With `DRAIN_SECONDS` and what a private PostgreSQL takes, all of it is less than
/// compose.yaml and docs/deploy/tessera.service grant.
const CLOSE_PATIENCE: Duration = Duration::from_secs(3);

/// How many connections those who watch a process can have at once.
const MONITORS_MOST: usize = 32;

/// What those hear who start web and worker apart without a database for both.
const NOT_SHARED: &str = "DATABASE_URL must be set to a PostgreSQL server that all processes of the site share. \
                          Without it, `tessera serve` runs its own PostgreSQL, for this one process, and does all jobs";

/// A site that answers.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// The site, as services see it.
    pub site: Site,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    /// Does jobs when it is told to, in [`Server::work_off`].
    worker: Worker,
    /// `None` where jobs are left for that, or for another process.
    workers: Option<Workers>,
    /// Says that this server is there.
    attempts: JoinHandle<()>,
    /// Hear what other servers take from visitors, and look how far replicas of the database are.
    watchers: [JoinHandle<()>; 2],
    /// Answers those who watch it; `None` where nobody is to.
    monitoring: Option<JoinHandle<()>>,
    postgres: Option<PrivatePostgres>,
    /// For how long requests are still taken once the site is to stop.
    drain: Duration,
}

impl Server {
    /// Starts the site: PostgreSQL where none is named, tables, queue, blob store, worker, listener.
    ///
    /// # Errors
    /// What is missing or wrong, in words for whoever starts it.
    pub async fn start(config: Config, jobs: Jobs) -> Result<Self, StartError> {
        let (postgres, options) = match &config.places.database {
            DatabasePlace::Url(url) => (None, connect_options("DATABASE_URL", url)?),
            DatabasePlace::Private => private(PrivatePostgres::start(&private_folder(&config)?).await?),
        };
        let site = open_site(&config, options).await?;
        if !config.access.rate_limits {
            tracing::warn!("RATE_LIMITS is off: passwords can be guessed as fast as this machine goes");
        }
        if postgres.is_some() {
            take_up(&site).await?;
        }
        let attempts = tokio::spawn(attempts::keep(site.clone()));
        let watchers = [tokio::spawn(freshness::keep(site.clone())), tokio::spawn(replicas::keep(site.clone()))];
        thumbnails::ask(&site).await?;
        let worker = jobs::idle_worker(&site, config.media.workers).await?;
        let workers = (jobs == Jobs::Here).then(|| Workers::start(&site, config.media.workers));

        let mut leptos = http::find_site_files()?;
        leptos.site_addr = config.serving.address.unwrap_or(leptos.site_addr);
        let listener = TcpListener::bind(leptos.site_addr)
            .await
            .map_err(|error| format!("cannot listen on {} (LEPTOS_SITE_ADDR): {error}", leptos.site_addr))?;
        let address = listener.local_addr()?;
        let (router, fast_path) = http::router(site.clone(), leptos, &config);
        let (most, proxies) = (config.serving.max_connections, &config.access.trusted_proxies);
        let connections = http::Connections::new(router, Some(fast_path), most, proxies);
        let (stop, stopped) = watch::channel(false);
        let monitoring = monitoring(&config, &site, stopped.clone()).await?;
        let serving = tokio::spawn(connections.serve(listener, stopped));
        let drain = config.serving.drain;
        Ok(Self { address, site, stop, serving, worker, workers, attempts, watchers, monitoring, postgres, drain })
    }

    /// The path of the first admin's link, while the site has no admin.
    ///
    /// # Errors
    /// The database fails.
    pub async fn first_admin_path(&self) -> Result<Option<String>, StartError> {
        let token = accounts::first_admin_token(&self.site).await?;
        Ok(token.map(|token| format!("/signup?first_admin={token}")))
    }

    /// Resolves once the site has been restored: what this server keeps in its memory is no longer true then, and it has to start anew.
    pub async fn restored(&self) {
        until_restored(&self.site).await;
    }

    /// Does the jobs that are due, then returns. Those they lead to may be left for the next call.
    ///
    /// # Errors
    /// The queue fails; a job that fails is tried again later and is no error here.
    pub async fn work_off(&self) -> Result<(), StartError> {
        Ok(self.worker.run_once().await?)
    }

    /// Stops the site: says that it is no longer ready, takes requests for a while still, then no new ones; those under way are
    /// finished, and so are jobs, then the stores are closed.
    pub async fn stop(self) {
        self.site.drain();
        let jobs = self.workers.map(|workers| tokio::spawn(workers.stop()));
        tokio::time::sleep(self.drain).await;
        self.stop.send_replace(true);
        let finished = async {
            self.site.bus().hang_up().await;
            // Either task ends by itself; that one panicked has been logged where it did.
            let _ = self.serving.await;
            for task in [jobs, self.monitoring].into_iter().flatten() {
                let _ = task.await;
            }
        };
        if tokio::time::timeout(STOP_PATIENCE, finished).await.is_err() {
            tracing::warn!("stopped with requests or jobs still under way; the jobs will be taken up again");
        }
        self.watchers.iter().for_each(JoinHandle::abort);
        close(&self.site, &self.attempts).await;
        if let Some(postgres) = self.postgres {
            postgres.stop().await;
        }
    }
}

/// Opens the stores and puts the site together.
async fn open_site(config: &Config, options: PgConnectOptions) -> Result<Site, StartError> {
    let replicas = config.places.replicas.iter().map(|url| connect_options("DATABASE_REPLICA_URL", url));
    let replicas = replicas.collect::<Result<Vec<_>, StartError>>()?;
    let db = Db::open(options).await.map_err(|error| format!("the database cannot be used: {error}"))?;
    let db = db.with_replicas(replicas);
    let queue = Queue::open(&db).await?;
    let blobs = files::blobs(config).await?;
    let mailer = mailer(config)?;
    let public_url = config.serving.public_url.clone();
    let redis = redis(config, &db).await?;
    let bus = Bus::start(db.clone(), redis.clone(), http::encode_frame);
    let backups = backups::open(config).await?;
    let (media, access) = (&config.media, &config.access);
    let parts = Parts { db, blobs, queue, mailer, bus, redis, media, access, backups, public_url };
    Ok(Site::new(parts).await?)
}

/// Answers those who watch this process, where it is said at which address, until it is to stop.
async fn monitoring(
    config: &Config,
    site: &Site,
    stopped: watch::Receiver<bool>,
) -> Result<Option<JoinHandle<()>>, StartError> {
    let Some(address) = config.serving.metrics_address else { return Ok(None) };
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address} (METRICS_ADDR): {error}"))?;
    let connections = http::Connections::new(http::monitoring_router(site.clone()), None, Some(MONITORS_MOST), &[]);
    Ok(Some(tokio::spawn(connections.serve(listener, stopped))))
}

/// Closes what a process has open once nothing is under way: `attempts` is the task that says it is there.
async fn close(site: &Site, attempts: &JoinHandle<()>) {
    attempts.abort();
    let closed = async {
        site.bus().stop().await;
        // Where the database is away, the pictures under work count as if the server had died.
        let _ = attempts::leave(site).await;
        site.db().close().await;
    };
    if tokio::time::timeout(CLOSE_PATIENCE, closed).await.is_err() {
        tracing::warn!("stopped without a word to the database, which does not answer");
    }
}

/// The database that several processes of the site share.
///
/// # Errors
/// None is named.
pub fn shared_database(config: &Config) -> Result<PgConnectOptions, StartError> {
    match &config.places.database {
        DatabasePlace::Url(url) => connect_options("DATABASE_URL", url),
        DatabasePlace::Private => Err(NOT_SHARED.into()),
    }
}

/// Opens an admin's account, beside a site that may run.
///
/// # Errors
/// What is wrong, in words for whoever asked for it.
pub async fn create_admin(config: &Config, form: SignUp) -> Result<(), StartError> {
    with_rows(config, async |db| admins::create(db, form).await).await
}

/// Makes an admin of somebody who has an account, and says what they are called.
///
/// # Errors
/// As [`create_admin`].
pub async fn grant_admin(config: &Config, username: &str) -> Result<String, StartError> {
    let unknown = |problem| match problem {
        Problem::NotFound => format!("there is no member with the user name {username}").into(),
        other => StartError::from(other),
    };
    with_rows(config, async |db| Ok(admins::grant(db, username).await)).await?.map_err(unknown)
}

/// Does something to the rows alone. Where they are in our own PostgreSQL that does not run just now, it runs for the moment.
async fn with_rows<T>(config: &Config, work: impl AsyncFnOnce(&Db) -> Result<T, Problem>) -> Result<T, StartError> {
    let (postgres, options) = match &config.places.database {
        DatabasePlace::Url(url) => (None, connect_options("DATABASE_URL", url)?),
        DatabasePlace::Private => private(PrivatePostgres::beside(&private_folder(config)?).await?),
    };
    let done = match Db::open(options).await {
        Ok(db) => {
            let done = work(&db).await;
            db.close().await;
            done.map_err(StartError::from)
        }
        Err(error) => Err(format!("the database cannot be used: {error}").into()),
    };
    if let Some(postgres) = postgres {
        postgres.stop().await;
    }
    done
}

/// A PostgreSQL of our own, and how to connect to it.
fn private(postgres: PrivatePostgres) -> (Option<PrivatePostgres>, PgConnectOptions) {
    let options = postgres.connect_options();
    (Some(postgres), options)
}

/// How to connect to a PostgreSQL that a key names.
fn connect_options(key: &str, url: &str) -> Result<PgConnectOptions, StartError> {
    let unusable = |error: sqlx::Error| format!("{key} cannot be used: {}", without_passwords(&error.to_string()));
    Ok(url.parse().map_err(unusable)?)
}

/// Where such a PostgreSQL keeps its files.
fn private_folder(config: &Config) -> Result<PathBuf, StartError> {
    let data = &config.places.data_dir;
    folders::close_data(data, true).map_err(|error| unusable_folder("data", data, &error))?;
    Ok(data.join("postgres"))
}

/// Nobody else can be on our own PostgreSQL: what is under way there by its word is what a crash has left.
async fn take_up(site: &Site) -> Result<(), StartError> {
    attempts::forget_others(site).await?;
    resumable_uploads::take_up(site).await?;
    let jobs = site.db().free_all_jobs().await?;
    if jobs > 0 {
        tracing::info!(jobs, "took up jobs that a crash had left");
    }
    Ok(())
}

fn unusable_folder(what: &str, folder: &Path, error: &std::io::Error) -> StartError {
    format!("the {what} folder, {}, cannot be used: {error}", folder.display()).into()
}

/// The Redis that the servers of the site share, where one is named.
async fn redis(config: &Config, db: &Db) -> Result<Option<Redis>, StartError> {
    let Some(url) = &config.places.redis else { return Ok(None) };
    // What the site is called there, where several share a Redis.
    let name = db.secret("live", &rand::random::<[u8; 16]>()).await?;
    let unusable = |error: RedisError| format!("REDIS_URL cannot be used: {}", without_passwords(&error.to_string()));
    Ok(Some(Redis::open(url, hex::encode(name)).map_err(unusable)?))
}

fn mailer(config: &Config) -> Result<Option<Mailer>, StartError> {
    let Some(mail) = &config.mail else { return Ok(None) };
    let mailer = Mailer::new(mail.smtp.as_str(), &mail.from);
    let unusable = |error: crate::mail::MailError| {
        format!("SMTP_URL or MAIL_FROM cannot be used: {}", without_passwords(&error.to_string()))
    };
    Ok(Some(mailer.map_err(unusable)?))
}

/// Resolves once the process is asked to end, by Ctrl-C or a service manager's SIGTERM.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated: std::pin::Pin<Box<dyn Future<Output = ()> + Send>> = match signal(SignalKind::terminate()) {
        Ok(mut signal) => Box::pin(async move {
            signal.recv().await;
        }),
        Err(_) => Box::pin(std::future::pending()),
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
