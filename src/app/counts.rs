//! Numbers of things, in words.

use std::fmt;

/// A number with commas between its thousands: "1,240".
pub struct Grouped(pub u32);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(self.0.into()))
    }
}

/// A number with commas between its thousands, as a text.
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

/// So many pictures.
pub fn pictures(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "picture" } else { "pictures" })
}

/// So many who like it.
pub fn likes(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "like" } else { "likes" })
}

/// So many who follow.
pub fn followers(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "follower" } else { "followers" })
}

/// So many members.
pub fn members(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "member" } else { "members" })
}

/// So many files.
pub fn files(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "file" } else { "files" })
}

/// So many comments.
pub fn comments(count: u32) -> String {
    format!("{} {}", Grouped(count), if count == 1 { "comment" } else { "comments" })
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
