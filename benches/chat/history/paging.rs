//! From page to page of a channel, both ways: nothing is left out, nothing is there twice, and a page far down is as quick as the first.

use super::{
    asker::{Asker, Kind},
    questions::ASKED,
    rooms::Room,
};
use crate::times::Times;

/// The page that is compared with the first.
const FAR: usize = 1_000;

/// What is promised of it, beside the first.
const PROMISED: f64 = 1.2;

/// The numbers of all messages, the latest first.
const ALL: &str = "select seq from messages where channel_id = $1 and deleted_at is null order by seq desc";

/// Runs it, and says whether all pages together were right.
pub async fn run(asker: &mut Asker, room: &Room) -> bool {
    let (all, _) = asker.by_hand(room, ALL, &[]).await;
    let (pages, seen) = back(asker, room).await;
    let oldest = seen.last().copied().expect("a message");
    let again = forward(asker, room, oldest).await;
    let well = all.starts_with(&seen) && again.iter().rev().eq(&seen[..seen.len() - 1]);
    let words = if well { "each message once, in order" } else { "WRONG PAGES" };
    println!("  {} pages back and forward again: {words}", pages.len());
    let far = pages.last().cloned().unwrap_or_default();
    // Of the same place, the other way.
    let newer = format!("?after={oldest}");
    for (name, kind, path) in [("API", Kind::History, &room.messages), ("page", Kind::HistoryPage, &room.page)] {
        let paths = ["", far.as_str(), newer.as_str()].map(|query| format!("{path}{query}"));
        let [first, older, newer] = in_turn(asker, kind, &paths).await;
        print(name, pages.len(), &first, [("back", &older), ("forward", &newer)]);
    }
    well
}

/// Reads page after page from the newest to the far one, or to the end of the history: what each is asked with, and the numbers of all.
async fn back(asker: &mut Asker, room: &Room) -> (Vec<String>, Vec<i64>) {
    let (mut pages, mut seen) = (vec![String::new()], Vec::new());
    loop {
        let path = format!("{}{}", room.messages, pages.last().expect("a page"));
        let (answer, _) = asker.ask(Kind::History, &path).await;
        seen.extend(answer.numbers.iter().rev());
        let Some(oldest) = answer.numbers.first().filter(|_| answer.older && pages.len() < FAR) else { break };
        pages.push(format!("?before={oldest}"));
    }
    (pages, seen)
}

/// Reads page after page from a message to the newest, and gives the numbers of all.
async fn forward(asker: &mut Asker, room: &Room, from: i64) -> Vec<i64> {
    let (mut last, mut seen) = (from, Vec::new());
    loop {
        let (answer, _) = asker.ask(Kind::History, &format!("{}?after={last}", room.messages)).await;
        seen.extend(&answer.numbers);
        match answer.numbers.last().filter(|_| answer.newer) {
            Some(newest) => last = *newest,
            None => return seen,
        }
    }
}

/// Asks for these in turn, so that all of them are as warm.
async fn in_turn(asker: &mut Asker, kind: Kind, paths: &[String; 3]) -> [Times; 3] {
    let mut times: [Vec<f64>; 3] = Default::default();
    for _ in 0..ASKED {
        for (path, times) in paths.iter().zip(&mut times) {
            times.push(asker.ask(kind, path).await.1);
        }
    }
    times.map(Times::of)
}

fn print(name: &str, page: usize, first: &Times, others: [(&str, &Times); 2]) {
    let both = |times: &Times| (times.percentile(50.0), times.percentile(99.0));
    let (p50, p99) = both(first);
    println!("  {name}: page 1 {p50:.2} ms (p99 {p99:.2})");
    for (way, times) in others {
        let (far, far_p99) = both(times);
        let ratio = far / p50;
        let word = if ratio > PROMISED { ": more than is promised" } else { "" };
        println!("      page {page}, {way}: {far:.2} ms (p99 {far_p99:.2}), ratio to page 1 {ratio:.2}{word}");
    }
}
