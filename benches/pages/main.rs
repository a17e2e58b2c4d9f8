//! What CPU time a page takes of the server: Explore, a pin without comments, a profile and a search, as a visitor gets them, each asked
//! for over 64 connections at once. Beside each, in the same run and the same process, stands a page that is written by hand with axum
//! and maud (`handwritten/`): the same HTML, from the same rows, through the same services. PostgreSQL is a process of its own and is
//! not counted, nor is whoever asks: `wrk` where it is installed (Debian's `wrk`), else another process of this program. Nothing is
//! compressed, on either side. After the pages comes a list as JSON (`lists`), with what PostgreSQL takes for it.
//!
//! `make bench` runs it. Times are printed, not judged. It fails where an answer was not 200, where anything panicked, where the two
//! pages are so different that their times cannot be compared, and where the two lists are not the same; what differs is printed.

#[path = "../site/cpu.rs"]
mod cpu;
mod handwritten;
#[path = "../site/in_process.rs"]
mod in_process;
#[path = "../site/keep_alive.rs"]
mod keep_alive;
mod lists;
mod load;
mod same;

use keep_alive::Connection;
use load::{Load, Loader, Measured};
use sqlx::{PgPool, postgres::PgConnectOptions};
use std::{
    env,
    net::SocketAddr,
    panic,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
};
use tessera::{
    model::{ids::PinId, page::Cursor},
    store::private_postgres::PrivatePostgres,
};
use uuid::Uuid;

/// How often each server is measured on each page, by turns.
const ROUNDS: usize = 3;

/// How often anything panicked in this process.
static PANICS: AtomicUsize = AtomicUsize::new(0);

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let Some(asked) = load::asked(&arguments) {
        let load = load::ask(asked).await;
        println!("{load}");
        return ExitCode::SUCCESS;
    }
    let say = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        say(panicked);
    }));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let postgres = PrivatePostgres::start(&folder.path().join("postgres")).await.expect("PostgreSQL");
    let options = postgres.connect_options();
    let server = in_process::serve(&options, folder.path()).await;
    fill(options).await;
    let beside = handwritten::serve(server.site.clone()).await;
    let loader = Loader::found();
    let mut all_well = measure(&loader, server.address, beside).await;
    all_well &= lists::measure(&loader, server.address, beside).await;
    let panics = PANICS.load(Ordering::Relaxed);
    println!("\npanics: {panics}");
    server.stop().await;
    postgres.stop().await;
    if all_well && panics == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn fill(options: PgConnectOptions) {
    let pool = PgPool::connect_with(options).await.expect("PostgreSQL");
    sqlx::raw_sql(include_str!("rows.sql")).execute(&pool).await.expect("the rows");
    pool.close().await;
}

/// A page of the site.
struct Page {
    name: &'static str,
    path: String,
}

/// The pages. Those of pins and cursors are named as `rows.sql` numbers them.
fn pages() -> [Page; 5] {
    let page = |name, path: &str| Page { name, path: path.to_owned() };
    let after = Cursor::Newest(pin(31));
    [
        page("Explore", "/"),
        // As many tiles as the promise is about, whatever a page of a grid has.
        page("Explore, 30 tiles", &format!("/?cursor={after}")),
        page("Pin", &format!("/pin/{}", pin(500))),
        page("Profile", "/@member1"),
        page("Search", "/search?q=harbour"),
    ]
}

fn pin(number: u128) -> PinId {
    PinId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number))
}

/// Measures all pages on both servers, and prints what came out. Whether all went well.
async fn measure(loader: &Loader, ours: SocketAddr, theirs: SocketAddr) -> bool {
    println!(
        "CPU time of the server for a page, PostgreSQL apart; asked over {} connections by {loader}",
        load::CONNECTIONS
    );
    println!("by hand: the same page with axum and maud; nothing is compressed\n");
    println!("{:<18} {:>5} {:>15} {:>17} {:>19}", "", "", "bytes", "answers", "ms of CPU");
    print!("{:<18} {:>5}", "page", "tiles");
    println!(
        " {:>7} {:>7} {:>9} {:>7} {:>11} {:>7} {:>6}",
        "site", "by hand", "site", "by hand", "site", "by hand", "ratio"
    );
    let mut well = true;
    let mut said = Vec::new();
    for page in pages() {
        let (html, other) = (html(ours, &page.path).await, html(theirs, &page.path).await);
        let (mut our, mut their) = (Measured::default(), Measured::default());
        for _ in 0..ROUNDS {
            our.add(one_round(loader, ours, &page.path).await);
            their.add(one_round(loader, theirs, &page.path).await);
        }
        let (ms, their_ms) = (1e3 * our.seconds_each(), 1e3 * their.seconds_each());
        print!("{:<18} {:>5}", page.name, html.matches("class=\"tile\"").count());
        print!(" {:>7} {:>7} {:>9} {:>7}", html.len(), other.len(), our.load.answers, their.load.answers);
        println!(" {ms:>11.2} {their_ms:>7.2} {:>6.2}", ms / their_ms);
        well &= our.load.failed + their.load.failed == 0 && same::is_near(&html, &other);
        said.push(format!("{}: {} + {} answers that were not 200", page.name, our.load.failed, their.load.failed));
        said.extend(same::differences(&html, &other).into_iter().map(|line| format!("{}: {line}", page.name)));
    }
    println!();
    for line in &said {
        println!("{line}");
    }
    well
}

/// A page, as a text.
async fn html(server: SocketAddr, path: &str) -> String {
    String::from_utf8(body(server, path, "").await).expect("UTF-8")
}

/// What is answered to a request with these further lines in its head.
async fn body(server: SocketAddr, path: &str, lines: &str) -> Vec<u8> {
    let mut connection = Connection::open(server).await.expect("a connection");
    let (status, body) = connection.get(path, lines).await.expect("an answer");
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
    body
}

/// Asks one server for one page for a while, and says what CPU time this process took meanwhile.
async fn one_round(loader: &Loader, server: SocketAddr, path: &str) -> (Load, f64) {
    loader.ask(server, path, load::WARM_UP).await;
    let before = own_cpu_seconds();
    let load = loader.ask(server, path, load::MEASURED).await;
    (load, own_cpu_seconds() - before)
}

/// What CPU time this process has taken. Whoever asks is another process of the same program, where there is no `wrk`, but has ended
/// whenever this is looked at.
fn own_cpu_seconds() -> f64 {
    cpu::cpu_seconds(std::process::id(), env!("CARGO_CRATE_NAME"))
}
