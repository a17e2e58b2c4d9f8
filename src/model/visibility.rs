//! Who may see what has only two kinds of it: boards and communities. Pins have more (`pins::Visibility`).

use super::errors::Problem;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Who may see a board or a community.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicOrPrivate {
    /// Everyone, who may also join where it is a community.
    #[default]
    Public,
    /// The owner of a board alone; the members of a community, into which an invitation lets others.
    Private,
}

impl PublicOrPrivate {
    /// Its name in forms, the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

impl FromStr for PublicOrPrivate {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "public" => Ok(Self::Public),
            "private" => Ok(Self::Private),
            _ => Err(Problem::field("visibility", "Choose “public” or “private”.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for visibility in [PublicOrPrivate::Public, PublicOrPrivate::Private] {
            assert_eq!(visibility.name().parse(), Ok(visibility));
            assert_eq!(serde_json::to_value(visibility).ok(), Some(visibility.name().into()));
        }
    }
}
