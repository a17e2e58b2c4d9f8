//! A site is moved while people use it. 500 pictures with all their sizes go from a folder to S3, from there to Google Cloud Storage, and from
//! there to another folder, as the README says: by `BLOBS_OLD_URL` and `tessera blobs copy`. Meanwhile four clients upload and four read, at
//! two servers that are restarted one after the other. Both clouds are one SeaweedFS on loopback, asked by the client of each.
//!
//! After each move all files that rows name are read in the new place, and the hash of each is taken. Beside it stands `cp -r` of the first
//! folder, in the same run, while the same clients are there; it neither takes hashes nor waits for the disk.
//!
//! `make bench` runs it. `MOVING_PICTURES=500` says how many pictures there are at the beginning. Times are printed, not judged. It fails where a
//! file is missing or another, where an upload that was accepted is not there, where a request fails, and where a server panics.

#[path = "../../tests/app/blobs/buckets.rs"]
mod buckets;
mod check;
mod clients;
#[path = "../site/http.rs"]
mod http;
#[path = "../site/keep_alive.rs"]
mod keep_alive;
mod moves;
mod places;
#[path = "../site/release.rs"]
mod release;
#[path = "../../tests/app/blobs/shim.rs"]
mod shim;
mod site;
#[path = "../../tests/app/blobs/weed.rs"]
mod weed;

use clients::{Clients, Tally};
use moves::{Moved, cp, go};
use places::{Places, Stop};
use site::Site;
use std::{env, process::ExitCode, sync::Arc};

/// How many pictures there are at the beginning, where nothing is said.
const PICTURES: u32 = 500;

#[tokio::main]
async fn main() -> ExitCode {
    let pictures =
        env::var("MOVING_PICTURES").map_or(PICTURES, |count| count.parse().expect("MOVING_PICTURES: a number"));
    let Some(places) = Places::open().await else { return ExitCode::SUCCESS };
    let stops = places.stops();
    let mut site = Site::start(places.settings(), &stops[0]).await;
    let clients = Clients::sign_up(site.addresses()).await;
    let mut well = fill(&site, &clients, &stops[0], pictures).await;
    let yardstick = yardstick(&site, &clients, &places, &stops[0]).await;
    println!("a site of {pictures} pictures is moved, while 4 clients upload and 4 read");
    println!("cp -r of the first folder meanwhile: {:.1} MB/s\n", 1.0 / yardstick);
    println!("{:<18} {:>8} {:>6} {:>6} {:>7} {:>6} {:>6}", "", "", "", "", "", "", "ratio");
    print!("{:<18} {:>8} {:>6} {:>6} {:>7} {:>6} {:>6}", "move", "pictures", "files", "MB", "seconds", "MB/s", "cp -r");
    println!(" {:>8} {:>7} {:>6} {:>9} {:>7}", "uploads", "reads", "failed", "differing", "missing");
    for pair in stops.windows(2) {
        let moved = go(&mut site, &clients, &places.settings(), &pair[0], &pair[1]).await;
        print(&format!("{} → {}", pair[0].name, pair[1].name), &moved, yardstick);
        well &= moved.is_well();
    }
    well &= site.stop().await;
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Uploads the pictures, and has all their sizes made. Whether all of that is there.
async fn fill(site: &Site, clients: &Arc<Clients>, first: &Stop, pictures: u32) -> bool {
    let tally = clients.fill(pictures).await;
    say(&tally);
    let settled = site.settles().await;
    let wrong = check::in_place(&first.place, &check::files(&site.pool).await).await;
    let lost = check::missing_uploads(&site.pool, &tally.accepted).await;
    let well = settled && tally.failed_uploads == 0 && wrong.missing + wrong.differing + lost == 0;
    if !well {
        println!("before the first move: missing: {}, differing: {}, lost: {lost}", wrong.missing, wrong.differing);
    }
    well
}

/// How many seconds `cp -r` takes for a megabyte of the first folder.
async fn yardstick(site: &Site, clients: &Arc<Clients>, places: &Places, first: &Stop) -> f64 {
    let (_, bytes) = check::size(&first.place).await;
    let folder = first.place.on_this_machine().expect("a folder");
    let (seconds, tally) = clients.meanwhile(&site.pool, cp(folder, &places.path("copy"))).await;
    say(&tally);
    seconds / megabytes(bytes)
}

fn print(name: &str, moved: &Moved, yardstick: f64) {
    let Moved { pictures, files, seconds, tally, .. } = moved;
    let megabytes = megabytes(moved.bytes);
    let (speed, ratio) = (megabytes / seconds, seconds / megabytes / yardstick);
    print!("{name:<18} {pictures:>8} {files:>6} {megabytes:>6.1} {seconds:>7.1} {speed:>6.1} {ratio:>6.1}");
    let failed = tally.failed_reads + tally.failed_uploads;
    print!(" {:>8} {:>7} {failed:>6}", tally.accepted.len(), tally.reads);
    println!(" {:>9} {:>7}", moved.wrong.differing, moved.wrong.missing + moved.lost);
    say(tally);
}

/// Says what the first failures were.
fn say(tally: &Tally) {
    for failure in &tally.failures {
        println!("failed: {failure}");
    }
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
