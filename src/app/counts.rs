//! Numbers of things, as text: "1,240 pictures".

pub use crate::model::errors::grouped;
use std::fmt;

/// Up to which number unread notifications and conversations are counted.
pub const UNREAD_MOST: u32 = 99;

/// A number with commas between its thousands: "1,240".
pub struct Grouped(pub u32);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(self.0.into()))
    }
}

pub fn pictures(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "picture" } else { "pictures" })
}

pub fn likes(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "like" } else { "likes" })
}

pub fn followers(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "follower" } else { "followers" })
}

pub fn members(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "member" } else { "members" })
}

pub fn files(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "file" } else { "files" })
}

pub fn reports(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "report" } else { "reports" })
}

pub fn comments(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "comment" } else { "comments" })
}

/// A number of unread things, as it stands beside an icon or a name; none where nothing is unread.
pub fn unread_count(unread: u32) -> Option<String> {
    match unread {
        0 => None,
        1..=UNREAD_MOST => Some(unread.to_string()),
        _ => Some(format!("{UNREAD_MOST}+")),
    }
}

/// What the number of unread mentions counts, as it is said after it.
pub const fn mentions_word(count: u32) -> &'static str {
    if count == 1 { " mention" } else { " mentions" }
}

/// How many notifications are unread.
pub fn unread_words(unread: u32) -> String {
    match unread {
        0 => "No unread notifications".to_owned(),
        1 => "1 unread notification".to_owned(),
        2..=UNREAD_MOST => format!("{unread} unread notifications"),
        _ => format!("More than {UNREAD_MOST} unread notifications"),
    }
}

/// In how many direct conversations something is unread.
pub fn unread_conversations_words(unread: u32) -> String {
    match unread {
        0 => "No unread conversations".to_owned(),
        1 => "1 unread conversation".to_owned(),
        2..=UNREAD_MOST => format!("{unread} unread conversations"),
        _ => format!("More than {UNREAD_MOST} unread conversations"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (count, words) in [
            (0, "0 pictures"),
            (1, "1 picture"),
            (999, "999 pictures"),
            (1_240, "1,240 pictures"),
            (1_000_000, "1,000,000 pictures"),
        ] {
            assert_eq!(pictures(count), words);
        }
    }
}
