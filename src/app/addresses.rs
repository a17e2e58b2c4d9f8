//! Where a visitor signs in or signs up, and comes back from.

pub use crate::model::addresses::with_query;

/// What a visitor wanted to do that only members can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Like a picture.
    Like,
    /// Save a picture to a board.
    Save,
    /// Follow a member.
    Follow,
    /// Join a community.
    Join,
}

impl Intent {
    const ALL: [Self; 4] = [Self::Like, Self::Save, Self::Follow, Self::Join];

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
            Self::Join => "join",
        }
    }

    /// What the sign-in page says of it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Like => "Sign in to like pictures.",
            Self::Save => "Sign in to save pictures to boards.",
            Self::Follow => "Sign in to follow people.",
            Self::Join => "Sign in to join communities.",
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
}
