//! What CPU time a file costs that everyone may have: asked for over 64 connections, beside nginx, which sends the same files with sendfile.
//! Each server has one processor, and who asks has another. First our server may keep files in memory, as it does by itself; then it may
//! keep none, and reads each file anew. nginx opens and sends files each time, and the kernel has them in memory in either case. What
//! PostgreSQL does meanwhile is counted as ours: it is asked who may have the files.
//!
//! `make bench` runs it. It fails where an answer was not 200 or not the file, and prints the rest: whoever shares the machine is in it.

#[path = "../site/cpu.rs"]
mod cpu;
#[path = "../site/keep_alive.rs"]
mod keep_alive;
#[path = "../pages/load.rs"]
mod load;
mod machine;
mod servers;

use keep_alive::Connection;
use load::{Load, Loader, Measured};
use servers::{Nginx, Site};
use std::{env, net::SocketAddr, process::ExitCode};
use tessera::model::ids::PictureId;

/// How large the files are, in bytes.
const SIZES: [usize; 3] = [9_000, 75_000, 517_000];

/// How often each server is measured with each file, by turns.
const ROUNDS: usize = 3;

/// A file, by its name at either server.
struct File {
    picture: PictureId,
    bytes: Vec<u8>,
}

impl File {
    fn ours(&self) -> String {
        format!("/media/{}-0", self.picture)
    }

    fn theirs(&self) -> String {
        format!("/{}.webp", self.bytes.len())
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let Some(asked) = load::asked(&arguments) {
        println!("{}", load::ask(asked).await);
        return ExitCode::SUCCESS;
    }
    let loader = Loader::found();
    // So does `wrk`, which this process starts.
    if !machine::stay_on(machine::OF_WHO_ASKS) {
        println!("there is no second processor, or no taskset: whoever asks takes time from who answers");
    }
    let site = Site::new().await;
    let files = site.fill(&SIZES).await;
    let Some(nginx) = Nginx::start(&files).await else {
        println!("nginx is not on this machine (Debian: nginx): there is nothing to compare with");
        return ExitCode::SUCCESS;
    };
    println!("CPU time of a request for a file, over {} connections by {loader}", load::CONNECTIONS);
    println!("ours: permission and PostgreSQL included; nginx: sendfile\n");
    println!("{:<22} {:>8} {:>17} {:>17} {:>7}", "", "", "requests/s", "µs of CPU", "");
    println!("{:<22} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7}", "", "bytes", "ours", "nginx", "ours", "nginx", "ratio");
    let mut well = true;
    for (name, memory) in [("from memory", None), ("read each time", Some("0"))] {
        let server = site.serve(memory).await;
        for file in &files {
            well &= measure(&format!("{name}, {} kB", file.bytes.len() / 1000), &loader, &server, &nginx, file).await;
        }
        server.stop().await;
    }
    nginx.stop().await;
    site.stop().await;
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Measures both servers with one file, and prints what came out. Whether all answers were that file.
async fn measure(name: &str, loader: &Loader, ours: &servers::Server, theirs: &Nginx, file: &File) -> bool {
    let mut well = is_sent(ours.address, &file.ours(), &file.bytes).await;
    well &= is_sent(theirs.address, &file.theirs(), &file.bytes).await;
    let (mut our, mut their) = (Measured::default(), Measured::default());
    for _ in 0..ROUNDS {
        our.add(one_round(loader, ours.address, &file.ours(), || ours.cpu_seconds()).await);
        their.add(one_round(loader, theirs.address, &file.theirs(), || theirs.cpu_seconds()).await);
    }
    print!("{name:<22} {:>8} {:>8.0} {:>8.0}", file.bytes.len(), answers_a_second(&our), answers_a_second(&their));
    let (us, their_us) = (1e6 * our.seconds_each(), 1e6 * their.seconds_each());
    println!(" {us:>8.1} {their_us:>8.1} {:>7.2}", us / their_us);
    let failed = our.load.failed + their.load.failed;
    if failed > 0 {
        println!("{name}: {failed} answers that were not 200");
    }
    well && failed == 0
}

async fn is_sent(server: SocketAddr, path: &str, bytes: &[u8]) -> bool {
    let mut connection = Connection::open(server).await.expect("a connection");
    let (status, body) = connection.get(path, "").await.expect("an answer");
    let is_it = status == 200 && body == bytes;
    if !is_it {
        println!("{server}{path}: {status} and {} bytes", body.len());
    }
    is_it
}

fn answers_a_second(measured: &Measured) -> f64 {
    measured.load.answers as f64 / (ROUNDS as u64 * load::MEASURED) as f64
}

/// Asks one server for one file for a while, and says what CPU time it took meanwhile.
async fn one_round(loader: &Loader, server: SocketAddr, path: &str, cpu: impl Fn() -> f64) -> (Load, f64) {
    loader.ask(server, path, load::WARM_UP).await;
    let before = cpu();
    let load = loader.ask(server, path, load::MEASURED).await;
    (load, cpu() - before)
}
