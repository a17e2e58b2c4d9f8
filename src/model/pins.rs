//! A pin: a picture with its words, and the rules of those words.

use super::{
    accounts::Person,
    errors::Problem,
    ids::{PictureId, PinId},
    pictures::{Picture, PictureState},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// The longest title, in characters.
pub const TITLE_LONGEST: usize = 150;

/// How many uploads can be asked about at once.
pub const STATES_AT_ONCE: usize = 500;

/// How many pins stand on one page of a grid.
pub const PAGE_SIZE: usize = 40;

/// Who may see a pin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everyone.
    #[default]
    Public,
    /// Its owner alone.
    Private,
}

impl Visibility {
    /// Its name in forms, the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

impl FromStr for Visibility {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "public" => Ok(Self::Public),
            "private" => Ok(Self::Private),
            _ => Err(Problem::field("visibility", "Choose “public” or “private”.")),
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
    /// Who may see it.
    pub visibility: Visibility,
    /// Whose it is.
    pub owner: Person,
    /// What it shows.
    pub picture: Picture,
}

/// A pin as its own page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PinDetail {
    /// What a grid would show of it.
    pub card: PinCard,
    /// When it was uploaded, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
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
    },
    /// It was not taken, and nothing of it has been kept.
    Refused {
        /// The file's name.
        file: String,
        /// A whole sentence on why.
        error: String,
    },
}

/// The title a pin is given: what was typed, tidied; or, where nothing was, the file's name without its ending.
///
/// # Errors
/// A title of more than [`TITLE_LONGEST`] characters is a problem of the field `title`. A file's name is cut.
pub fn title(typed: &str, file_name: &str) -> Result<String, Problem> {
    let typed = tidy(typed);
    if typed.chars().count() > TITLE_LONGEST {
        return Err(Problem::field("title", format!("A title has at most {TITLE_LONGEST} characters.")));
    }
    if !typed.is_empty() {
        return Ok(typed);
    }
    // Some browsers send a path; what comes after the last separator is the name.
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem: String = tidy(stem).chars().take(TITLE_LONGEST).collect();
    Ok(if stem.is_empty() { "Untitled".to_owned() } else { stem })
}

/// One line without control characters, and no white space at its ends or doubled within.
pub fn tidy(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_left_out_is_the_files_name() {
        assert_eq!(title("", "Elephants_5640x3172.jpg").unwrap(), "Elephants_5640x3172");
        assert_eq!(title("  ", "C:\\photos\\a.b.png").unwrap(), "a.b");
        assert_eq!(title("", ".jpg").unwrap(), "Untitled");
        assert_eq!(title("", "").unwrap(), "Untitled");
    }

    #[test]
    fn a_title_is_one_tidy_line() {
        assert_eq!(title(" Two\n elephants\u{0} ", "x.jpg").unwrap(), "Two elephants");
    }

    #[test]
    fn a_title_too_long_is_refused_and_a_files_name_cut() {
        let long = "ä".repeat(TITLE_LONGEST + 1);
        assert_eq!(title(&long, "x.jpg").unwrap_err().status(), 422);
        assert_eq!(title("", &long).unwrap().chars().count(), TITLE_LONGEST);
    }
}
