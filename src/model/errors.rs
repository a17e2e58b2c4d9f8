//! The one error of Tessera: what went wrong, said for people, with the HTTP status programs get.

use super::ids::PinId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What can go wrong between a person and the site. Its `Display` is a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Problem {
    /// Nobody is signed in, and this needs somebody.
    NotSignedIn,
    /// E-mail, user name or password is wrong; it is never said which.
    WrongCredentials,
    /// A program's token is none of ours, has expired, or was taken back.
    InvalidToken,
    /// Signed in, but this is not theirs to do.
    NotAllowed,
    /// The same, where there is more to say.
    Forbidden {
        /// Why not, and what would help.
        detail: String,
    },
    /// It is not in the plan of the account that it is about.
    Plan {
        /// Which plan does not give it, and which one would.
        detail: String,
    },
    /// Too often in too short a time.
    TooMany {
        /// After how many seconds it can be tried again.
        retry_after: u64,
    },
    /// A link that works no more: used, expired, or never made.
    StaleLink {
        /// What has become of it, and how to come by a new one.
        detail: String,
    },
    /// There is no such thing, or it is not this person's to see. The two are never told apart.
    NotFound,
    /// Fields of a form that need another look, one by one.
    Invalid {
        /// Which fields, and what to do about each.
        fields: Vec<FieldProblem>,
    },
    /// The owner has another pin of this title.
    TitleTaken {
        /// The title, as the other pin has it.
        title: String,
        /// The pin that has it.
        pin: PinId,
    },
    /// It has been done before, and is done once only.
    Already {
        /// What, and what has become of it.
        detail: String,
    },
    /// The request itself cannot be understood.
    BadRequest {
        /// What was expected instead.
        detail: String,
    },
    /// A file that cannot be taken, with the reason.
    Refused {
        /// A whole sentence about this file.
        detail: String,
    },
    /// More bytes than are taken.
    TooLarge {
        /// How many bytes are taken at most.
        limit: u64,
    },
    /// There is no room left on the site's disk.
    DiskFull,
    /// The store of files does not answer; the same request will do later.
    StoreAway,
    /// The body of the request has not come in the time it had.
    Slow,
    /// Too much at once; the same request will do later.
    Busy,
    /// What others did at the same moment stood in the way; the same request will do at once.
    Overtaken,
    /// A fault of ours. The log has its cause, under the request's id.
    Internal,
}

/// One field of a form and what is wrong with what was typed there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name in the form and in the API.
    pub field: String,
    /// A whole sentence.
    pub message: String,
}

impl Problem {
    /// A problem with one field of a form.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid { fields: vec![FieldProblem { field: field.to_owned(), message: message.into() }] }
    }

    /// The HTTP status of this problem (RFC 9110).
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn | Self::WrongCredentials | Self::InvalidToken => 401,
            Self::NotAllowed | Self::Forbidden { .. } | Self::Plan { .. } => 403,
            Self::TooMany { .. } => 429,
            Self::StaleLink { .. } => 410,
            Self::TitleTaken { .. } | Self::Already { .. } => 409,
            Self::NotFound => 404,
            Self::Invalid { .. } | Self::Refused { .. } => 422,
            Self::BadRequest { .. } => 400,
            Self::TooLarge { .. } => 413,
            Self::Slow => 408,
            Self::StoreAway | Self::Busy | Self::Overtaken => 503,
            Self::DiskFull => 507,
            Self::Internal => 500,
        }
    }

    /// A few words that name this kind of problem, the same for each of its kind (RFC 9457 `title`).
    pub const fn title(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "Sign in first",
            Self::WrongCredentials => "Sign-in failed",
            Self::InvalidToken => "Invalid token",
            Self::NotAllowed | Self::Forbidden { .. } => "Not allowed",
            Self::Plan { .. } => "Not in this plan",
            Self::TooMany { .. } => "Too many requests",
            Self::StaleLink { .. } => "This link no longer works",
            Self::NotFound => "Not found",
            Self::Invalid { .. } => "Please fix the following",
            Self::TitleTaken { .. } => "Title taken",
            Self::Already { .. } => "Not possible now",
            Self::BadRequest { .. } => "Bad request",
            Self::Refused { .. } => "File not accepted",
            Self::TooLarge { .. } => "File too large",
            Self::Slow => "Request timed out",
            Self::StoreAway | Self::Busy | Self::Overtaken => "Temporarily unavailable",
            Self::DiskFull => "Disk full",
            Self::Internal => "Something went wrong",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSignedIn => f.write_str("Please sign in first."),
            Self::WrongCredentials => f.write_str("Wrong user name, e-mail or password."),
            Self::InvalidToken => f.write_str("This token is invalid, has expired or was revoked."),
            Self::NotAllowed => f.write_str("This belongs to someone else, or your role doesn’t allow it."),
            Self::NotFound => f.write_str("This does not exist, or you do not have access to it."),
            Self::Invalid { fields } => {
                for (index, problem) in fields.iter().enumerate() {
                    let space = if index == 0 { "" } else { " " };
                    write!(f, "{space}{}", problem.message)?;
                }
                Ok(())
            }
            Self::Already { detail }
            | Self::BadRequest { detail }
            | Self::Refused { detail }
            | Self::Forbidden { detail }
            | Self::Plan { detail }
            | Self::StaleLink { detail } => f.write_str(detail),
            Self::TitleTaken { title, .. } => {
                write!(f, "You already have a picture called “{title}”. Please choose another title.")
            }
            Self::TooMany { retry_after } => {
                write!(f, "Too many attempts. Please try again in {}.", Wait(*retry_after))
            }
            Self::TooLarge { limit } => {
                write!(f, "This file is too large. The limit is {}.", Bytes(*limit))
            }
            Self::DiskFull => f.write_str("This site’s disk is full, so nothing can be saved. Please try again later."),
            Self::StoreAway => {
                f.write_str("Pictures and files cannot be loaded or saved right now. Please try again in a moment.")
            }
            Self::Slow => f.write_str("The request took too long. Please check your connection and try again."),
            Self::Busy | Self::Overtaken => f.write_str("The site is busy right now. Please try again in a moment."),
            Self::Internal => f.write_str("Something went wrong on our side. Please try again."),
        }
    }
}

impl std::error::Error for Problem {}

/// A number of bytes as people read it: decimal units, at most one digit after the point ("1.5 MB").
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
        if self.0 < 1000 {
            return write!(f, "{} bytes", self.0);
        }
        // Whole tenths: to write fractions takes a lot of code in a browser.
        let tenths = |of: u64| self.0 / of + u64::from(self.0 % of >= of / 2);
        let (mut tenth, mut unit) = (100, 0);
        while tenths(tenth) >= 10_000 && unit + 1 < UNITS.len() {
            tenth *= 1000;
            unit += 1;
        }
        let (whole, tenths) = (tenths(tenth) / 10, tenths(tenth) % 10);
        match tenths {
            0 => write!(f, "{whole} {}", UNITS[unit]),
            _ => write!(f, "{whole}.{tenths} {}", UNITS[unit]),
        }
    }
}

/// A number with commas between its thousands: "1,240".
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

/// The message for a text of more than `most` characters.
pub fn at_most(most: usize) -> String {
    format!("Please use at most {} characters.", grouped(most as u64))
}

/// The message for a number that is not from 1 to `most`.
pub fn number_up_to(most: u32) -> String {
    format!("Please enter a number from 1 to {}.", grouped(most.into()))
}

/// A number of seconds as people say it, rounded up: "40 seconds", "3 minutes", "2 hours".
pub struct Wait(pub u64);

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self.0 {
            0..=59 => (self.0.max(1), "second"),
            60..=3599 => (self.0.div_ceil(60), "minute"),
            _ => (self.0.div_ceil(3600), "hour"),
        };
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_reads_as_people_say_it() {
        for (seconds, words) in [
            (0, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (61, "2 minutes"),
            (3600, "1 hour"),
            (3601, "2 hours"),
        ] {
            assert_eq!(Wait(seconds).to_string(), words);
        }
    }

    #[test]
    fn sizes_read_as_people_say_them() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (1_536, "1.5 kB"),
            (999_960, "1 MB"),
            (104_857_600, "104.9 MB"),
            (16_000_000, "16 MB"),
            (u64::MAX, "18446744.1 TB"),
        ] {
            assert_eq!(Bytes(bytes).to_string(), text);
        }
    }
}
