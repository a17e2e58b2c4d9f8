//! Asks for each page many times, warm, and says how long it took.

use crate::{
    pages::{Ask, Get, Listing},
    times::Times,
};
use std::{sync::Arc, time::Instant};
use tessera::{model::page::Cursor, services::Site};

/// How often each page is asked for.
const CALLS: usize = 250;

/// The page that is compared with the first.
const FAR: usize = 1_000;

/// How much longer that page may take than the first.
const FAR_PROMISED: f64 = 1.2;

/// What was found of one page.
pub struct Measured {
    /// Its first page, by one after the other.
    first: Times,
    /// The same by two at once.
    two: Times,
    /// Its farthest page: which that is, how long it took, and the first page of the same lists.
    pub far: Option<Far>,
}

pub struct Far {
    pub page: usize,
    /// Whose list, and where in it.
    pub ask: Ask,
    pub cursor: Option<Cursor>,
    times: Times,
    first: Times,
}

impl Measured {
    pub fn median(&self) -> f64 {
        self.first.percentile(50.0)
    }

    fn ratio(far: &Far) -> f64 {
        far.times.percentile(50.0) / far.first.percentile(50.0)
    }

    /// The slowest 99th percentile of all that was measured.
    fn slowest(&self) -> f64 {
        let far = self.far.as_ref().map_or(0.0, |far| far.times.percentile(99.0));
        self.first.percentile(99.0).max(far).max(self.two.percentile(99.0))
    }

    /// What was promised and not kept.
    pub fn missed(&self, listing: &Listing) -> Option<String> {
        let far = self.far.as_ref().map_or(0.0, Self::ratio);
        let slow = self.slowest();
        (slow > listing.promised || far > FAR_PROMISED)
            .then(|| format!("{}: p99 {slow:.1} ms, ratio {far:.2}", listing.name))
    }

    /// A line of the table, `unit` being how long a select by primary key takes in pgbench.
    pub fn line(&self, listing: &Listing, unit: f64) -> String {
        let two = |times: &Times| format!("{:6.2} {:6.2}", times.percentile(50.0), times.percentile(99.0));
        let far = match &self.far {
            Some(far) => format!("{:5} {} {:5.2}", far.page, two(&far.times), Self::ratio(far)),
            None => format!("{:>25}", "-"),
        };
        format!("{:34} {} {} {far} {:6.0}", listing.name, two(&self.first), two(&self.two), self.median() / unit)
    }

    pub fn head() -> String {
        format!(
            "{:34} {:>13} {:>13} {:>5} {:>13} {:>5} {:>6}\n{:34} {:>6} {:>6} {:>6} {:>6} {:>5} {:>6} {:>6} {:>5} {:>6}",
            "page, milliseconds",
            "page 1",
            "two at once",
            "page",
            "far page",
            "far/1",
            "x -S",
            "",
            "p50",
            "p99",
            "p50",
            "p99",
            "",
            "p50",
            "p99",
            "p50",
            "p50"
        )
    }
}

pub async fn measure(site: &Site, listing: &Listing) -> Measured {
    for ask in &listing.asks {
        get(site, listing, ask, None).await;
    }
    let asks: Vec<_> = listing.asks.iter().cycle().take(CALLS).map(|ask| (ask.clone(), None)).collect();
    let first = Times::of(timed(site, listing, &asks).await);
    let (one, other) = asks.split_at(CALLS / 2);
    let (mut one, other) = tokio::join!(
        tokio::spawn(timed_apart(site.clone(), Arc::clone(&listing.get), one.to_vec())),
        tokio::spawn(timed_apart(site.clone(), Arc::clone(&listing.get), other.to_vec())),
    );
    let two = one.as_mut().expect("the one");
    two.extend(other.expect("the other"));
    let two = Times::of(std::mem::take(two));
    let far = far(site, listing).await;
    Measured { first, two, far }
}

/// Walks to the far page, then asks for it and for the first in turn. `None` where there is but one page.
async fn far(site: &Site, listing: &Listing) -> Option<Far> {
    let mut found = Vec::new();
    let mut page = FAR;
    let mut walked: Option<(&Ask, Vec<Option<Cursor>>)> = None;
    for ask in &listing.deep {
        let cursors = match walked.take() {
            Some((before, cursors)) if before.same_list(ask) => cursors,
            _ => walk(site, listing, ask).await,
        };
        page = page.min(cursors.len());
        // The last full one. It alone, as there is but one first page: both are asked for as often, so that both are as warm.
        found.extend(cursors.iter().rev().nth(1).map(|cursor| (ask.clone(), *cursor)));
        walked = Some((ask, cursors));
    }
    let (ask, cursor) = found.first().cloned()?;
    let mut firsts = Vec::with_capacity(CALLS);
    let mut fars = Vec::with_capacity(CALLS);
    for (ask, cursor) in found.iter().cycle().take(CALLS) {
        firsts.extend(timed(site, listing, &[(ask.clone(), None)]).await);
        fars.extend(timed(site, listing, &[(ask.clone(), *cursor)]).await);
    }
    Some(Far { page, ask, cursor, times: Times::of(fars), first: Times::of(firsts) })
}

/// The cursors of a list's pages, as far as they go or are wanted. The first has none.
async fn walk(site: &Site, listing: &Listing, ask: &Ask) -> Vec<Option<Cursor>> {
    let mut cursors = vec![None];
    while cursors.len() <= FAR {
        let cursor = cursors.last().copied().flatten();
        let (_, next) = get(site, listing, ask, cursor).await;
        let Some(next) = next else { break };
        cursors.push(Some(next));
    }
    cursors
}

pub async fn get(site: &Site, listing: &Listing, ask: &Ask, cursor: Option<Cursor>) -> (usize, Option<Cursor>) {
    (listing.get)(site.clone(), ask.clone(), cursor).await.expect(listing.name)
}

async fn timed(site: &Site, listing: &Listing, asks: &[(Ask, Option<Cursor>)]) -> Vec<f64> {
    timed_apart(site.clone(), Arc::clone(&listing.get), asks.to_vec()).await
}

async fn timed_apart(site: Site, get: Get, asks: Vec<(Ask, Option<Cursor>)>) -> Vec<f64> {
    let mut times = Vec::with_capacity(asks.len());
    for (ask, cursor) in asks {
        let asked = get(site.clone(), ask, cursor);
        let started = Instant::now();
        asked.await.expect("an answer");
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times
}
