//! The drill: 20 clients look, like, talk and upload, while something is killed, taken away, filled or set wrong. Nothing that they were
//! told may be lost or be there twice, whatever they are answered must be clear, and everything has to work again 10 s after the fault is
//! over.
//!
//! It runs the release build as a site of some size has it: two processes that serve (`serve --no-worker`) and a `worker`, each started
//! again when it ends, on a PostgreSQL and a Redis of their own, with the files in a real S3 server. The site goes on from one fault to the
//! next, so what was told before the first must hold after the last. The full disk has a site of its own, whose files are in a folder.
//!
//! `make drill` runs it, in some 30 minutes. By the environment:
//! - `FAULTS_ONLY=web,postgres`: only these (`web`, `worker`, `postgres`, `redis`, `s3`, `s3-silent`, `clock`, `slow`, `everything`,
//!   `disk`).
//! - `FAULTS_SECONDS=120`: for how long the clients are at work with each, 30 to 300. Some faults take longer.
//!
//! A table for each fault has what was tried, what was answered, and how long after the fault it last failed. It fails where anything was
//! lost, doubled or not clear, where a process panicked, where something took longer than 10 s, and where rows and files do not agree; the
//! end names all of it. What cannot be done on this machine is said, and not counted.

mod acts;
mod answers;
#[path = "../site/api.rs"]
mod api;
mod cases;
mod check;
mod client;
mod clock;
mod consistency;
mod drill;
#[path = "../site/frames.rs"]
mod frames;
#[path = "../site/http.rs"]
mod http;
#[allow(dead_code, reason = "what is left out of `release` uses it")]
#[path = "../site/keep_alive.rs"]
mod keep_alive;
mod listener;
mod outcomes;
mod pictures;
mod place;
#[path = "../site/process.rs"]
mod process;
#[path = "../site/redis_server.rs"]
mod redis_server;
#[allow(dead_code, reason = "its server is started by hand; here each is started again when it ends")]
#[path = "../site/release.rs"]
mod release;
#[path = "../site/replica.rs"]
mod replica;
mod slow;
mod small_disk;
mod supervised;
mod told;
mod weed;

use cases::Case;
use drill::Drill;
use place::Files;
use small_disk::SmallDisk;
use std::{env, process::ExitCode, time::Duration};
use weed::Weed;

/// For how long clients are at work, in seconds, where nothing is said; and what can be said.
const SECONDS: u64 = 120;
const POSSIBLE: std::ops::RangeInclusive<u64> = 30..=300;

#[tokio::main]
async fn main() -> ExitCode {
    let seconds = env::var("FAULTS_SECONDS").map_or(SECONDS, |text| text.parse().expect("FAULTS_SECONDS: a number"));
    assert!(POSSIBLE.contains(&seconds), "FAULTS_SECONDS: {POSSIBLE:?}");
    let only = env::var("FAULTS_ONLY").unwrap_or_default();
    let named: Vec<_> = only.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let unknown = named.iter().find(|name| Case::ALL.iter().all(|case| case.name() != **name));
    assert!(unknown.is_none(), "FAULTS_ONLY: there is no {unknown:?}");
    let wanted: Vec<_> =
        Case::ALL.into_iter().filter(|case| named.is_empty() || named.contains(&case.name())).collect();
    // Both ends of all slow clients are files of this machine, though of two processes.
    process::raise_open_files(2 * slow::COUNT as u64 + 4_000);
    let mut wrong = Vec::new();
    let (of_its_own, of_one_site): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|case| *case == Case::Disk);
    if !of_one_site.is_empty() {
        let files = Weed::start().await.map(|weed| Files::Bucket(Box::new(weed)));
        wrong.extend(run(files, &of_one_site, Duration::from_secs(seconds)).await);
    }
    if !of_its_own.is_empty() {
        let disk = SmallDisk::new().inspect_err(|why| println!("disk: NOT RUN: {why}\n"));
        if let Ok(disk) = disk {
            wrong.extend(run(Some(Files::Folder(disk)), &of_its_own, Duration::from_secs(seconds)).await);
        }
    }
    if wrong.is_empty() {
        println!("nothing was lost, doubled or not clear, and everything worked again in time");
        return ExitCode::SUCCESS;
    }
    println!("{} points failed:", wrong.len());
    for what in &wrong {
        println!("  {what}");
    }
    ExitCode::FAILURE
}

/// Runs these on one site, and gives what is not as it should be.
async fn run(files: Option<Files>, cases: &[Case], lasts: Duration) -> Vec<String> {
    let drill = match files {
        Some(files) => Drill::new(files).await,
        None => None,
    };
    let Some(mut drill) = drill else { return vec!["what the drill needs is not on this machine".to_owned()] };
    let mut wrong = Vec::new();
    for case in cases {
        wrong.extend(drill.run(*case, lasts).await);
    }
    drill.end().await;
    wrong
}
