//! Which messages stand together, and where a day ends: the same on the server and in the browser.

/// How long after a message another one of the same author stands below it without a name of its own, in milliseconds.
const TOGETHER: i64 = 5 * 60 * 1000;

/// A message, as far as this goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// By user name.
    pub author: &'a str,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Whether it answers another one, whose beginning stands above it.
    pub answers: bool,
}

/// Whether a message stands below the one before it without a name of its own. The two are of one day.
pub fn is_joined(before: Said<'_>, now: Said<'_>) -> bool {
    !now.answers && before.author == now.author && (0..TOGETHER).contains(&(now.at - before.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_says_in_a_row_stands_together() {
        let said = |author, at, answers| Said { author, at, answers };
        let first = said("ana", 1_000, true);
        for (now, together) in [
            (said("ana", 1_000, false), true),
            (said("ana", 300_999, false), true),
            (said("ana", 301_000, false), false),
            (said("ana", 999, false), false),
            (said("ana", 2_000, true), false),
            (said("bob", 2_000, false), false),
        ] {
            assert_eq!(is_joined(first, now), together, "{now:?}");
        }
    }
}
