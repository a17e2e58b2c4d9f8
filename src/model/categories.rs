//! Categories of communities: what communities can be about.

use super::{
    errors::Problem,
    ids::CategoryId,
    text::{is_visible, tidy},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The longest name of a category, in characters.
pub const CATEGORY_NAME_LONGEST: usize = 40;

/// How many categories there can be: as many as a list to choose from can hold.
pub const CATEGORIES_MOST: usize = 100;

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its name in addresses.
    pub id: CategoryId,
    /// What it is called. No two are called the same, whatever the case of their letters.
    pub name: String,
}

/// One step among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
}

impl FromStr for Step {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "up" => Ok(Self::Up),
            "down" => Ok(Self::Down),
            _ => Err(Problem::field("step", "Choose “up” or “down”.")),
        }
    }
}

/// A name as it is kept.
///
/// # Errors
/// [`Problem::Invalid`] at `name`.
pub fn tidy_name(name: &str) -> Result<String, Problem> {
    let name = tidy(name);
    let wrong =
        || Problem::field("name", format!("A category name must have 1 to {CATEGORY_NAME_LONGEST} characters."));
    let fits = is_visible(&name) && name.chars().count() <= CATEGORY_NAME_LONGEST;
    if fits { Ok(name) } else { Err(wrong()) }
}
