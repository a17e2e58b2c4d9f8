//! Links that are sent by mail or handed over by an admin, and work once.

use super::errors::Problem;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::{Duration, OffsetDateTime};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// The first admin signs up by it.
    FirstAdmin,
    /// Says that an account's e-mail address is its owner's. Also how a new address takes the place of the old.
    VerifyEmail,
    /// Sets a new password.
    ResetPassword,
    /// Signs up somebody who was asked to come.
    Invitation,
}

impl LinkPurpose {
    /// Its name in the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstAdmin => "first_admin",
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::Invitation => "invitation",
        }
    }

    /// How long such a link works.
    pub const fn life(self) -> Duration {
        match self {
            Self::FirstAdmin | Self::VerifyEmail => Duration::hours(24),
            Self::ResetPassword => Duration::hours(1),
            Self::Invitation => Duration::days(7),
        }
    }

    /// The path at which a link with this token is followed.
    pub fn path(self, token: &str) -> String {
        match self {
            Self::FirstAdmin => format!("/signup?first_admin={token}"),
            Self::VerifyEmail => format!("/verify?token={token}"),
            Self::ResetPassword => format!("/reset?token={token}"),
            Self::Invitation => format!("/signup?invitation={token}"),
        }
    }

    /// What such a link is called, in the middle of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::FirstAdmin => "link for the first admin",
            Self::VerifyEmail => "link to confirm an e-mail address",
            Self::ResetPassword => "link to set a new password",
            Self::Invitation => "invitation",
        }
    }
}

impl FromStr for LinkPurpose {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let all = [Self::FirstAdmin, Self::VerifyEmail, Self::ResetPassword, Self::Invitation];
        all.into_iter()
            .find(|purpose| purpose.name() == text)
            .ok_or_else(|| Problem::field("purpose", "Choose “verify_email” or “reset_password”."))
    }
}

/// Whether a link still works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It works.
    Good,
    /// It has been used, or a newer one was made.
    Used,
    /// Its time is over.
    Expired,
    /// There is no such link, or it is too long ago.
    Unknown,
}

/// What the page behind a link needs to know before anything is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFacts {
    /// Whether it works.
    pub state: LinkState,
    /// The e-mail address it is about, where it works and is about one.
    pub email: Option<String>,
}

/// A link that an admin has made by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeLink {
    /// Its whole address. It is shown once; only a hash is kept.
    pub url: String,
    /// Until when it works, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}
