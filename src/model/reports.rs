//! Reports: what members find should be looked at by those who run the site.

use super::{
    errors::{Problem, at_most},
    ids::{ChannelId, CommentId, PinId},
    text::{is_visible, tidy_lines},
};

/// The longest reason of a report, in characters.
pub const REASON_LONGEST: usize = 1000;

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A pin.
    Pin(PinId),
    /// A comment.
    Comment(CommentId),
    /// A message: its channel, and its number there.
    Message(ChannelId, i64),
}

/// The reason of a report as it is kept.
///
/// # Errors
/// [`Problem::Invalid`] at `reason`.
pub fn tidy_reason(reason: &str) -> Result<String, Problem> {
    let reason = tidy_lines(reason);
    if !is_visible(&reason) {
        return Err(Problem::field("reason", "Please say what is wrong."));
    }
    if reason.chars().count() > REASON_LONGEST {
        return Err(Problem::field("reason", at_most(REASON_LONGEST)));
    }
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_why() {
        assert_eq!(tidy_reason(" Spam. "), Ok("Spam.".to_owned()));
        for wrong in ["", "\n\u{7}", "\u{200b}", &"x".repeat(REASON_LONGEST + 1)] {
            assert!(matches!(tidy_reason(wrong), Err(Problem::Invalid { .. })), "{wrong:?}");
        }
    }
}
