//! What all clients count together, while everything fails around them.

use crate::measured::grouped;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Default)]
pub struct Tally {
    pub confirmed: AtomicUsize,
    pub edits: AtomicUsize,
    pub deletions: AtomicUsize,
    pub reactions: AtomicUsize,
    pub connections: AtomicUsize,
    pub cuts: AtomicUsize,
    pub resets: AtomicUsize,
    pub sent_again: AtomicUsize,
    /// What should have been done and was not.
    pub refused: AtomicUsize,
}

pub fn one_more(count: &AtomicUsize) {
    count.fetch_add(1, Ordering::Relaxed);
}

impl Tally {
    pub fn print(&self) {
        let read = |count: &AtomicUsize| grouped(count.load(Ordering::Relaxed) as u64);
        println!(
            "  {} messages, {} edits, {} deletions, {} reactions; {} connections, {} of them cut; {} times afresh; {} sent again\n",
            read(&self.confirmed),
            read(&self.edits),
            read(&self.deletions),
            read(&self.reactions),
            read(&self.connections),
            read(&self.cuts),
            read(&self.resets),
            read(&self.sent_again),
        );
    }
}
