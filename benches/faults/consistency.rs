//! Whether rows and files agree at the end, and whether all work is done.

use crate::{api::Member, check::Findings};
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use sqlx::PgPool;
use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    time::Duration,
};
use tessera::store::blobs::{self, Condition, Place, Sha256Hash};
use tokio::time::{Instant, sleep};

/// How long the queue may take to be empty. The library tries again after pauses that grow.
const DRAIN_PATIENCE: Duration = Duration::from_secs(240);

/// How long the site's own check may take.
const CHECK_PATIENCE: Duration = Duration::from_secs(120);

/// How many files are read at a time.
const AT_ONCE: usize = 8;

/// Waits until every picture is ready and no job waits, and gives how long that took; else what is left.
pub async fn drained(rows: &PgPool) -> Result<Duration, String> {
    let query = "select (select count(*) from pictures where state <> 'ready'),
                        count(*) filter (where attempts < max_attempts and (locked_at is not null or attempts > 0 or run_at <= now())),
                        count(*) filter (where locked_at is null and attempts >= max_attempts)
                 from graphile_worker._private_jobs";
    let began = Instant::now();
    loop {
        let left: (i64, i64, i64) = sqlx::query_as(query).fetch_one(rows).await.expect("the queue");
        match left {
            (0, 0, 0) => return Ok(began.elapsed()),
            (pictures, waiting, failed) if began.elapsed() > DRAIN_PATIENCE => {
                return Err(format!(
                    "{pictures} pictures that are not ready, {waiting} jobs that wait, {failed} that have failed"
                ));
            }
            _ => sleep(Duration::from_millis(200)).await,
        }
    }
}

/// Every file that a row refers to is in the store, with the bytes of its name; and the store has no file without a row.
pub async fn files(rows: &PgPool, place: &Place, found: &mut Findings) {
    let needed = "select encode(blobs.sha256, 'hex'), blobs.byte_size from blobs
                  where sha256 in (select original_sha256 from pictures union select sha256 from qualities
                                   union select sha256 from thumbnails union select sha256 from public_originals)";
    let needed: Vec<(String, i64)> = sqlx::query_as(needed).fetch_all(rows).await.expect("the rows");
    let known = "select encode(sha256, 'hex') from blobs";
    let files: Vec<_> = place.list("").try_collect().await.expect("a list of all files");
    // What was asked for last is as old as the list or newer, so a file that is being taken in has its row.
    let known: HashSet<String> =
        sqlx::query_scalar(known).fetch_all(rows).await.expect("the rows").into_iter().collect();
    let hash = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let sizes: HashMap<_, _> = files.iter().map(|file| (hash(&file.name), file.bytes)).collect();
    let strays = sizes.keys().filter(|hash| !known.contains(*hash)).count();
    if strays > 0 {
        found.inconsistent.push(format!("{strays} files without a row"));
    }
    for (sha256, bytes) in &needed {
        match sizes.get(sha256) {
            None => found.lost.push(format!("the file {sha256} is missing")),
            Some(size) if *size != bytes.unsigned_abs() => {
                found.lost.push(format!("the file {sha256} has {size} bytes"))
            }
            Some(_) => {}
        }
    }
    let read = stream::iter(needed).map(|(sha256, _)| async move {
        let hash: Sha256Hash = sha256.parse().expect("a hash");
        let condition = blobs::condition(place, &hash).await;
        (condition != Ok(Condition::Intact)).then(|| format!("the file {sha256} is not what its name says"))
    });
    let broken: Vec<_> = read.buffer_unordered(AT_ONCE).collect().await;
    found.lost.extend(broken.into_iter().flatten());
    println!("  {} files with their rows, all read back", sizes.len());
}

/// The same by the site's own check, as an admin asks for it.
pub async fn own_check(server: SocketAddr, admin: &Member, found: &mut Findings) {
    let last = async || admin.must(server, "GET", "/admin/storage", None).await;
    let before = last().await["check"]["checked_at"].clone();
    admin.must(server, "POST", "/admin/storage/check", None).await;
    let began = Instant::now();
    while began.elapsed() < CHECK_PATIENCE {
        let storage = last().await;
        let check = &storage["check"];
        if storage["under_way"] == false && !check.is_null() && check["checked_at"] != before {
            let count = |what: &str| check[what].as_u64().unwrap_or_default();
            if count("lost") > 0 || count("stray_files") > 0 {
                found.inconsistent.push(format!("the site’s own check: {check}"));
            }
            return;
        }
        sleep(Duration::from_millis(200)).await;
    }
    found.inconsistent.push("the site’s own check of its storage does not end".to_owned());
}

/// What is said of jobs that have failed, for whoever looks for the reason.
pub async fn failed_jobs(server: SocketAddr, admin: &Member) -> Vec<Value> {
    let jobs = admin.must(server, "GET", "/admin/jobs?state=failed", None).await;
    jobs["items"].as_array().cloned().unwrap_or_default()
}
