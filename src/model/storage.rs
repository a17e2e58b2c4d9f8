//! Storage: how much room files take, whose they are, and files that nobody needs or that are missing.

use super::{
    errors::Problem,
    ids::{PictureId, PinId, UserId},
    page::Page,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// How many members stand on a page.
pub const ROOMS_PAGE_SIZE: usize = 50;

/// How many missing files are named.
pub const LOST_NAMED: usize = 100;

/// A kind of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Untouched files, as they were uploaded.
    Original,
    /// Quality states.
    Quality,
    /// Thumbnails that plans name.
    Thumbnail,
    /// What nothing refers to; a sweep deletes it.
    Unreferenced,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Original, Self::Quality, Self::Thumbnail, Self::Unreferenced];

    /// Its name in the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Quality => "quality",
            Self::Thumbnail => "thumbnail",
            Self::Unreferenced => "unreferenced",
        }
    }

    /// The same for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Original => "Originals",
            Self::Quality => "Picture sizes",
            Self::Thumbnail => "Plan thumbnails",
            Self::Unreferenced => "Unreferenced files",
        }
    }
}

/// A disk is nearly full where less than this is left of it, in bytes, or less than a tenth of it.
const ROOM_LOW: u64 = 2_000_000_000;

/// A disk that files are kept on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskSpace {
    /// A folder on it.
    pub folder: String,
    /// How much is left, in bytes.
    pub free: u64,
    /// How much it has at all, in bytes.
    pub total: u64,
}

impl DiskSpace {
    /// Whether it is nearly full.
    pub const fn is_low(&self) -> bool {
        self.free < ROOM_LOW || self.free < self.total / 10
    }
}

/// How much room one kind of files takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindRoom {
    /// The kind.
    pub kind: FileKind,
    /// How many there are.
    pub files: u64,
    /// How often they are used: the same bytes are kept once.
    pub uses: u64,
    /// In bytes.
    pub bytes: u64,
    /// How much more it would be, in bytes, if each use had a file of its own.
    pub shared: u64,
}

/// What the last comparison of the store with the database found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageCheck {
    /// When, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub checked_at: OffsetDateTime,
    /// How many files lie in the store.
    pub files: u64,
    /// In bytes.
    pub file_bytes: u64,
    /// How many of them, older than a day, the database knows nothing of.
    pub stray_files: u64,
    /// In bytes.
    pub stray_bytes: u64,
    /// How many files are missing that something refers to.
    pub lost: u64,
    /// What was deleted on the way; `None` where it was only looked.
    pub swept: Option<Swept>,
    /// What is missing, up to [`LOST_NAMED`].
    pub lost_files: Vec<LostFile>,
}

/// What a sweep deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swept {
    /// Files that the database knew, and nothing referred to.
    pub unreferenced: u64,
    /// Files that it did not know.
    pub strays: u64,
}

/// A file that is missing, and a picture that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostFile {
    /// The SHA-256 of its bytes, in hexadecimal digits, which is its name in the store.
    pub sha256: String,
    /// In bytes.
    pub bytes: u64,
    /// What it is to the picture.
    pub kind: FileKind,
    /// The picture.
    pub picture: PictureId,
    /// Whose it is.
    pub owner: String,
    /// The pin that shows it, where whoever looks may see that, and its title.
    pub pin: Option<LostPin>,
}

/// A pin whose picture lacks a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostPin {
    /// The pin.
    pub id: PinId,
    /// What its owner calls it.
    pub title: String,
}

/// How much room files take in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storage {
    /// When that was counted, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub counted_at: OffsetDateTime,
    /// All files, in bytes.
    pub bytes: u64,
    /// Kind by kind, in the order of [`FileKind::ALL`].
    pub kinds: Vec<KindRoom>,
    /// What the last comparison found; `None` where there was none.
    pub check: Option<StorageCheck>,
    /// Whether one waits, or is under way.
    pub under_way: bool,
}

/// How much room a member takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Whose.
    pub user: UserId,
    /// Their user name.
    pub username: String,
    /// What they are called.
    pub display_name: String,
    /// Their plan.
    pub plan: String,
    /// In bytes, as their files were uploaded.
    pub used: u64,
    /// How much their plan holds, in bytes; `None` for no end.
    pub quota: Option<u64>,
}

/// How members are sorted by the room they take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomSort {
    /// Whoever takes most comes first.
    #[default]
    Most,
    /// Whoever takes least comes first.
    Least,
}

impl RoomSort {
    /// Its name in addresses and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Most => "most",
            Self::Least => "least",
        }
    }
}

impl FromStr for RoomSort {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "" | "most" => Ok(Self::Most),
            "least" => Ok(Self::Least),
            _ => Err(Problem::field("sort", "Choose “most” or “least”.")),
        }
    }
}

/// Storage, and a page of members by the room they take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoragePage {
    /// How much room files take in all.
    pub storage: Storage,
    /// Who takes how much.
    pub rooms: Page<Room>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_nearly_full_below_two_gigabytes_or_a_tenth() {
        let disk = |free, total| DiskSpace { folder: String::new(), free, total };
        let gigabyte = 1_000_000_000;
        assert!(!disk(10 * gigabyte, 100 * gigabyte).is_low());
        assert!(disk(10 * gigabyte - 1, 100 * gigabyte).is_low());
        assert!(disk(2 * gigabyte - 1, 4 * gigabyte).is_low());
        assert!(!disk(2 * gigabyte, 4 * gigabyte).is_low());
    }
}
