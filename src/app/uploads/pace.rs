//! How fast it goes, and how long it will take.

/// After how many seconds what was fast or slow is half forgotten: long enough that one slow file says little.
const HALF_LIFE: f64 = 12.0;

/// How many seconds have to be seen before anything is said of the rest.
const SEEN_FIRST: f64 = 3.0;

/// Bytes and seconds as they were seen, the older the lighter.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pace {
    bytes: f64,
    seconds: f64,
    seen: f64,
}

impl Pace {
    /// Takes in how many bytes have moved in the last so many seconds.
    pub fn see(&mut self, bytes: u64, seconds: f64) {
        let kept = (-seconds * std::f64::consts::LN_2 / HALF_LIFE).exp();
        self.bytes = self.bytes * kept + bytes as f64;
        self.seconds = self.seconds * kept + seconds;
        self.seen += seconds;
    }

    /// How many seconds so many bytes will take, once that can be told.
    pub fn seconds_for(&self, bytes: u64) -> Option<f64> {
        let known = self.seen >= SEEN_FIRST && self.bytes > 0.0;
        known.then(|| bytes as f64 * self.seconds / self.bytes)
    }
}

/// A time that is left, as people say it. It is a guess, and sounds like one.
pub fn time_left(seconds: f64) -> String {
    match seconds {
        ..10.0 => "a few seconds left".to_owned(),
        // Up to the next ten.
        ..50.5 => format!("about {} seconds left", (seconds / 10.0).ceil() as u64 * 10),
        ..90.0 => "about a minute left".to_owned(),
        ..5400.0 => format!("about {} minutes left", rounded(seconds / 60.0)),
        ..129_600.0 => format!("about {} hours left", rounded(seconds / 3600.0)),
        _ => format!("about {} days left", rounded(seconds / 86_400.0)),
    }
}

/// To write fractions takes a lot of code in a browser.
fn rounded(number: f64) -> u64 {
    (number + 0.5) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_line_is_told_by_its_speed() {
        let mut pace = Pace::default();
        pace.see(1_000_000, 1.0);
        assert_eq!(pace.seconds_for(10_000_000), None, "too early to tell");
        for _ in 0..30 {
            pace.see(1_000_000, 1.0);
        }
        assert!((pace.seconds_for(10_000_000).unwrap() - 10.0).abs() < 0.01);
    }

    #[test]
    fn a_line_that_slows_down_is_believed_slowly() {
        let mut pace = Pace::default();
        for _ in 0..60 {
            pace.see(1_000_000, 1.0);
        }
        pace.see(0, 2.0);
        assert!(pace.seconds_for(10_000_000).unwrap() < 13.0, "a moment’s pause says little");
        for _ in 0..60 {
            pace.see(100_000, 1.0);
        }
        assert!((80.0..100.0).contains(&pace.seconds_for(10_000_000).unwrap()));
    }

    #[test]
    fn a_line_on_which_nothing_moves_promises_nothing() {
        let mut pace = Pace::default();
        pace.see(0, 10.0);
        assert_eq!(pace.seconds_for(1), None);
    }

    #[test]
    fn a_time_left_reads_as_people_say_it() {
        for (seconds, words) in [
            (0.0, "a few seconds left"),
            (12.0, "about 20 seconds left"),
            (50.0, "about 50 seconds left"),
            (52.0, "about a minute left"),
            (100.0, "about 2 minutes left"),
            (180.0, "about 3 minutes left"),
            (5_300.0, "about 88 minutes left"),
            (7_300.0, "about 2 hours left"),
            (260_000.0, "about 3 days left"),
        ] {
            assert_eq!(time_left(seconds), words, "{seconds}");
        }
    }
}
