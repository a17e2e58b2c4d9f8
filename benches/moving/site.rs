//! The site: two servers on one PostgreSQL, which are restarted one after the other.

use crate::{
    clients::Clients,
    places::Stop,
    release::{Environment, Server, database_url},
};
use sqlx::PgPool;
use std::{net::SocketAddr, time::Duration};
use tempfile::TempDir;
use tessera::store::private_postgres::PrivatePostgres;
use tokio::time::{sleep, timeout};

/// How long the servers may take to do what they have to do.
const PATIENCE: Duration = Duration::from_secs(600);

pub struct Site {
    pub pool: PgPool,
    servers: [Server; 2],
    /// The keys that stay the same.
    common: Environment,
    postgres: PrivatePostgres,
    _folder: TempDir,
}

impl Site {
    /// One whose files are in this place; `settings` open all that it is to know.
    pub async fn start(settings: Environment, at: &Stop) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let postgres = PrivatePostgres::start(&folder.path().join("postgres")).await.expect("PostgreSQL");
        let mut common = vec![
            ("DATABASE_URL", database_url(&postgres.connect_options())),
            ("DATA_DIR", folder.path().join("site").display().to_string()),
            // The same for all servers of a site: tokens name it.
            ("PUBLIC_URL", "http://localhost/".to_owned()),
            ("RATE_LIMITS", "off".to_owned()),
            ("DRAIN_SECONDS", "1".to_owned()),
            ("MEDIA_WORKERS", "1".to_owned()),
            // Whoever reads has it from the place.
            ("MEDIA_CACHE_BYTES", "0".to_owned()),
            ("LOG", "error".to_owned()),
        ];
        common.extend(settings);
        let server = || Server::new(environment(&common, at, None), folder.path());
        let servers = [server().await, server().await];
        let pool = PgPool::connect_with(postgres.connect_options()).await.expect("PostgreSQL");
        Self { pool, servers, common, postgres, _folder: folder }
    }

    pub fn addresses(&self) -> [SocketAddr; 2] {
        self.servers.each_ref().map(|server| server.address)
    }

    /// Restarts the servers, so that files go to this place and are looked for in the other one as well. A server gets no new requests from
    /// just before it is asked to stop until it is ready again.
    pub async fn restart(&mut self, clients: &Clients, at: &Stop, other: Option<&Stop>) {
        for server in &mut self.servers {
            clients.leave(server.address);
            server.stop().await;
            server.set = environment(&self.common, at, other);
            server.start().await;
            clients.take_up(server.address);
        }
    }

    /// Waits until all pictures have all their files. False where that does not happen.
    pub async fn settles(&self) -> bool {
        let left = "select (select count(*) from pictures where state <> 'ready') + (select count(*) from blob_holds)
                         + (select count(*) from graphile_worker.jobs where run_at <= now() and attempts < max_attempts)";
        let settled = async {
            while sqlx::query_scalar::<_, i64>(left).fetch_one(&self.pool).await.expect("a number") > 0 {
                sleep(Duration::from_millis(200)).await;
            }
        };
        let settled = timeout(PATIENCE, settled).await.is_ok();
        if !settled {
            println!("there is still work to do after {} s", PATIENCE.as_secs());
        }
        settled
    }

    /// Stops all of it. False where a server has panicked.
    pub async fn stop(mut self) -> bool {
        for server in &mut self.servers {
            server.stop().await;
        }
        self.pool.close().await;
        self.postgres.stop().await;
        self.servers.iter().all(Server::is_well)
    }
}

fn environment(common: &Environment, at: &Stop, other: Option<&Stop>) -> Environment {
    let mut set = common.clone();
    set.push(("BLOBS_URL", at.url.clone()));
    set.extend(other.map(|other| ("BLOBS_OLD_URL", other.url.clone())));
    set
}
