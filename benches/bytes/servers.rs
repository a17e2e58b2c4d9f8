//! What is measured: the release build on a private PostgreSQL, and nginx.

use crate::{File, cpu::cpu_seconds, keep_alive::Connection, machine::on_its_processor};
use sqlx::{AssertSqlSafe, PgPool, postgres::PgConnectOptions};
use std::{
    fs,
    net::{SocketAddr, TcpListener},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tessera::{
    model::ids::PictureId,
    store::{
        blobs::{self, Sha256Hash},
        private_postgres::PrivatePostgres,
    },
};
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};
use uuid::Uuid;

/// How long anything may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Debian keeps it off the PATH of ordinary users.
const NGINX: [&str; 2] = ["nginx", "/usr/sbin/nginx"];

/// A site with its data.
pub struct Site {
    folder: TempDir,
    postgres: PrivatePostgres,
}

/// A process of the site.
pub struct Server {
    pub address: SocketAddr,
    process: Child,
}

impl Site {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let postgres = PrivatePostgres::start(&folder.path().join("postgres")).await.expect("PostgreSQL");
        Self { folder, postgres }
    }

    /// Makes public pins whose pictures have files of these sizes.
    pub async fn fill(&self, sizes: &[usize]) -> Vec<File> {
        // Its first start makes the tables.
        self.serve(None).await.stop().await;
        let pool = PgPool::connect_with(self.postgres.connect_options()).await.expect("PostgreSQL");
        let owner = Uuid::now_v7();
        let member = "insert into users (id, email, username, display_name, password_hash)
                      values ($1, 'ana@example.com', 'ana', 'Ana', 'none')";
        sqlx::query(member).bind(owner).execute(&pool).await.expect("a member");
        let mut files = Vec::new();
        for size in sizes {
            files.push(self.add(&pool, owner, *size).await);
        }
        pool.close().await;
        files
    }

    async fn add(&self, pool: &PgPool, owner: Uuid, size: usize) -> File {
        let bytes: Vec<u8> = std::iter::repeat_with(rand::random::<u8>).take(size).collect();
        let (hash, picture) = (Sha256Hash::of(&bytes), Uuid::now_v7());
        let path = self.data().join("blobs").join(blobs::name(&hash));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, &bytes).expect("a file");
        let rows = format!(
            "insert into blobs (sha256, byte_size) values ('\\x{hash}', {size});
             insert into pictures (id, owner_id, original_sha256, format, width, height, state)
             values ('{picture}', '{owner}', '\\x{hash}', 'WebP', 1000, 1000, 'ready');
             insert into qualities (picture_id, n, sha256, width, height) values ('{picture}', 0, '\\x{hash}', 1000, 1000);
             insert into pins (id, owner_id, picture_id, title, visibility)
             values ('{picture}', '{owner}', '{picture}', '{size} bytes', 'public')"
        );
        sqlx::raw_sql(AssertSqlSafe(rows)).execute(pool).await.expect("the rows");
        File { picture: PictureId::from_uuid(picture), bytes }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// Starts the release build. `memory` is what it may keep files in; what it takes by itself where nothing is said.
    pub async fn serve(&self, memory: Option<&str>) -> Server {
        let options: PgConnectOptions = self.postgres.connect_options();
        let socket = options.get_socket().expect("a socket").display().to_string();
        let (role, name) = (options.get_username(), options.get_database().expect("a database"));
        let address = free_address();
        let mut command = on_its_processor(env!("CARGO_BIN_EXE_tessera"));
        command.arg("serve").env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.env("DATABASE_URL", format!("postgres://{role}@localhost/{name}?host={socket}"));
        command.env("DATA_DIR", self.data()).env("LEPTOS_SITE_ADDR", address.to_string()).env("DRAIN_SECONDS", "0");
        command.envs(memory.map(|bytes| ("MEDIA_CACHE_BYTES", bytes)));
        let process = command.stdout(Stdio::null()).kill_on_drop(true).spawn().expect("the release build");
        listens(address).await;
        Server { address, process }
    }

    pub async fn stop(self) {
        self.postgres.stop().await;
    }
}

impl Server {
    /// What CPU time it has taken, and PostgreSQL for it.
    pub fn cpu_seconds(&self) -> f64 {
        cpu_seconds(id(&self.process), "tessera") + cpu_seconds(std::process::id(), "postgres")
    }

    pub async fn stop(mut self) {
        end(&mut self.process).await;
    }
}

/// nginx, as its documentation has it send files.
pub struct Nginx {
    pub address: SocketAddr,
    process: Child,
    _folder: TempDir,
}

impl Nginx {
    /// One that sends these files. `None` where it is not installed: `.ci/setup bench` does that.
    pub async fn start(files: &[File]) -> Option<Self> {
        let installed = |program: &&str| {
            std::process::Command::new(program)
                .arg("-v")
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|done| done.success())
        };
        let program = NGINX.into_iter().find(installed)?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        for file in files {
            fs::write(folder.path().join(file.theirs().trim_start_matches('/')), &file.bytes).expect("a file");
        }
        let address = free_address();
        let configuration = folder.path().join("nginx.conf");
        fs::write(&configuration, configured(folder.path(), address)).expect("a file");
        let mut command = on_its_processor(program);
        let process = command.arg("-c").arg(&configuration).kill_on_drop(true).spawn().expect("nginx");
        listens(address).await;
        Some(Self { address, process, _folder: folder })
    }

    pub fn cpu_seconds(&self) -> f64 {
        cpu_seconds(id(&self.process), "nginx")
    }

    pub async fn stop(mut self) {
        end(&mut self.process).await;
    }
}

/// One process that sends files, with what it is advised to have for that. Nothing is logged, and connections stay open.
fn configured(folder: &Path, address: SocketAddr) -> String {
    // Its folder is closed to all other accounts.
    let user = if fs::metadata(folder).is_ok_and(|folder| folder.uid() == 0) { "user root;\n" } else { "" };
    let folder = folder.display();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|kind| format!("{kind}_temp_path {folder}/{kind};\n")).concat();
    format!(
        "daemon off;\n{user}worker_processes 1;\npid {folder}/pid;\nerror_log {folder}/error.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\n{temporary}access_log off;\nsendfile on;\ntcp_nopush on;\nkeepalive_requests 1000000000;\n\
         types {{ image/webp webp; }}\nserver {{ listen {address}; root {folder}; }}\n}}\n"
    )
}

/// An address of this machine on which nobody listens.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

async fn listens(address: SocketAddr) {
    let listening = async {
        loop {
            if let Ok(mut connection) = Connection::open(address).await
                && connection.get("/healthz", "").await.is_ok()
            {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, listening).await.expect("it starts");
}

fn id(process: &Child) -> u32 {
    process.id().expect("a running process")
}

/// Asks a process to end, and waits until it has.
async fn end(process: &mut Child) {
    let _ = Command::new("kill").arg(id(process).to_string()).status().await;
    let _ = process.wait().await;
}
