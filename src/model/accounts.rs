//! Accounts: who a member is to others and to themselves, and the rules of what signs one up.

use super::{
    errors::{FieldProblem, Problem, at_most},
    ids::{PictureId, UserId},
    text::{is_visible, tidy},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// The shortest password, in characters (OWASP Authentication Cheat Sheet; there is no rule of composition).
pub const PASSWORD_SHORTEST: usize = 10;

/// The longest password, in bytes: enough for any passphrase, too little to keep the hash busy.
pub const PASSWORD_LONGEST: usize = 256;

/// The longest display name, in characters.
pub const DISPLAY_NAME_LONGEST: usize = 60;

/// The longest text about oneself, in characters.
pub const BIO_LONGEST: usize = 500;

/// The largest file of an avatar, in bytes.
pub const AVATAR_LARGEST: u64 = 8_000_000;

/// Who may open an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUpMode {
    /// Everyone.
    #[default]
    Open,
    /// Whoever was invited.
    Invite,
    /// Nobody.
    Closed,
}

impl SignUpMode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Invite, Self::Closed];

    /// Its name in the environment, in forms, the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }

    /// Who that is, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Open => "Anyone",
            Self::Invite => "Only people with an invitation",
            Self::Closed => "Nobody",
        }
    }
}

impl FromStr for SignUpMode {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("sign_up", "Choose “open”, “invite” or “closed”.");
        Self::ALL.into_iter().find(|mode| mode.name() == text).ok_or_else(wrong)
    }
}

/// A member as everyone may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their name in `/@{name}`.
    pub username: String,
    /// What they call themselves.
    pub display_name: String,
    /// Their avatar, once it can be shown.
    pub avatar: Option<Face>,
}

/// A picture small enough for a circle beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// The picture.
    pub picture: PictureId,
    /// The smallest of its quality states that is sharp at this size.
    pub n: u8,
}

impl Face {
    /// Where it is.
    pub fn address(self) -> String {
        format!("/media/{}-{}", self.picture, self.n)
    }
}

/// A member's own page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Who they are.
    pub person: Person,
    /// What they say of themselves; empty where nothing.
    pub bio: String,
    /// Since when they are a member, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub joined_at: OffsetDateTime,
    /// How many of their pins whoever looks may see.
    pub pins: u32,
    /// How many pins they like, of those that lists show to whoever looks; one more than [`LIKES_COUNTED`] stands
    /// for all that are more.
    ///
    /// [`LIKES_COUNTED`]: super::likes::LIKES_COUNTED
    pub likes: u32,
    /// How many follow them.
    pub followers: u32,
    /// How many they follow.
    pub following: u32,
    /// Whether whoever looks follows them.
    pub followed: bool,
    /// Whether they are suspended: nothing else of this says anything then.
    pub suspended: bool,
}

impl Profile {
    /// The same of somebody who is suspended: who they are, and nothing else.
    pub fn bare(self) -> Self {
        let (bio, pins, likes, followers, following, followed) = (String::new(), 0, 0, 0, 0, false);
        Self { bio, pins, likes, followers, following, followed, ..self }
    }
}

/// What an account may do beyond its own things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whoever signs up.
    Member,
    /// Looks after what members put here: reports, and pins.
    Moderator,
    /// Runs the site.
    Admin,
}

impl Role {
    /// All of them, those who may do more after those who may do less.
    pub const ALL: [Self; 3] = [Self::Member, Self::Moderator, Self::Admin];

    /// What it is called where people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Member => "Member",
            Self::Moderator => "Moderator",
            Self::Admin => "Admin",
        }
    }

    /// Its name in the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("role", "Choose “member”, “moderator” or “admin”.");
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(wrong)
    }
}

/// The member who is signed in, as they see themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Their account.
    pub id: UserId,
    /// How others see them.
    pub person: Person,
    /// What they may do.
    pub role: Role,
}

/// What a sign-up form holds, as typed.
#[derive(Clone, Default, Deserialize)]
pub struct SignUp {
    /// Where mail reaches them.
    pub email: String,
    /// Their name in addresses.
    pub username: String,
    /// What they call themselves; the user name where left empty.
    pub display_name: String,
    /// The password, as typed.
    pub password: String,
    /// The one-time token of the first admin's link, where they came by it.
    pub first_admin: Option<String>,
    /// The token of an invitation, where they came by one.
    pub invitation: Option<String>,
}

impl SignUp {
    /// The same, tidied, if every field is valid.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn validated(self) -> Result<Self, Problem> {
        let email = self.email.trim().to_owned();
        let username = self.username.trim().to_owned();
        let display_name = tidy(&self.display_name);
        // What only turns text is gone by now, and is no name all the same.
        let typed = self.display_name.chars().any(|c| !(c.is_whitespace() || c.is_control()));
        let unseen = typed && !is_visible(&display_name);
        let checks = [
            ("email", email_problem(&email)),
            ("username", username_problem(&username)),
            ("display_name", if unseen { Some(UNSEEN.to_owned()) } else { display_name_problem(&display_name) }),
            ("password", password_problem(&self.password)),
        ];
        refuse_invalid(checks)?;
        let display_name = if display_name.is_empty() { username.clone() } else { display_name };
        Ok(Self { email, username, display_name, ..self })
    }
}

/// Refuses a form in which anything is wrong, with all of it.
///
/// # Errors
/// [`Problem::Invalid`] with each field that needs another look.
pub fn refuse_invalid(checks: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Result<(), Problem> {
    let wrong = checks.into_iter().filter_map(|(field, message)| Some((field, message?)));
    let fields: Vec<_> = wrong.map(|(field, message)| FieldProblem { field: field.to_owned(), message }).collect();
    if fields.is_empty() { Ok(()) } else { Err(Problem::Invalid { fields }) }
}

/// What is wrong with an e-mail address (RFC 5321, length and shape), if anything.
pub fn email_problem(email: &str) -> Option<String> {
    if email.is_empty() {
        return Some("Please enter your e-mail address.".to_owned());
    }
    let valid = email_address::EmailAddress::is_valid(email) && email.is_ascii();
    (!valid).then(|| "This does not look like an e-mail address.".to_owned())
}

/// What is wrong with a user name, if anything: 3 to 30 letters, digits and underscores.
pub fn username_problem(username: &str) -> Option<String> {
    if username.is_empty() {
        return Some("Please choose a user name.".to_owned());
    }
    let fits = (3..=30).contains(&username.len());
    let plain = username.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (!(fits && plain)).then(|| "A user name must have 3 to 30 letters, digits or underscores.".to_owned())
}

const UNSEEN: &str = "This name has no visible characters.";

/// What is wrong with a display name, if anything. Whether it may be empty is for the form to say.
pub fn display_name_problem(name: &str) -> Option<String> {
    if !name.is_empty() && !is_visible(name) {
        return Some(UNSEEN.to_owned());
    }
    let too_long = name.chars().count() > DISPLAY_NAME_LONGEST;
    too_long.then(|| format!("A display name can have at most {DISPLAY_NAME_LONGEST} characters."))
}

/// What is wrong with a text about oneself, if anything.
pub fn bio_problem(bio: &str) -> Option<String> {
    let too_long = bio.chars().count() > BIO_LONGEST;
    too_long.then(|| at_most(BIO_LONGEST))
}

/// What is wrong with a new password, if anything.
pub fn password_problem(password: &str) -> Option<String> {
    if password.chars().count() < PASSWORD_SHORTEST {
        return Some(format!("A password must have at least {PASSWORD_SHORTEST} characters."));
    }
    let too_long = password.len() > PASSWORD_LONGEST;
    too_long.then(|| format!("A password can have at most {PASSWORD_LONGEST} bytes."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SignUp {
        SignUp {
            email: " ana@example.com ".into(),
            username: "ana_1".into(),
            display_name: "".into(),
            password: "correct horse".into(),
            first_admin: None,
            invitation: None,
        }
    }

    #[test]
    fn a_display_name_left_out_is_the_user_name() {
        let valid = form().validated().unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!((valid.email.as_str(), valid.display_name.as_str()), ("ana@example.com", "ana_1"));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = SignUp {
            email: "ana".into(),
            username: "a b".into(),
            display_name: "\u{202e}\u{200b}".into(),
            password: "short".into(),
            first_admin: None,
            invitation: None,
        };
        let Err(Problem::Invalid { fields }) = wrong.validated() else { panic!("should be refused") };
        let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(names, ["email", "username", "display_name", "password"]);
    }
}
