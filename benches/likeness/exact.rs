//! What looks most like a picture, by comparing it with every other one.

use crate::rows;
use std::{cmp::Reverse, thread};
use tessera::{
    media::{ALIKE, Likeness},
    model::ids::PinId,
};

/// What all pictures look like, in the order of their numbers.
#[derive(Default)]
pub struct Exact(Vec<Likeness>);

impl Exact {
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn push(&mut self, likeness: Likeness) {
        self.0.push(likeness);
    }

    /// So many pins that look most like one, of those that look like it at all, the newest among equals.
    pub fn nearest(&self, one: usize, most: usize) -> Vec<PinId> {
        let half = self.0.len() / 2;
        let (first, second) = thread::scope(|scope| {
            let second = scope.spawn(|| self.near(one, half..self.0.len()));
            (self.near(one, 0..half), second.join().expect("the other half"))
        });
        let mut near = first;
        near.extend(second);
        near.sort_unstable();
        near.into_iter().take(most).map(|(_, Reverse(number))| rows::pin(number)).collect()
    }

    fn near(&self, one: usize, numbers: std::ops::Range<usize>) -> Vec<(u32, Reverse<usize>)> {
        let own = &self.0[one];
        let others = numbers.filter(|number| *number != one);
        let distances = others.map(|number| (own.distance(&self.0[number]), Reverse(number)));
        distances.filter(|(distance, _)| *distance <= ALIKE).collect()
    }
}
