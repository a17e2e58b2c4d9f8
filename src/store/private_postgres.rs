//! A PostgreSQL of our own, for a site that names none: found on the machine, run under the data folder on a Unix
//! socket, and stopped with the server.
//!
//! Our own lines rather than `postgresql_embedded`, because that crate downloads what it does not find, and runs the
//! server as whoever we are, which `postgres` refuses for root.

use sqlx::postgres::PgConnectOptions;
use std::{
    ffi::OsString,
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use thiserror::Error;
use tokio::process::{Child, Command};

/// The role and the database, both made by us.
const NAME: &str = "postgres";

/// The longest path of a Unix socket's folder: 107 bytes less `/.s.PGSQL.5432`.
const SOCKET_FOLDER_LONGEST: usize = 90;

/// How long the server may take to start after a crash, when it replays its log.
const START_PATIENCE: Duration = Duration::from_secs(120);

/// Why there is no private PostgreSQL.
#[derive(Debug, Error)]
pub enum StartError {
    /// The programs are not on this machine.
    #[error(
        "PostgreSQL's programs (initdb, postgres) were not found: install PostgreSQL, or set DATABASE_URL to a server"
    )]
    NotInstalled,
    /// We are root, and there is no other account to run it as.
    #[error("PostgreSQL does not run as root, and this machine has neither a user “postgres” nor “nobody”")]
    NoAccount,
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
        source: std::io::Error,
    },
}

/// A running private server. Stop it with [`PrivatePostgres::stop`]; should we be killed, the kernel stops it.
#[derive(Debug)]
pub struct PrivatePostgres {
    /// `None` where it ran already when we came: somebody else's to stop.
    child: Option<Child>,
    sockets: PathBuf,
}

/// The account as which the server runs, where we are root.
#[derive(Debug, Clone, Copy)]
struct Account {
    uid: u32,
    gid: u32,
    /// Whether our folder lies below one that only root may enter (`/root` itself), so that the account must be lent
    /// the way through. Not asked for without need: a container may not have it to lend.
    shut_out: bool,
}

impl PrivatePostgres {
    /// Starts the server whose files lie in `folder`, made at the first start. One that runs there already is used.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(folder: &Path) -> Result<Self, StartError> {
        let programs = find_programs().ok_or(StartError::NotInstalled)?;
        make_folder(folder)?;
        let folder = folder.canonicalize().map_err(|source| unusable(folder, source))?;
        let running = Self { child: None, sockets: socket_folder(&folder) };
        if running.answers().await {
            // Whoever has started it owns its folders, which may be somebody else than we are.
            return Ok(running);
        }
        let account = if is_root(&folder)? {
            let account = find_account().ok_or(StartError::NoAccount)?;
            Some(Account { shut_out: shuts_others_out(&folder)?, ..account })
        } else {
            None
        };
        let data = folder.join("data");
        let sockets = socket_folder(&folder);
        for path in [&folder, &sockets] {
            make_folder(path)?;
            own(path, account)?;
        }
        if !data.join("PG_VERSION").exists() {
            init_database(&programs, &data, account).await?;
        }
        let log = folder.join("log");
        let mut server = Self { child: None, sockets };
        if !server.found_running(&data).await {
            server.child = Some(spawn(&programs, &data, &server.sockets, &log, account)?);
            server.wait(&log).await?;
        }
        Ok(server)
    }

    /// How to connect.
    pub fn connect_options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass().socket(&self.sockets).username(NAME).database(NAME)
    }

    /// Stops the server: what is under way is rolled back, what is committed is on the disk.
    pub async fn stop(self) {
        let Some(mut child) = self.child else { return };
        if let Some(pid) = child.id() {
            // SIGINT is PostgreSQL's "fast shutdown".
            let sent = Command::new("kill").args(["-INT", &pid.to_string()]).status().await;
            if let Err(error) = sent {
                tracing::warn!(%error, "could not ask PostgreSQL to stop");
            }
        }
        if let Err(error) = child.wait().await {
            tracing::warn!(%error, "could not wait for PostgreSQL");
        }
    }

    /// Whether a server runs there already. One that is still stopping (we were killed, and it with us) is waited for.
    async fn found_running(&self, data: &Path) -> bool {
        let started = tokio::time::Instant::now();
        loop {
            if self.answers().await {
                return true;
            }
            if !process_lives(data) || started.elapsed() > START_PATIENCE {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn answers(&self) -> bool {
        use sqlx::{ConnectOptions, Connection};
        match self.connect_options().connect().await {
            Ok(connection) => connection.close().await.is_ok(),
            Err(_) => false,
        }
    }

    async fn wait(&mut self, log: &Path) -> Result<(), StartError> {
        let started = tokio::time::Instant::now();
        while started.elapsed() < START_PATIENCE {
            if self.answers().await {
                return Ok(());
            }
            let exited = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            if exited.is_some() {
                let output = fs::read_to_string(log).unwrap_or_default();
                let tail: Vec<_> = output.lines().rev().take(5).collect();
                let output = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
                return Err(StartError::Failed { program: "postgres", output });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(StartError::TooSlow { log: log.to_owned() })
    }
}

/// The folder with `initdb` and `postgres`: the newest of Debian's places, else one on the PATH.
fn find_programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<_> = std::env::split_paths(&path).collect();
    let candidates = versions.into_iter().map(|(_, folder)| folder).chain(on_path);
    candidates.into_iter().find(|folder| folder.join("postgres").exists() && folder.join("initdb").exists())
}

/// Whether the process lives that has these files open, by the first line of PostgreSQL's own note of it.
fn process_lives(data: &Path) -> bool {
    let note = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let process = note.lines().next().and_then(|line| line.trim().parse::<u32>().ok());
    let name = process.and_then(|process| fs::read_to_string(format!("/proc/{process}/comm")).ok());
    name.is_some_and(|name| name.trim() == "postgres")
}

/// Whether we are root: a folder we have just made belongs to whom we are.
fn is_root(folder: &Path) -> Result<bool, StartError> {
    let probe = tempfile::tempfile_in(folder).and_then(|file| file.metadata()).or_else(|_| fs::metadata(folder));
    probe.map(|metadata| metadata.uid() == 0).map_err(|source| unusable(folder, source))
}

/// The unprivileged account to use instead of root, from the machine's list of accounts (passwd(5)).
fn find_account() -> Option<Account> {
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    let find = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        let (uid, gid) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(Account { uid, gid, shut_out: false })
    };
    find("postgres").or_else(|| find("nobody"))
}

/// Whether a folder above this one lets only its owner or group through.
fn shuts_others_out(folder: &Path) -> Result<bool, StartError> {
    for above in folder.ancestors().skip(1) {
        let mode = fs::metadata(above).map_err(|source| unusable(above, source))?.mode();
        if mode & 0o001 == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The folder of the socket: beside the data, or in the machine's temporary folder where that path is too long.
fn socket_folder(folder: &Path) -> PathBuf {
    let beside = folder.join("run");
    if beside.as_os_str().len() <= SOCKET_FOLDER_LONGEST {
        return beside;
    }
    let hash = super::blobs::Sha256Hash::of(folder.as_os_str().as_encoded_bytes()).to_string();
    std::env::temp_dir().join(format!("tessera-{}", &hash[..16]))
}

fn make_folder(path: &Path) -> Result<(), StartError> {
    fs::create_dir_all(path).map_err(|source| unusable(path, source))
}

/// Hands a folder to the server's account, closed to everyone else: who reaches the socket is trusted.
fn own(path: &Path, account: Option<Account>) -> Result<(), StartError> {
    let closed = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
    let owned = closed.and_then(|()| match account {
        Some(Account { uid, gid, .. }) => chown(path, Some(uid), Some(gid)),
        None => Ok(()),
    });
    owned.map_err(|source| unusable(path, source))
}

fn unusable(path: &Path, source: std::io::Error) -> StartError {
    StartError::Folder { path: path.to_owned(), source }
}

/// A command that runs a PostgreSQL program as the right account and ends with us. `setpriv` (util-linux) does both.
fn command(program: PathBuf, account: Option<Account>) -> Command {
    let mut arguments: Vec<OsString> = vec!["--pdeathsig".into(), "INT".into()];
    if let Some(Account { uid, gid, shut_out }) = account {
        arguments.extend([format!("--reuid={uid}").into(), format!("--regid={gid}").into(), "--clear-groups".into()]);
        if shut_out {
            arguments.extend(["--inh-caps=+dac_read_search".into(), "--ambient-caps=+dac_read_search".into()]);
        }
    }
    arguments.push("--".into());
    arguments.push(program.into());
    let mut command = Command::new("setpriv");
    command.args(arguments).current_dir("/").stdin(Stdio::null());
    command
}

async fn init_database(programs: &Path, data: &Path, account: Option<Account>) -> Result<(), StartError> {
    let mut initdb = command(programs.join("initdb"), account);
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

fn spawn(
    programs: &Path,
    data: &Path,
    sockets: &Path,
    log: &Path,
    account: Option<Account>,
) -> Result<Child, StartError> {
    let log_file = fs::OpenOptions::new().create(true).append(true).open(log);
    let log_file = log_file.map_err(|source| unusable(log, source))?;
    let errors = log_file.try_clone().map_err(|source| unusable(log, source))?;
    let mut postgres = command(programs.join("postgres"), account);
    postgres.arg("-D").arg(data).arg("-k").arg(sockets);
    postgres.args(["-c", "listen_addresses=", "-c", "max_connections=100", "-c", "shared_buffers=64MB"]);
    // A signal to our group (Ctrl-C) is ours to pass on, once our own requests are done.
    postgres.process_group(0).stdout(log_file).stderr(errors);
    postgres.spawn().map_err(|error| StartError::Failed { program: "postgres", output: error.to_string() })
}
