//! What members see and change of their own account.

use super::{
    accounts::refuse_invalid,
    errors::{Problem, grouped},
    ids::{SessionId, TokenId},
    text::{is_visible, tidy},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// The longest name of an access token, in characters.
pub const TOKEN_NAME_LONGEST: usize = 60;

/// The longest life of an access token that expires, in days.
pub const TOKEN_DAYS_LONGEST: u32 = 3650;

/// How many access tokens an account can have.
pub const TOKENS_MOST: usize = 50;

/// One's own account, beyond what others see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Where mail reaches them.
    pub email: String,
    /// Whether they have shown that the address is theirs.
    pub verified: bool,
    /// An address that takes the place of `email` once it is confirmed.
    pub new_email: Option<String>,
    /// What they say of themselves.
    pub bio: String,
}

/// A place where one is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Its name, to sign it out by.
    pub id: SessionId,
    /// Which browser or program, as far as can be told: "Firefox on Linux".
    pub device: String,
    /// A program that signed in through the API, rather than a browser.
    pub program: bool,
    /// When somebody signed in there, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// When it was last used, UTC, to ten minutes.
    #[serde(with = "time::serde::rfc3339")]
    pub seen: OffsetDateTime,
    /// The one that asks.
    pub current: bool,
}

/// What an access token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Look at everything its owner may see.
    Read,
    /// Upload, change and delete pins.
    Write,
    /// Change the profile and the account, and make tokens.
    Account,
    /// What only admins and moderators may do; of use in their hands alone.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Account, Self::Admin];

    /// Its name in forms, the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Account => "account",
            Self::Admin => "admin",
        }
    }

    /// What it allows, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Read => "Read everything you can see",
            Self::Write => "Upload, change and delete your pictures",
            Self::Account => "Change your profile and account, and create tokens",
            Self::Admin => "Manage the site within your role",
        }
    }
}

impl FromStr for Scope {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("scopes", "Choose “read”, “write”, “account” or “admin”.");
        Self::ALL.into_iter().find(|scope| scope.name() == text).ok_or_else(wrong)
    }
}

/// A personal access token, as a list shows it: never the token itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Its name, to take it back by.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last used, UTC, to ten minutes.
    #[serde(with = "time::serde::rfc3339::option")]
    pub used_at: Option<OffsetDateTime>,
    /// Until when it works, UTC; `None` until it is taken back.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

/// A wish for an access token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAccessToken {
    /// What it is called.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// For how many days it works; `None` for good.
    pub days: Option<u32>,
}

impl NewAccessToken {
    /// The same, tidied, if every field is valid.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn validated(mut self) -> Result<Self, Problem> {
        self.name = tidy(&self.name);
        self.scopes.sort_unstable();
        self.scopes.dedup();
        let name_fits = is_visible(&self.name) && self.name.chars().count() <= TOKEN_NAME_LONGEST;
        let days_fit = self.days.is_none_or(|days| (1..=TOKEN_DAYS_LONGEST).contains(&days));
        let name = format!("Please enter a name of at most {TOKEN_NAME_LONGEST} characters.");
        let days = format!("A token can last from 1 to {} days.", grouped(TOKEN_DAYS_LONGEST.into()));
        refuse_invalid([
            ("name", (!name_fits).then_some(name)),
            ("scopes", self.scopes.is_empty().then(|| "Please choose what the token can be used for.".to_owned())),
            ("expires_in_days", (!days_fit).then_some(days)),
        ])?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_of_a_token_is_named_at_once() {
        let wrong = NewAccessToken { name: " ".into(), scopes: Vec::new(), days: Some(0) };
        let Err(Problem::Invalid { fields }) = wrong.validated() else { panic!("should be refused") };
        let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(names, ["name", "scopes", "expires_in_days"]);
    }

    #[test]
    fn scopes_are_kept_once_and_in_order() {
        let scopes = vec![Scope::Account, Scope::Read, Scope::Account];
        let valid = NewAccessToken { name: "x".into(), scopes, days: None }.validated().unwrap();
        assert_eq!(valid.scopes, [Scope::Read, Scope::Account]);
    }
}
