//! Many durations, by how often each came, and how they are written.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// The width of a step.
const STEP: Duration = Duration::from_micros(100);

/// How many steps there are: up to 20 s. What took longer counts as that.
const STEPS: usize = 200_000;

/// Durations that many count at once.
pub struct Durations(Vec<AtomicU64>);

impl Default for Durations {
    fn default() -> Self {
        Self((0..STEPS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Durations {
    pub fn add(&self, duration: Duration) {
        let step = (duration.as_micros() / STEP.as_micros()).min(STEPS as u128 - 1);
        self.0[step as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub fn count(&self) -> u64 {
        self.0.iter().map(|step| step.load(Ordering::Relaxed)).sum()
    }

    /// In milliseconds; 0 where there is none.
    pub fn percentile(&self, percent: f64) -> f64 {
        let wanted = (self.count() as f64 * percent / 100.0).ceil() as u64;
        let mut seen = 0;
        for (step, count) in self.0.iter().enumerate() {
            seen += count.load(Ordering::Relaxed);
            if seen >= wanted.max(1) {
                return (step as f64 + 0.5) * STEP.as_secs_f64() * 1e3;
            }
        }
        0.0
    }
}

/// A number with a comma between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
