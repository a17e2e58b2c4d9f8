//! A move from one place to the next, as the README describes it for a site that runs, and what became of it.

use crate::{
    check,
    clients::{Clients, Tally},
    places::Stop,
    release::{Environment, program},
    site::Site,
};
use std::{
    path::Path,
    process::Output,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{process::Command, time::sleep};

/// How long people go on once the old place is no longer used.
const AFTER: Duration = Duration::from_secs(2);

/// A move that is over.
pub struct Moved {
    pub pictures: i64,
    /// What was copied: files, and their bytes.
    pub files: usize,
    pub bytes: u64,
    pub seconds: f64,
    pub wrong: check::Wrong,
    /// Uploads that were accepted, and are not there.
    pub lost: usize,
    pub tally: Tally,
    /// Whether the copy said that all went well, and all pictures got their files.
    pub ended_well: bool,
}

impl Moved {
    pub fn is_well(&self) -> bool {
        let failed = self.tally.failed_reads + self.tally.failed_uploads;
        self.ended_well && failed == 0 && self.wrong.missing + self.wrong.differing + self.lost == 0
    }
}

/// Moves the files of a site that is used meanwhile. `settings` open both places.
pub async fn go(site: &mut Site, clients: &Arc<Clients>, settings: &Environment, from: &Stop, to: &Stop) -> Moved {
    let rows = site.pool.clone();
    let before = check::files(&rows).await;
    let work = async {
        // Each server knows of both places before one of them writes to the new one.
        site.restart(clients, from, Some(to)).await;
        site.restart(clients, to, Some(from)).await;
        let (files, bytes) = check::size(&from.place).await;
        let began = Instant::now();
        let copied = copy(settings, from, to).await;
        let seconds = began.elapsed().as_secs_f64();
        site.restart(clients, to, None).await;
        sleep(AFTER).await;
        (files, bytes, seconds, copied)
    };
    let ((files, bytes, seconds, copied), tally) = clients.meanwhile(&rows, work).await;
    if !copied.status.success() {
        println!("tessera blobs copy failed:\n{}", String::from_utf8_lossy(&copied.stderr));
    }
    let ended_well = site.settles().await && copied.status.success();
    let now = check::files(&rows).await;
    let mut wrong = check::in_place(&to.place, &now).await;
    wrong.missing += before.keys().filter(|sha256| !now.contains_key(sha256)).count();
    let lost = check::missing_uploads(&rows, &tally.accepted).await;
    let pictures = sqlx::query_scalar("select count(*) from pins").fetch_one(&rows).await.expect("a number");
    Moved { pictures, files, bytes, seconds, wrong, lost, tally, ended_well }
}

async fn copy(settings: &Environment, from: &Stop, to: &Stop) -> Output {
    let mut command = program(settings);
    command.args(["blobs", "copy", &from.url, &to.url]);
    command.output().await.expect("the program")
}

/// How many seconds `cp -r` takes for a folder.
pub async fn cp(from: &Path, to: &Path) -> f64 {
    let began = Instant::now();
    // A file that is being uploaded can go while it looks, which it calls a failure.
    Command::new("cp").arg("-r").args([from, to]).output().await.expect("cp");
    began.elapsed().as_secs_f64()
}
