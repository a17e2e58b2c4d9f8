//! How well, and how quickly, pictures are found by their looks: "More like this", and search by a colour.
//!
//! 10,000 pictures are made of a few hundred: parts of Debian's mate-backgrounds and their mirror images, cut at random to between four
//! fifths and the whole of each side, in other hues, as JPEGs of quality 20 to 90. First the site has these alone; then a million, with
//! descriptions that are made up of theirs. Each time it says, of pictures chosen by chance:
//!
//! - *found*: how many of the ten pictures that look most like one, by comparing it with every other one, the site finds;
//! - *same*: how many of the ten that the site finds are made of the same picture;
//! - how long "More like this" takes, whole with its tiles, and how long a search by a colour, alone and with a word, one page after the
//!   other.
//!
//! The services are asked, as pages do, on a private PostgreSQL, warm. `make bench` runs it. It fails where fewer than nine in ten are found.
//! By the environment: `LIKENESS_PINS=100000`: so many instead of a million.

mod exact;
#[path = "../site/in_process.rs"]
mod in_process;
mod pictures;
mod rows;
#[path = "../site/times.rs"]
mod times;

use exact::Exact;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::{collections::HashSet, env, process::ExitCode, time::Instant};
use tessera::{
    model::{
        colours::{Colour, SWATCHES},
        ids::PinId,
        page::Page,
    },
    services::{Site, likeness, pins::Span, related, search},
    store::private_postgres::PrivatePostgres,
};
use times::Times;

/// How many pictures are described.
const REAL: usize = 10_000;

/// How many there are in the end.
const PINS: usize = 1_000_000;

/// How many pictures that look like one are asked for.
const TOP: usize = 10;

/// How many pictures are compared with every other one, and how often each thing is measured.
const COMPARED: usize = 200;
const MEASURED: usize = 1_000;

/// How many pages of each search by a colour are asked for.
const PAGES: usize = 3;

/// What is promised: how many of the ten are found, and in how many milliseconds, 99 times of 100.
const FOUND: f64 = 0.9;
const MILLISECONDS: f64 = 30.0;

#[tokio::main]
async fn main() -> ExitCode {
    let all =
        env::var("LIKENESS_PINS").map_or(PINS, |pins| pins.parse().expect("LIKENESS_PINS: a number such as 100000"));
    let began = Instant::now();
    let pictures = pictures::make(REAL);
    println!("{} pictures made of {} in {:.0} s", pictures.all.len(), pictures.sources, began.elapsed().as_secs_f64());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let postgres = PrivatePostgres::start(&folder.path().join("postgres")).await.expect("PostgreSQL");
    let options = postgres.connect_options();
    let server = in_process::serve(&options, folder.path()).await;
    let mut exact = Exact::default();
    let mut well = true;
    for count in [REAL, all] {
        rows::fill(&options, &pictures, &mut exact, count).await;
        well &= measure(&server.site, &pictures, &exact).await;
    }
    server.stop().await;
    postgres.stop().await;
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Says how well and how quickly pictures are found. Whether as many are found as is promised.
async fn measure(site: &Site, pictures: &pictures::Pictures, exact: &Exact) -> bool {
    let mut rng = StdRng::seed_from_u64(2);
    println!("\nof {} pictures:", exact.count());
    let (mut found, mut expected, mut same, mut shown) = (0, 0, 0, 0);
    for _ in 0..COMPARED {
        let one = rng.random_range(0..REAL);
        let best: HashSet<_> = exact.nearest(one, TOP).into_iter().collect();
        let alike = likeness::look_alikes(site, None, rows::pin(one), TOP).await.expect("an answer");
        expected += best.len();
        found += alike.iter().filter(|pin| best.contains(*pin)).count();
        let of_same =
            |pin: &&PinId| rows::number(**pin) < REAL && pictures.source(rows::number(**pin)) == pictures.source(one);
        (same, shown) = (same + alike.iter().filter(of_same).count(), shown + alike.len());
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    println!("  found: {:.3} of the {TOP} that look most like one (promised: {FOUND})", share(found, expected));
    println!(
        "  same: {:.3} of those shown are of the same picture; shown: {:.1}",
        share(same, shown),
        share(shown, COMPARED)
    );
    say("More like this", &more_like_this(site, &mut rng).await);
    say("by a colour", &by_colours(site, "", &mut rng).await);
    say("by a colour and a word", &by_colours(site, "sea", &mut rng).await);
    share(found, expected) >= FOUND
}

fn say(what: &str, times: &Times) {
    let (half, most) = (times.percentile(50.0), times.percentile(99.0));
    let kept = if most < MILLISECONDS { "as promised" } else { "over what is promised" };
    println!("  {what}: p50 {half:.1} ms, p99 {most:.1} ms ({kept}: {MILLISECONDS} ms)");
}

/// How long "More like this" takes, of pictures chosen by chance, once each of them was asked for.
async fn more_like_this(site: &Site, rng: &mut StdRng) -> Times {
    let pins: Vec<_> = (0..MEASURED).map(|_| rows::pin(rng.random_range(0..REAL))).collect();
    let mut times = Vec::new();
    for round in 0..2 {
        for pin in &pins {
            let began = Instant::now();
            related::like_this(site, None, *pin).await.expect("an answer");
            if round > 0 {
                times.push(began.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    Times::of(times)
}

/// How long pages of searches by colours take: those that the search page offers, and as many others.
async fn by_colours(site: &Site, words: &str, rng: &mut StdRng) -> Times {
    let offered = SWATCHES.map(|(_, colour)| colour);
    let others: Vec<Colour> =
        (0..offered.len()).map(|_| Colour { red: rng.random(), green: rng.random(), blue: rng.random() }).collect();
    let colours: Vec<_> = offered.into_iter().chain(others).collect();
    let mut times = Vec::new();
    while times.len() < MEASURED {
        let colour = *colours.choose(rng).expect("a colour");
        let mut cursor = None;
        for _ in 0..PAGES {
            let began = Instant::now();
            let found = search::pins_of_colour(site, None, words, colour, Span::of_grid(cursor)).await;
            times.push(began.elapsed().as_secs_f64() * 1e3);
            let Page { next, .. } = found.expect("an answer");
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
    }
    Times::of(times)
}
