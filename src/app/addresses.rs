//! Addresses with a query, written the same by server and browser.

use std::fmt::Write;

/// A path with a query of those pairs whose value is not empty.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    let mut before = if path.contains('?') { '&' } else { '?' };
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a String cannot fail.
        let _ = write!(address, "{before}{name}={}", Escaped(value));
        before = '&';
    }
    address
}

/// What a visitor wanted to do that only members can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Like a picture.
    Like,
    /// Save a picture to a board.
    Save,
    /// Follow a member.
    Follow,
}

impl Intent {
    const ALL: [Self; 3] = [Self::Like, Self::Save, Self::Follow];

    /// The one of this name, as the address of the sign-in page has it; `None` for other names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|intent| intent.name() == name)
    }

    /// Its name in that address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Save => "save",
            Self::Follow => "follow",
        }
    }

    /// What the sign-in page says of it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Like => "Sign in to like pictures.",
            Self::Save => "Sign in to save pictures to boards.",
            Self::Follow => "Sign in to follow people.",
        }
    }
}

/// Where to sign in and come back.
pub fn sign_in_address(back: &str) -> String {
    with_query("/login", &[("next", back)])
}

/// The same for a visitor who wanted to do something; the page says what.
pub fn sign_in_to(intent: Intent, back: &str) -> String {
    with_query("/login", &[("next", back), ("why", intent.name())])
}

/// Where to create an account and come back.
pub fn sign_up_address(back: &str) -> String {
    with_query("/signup", &[("next", back)])
}

/// A text as part of a query: all but the unreserved characters of RFC 3986, and `@`, by their bytes.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                b'-' | b'.' | b'_' | b'~' | b'@' => f.write_char(byte.into())?,
                byte if byte.is_ascii_alphanumeric() => f.write_char(byte.into())?,
                byte => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_in_lead_back_and_say_why() {
        assert_eq!((sign_in_address(""), sign_up_address("")), ("/login".to_owned(), "/signup".to_owned()));
        assert_eq!(sign_up_address("/?tag=x"), "/signup?next=%2F%3Ftag%3Dx");
        for intent in Intent::ALL {
            assert_eq!(sign_in_to(intent, "/pin/1"), format!("/login?next=%2Fpin%2F1&why={}", intent.name()));
            assert_eq!(Intent::named(intent.name()), Some(intent));
        }
        assert_eq!(Intent::named("nonsense"), None);
    }

    #[test]
    fn what_is_empty_is_left_out_and_the_rest_cannot_break_out() {
        assert_eq!(with_query("/", &[("tag", ""), ("q", "")]), "/");
        assert_eq!(with_query("/", &[("tag", "a&b=c d"), ("q", "Käse#1")]), "/?tag=a%26b%3Dc%20d&q=K%C3%A4se%231");
        assert_eq!(with_query("/pin/1?from=@ana", &[("tag", "two words")]), "/pin/1?from=@ana&tag=two%20words");
    }
}
