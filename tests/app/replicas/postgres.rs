//! A PostgreSQL of a test's own and a streaming replica of it, on sockets in a folder: by the programs, and as the account, of the one that
//! all other tests use.

use crate::faults::until;
use sqlx::{Connection, PgConnection};
use std::{
    fs,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// By their ports the sockets are told apart.
const PRIMARY: u16 = 5432;
const REPLICA: u16 = 5433;

pub struct Pair {
    /// `None` where it has been killed.
    replica: Option<Server>,
    _primary: Server,
    programs: Programs,
    folder: TempDir,
}

/// One that runs.
struct Server(Child);

/// PostgreSQL's programs.
struct Programs {
    folder: PathBuf,
    /// User and group as whom they run; `None` where they run as the test does.
    account: Option<(u32, u32)>,
}

impl Pair {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let programs = Programs::find(folder.path()).await;
        let initdb = ["--pgdata=primary", "--username=postgres", "--auth=trust", "--locale=C.UTF-8", "--no-sync"];
        programs.run("initdb", folder.path(), &initdb);
        let primary = programs.serve(folder.path(), "primary", PRIMARY).await;
        let from = format!("host={} port={PRIMARY} user=postgres", folder.path().display());
        let copy = ["--dbname", &from, "--pgdata=replica", "--checkpoint=fast", "--write-recovery-conf", "--no-sync"];
        programs.run("pg_basebackup", folder.path(), &copy);
        let replica = programs.serve(folder.path(), "replica", REPLICA).await;
        Self { replica: Some(replica), _primary: primary, programs, folder }
    }

    pub fn primary(&self) -> String {
        address(self.folder.path(), PRIMARY)
    }

    pub fn replica(&self) -> String {
        address(self.folder.path(), REPLICA)
    }

    /// From now on the replica stays as it is.
    pub async fn pause(&self) {
        let mut replica = PgConnection::connect(&self.replica()).await.unwrap();
        sqlx::raw_sql("select pg_wal_replay_pause()").execute(&mut replica).await.unwrap();
        until("the pause", async || {
            let state = sqlx::query_scalar::<_, String>("select pg_get_wal_replay_pause_state()");
            state.fetch_one(&mut replica).await.unwrap() == "paused"
        })
        .await;
    }

    pub async fn resume(&self) {
        let mut replica = PgConnection::connect(&self.replica()).await.unwrap();
        sqlx::raw_sql("select pg_wal_replay_resume()").execute(&mut replica).await.unwrap();
    }

    /// A number that the replica gives.
    pub async fn on_replica(&self, statement: &'static str) -> i64 {
        let mut replica = PgConnection::connect(&self.replica()).await.unwrap();
        sqlx::query_scalar(statement).fetch_one(&mut replica).await.unwrap()
    }

    pub fn kill_replica(&mut self) {
        self.replica = None;
    }

    pub async fn start_replica(&mut self) {
        self.replica = Some(self.programs.serve(self.folder.path(), "replica", REPLICA).await);
    }
}

impl Programs {
    /// Finds them, and hands the folder to the account as which they run.
    async fn find(folder: &Path) -> Self {
        let mut connection = PgConnection::connect(&std::env::var("TEST_DATABASE_URL").unwrap()).await.unwrap();
        let found = "select setting, current_setting('data_directory') from pg_config where name = 'BINDIR'";
        let found = sqlx::query_as(found).fetch_one(&mut connection).await;
        let (programs, data): (String, String) = found.unwrap();
        let (server, me) = (fs::metadata(data).unwrap(), fs::metadata(folder).unwrap().uid());
        let account = (server.uid() != me).then(|| (server.uid(), server.gid()));
        if let Some((user, group)) = account {
            chown(folder, Some(user), Some(group)).unwrap();
        }
        Self { folder: programs.into(), account }
    }

    fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new("setpriv");
        // pdeathsig: it does not outlive the tests, however those end.
        command.args(["--pdeathsig", "QUIT"]);
        if let Some((user, group)) = self.account {
            command.args(["--clear-groups", &format!("--reuid={user}"), &format!("--regid={group}")]);
        }
        command.arg("--").arg(self.folder.join(program)).current_dir(folder).stdin(Stdio::null());
        command
    }

    fn run(&self, program: &str, folder: &Path, words: &[&str]) {
        let output = self.command(program, folder).args(words).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs a server on what lies in `data`, and waits until it answers.
    async fn serve(&self, folder: &Path, data: &str, port: u16) -> Server {
        let mut command = self.command("postgres", folder);
        command.args(["-D", data, "-p", &port.to_string(), "-k"]).arg(folder);
        for setting in [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "fsync=off",
            "autovacuum=off",
            "shared_buffers=64MB",
            "max_connections=200",
        ] {
            command.args(["-c", setting]);
        }
        let mut server = Server(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let address = address(folder, port);
        until("PostgreSQL", async || {
            assert!(server.0.try_wait().unwrap().is_none(), "it has ended by itself");
            PgConnection::connect(&address).await.is_ok()
        })
        .await;
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // At once, but not without taking its shared memory away.
        let _ = Command::new("kill").args(["-QUIT", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

fn address(folder: &Path, port: u16) -> String {
    format!("postgres://postgres@localhost:{port}/postgres?host={}", folder.display())
}
