//! How quick the pages' queries are on a large site: a million pins, ten million likes, a hundred thousand members, of whom some
//! follow 2,000, one is followed by 50,000, and one has 10,000 pins, and a channel with 200,000 messages. The site is made up in a
//! private PostgreSQL as `tessera serve` starts it; the pages are asked for through the services, as the server does, warm, by members,
//! readers of many and visitors in turn. In the same run `pgbench -S`, PostgreSQL's own benchmark, says what one select by primary key
//! takes.
//!
//! `make bench` runs it. By the environment:
//! - `SCALE=0.05`: a twentieth of all that.
//! - `SCALE_FOLDER=/some/where`: is kept, and found filled the next time.
//! - `SCALE_ONLY=likes`: only pages whose names hold this.
//! - `SCALE_PLANS=docs/plans.md`: writes down the plans.
//!
//! It fails where a query reads a big table from end to end.

mod cast;
mod channels;
mod copy;
mod deeds;
mod fill;
#[path = "../site/in_process.rs"]
mod in_process;
mod measure;
#[path = "../site/messages.rs"]
mod messages;
mod pages;
mod plans;
mod searches;
mod tables;
mod talk;
#[path = "../site/times.rs"]
mod times;
mod words;
mod world;
mod yardstick;

use cast::Cast;
use in_process::serve;
use measure::{Measured, measure};
use pages::Listing;
use plans::Plans;
use sqlx::{AssertSqlSafe, PgPool, postgres::PgConnectOptions};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tessera::store::{db::Db, private_postgres::PrivatePostgres};

/// What PostgreSQL is told while the tables are filled: nothing in them has to survive a crash yet.
const FILLING: [&str; 6] = [
    "alter system set fsync = off",
    "alter system set full_page_writes = off",
    "alter system set wal_level = minimal",
    "alter system set max_wal_senders = 0",
    "alter system set max_wal_size = '2GB'",
    "alter system set autovacuum = off",
];

#[tokio::main]
async fn main() -> ExitCode {
    let scale = env::var("SCALE").map_or(1.0, |scale| scale.parse().expect("SCALE: a number such as 0.05"));
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let folder = env::var("SCALE_FOLDER").map_or_else(|_| temporary.path().to_owned(), PathBuf::from);
    let postgres = filled(&folder, scale).await;
    let options = postgres.connect_options();
    let pool = PgPool::connect_with(options.clone()).await.expect("PostgreSQL");
    let listings = listings(&pool).await;
    let measured = times(&pool, &options, &folder, &listings).await;
    let missed: Vec<_> = listings.iter().zip(&measured).filter_map(|(listing, found)| found.missed(listing)).collect();
    let scans = explained(&pool, &options, &folder, listings.iter().zip(&measured)).await;
    pool.close().await;
    postgres.stop().await;
    for line in &missed {
        println!("over what is promised: {line}");
    }
    for line in &scans {
        println!("reads a big table from end to end: {line}");
    }
    if scans.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A private PostgreSQL with the rows of a large site, made where the folder has none.
async fn filled(folder: &Path, scale: f64) -> PrivatePostgres {
    let done = folder.join("filled");
    if !done.exists() {
        let postgres = start(folder).await;
        set(&postgres, &FILLING).await;
        postgres.stop().await;
        let postgres = start(folder).await;
        Db::open(postgres.connect_options()).await.expect("the tables").close().await;
        fill::fill(superuser(&postgres), scale).await;
        set(&postgres, &["alter system reset all"]).await;
        postgres.stop().await;
        fs::write(done, "").expect("a file");
    }
    start(folder).await
}

async fn start(folder: &Path) -> PrivatePostgres {
    PrivatePostgres::start(&folder.join("postgres")).await.expect("PostgreSQL")
}

/// How to come as the one who may change the server itself, which the site may not.
fn superuser(postgres: &PrivatePostgres) -> PgConnectOptions {
    postgres.connect_options().username("postgres")
}

async fn set(postgres: &PrivatePostgres, statements: &[&str]) {
    let pool = PgPool::connect_with(superuser(postgres)).await.expect("PostgreSQL");
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe((*statement).to_owned())).execute(&pool).await.expect(statement);
    }
    pool.close().await;
}

async fn listings(pool: &PgPool) -> Vec<Listing> {
    let only = env::var("SCALE_ONLY").unwrap_or_default();
    let mut listings = pages::all(&Cast::of(pool).await);
    listings.retain(|listing| listing.name.to_lowercase().contains(&only.to_lowercase()));
    listings
}

/// Says how long everything takes.
async fn times(pool: &PgPool, options: &PgConnectOptions, folder: &Path, listings: &[Listing]) -> Vec<Measured> {
    let unit = yardstick::select_only(options, pool, folder).await;
    let (half, most) = (unit.percentile(50.0), unit.percentile(99.0));
    println!(
        "\npgbench -S, one select by primary key: p50 {half:.3} ms, p99 {most:.3} ms (the unit of the last column)"
    );
    let offset = yardstick::offset(options, folder);
    let (half_offset, most_offset) = (offset.percentile(50.0), offset.percentile(99.0));
    println!("page 1,000 of Explore's ids by OFFSET, by pgbench: p50 {half_offset:.2} ms, p99 {most_offset:.2} ms\n");
    let server = serve(options, folder).await;
    println!("{}", Measured::head());
    let mut all = Vec::new();
    for listing in listings {
        let measured = measure(&server.site, listing).await;
        println!("{}", measured.line(listing, half));
        all.push(measured);
    }
    server.stop().await;
    all
}

/// Looks at the plans, and writes them down where that is wanted; gives those that read a big table from end to end.
async fn explained<'a>(
    pool: &PgPool,
    options: &PgConnectOptions,
    folder: &Path,
    listings: impl Iterator<Item = (&'a Listing, &'a Measured)>,
) -> Vec<String> {
    plans::explain_from_now_on(pool).await;
    let server = serve(options, folder).await;
    let mut plans = Plans::new(pool, folder.join("postgres/log")).await;
    let mut scans = Vec::new();
    let mut text = fs::read_to_string("benches/scale/plans.md").expect("the head of the plans");
    for (listing, measured) in listings {
        text += "\n";
        text += &plans.of(&server.site, listing, measured.far.as_ref(), &mut scans).await;
    }
    server.stop().await;
    plans::explain_no_more(pool).await;
    if let Ok(path) = env::var("SCALE_PLANS") {
        fs::write(path, text).expect("SCALE_PLANS: a file to write");
    }
    scans.sort();
    scans.dedup();
    scans
}
