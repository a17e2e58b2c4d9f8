//! Comments: what members say about a pin, and the rules of it.

use super::{
    accounts::Person,
    errors::{Problem, grouped},
    ids::{CommentId, PinId},
    page::Page,
    prose::mentioned,
    text::{is_visible, tidy_lines},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The longest comment, in characters.
pub const COMMENT_LONGEST: usize = 2000;

/// How many members a comment can mention.
pub const MENTIONS_MOST: usize = 20;

/// How many comments stand on one page of the site.
pub const COMMENTS_PAGE: usize = 20;

/// A comment on a pin, as one viewer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its name, and its place among others by age.
    pub id: CommentId,
    /// The pin it is about.
    pub pin: PinId,
    /// Who wrote it.
    pub author: Person,
    /// Some lines of plain text.
    pub body: String,
    /// When it was written, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was changed last, UTC; `None` where never.
    #[serde(with = "time::serde::rfc3339::option")]
    pub edited_at: Option<OffsetDateTime>,
    /// The user names of those it mentions, of members that there are.
    pub mentions: Vec<String>,
    /// Whether whoever looks may change it: who wrote it.
    pub editable: bool,
    /// Whether whoever looks may take it away: who wrote it, whose pin it is on, or an admin.
    pub removable: bool,
}

impl Comment {
    /// Whether this is somebody whom it mentions, whatever the case of the letters.
    pub fn mentions(&self, name: &str) -> bool {
        self.mentions.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// Where a comment is seen among those around it: an address of this site.
pub fn comment_address(pin: PinId, comment: CommentId) -> String {
    format!("/pin/{pin}?comment={comment}#comment-{comment}")
}

/// What is said about a pin, as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    /// How many comments there are in all.
    pub count: u32,
    /// Some of them, the newest first.
    pub page: Page<Comment>,
    /// Whether there is none newer than these.
    pub newest: bool,
}

/// Where a page of comments begins; it goes on to older ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At the newest.
    Newest,
    /// After this one.
    Before(CommentId),
    /// At this one; or at the newest, where this one is not far from it.
    At(CommentId),
}

/// The text of a comment as it is kept.
///
/// # Errors
/// [`Problem::Invalid`] at `body`.
pub fn tidy_comment(body: &str) -> Result<String, Problem> {
    let body = tidy_lines(body);
    if !is_visible(&body) {
        return Err(Problem::field("body", "Please write something."));
    }
    let characters = body.chars().count();
    if characters > COMMENT_LONGEST {
        let [most, now] = [COMMENT_LONGEST, characters].map(|count| grouped(count as u64));
        let words = format!("A comment can have at most {most} characters. This one has {now}.");
        return Err(Problem::field("body", words));
    }
    if mentioned(&body).len() > MENTIONS_MOST {
        return Err(Problem::field("body", format!("A comment can mention at most {MENTIONS_MOST} people.")));
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_comment_is_something_and_not_too_much() {
        assert_eq!(tidy_comment(" a\r\nb\u{7}\0 \n"), Ok("a\nb".to_owned()));
        for (wrong, words) in [
            (" \r\n\u{1b}\t", "write something"),
            ("\u{200b}\n\u{2060}", "write something"),
            (&"ä".repeat(COMMENT_LONGEST + 1), "at most 2,000 characters. This one has 2,001."),
            (&(0..=MENTIONS_MOST).map(|n| format!("@member{n} ")).collect::<String>(), "at most 20 people"),
        ] {
            let problem = tidy_comment(wrong).unwrap_err();
            assert!(problem.to_string().contains(words), "{problem}");
        }
        assert!(tidy_comment(&"ä\r\n".repeat(COMMENT_LONGEST / 2)).is_ok());
        assert!(tidy_comment(&"@ana ".repeat(100)).is_ok(), "one is mentioned once");
    }

    proptest! {
        #[test]
        fn whatever_is_kept_can_be_kept_again(body: String) {
            if let Ok(kept) = tidy_comment(&body) {
                prop_assert!(!kept.chars().any(|c| c.is_control() && c != '\n'));
                prop_assert_eq!(tidy_comment(&kept), Ok(kept));
            }
        }
    }
}
