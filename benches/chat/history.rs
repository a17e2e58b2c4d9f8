//! How quick a channel is that has a million messages: opened, led to a date, read page by page both ways, searched, and come back to.

mod asker;
mod paging;
mod questions;
mod replay;
mod rooms;

use crate::{
    measured::grouped,
    servers::{Bus, Place},
    times::Times,
};
use asker::{Asker, Kind};
use questions::{ASKED, Question, WARM_UP};
use rooms::{Room, Rooms};

/// What is promised of the 99th percentile, in milliseconds.
const PROMISED: f64 = 50.0;

/// What was measured of a question.
struct Measured {
    name: &'static str,
    times: Times,
    by_hand: Times,
}

/// Runs it, and says whether all answers were right.
pub async fn run(messages: u64) -> bool {
    let place = Place::new(Bus::Postgres).await.expect("PostgreSQL");
    println!("A channel of {} messages, one client, each question {ASKED} times", grouped(messages));
    let mut server = place.server(&[]).await;
    let rooms = Rooms::fill(&place, server.address, messages.cast_signed()).await;
    let mut asker = Asker::new(&place, server.address, &rooms.members[0]).await;
    let (mut long, mut short, mut wrong) = (Vec::new(), Vec::new(), 0);
    for (room, all) in [(&rooms.short, &mut short), (&rooms.long, &mut long)] {
        for question in questions::all(room, &rooms) {
            all.push(measure(&mut asker, room, &question, &mut wrong).await);
        }
        all.push(replay::measure(&mut asker, &rooms.members[0], server.address, room, &mut wrong).await);
    }
    print(&long, &short);
    let well = paging::run(&mut asker, &rooms.long).await && wrong == 0;
    println!("  {wrong} wrong answers\n");
    let well = well && server.is_well();
    server.stop().await;
    place.end().await;
    well
}

/// Asks a question with all its arguments, and looks whether the answers are right.
async fn measure(asker: &mut Asker, room: &Room, question: &Question, wrong: &mut usize) -> Measured {
    let (mut times, mut by_hand) = (Vec::new(), Vec::new());
    for (n, ask) in question.asks.iter().enumerate() {
        let (answer, took) = asker.ask(question.kind, &ask.path).await;
        if n >= WARM_UP {
            times.push(took);
        }
        let known = match &ask.known {
            Some(known) if n > 0 => known.clone(),
            known => {
                let (mut numbers, took) = asker.by_hand(room, question.by_hand, &ask.arguments).await;
                by_hand.push(took);
                if matches!(question.kind, Kind::History | Kind::HistoryPage) {
                    numbers.sort_unstable();
                }
                assert!(known.as_ref().is_none_or(|known| *known == numbers), "{}: {numbers:?}", question.name);
                numbers
            }
        };
        if !answer.fits(question.kind, &known) {
            say_wrong(wrong, &ask.path, &answer.numbers, &known);
        }
    }
    Measured { name: question.name, times: Times::of(times), by_hand: Times::of(by_hand) }
}

/// Counts an answer that is wrong, and says what is wrong with the first.
fn say_wrong(wrong: &mut usize, asked: &str, answered: &[i64], known: &[i64]) {
    if *wrong == 0 {
        println!("  WRONG: {asked}: {answered:?} instead of {known:?}");
    }
    *wrong += 1;
}

/// Prints what was measured, beside the same of a channel that is almost empty, and the same asked by hand.
fn print(long: &[Measured], short: &[Measured]) {
    println!("  {:<32} {:>17} {:>21} {:>17}", "", "milliseconds", "almost empty channel", "by hand, in SQL");
    println!("  {:<32} {:>8} {:>8} {:>12} {:>8} {:>8} {:>8}", "", "p50", "p99", "p50", "ratio", "p50", "ratio");
    for (measured, other) in long.iter().zip(short) {
        let (p50, p99) = (measured.times.percentile(50.0), measured.times.percentile(99.0));
        let (other, by_hand) = (other.times.percentile(50.0), measured.by_hand.percentile(50.0));
        println!(
            "  {:<32} {p50:>8.2} {p99:>8.2} {other:>12.2} {:>8.2} {by_hand:>8.2} {:>8.2}",
            measured.name,
            p50 / other,
            p50 / by_hand
        );
    }
    for measured in long.iter().filter(|measured| measured.times.percentile(99.0) > PROMISED) {
        println!("  over {PROMISED} ms: {}: p99 {:.1} ms", measured.name, measured.times.percentile(99.0));
    }
}
