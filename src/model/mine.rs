//! A member's own pins: filtered, sorted, selected and changed many at once.

use super::{
    boards::BoardWords,
    errors::Problem,
    ids::{BoardId, DeletionId, PinId},
    page::Cursor,
    pins::{PinCard, Visibility},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// How many of one's own pins stand on a page.
pub const MINE_PAGE_SIZE: usize = 60;

/// How many pins can be named one by one in a wish about many. All that match can be more.
pub const NAMED_MOST: usize = 2000;

/// Which of one's own pins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MineFilter {
    /// Those whose title or description holds this text; all where empty.
    pub q: String,
    /// Those with this tag; all where empty.
    pub tag: String,
    /// Those that these may see.
    pub visibility: Option<Visibility>,
    /// Those whose picture is ready, or still under work.
    pub state: Option<Progress>,
}

/// How far a picture is, as a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// All of it is there.
    Ready,
    /// Still under work.
    Working,
}

impl Progress {
    /// Its name in addresses and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Working => "working",
        }
    }
}

impl FromStr for Progress {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "ready" => Ok(Self::Ready),
            "working" => Ok(Self::Working),
            _ => Err(Problem::field("state", "Choose “ready” or “working”.")),
        }
    }
}

/// The order of one's own pins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MineSort {
    /// What was uploaded last comes first.
    #[default]
    Newest,
    /// What was uploaded first comes first.
    Oldest,
    /// By title.
    Title,
}

impl MineSort {
    /// Its name in addresses and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Title => "title",
        }
    }
}

impl FromStr for MineSort {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "newest" => Ok(Self::Newest),
            "oldest" => Ok(Self::Oldest),
            "title" => Ok(Self::Title),
            _ => Err(Problem::field("sort", "Choose “newest”, “oldest” or “title”.")),
        }
    }
}

/// One of one's own pins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPin {
    /// What a grid would show of it.
    pub card: PinCard,
    /// When it was uploaded, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Its tags.
    pub tags: Vec<String>,
    /// An earlier one that looks nearly the same.
    pub near_duplicate_of: Option<EarlierPin>,
}

/// An earlier pin of the same owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierPin {
    /// Its name in `/pin/{id}`.
    pub id: PinId,
    /// What it is called.
    pub title: String,
}

/// A page of one's own pins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MyPage {
    /// What stands on this page, in order.
    pub items: Vec<MyPin>,
    /// Where the next page begins; `None` at the end of the list.
    pub next: Option<Cursor>,
    /// How many pins match in all.
    pub matching: u32,
    /// How many pins one has deleted that are not gone yet.
    pub deleting: u32,
}

/// Which pins a wish is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These.
    Named(Vec<PinId>),
    /// All of one's own that match.
    Matching(MineFilter),
}

/// What is done to many pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// These may see them from now on.
    Visibility(Visibility),
    /// They get these tags beside their own.
    AddTags(Vec<String>),
    /// They lose these tags.
    RemoveTags(Vec<String>),
    /// They come to the end of this board of one's own, uploaded first first.
    PutOn(BoardId),
    /// The same of a board that is made for them.
    PutOnNew(BoardWords),
}

/// What a wish to change has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// How many pins it was about.
    pub count: u32,
    /// The board that they are on now, where they were put on one.
    pub board: Option<BoardId>,
}

/// What a wish to delete has come to. It can be undone for a little while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// By this name it can be undone.
    pub deletion: DeletionId,
    /// How many pins it took.
    pub count: u32,
}
