//! What is done to the servers while clients talk.

use crate::servers::{Bus, Place, Server};
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long what was killed stays away.
const AWAY: Duration = Duration::from_secs(1);

/// A fault, in the order in which they come.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    KillServer,
    LoseBus,
    KillPostgres,
    StopServer,
    KillBothServers,
}

/// Each, and after which share of the messages it comes.
pub const FAULTS: [(Fault, f64); 7] = [
    (Fault::KillServer, 0.1),
    (Fault::LoseBus, 0.25),
    (Fault::KillPostgres, 0.4),
    (Fault::StopServer, 0.55),
    (Fault::LoseBus, 0.65),
    (Fault::KillPostgres, 0.75),
    (Fault::KillBothServers, 0.85),
];

impl Fault {
    /// Does it, and what takes it back.
    pub async fn happen(self, place: &mut Place, servers: &mut [Server; 2], bus: Bus, began: Instant) {
        let said = match self {
            Self::KillServer => "a server is killed",
            Self::LoseBus if bus == Bus::Redis => "Redis is killed",
            Self::LoseBus => "the servers’ connections to the bus are cut",
            Self::KillPostgres => "PostgreSQL is killed",
            Self::StopServer => "a server is stopped",
            Self::KillBothServers => "both servers are killed",
        };
        println!("  {:5.1} s: {said}", began.elapsed().as_secs_f64());
        let [one, other] = servers;
        match self {
            Self::KillServer => {
                other.kill().await;
                sleep(AWAY).await;
                other.start().await;
            }
            Self::LoseBus => lose_bus(place).await,
            Self::KillPostgres => place.kill_postgres(),
            Self::StopServer => {
                one.stop().await;
                sleep(AWAY).await;
                one.start().await;
            }
            Self::KillBothServers => {
                tokio::join!(one.kill(), other.kill());
                sleep(AWAY).await;
                tokio::join!(one.start(), other.start());
            }
        }
    }
}

async fn lose_bus(place: &mut Place) {
    if let Some(redis) = &mut place.redis {
        redis.kill().await;
        sleep(AWAY).await;
        redis.start_again().await;
        return;
    }
    let pool: PgPool = place.pool().await;
    let end = "select count(pg_terminate_backend(pid)) from pg_stat_activity
               where datname = current_database() and query ilike 'listen%'";
    let _ended: i64 = sqlx::query_scalar(end).fetch_one(&pool).await.expect("an end");
    pool.close().await;
}
