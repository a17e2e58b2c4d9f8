//! The newest 30 pins as JSON, for a program without a token and for one with an access token. Beside the site's own, in the same run and
//! the same process, stands a handler that is written by hand (`handwritten/list.rs`) and answers the same JSON from the same rows. What
//! PostgreSQL takes for either is counted as well, by itself.

use crate::{
    ROUNDS, body,
    cpu::cpu_seconds,
    load::{self, Load, Loader, Measured},
    own_cpu_seconds,
};
use serde_json::Value;
use std::net::SocketAddr;

const PATH: &str = "/api/v1/pins?limit=30";

/// How many pins that is.
const PINS: usize = 30;

/// As `rows.sql` has it.
const TOKEN: &str = "authorization: Bearer tessera_benchmark";

/// What a list has taken of one server.
#[derive(Default)]
struct Cost {
    server: Measured,
    /// For the same answers.
    postgres: Measured,
}

/// Measures both servers, and prints what came out. Whether all went well.
pub async fn measure(loader: &Loader, ours: SocketAddr, theirs: SocketAddr) -> bool {
    println!("\n{PATH}: CPU time of the server, and of PostgreSQL\n");
    println!("{:<18} {:>17} {:>26} {:>26}", "", "answers", "ms of the server", "ms of PostgreSQL");
    print!("{:<18} {:>9} {:>7}", "asked", "site", "by hand");
    println!(" {:>10} {:>8} {:>6} {:>10} {:>8} {:>6}", "site", "by hand", "ratio", "site", "by hand", "ratio");
    let mut well = true;
    for (name, line) in [("by a visitor", None), ("with a token", Some(TOKEN))] {
        let (mut our, mut their) = (Cost::default(), Cost::default());
        let difference = difference(&json(ours, line).await, &json(theirs, line).await);
        for _ in 0..ROUNDS {
            one_round(&mut our, loader, ours, line).await;
            one_round(&mut their, loader, theirs, line).await;
        }
        print!("{name:<18} {:>9} {:>7}", our.server.load.answers, their.server.load.answers);
        for (our, their) in [(&our.server, &their.server), (&our.postgres, &their.postgres)] {
            let (ms, their_ms) = (1e3 * our.seconds_each(), 1e3 * their.seconds_each());
            print!(" {ms:>10.3} {their_ms:>8.3} {:>6.2}", ms / their_ms);
        }
        println!();
        let failed = our.server.load.failed + their.server.load.failed;
        if failed > 0 {
            println!("{failed} answers that were not 200");
        }
        if let Some(difference) = &difference {
            println!("not the same JSON: {difference}");
        }
        well &= failed == 0 && difference.is_none();
    }
    well
}

async fn json(server: SocketAddr, line: Option<&str>) -> Value {
    let lines = line.map(|line| format!("{line}\r\n")).unwrap_or_default();
    serde_json::from_slice(&body(server, PATH, &lines).await).expect("JSON")
}

/// What is not the same on both pages, or not as it has to be.
fn difference(site: &Value, by_hand: &Value) -> Option<String> {
    let items = |page: &Value| page["items"].as_array().cloned().unwrap_or_default();
    let (ours, theirs) = (items(site), items(by_hand));
    if let Some((our, their)) = ours.iter().zip(&theirs).find(|(our, their)| our != their) {
        return Some(format!("{our} here, {their} by hand"));
    }
    if ours.len() != PINS || theirs.len() != PINS {
        return Some(format!("{} pins here, {} by hand", ours.len(), theirs.len()));
    }
    (site != by_hand).then(|| format!("next is {} here, {} by hand", site["next"], by_hand["next"]))
}

/// Asks one server for a while, and adds what was answered and taken.
async fn one_round(cost: &mut Cost, loader: &Loader, server: SocketAddr, line: Option<&str>) {
    let taken = || (own_cpu_seconds(), cpu_seconds(std::process::id(), "postgres"));
    loader.ask_with(line, server, PATH, load::WARM_UP).await;
    let before = taken();
    let load: Load = loader.ask_with(line, server, PATH, load::MEASURED).await;
    let after = taken();
    cost.server.add((load, after.0 - before.0));
    cost.postgres.add((load, after.1 - before.1));
}
