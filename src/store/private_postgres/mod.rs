//! A PostgreSQL of our own, for a site that names none: found on the machine, run under the data folder on a Unix
//! socket, watched, and stopped with the server.
//!
//! Our own lines rather than `postgresql_embedded`, because that crate downloads what it does not find, and runs the
//! server as whoever we are, which `postgres` refuses for root.

mod keeper;
mod leftovers;
mod machine;
mod socket;

use super::{db::owner, folders};
use machine::Account;
use sqlx::postgres::PgConnectOptions;
use std::{
    fs::{self, File, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    time::Duration,
};
use thiserror::Error;
use tokio::{process::Child, sync::watch, task::JoinHandle};

/// The superuser and the database, both made by `initdb`.
const NAME: &str = "postgres";

/// How long the server may take to start after a crash, when it replays its log.
const START_PATIENCE: Duration = Duration::from_secs(120);

/// How long one that another process has just started is waited for.
const BESIDE_PATIENCE: Duration = Duration::from_secs(15);

/// How often is looked whether it answers.
const LOOK: Duration = Duration::from_millis(50);

/// Why there is no private PostgreSQL.
#[derive(Debug, Error)]
pub enum StartError {
    /// The programs are not on this machine.
    #[error("PostgreSQL (initdb, postgres) was not found: install it, or set DATABASE_URL to a PostgreSQL server")]
    NotInstalled,
    /// We are root, and there is no other account to run it as.
    #[error("PostgreSQL cannot run as root, and there is no user “postgres” or “nobody” on this machine")]
    NoAccount,
    /// Another process has the folder.
    #[error(
        "Tessera is already running on {}{}. Stop it first, or use another data folder (DATA_DIR). To run several servers \
         for one site, set DATABASE_URL to a PostgreSQL server that they share", .folder.display(), in_brackets(.process)
    )]
    InUse {
        /// Which.
        folder: PathBuf,
        /// Which process, where it said so.
        process: Option<u32>,
    },
    /// A server goes on that nobody here has started.
    #[error("PostgreSQL (process {process}) is still running on {} and does not stop: end it first", .data.display())]
    StillRuns {
        /// Which.
        process: u32,
        /// On which files.
        data: PathBuf,
    },
    /// The socket, or its folder, may be somebody else's.
    #[error("{} can be used by others, so it is not trusted: check who created it, then remove it", .path.display())]
    NotOurs {
        /// Where it lies.
        path: PathBuf,
    },
    /// A program failed.
    #[error("{program} failed: {output}")]
    Failed {
        /// Which.
        program: &'static str,
        /// What it said.
        output: String,
    },
    /// The server did not answer in time.
    #[error("PostgreSQL did not start within {} seconds; its log is {}", START_PATIENCE.as_secs(), .log.display())]
    TooSlow {
        /// Where it says why.
        log: PathBuf,
    },
    /// The data folder cannot be used.
    #[error("the folder {} cannot be used: {source}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The role of the site cannot be made.
    #[error("the private database cannot be prepared: {0}")]
    Owner(#[from] sqlx::Error),
}

fn in_brackets(process: &Option<u32>) -> String {
    process.map(|process| format!(" (process {process})")).unwrap_or_default()
}

/// A running private server. Stop it with [`PrivatePostgres::stop`]; should we be killed, the kernel stops it.
#[derive(Debug)]
pub struct PrivatePostgres {
    options: PgConnectOptions,
    /// `None` where it is another process's to watch and to stop.
    kept: Option<Kept>,
}

#[derive(Debug)]
struct Kept {
    stop: watch::Sender<bool>,
    keeper: JoinHandle<()>,
    /// Held until the server has stopped.
    _lock: File,
}

/// Where a server's files lie, and as whom it runs.
#[derive(Debug)]
struct Place {
    programs: PathBuf,
    data: PathBuf,
    sockets: PathBuf,
    log: PathBuf,
    account: Option<Account>,
}

impl PrivatePostgres {
    /// Starts the server whose files lie in `folder`, made at the first start, and watches it.
    ///
    /// # Errors
    /// [`StartError::InUse`] where another process has done so; see [`StartError`].
    pub async fn start(folder: &Path) -> Result<Self, StartError> {
        let folder = made(folder)?;
        let lock = lock(&folder)?;
        Self::start_locked(&folder, lock).await
    }

    /// Uses the server that another process runs on `folder`; where there is none, starts it for the moment.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn beside(folder: &Path) -> Result<Self, StartError> {
        let folder = made(folder)?;
        let lock = match lock(&folder) {
            Ok(lock) => lock,
            Err(StartError::InUse { .. }) => return Self::use_running(&folder).await,
            Err(error) => return Err(error),
        };
        Self::start_locked(&folder, lock).await
    }

    async fn start_locked(folder: &Path, lock: File) -> Result<Self, StartError> {
        let place = Place::prepare(folder)?;
        if !place.data.join("PG_VERSION").exists() {
            place.init_database().await?;
        }
        let child = place.launch().await?;
        if let Err(error) = owner::hand_over(&options(&place.sockets, NAME)).await {
            return Err(keeper::give_up(child, error.into()).await);
        }
        let options = options(&place.sockets, owner::ROLE);
        let (stop, stopped) = watch::channel(false);
        let keeper = tokio::spawn(keeper::keep(place, child, stopped));
        Ok(Self { options, kept: Some(Kept { stop, keeper, _lock: lock }) })
    }

    async fn use_running(folder: &Path) -> Result<Self, StartError> {
        let data = folder.join("data");
        let sockets = socket::socket_folder(folder);
        let options = options(&sockets, owner::ROLE);
        let began = tokio::time::Instant::now();
        loop {
            let owner = fs::metadata(&data).map_err(|source| unusable(&data, source))?.uid();
            if socket::check_socket(&sockets, owner)? && answers(&options).await {
                return Ok(Self { options, kept: None });
            }
            if began.elapsed() > BESIDE_PATIENCE {
                return Err(StartError::TooSlow { log: folder.join("log") });
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// How to connect.
    pub fn connect_options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    /// Stops the server: what is under way is rolled back, what is committed is on the disk.
    pub async fn stop(self) {
        let Some(Kept { stop, keeper, _lock }) = self.kept else { return };
        stop.send_replace(true);
        if let Err(error) = keeper.await {
            tracing::warn!(%error, "could not wait for PostgreSQL");
        }
    }
}

impl Place {
    /// Makes the folders, closed to everybody but the server's account: who reaches the socket is trusted.
    fn prepare(folder: &Path) -> Result<Self, StartError> {
        let programs = machine::find_programs().ok_or(StartError::NotInstalled)?;
        let data = folder.join("data");
        let account = Account::of(folder, &data)?;
        let sockets = socket::socket_folder(folder);
        made(&sockets)?;
        let owners = [Some(machine::me(folder)?), account.map(|account| account.uid)];
        socket::check_folder(&sockets, &owners.into_iter().flatten().collect::<Vec<_>>())?;
        for path in [folder, &sockets] {
            own(path, account)?;
        }
        Ok(Self { programs, data, sockets, log: folder.join("log"), account })
    }

    async fn init_database(&self) -> Result<(), StartError> {
        let data = &self.data;
        let mut initdb = machine::command(self.programs.join("initdb"), self.account);
        initdb.arg("--pgdata").arg(data);
        initdb.args(["--username", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]);
        let failed = |output: String| StartError::Failed { program: "initdb", output };
        let output = initdb.output().await.map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            // Half a database is no database: the next start begins anew.
            if data.exists() {
                fs::remove_dir_all(data).map_err(|source| unusable(data, source))?;
            }
            return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(())
    }

    /// Starts the server, and waits until it answers.
    async fn launch(&self) -> Result<Child, StartError> {
        leftovers::clear(&self.data).await?;
        socket::remove(&self.sockets)?;
        let mut child = self.spawn()?;
        match self.wait(&mut child).await {
            Ok(()) => Ok(child),
            Err(error) => Err(keeper::give_up(child, error).await),
        }
    }

    fn spawn(&self) -> Result<Child, StartError> {
        let log_file = fs::OpenOptions::new().create(true).append(true).open(&self.log);
        let log_file = log_file.map_err(|source| unusable(&self.log, source))?;
        let errors = log_file.try_clone().map_err(|source| unusable(&self.log, source))?;
        let mut postgres = machine::command(self.programs.join("postgres"), self.account);
        postgres.arg("-D").arg(&self.data).arg("-k").arg(&self.sockets);
        postgres.args(["-c", "listen_addresses=", "-c", "max_connections=100", "-c", "shared_buffers=64MB"]);
        postgres.args(["-c", "unix_socket_permissions=0700"]);
        // A signal to our group (Ctrl-C) is ours to pass on, once our own requests are done.
        postgres.process_group(0).stdout(log_file).stderr(errors);
        postgres.spawn().map_err(|error| StartError::Failed { program: "postgres", output: error.to_string() })
    }

    async fn wait(&self, child: &mut Child) -> Result<(), StartError> {
        let began = tokio::time::Instant::now();
        let superuser = options(&self.sockets, NAME);
        let owner = fs::metadata(&self.data).map_err(|source| unusable(&self.data, source))?.uid();
        while began.elapsed() < START_PATIENCE {
            if socket::check_socket(&self.sockets, owner)? && answers(&superuser).await {
                return Ok(());
            }
            if child.try_wait().ok().flatten().is_some() {
                let output = fs::read_to_string(&self.log).unwrap_or_default();
                let tail: Vec<_> = output.lines().rev().take(5).collect();
                let output = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
                return Err(StartError::Failed { program: "postgres", output });
            }
            tokio::time::sleep(LOOK).await;
        }
        Err(StartError::TooSlow { log: self.log.clone() })
    }
}

fn options(sockets: &Path, role: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass().socket(sockets).username(role).database(NAME)
}

async fn answers(options: &PgConnectOptions) -> bool {
    use sqlx::{ConnectOptions, Connection};
    match options.connect().await {
        Ok(connection) => connection.close().await.is_ok(),
        Err(_) => false,
    }
}

/// Has the folder for this process, until the file is closed: by itself where the process is killed.
fn lock(folder: &Path) -> Result<File, StartError> {
    let path = folder.join("lock");
    let failed = |source| unusable(&path, source);
    let mut options = fs::OpenOptions::new();
    let mut file = options.create(true).truncate(false).read(true).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut noted = String::new();
            file.read_to_string(&mut noted).map_err(failed)?;
            return Err(StartError::InUse { folder: folder.to_owned(), process: noted.trim().parse().ok() });
        }
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    file.set_len(0).map_err(failed)?;
    file.rewind().map_err(failed)?;
    writeln!(file, "{}", std::process::id()).map_err(failed)?;
    Ok(file)
}

fn made(path: &Path) -> Result<PathBuf, StartError> {
    folders::make(path).and_then(|()| path.canonicalize()).map_err(|source| unusable(path, source))
}

/// Hands a folder to the server's account, closed to everyone else.
fn own(path: &Path, account: Option<Account>) -> Result<(), StartError> {
    let closed = folders::close(path);
    let owned = closed.and_then(|()| match account {
        Some(Account { uid, gid, .. }) => chown(path, Some(uid), Some(gid)),
        None => Ok(()),
    });
    owned.map_err(|source| unusable(path, source))
}

fn unusable(path: &Path, source: io::Error) -> StartError {
    StartError::Folder { path: path.to_owned(), source }
}
