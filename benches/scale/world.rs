//! The made-up site's members and pins, in memory: what all its tables refer to.

use crate::words::{Words, skewed, zipf};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    collections::HashSet,
    time::{SystemTime, UNIX_EPOCH},
};
use uuid::{Builder, Uuid};

/// Followed by every second member, and with more news than anybody.
pub const STAR: usize = 0;
/// Has 10,000 pins.
pub const PROLIFIC: usize = 1;
/// Likes every twentieth pin.
pub const LIKER: usize = 2;
/// Has as many boards as there may be, the first of them with 50,000 pins.
pub const CURATOR: usize = 3;
/// These follow 2,000 members each.
pub const READERS: std::ops::Range<usize> = 10..210;

/// Pins that one member has at most, but for the prolific one by chance.
const PROLIFIC_PINS: usize = 10_000;

const DAY: i64 = 86_400_000;

/// How many of what there are.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub members: usize,
    pub pins: usize,
    pub likes: usize,
    pub comments: usize,
    pub notices: usize,
    pub boards: usize,
    /// Of the longest channel.
    pub messages: usize,
}

impl Sizes {
    /// The issue's own at 1; never so small that the members with a part to play find no room.
    pub fn of(scale: f64) -> Self {
        let scaled = |full: f64| (full * scale) as usize;
        let members = scaled(100_000.0).max(1_000);
        let pins = members * 10;
        Self { members, pins, likes: pins * 10, comments: pins, notices: pins, boards: members, messages: members * 2 }
    }
}

pub struct Member {
    pub id: Uuid,
    pub username: String,
    /// In milliseconds since 1970, as all times here.
    pub joined: i64,
}

pub struct Pin {
    pub id: Uuid,
    pub owner: usize,
    pub at: i64,
    pub visibility: &'static str,
    pub deleted: bool,
}

pub struct World {
    pub sizes: Sizes,
    pub words: Words,
    pub now: i64,
    pub members: Vec<Member>,
    /// The oldest first.
    pub pins: Vec<Pin>,
}

impl World {
    pub fn new(sizes: Sizes) -> Self {
        let mut rng = dice(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_millis() as i64;
        let words = Words::new(&mut rng);
        let members = members(&sizes, &words, now, &mut rng);
        let pins = pins(&sizes, now, &mut rng);
        Self { sizes, words, now, members, pins }
    }

    /// The pin that more than half of all members like, and that has 50,000 comments.
    pub fn hot(&self) -> usize {
        self.pins.len() / 2
    }

    /// A pin that there was at this time, a newer one rather than an older.
    pub fn pin_before(&self, at: i64, rng: &mut StdRng) -> usize {
        let there = self.pins.partition_point(|pin| pin.at < at).max(1);
        there - 1 - skewed(rng, there, 2.0)
    }

    /// A member, rather one who does much.
    pub fn active(&self, rng: &mut StdRng) -> usize {
        skewed(rng, self.members.len(), 1.5)
    }

    /// So many moments in order, all within the time that there have been pins.
    pub fn moments(&self, count: usize) -> impl Iterator<Item = i64> {
        let (first, now) = (self.pins[0].at, self.now);
        (0..count).map(move |n| first + ((now - first) as f64 * (n as f64 + 0.5) / count as f64) as i64)
    }
}

/// Random numbers, the same at every run.
pub fn dice(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

/// An id as old as this.
pub fn id_at(at: i64, rng: &mut StdRng) -> Uuid {
    Builder::from_unix_timestamp_millis(at.unsigned_abs(), &rng.random()).into_uuid()
}

/// A word with a capital letter.
pub fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn members(sizes: &Sizes, words: &Words, now: i64, rng: &mut StdRng) -> Vec<Member> {
    let first = now - 800 * DAY;
    let member = |n: usize| {
        let joined = first + 790 * DAY * n as i64 / sizes.members as i64;
        let username = match n {
            STAR => "star".to_owned(),
            PROLIFIC => "prolific".to_owned(),
            LIKER => "liker".to_owned(),
            CURATOR => "curator".to_owned(),
            _ if READERS.contains(&n) => format!("reader{n}"),
            _ => format!("{}{n}", words.word(rng)),
        };
        Member { id: id_at(joined, rng), username, joined }
    };
    (0..sizes.members).map(member).collect()
}

fn pins(sizes: &Sizes, now: i64, rng: &mut StdRng) -> Vec<Pin> {
    let first = now - 730 * DAY;
    let every = (sizes.pins / PROLIFIC_PINS).max(10);
    let pin = |n: usize| {
        let at = first + 730 * DAY / sizes.pins as i64 * n as i64;
        let owner = match skewed(rng, sizes.members, 2.0) {
            _ if n.is_multiple_of(every) => PROLIFIC,
            PROLIFIC => CURATOR,
            owner => owner,
        };
        let chance = rng.random_range(0..1000);
        let hot = n == sizes.pins / 2;
        let visibility = match chance {
            _ if hot => "public",
            0..50 => "private",
            50..100 => "unlisted",
            _ => "public",
        };
        Pin { id: id_at(at, rng), owner, at, visibility, deleted: chance > 994 && !hot }
    };
    (0..sizes.pins).map(pin).collect()
}

/// Titles, of which an owner gives none twice.
pub struct Titles<'a> {
    words: &'a Words,
    given: HashSet<(usize, String)>,
}

impl<'a> Titles<'a> {
    pub fn new(words: &'a Words) -> Self {
        Self { words, given: HashSet::new() }
    }

    pub fn next(&mut self, owner: usize, rng: &mut StdRng) -> String {
        let length = rng.random_range(2..=4);
        let mut title = capital(&self.words.some(rng, length));
        if !self.given.insert((owner, title.clone())) {
            title = format!("{title} {}", self.given.len());
            self.given.insert((owner, title.clone()));
        }
        title
    }
}

/// So many different numbers below `of`, small ones oftener.
pub fn different(count: usize, of: usize, rng: &mut StdRng) -> HashSet<usize> {
    let mut found = HashSet::with_capacity(count);
    while found.len() < count.min(of / 2) {
        found.insert(if rng.random::<bool>() { skewed(rng, of, 2.0) } else { zipf(rng, of) });
    }
    found
}
