//! A pin: a picture with its words, and the rules of those words.

use super::{
    accounts::Person,
    errors::Problem,
    ids::{ChannelId, PictureId, PinId},
    pictures::{Picture, PictureState},
    plans::LinkBounds,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// How many uploads can be asked about at once.
pub const STATES_AT_ONCE: usize = 500;

/// How many files can be asked about at once, whether they were uploaded before.
pub const FILES_AT_ONCE: usize = 100;

/// How many pins stand on one page of a grid.
pub const PAGE_SIZE: usize = 40;

/// Who may see a pin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everyone.
    #[default]
    Public,
    /// Whoever has its address; no list shows it but its owner's.
    Unlisted,
    /// Its owner alone.
    Private,
    /// Whoever reads the channel that it was uploaded for. Lists show it to its owner alone, and boards to those who read the channel.
    Channel,
}

impl Visibility {
    /// Its name in forms, the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
            Self::Channel => "channel",
        }
    }
}

impl FromStr for Visibility {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "public" => Ok(Self::Public),
            "unlisted" => Ok(Self::Unlisted),
            "private" => Ok(Self::Private),
            "channel" => Ok(Self::Channel),
            _ => Err(Problem::field("visibility", "Choose “public”, “unlisted”, “private” or “channel”.")),
        }
    }
}

/// A pin as a grid shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinCard {
    /// Its name in `/pin/{id}`.
    pub id: PinId,
    /// What its owner calls it.
    pub title: String,
    /// What it shows, for whoever cannot see it; empty where its owner has not said.
    pub alt_text: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whose it is.
    pub owner: Person,
    /// What it shows.
    pub picture: Picture,
    /// How many members like it.
    pub like_count: u32,
    /// Whether whoever looks is one of them.
    pub liked: bool,
    /// Whether it is on a board of theirs.
    pub saved: bool,
    /// How many comments there are.
    pub comment_count: u32,
}

/// A pin as its own page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PinDetail {
    /// What a grid would show of it.
    pub card: PinCard,
    /// When it was uploaded, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// What its owner says of it: some lines of plain text.
    pub description: String,
    /// Where it comes from: a web address.
    pub source_url: Option<String>,
    /// Its tags, in the order of the alphabet.
    pub tags: Vec<String>,
    /// The channel whose readers see it, where it is for those alone.
    pub channel: Option<ChannelId>,
    /// Whether whoever looks may change and delete it: its owner, or an admin.
    pub editable: bool,
    /// What its owner's plan gives of its picture.
    pub given: Given,
    /// Why it is hidden, where it is: from everybody but its owner and those who look after the site.
    pub hidden: Option<String>,
    /// What its owner is told of where it was taken; `None` for everybody else.
    pub location: Option<OwnLocation>,
    /// Whether the viewer follows its owner.
    pub owner_followed: bool,
}

/// What an owner is told of where a picture was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLocation {
    /// Whether the original names a place; `None` where nobody has looked yet, or the file cannot be gone through.
    pub found: Option<bool>,
    /// Whether the owner has others download the original as it is.
    pub shared: bool,
}

impl OwnLocation {
    /// What becomes of the location in what others can download; `None` where nobody has looked yet.
    pub fn fate(self) -> Option<Location> {
        Some(match (self.found?, self.shared) {
            (false, _) => Location::None,
            (true, false) => Location::Removed,
            (true, true) => Location::Shared,
        })
    }
}

/// What becomes of the location in what others can download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// The file names no place.
    None,
    /// It is removed. The owner's download has it.
    Removed,
    /// The owner has said that it may stay.
    Shared,
}

impl Location {
    /// A sentence for the owner, where a place was found.
    pub const fn words(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Removed => Some("Location found and removed from what others can download. Your original keeps it."),
            Self::Shared => Some("Location found. Others who can download the original get it too."),
        }
    }
}

/// What a plan gives of a picture. Nothing as long as the picture is not finished.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Its thumbnails, by rising height.
    pub thumbnails: Vec<Thumbnail>,
    /// Whether the untouched file can be had.
    pub original: bool,
    /// How long expiring links may live, where whoever looks may make some.
    pub links: Option<LinkBounds>,
}

/// A thumbnail of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// The plan's height, in pixels. A picture that is lower has it in its own size.
    pub height: u32,
    /// Pixels across.
    pub width: u32,
}

/// What has become of an uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum UploadState {
    /// It is a pin.
    Pinned {
        /// The picture by which to show it.
        picture: PictureId,
        /// How far the work on the picture is.
        progress: PictureState,
    },
    /// It could not be read after all, and nothing of it has been kept.
    Refused {
        /// A whole sentence on why.
        reason: String,
    },
}

/// An upload that could not be read after all, for its owner. It is kept for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedUpload {
    /// What the pin was called by programs.
    pub pin: PinId,
    /// What it was called by its owner.
    pub title: String,
    /// A whole sentence on why.
    pub reason: String,
    /// When that was found out, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub failed_at: OffsetDateTime,
}

/// The header in which a page says whose upload it sends. Another account may have signed in in the same browser since the page was
/// loaded, and is not to get it.
pub const UPLOAD_ACCOUNT: &str = "x-upload-account";

/// The answer about one file of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UploadAnswer {
    /// It became a pin, and the work on its picture has been asked for.
    Accepted {
        /// The pin.
        id: PinId,
        /// What the pin is called.
        title: String,
        /// How far the work is.
        state: PictureState,
        /// What becomes of the location; left out for what was sent before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<Location>,
        /// The oldest of the owner's other pins that has the same file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duplicate_of: Option<PinId>,
    },
    /// It was not taken, and nothing of it has been kept.
    Refused {
        /// The file's name.
        file: String,
        /// A whole sentence on why.
        error: String,
        /// The pin that has the title already, where that is why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin: Option<PinId>,
        /// Whether another try can help: with other words, or once there is room.
        retryable: bool,
    },
}

impl UploadAnswer {
    /// The answer about a file that was not taken.
    pub fn refused(file: String, problem: &Problem) -> Self {
        let pin = if let Problem::TitleTaken { pin, .. } = problem { Some(*pin) } else { None };
        let retryable = !matches!(problem, Problem::Refused { .. } | Problem::TooLarge { .. });
        Self::Refused { file, error: problem.to_string(), pin, retryable }
    }
}

/// A file that a member has uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFile {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The oldest of the member's pins that has it.
    pub pin: PinId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_can_never_be_taken_is_not_to_be_sent_again() {
        let retryable = |problem: Problem| {
            let answer = UploadAnswer::refused("a.png".to_owned(), &problem);
            matches!(answer, UploadAnswer::Refused { retryable: true, .. })
        };
        let detail = || "This file is empty.".to_owned();
        assert!(!retryable(Problem::Refused { detail: detail() }) && !retryable(Problem::TooLarge { limit: 1 }));
        assert!(retryable(Problem::Plan { detail: detail() }) && retryable(Problem::field("tags", "Too long.")));
    }
}
