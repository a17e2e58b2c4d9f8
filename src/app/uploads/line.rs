//! The way to the site, and what is done when it is gone: wait a little, try with one file, and wait longer each time.

/// The longest pause between two tries, in seconds.
const LONGEST: f64 = 15.0;

/// The longest pause that a server may ask for, in seconds.
const ASKED_LONGEST: u64 = 600;

/// How the line is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Line {
    /// As far as we know, it holds.
    #[default]
    Good,
    /// It was lost; nothing is sent for a while.
    Lost {
        /// How often it was tried.
        tries: u32,
        /// Whether the server was there, and asked to wait.
        asked: bool,
    },
    /// One file goes ahead, to see whether it is back.
    Trying {
        /// How often it was tried.
        tries: u32,
    },
}

impl Line {
    /// How many files may travel at once, of so many where all is well.
    pub const fn room(self, side_by_side: usize) -> usize {
        match self {
            Self::Good => side_by_side,
            Self::Trying { .. } => 1,
            Self::Lost { .. } => 0,
        }
    }

    /// What it is once a file could not travel. Files that were lost together count as one try.
    pub const fn lost(self, asked: bool) -> Self {
        match self {
            Self::Good => Self::Lost { tries: 1, asked },
            Self::Trying { tries } => Self::Lost { tries: tries.saturating_add(1), asked },
            lost @ Self::Lost { .. } => lost,
        }
    }

    /// What it is once the pause is over.
    pub const fn after_pause(self) -> Self {
        match self {
            Self::Lost { tries, .. } => Self::Trying { tries },
            other => other,
        }
    }
}

/// How many seconds to wait before the next try: 1, 2, 4, 8, then 15 each time, or as the server asks. `chance`, from 0
/// to 1, spreads those who were all cut off together.
pub fn pause(tries: u32, asked: Option<u64>, chance: f64) -> f64 {
    let own = 2f64.powi(tries.saturating_sub(1).min(10) as i32).min(LONGEST);
    let least = asked.unwrap_or_default().min(ASKED_LONGEST) as f64;
    least.max(own * (0.8 + 0.2 * chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_have_an_end() {
        let pauses: Vec<_> = (1..8).map(|tries| pause(tries, None, 1.0)).collect();
        assert_eq!(pauses, [1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]);
        assert_eq!(pause(u32::MAX, None, 1.0), 15.0);
        assert!(pause(3, None, 0.0) < pause(3, None, 1.0));
    }

    #[test]
    fn a_server_that_asks_for_time_is_given_it() {
        assert_eq!(pause(1, Some(30), 1.0), 30.0);
        assert_eq!(pause(5, Some(1), 1.0), 15.0);
        assert_eq!(pause(1, Some(u64::MAX), 1.0), 600.0);
    }

    #[test]
    fn a_line_comes_back_with_one_file_ahead() {
        let lost = Line::Good.lost(false);
        assert_eq!(lost.lost(false), lost, "what is lost together is one try");
        assert_eq!((lost.room(4), lost.after_pause().room(4), Line::Good.room(4)), (0, 1, 4));
        assert_eq!(lost.after_pause().lost(false), Line::Lost { tries: 2, asked: false });
    }
}
