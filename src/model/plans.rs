//! Plans: what an account gets, and the words for what it does not.

use super::{
    accounts::refuse_invalid,
    errors::{Bytes, Problem, grouped, number_up_to},
    ids::PlanId,
    text::{is_visible, tidy},
};
use serde::{Deserialize, Serialize};

/// The longest name of a plan, in characters.
pub const PLAN_NAME_LONGEST: usize = 40;

/// How many heights of thumbnails a plan can have.
pub const HEIGHTS_MOST: usize = 12;

/// The heights that a thumbnail can have, in pixels.
pub const HEIGHT_RANGE: std::ops::RangeInclusive<u32> = 16..=4000;

/// The longest life of an expiring link that a plan can allow, in seconds: a year.
pub const LINK_LONGEST: u32 = 31_536_000;

/// The most files at once that a plan can allow.
pub const BATCH_MOST: u32 = 100_000;

/// The most bytes that a plan can count: a pebibyte.
const BYTES_MOST: u64 = 1 << 50;

const BYTES_WRONG: &str = "Please enter a size from 1 byte to 1 PiB.";

/// How long expiring links may live, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkBounds {
    /// The least.
    pub shortest: u32,
    /// The most.
    pub longest: u32,
}

impl LinkBounds {
    /// Refuses a life outside these bounds.
    ///
    /// # Errors
    /// [`Problem::Invalid`] at `alive_duration`.
    pub fn check(self, seconds: i64) -> Result<u32, Problem> {
        let within = u32::try_from(seconds).ok().filter(|seconds| (self.shortest..=self.longest).contains(seconds));
        within.ok_or_else(|| {
            let Self { shortest, longest } = self;
            Problem::field(
                "alive_duration",
                format!(
                    "With this plan, links can last from {} to {} seconds.",
                    grouped(shortest.into()),
                    grouped(longest.into())
                ),
            )
        })
    }
}

/// What a plan gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What it is called. No two plans are called the same, whatever the case of their letters.
    pub name: String,
    /// Of the thumbnails, in pixels, rising.
    pub heights: Vec<u32>,
    /// Whether the untouched file can be had.
    pub original: bool,
    /// How long expiring links may live; `None` where there are none.
    pub links: Option<LinkBounds>,
    /// The largest file, in bytes.
    pub largest_upload: u64,
    /// How much the files of an account may take, in bytes, as they were uploaded; `None` for no end.
    pub quota: Option<u64>,
    /// How many files may be sent at once.
    pub batch: u32,
}

impl Terms {
    /// The same, tidied, if all of it makes sense.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn validated(mut self) -> Result<Self, Problem> {
        self.name = tidy(&self.name);
        self.heights.sort_unstable();
        self.heights.dedup();
        let links = self.links.is_none_or(|links| {
            1 <= links.shortest && links.shortest <= links.longest && links.longest <= LINK_LONGEST
        });
        let bytes = |bytes: u64| 0 < bytes && bytes <= BYTES_MOST;
        let wrong = |right: bool, words: String| (!right).then_some(words);
        refuse_invalid([
            (
                "name",
                wrong(
                    is_visible(&self.name) && self.name.chars().count() <= PLAN_NAME_LONGEST,
                    format!("A plan name must have 1 to {PLAN_NAME_LONGEST} characters."),
                ),
            ),
            ("heights", heights_problem(&self.heights)),
            (
                "links",
                wrong(
                    links,
                    format!(
                        "Links must last at least 1 second and at most {} seconds, the longest no less than the shortest.",
                        grouped(LINK_LONGEST.into())
                    ),
                ),
            ),
            ("largest_upload", wrong(bytes(self.largest_upload), BYTES_WRONG.to_owned())),
            ("quota", wrong(self.quota.is_none_or(bytes), BYTES_WRONG.to_owned())),
            ("batch", wrong((1..=BATCH_MOST).contains(&self.batch), number_up_to(BATCH_MOST))),
        ])?;
        Ok(self)
    }

    /// What of it holds on a site that takes files of at most `most` bytes.
    pub fn on_a_site(mut self, most: u64) -> Self {
        self.largest_upload = self.largest_upload.min(most);
        self
    }

    /// What it gives, a line each, for people.
    pub fn lines(&self) -> Vec<String> {
        let heights: Vec<_> = self.heights.iter().map(|height| format!("{height} px")).collect();
        let links = self
            .links
            .map(|links| format!("Expiring links from {} to {}", exactly(links.shortest), exactly(links.longest)));
        [
            Some(if heights.is_empty() {
                "No thumbnails".to_owned()
            } else {
                format!("Thumbnails {}", heights.join(", "))
            }),
            self.original.then(|| "The original file".to_owned()),
            links,
            Some(format!("Files up to {}", Bytes(self.largest_upload))),
            Some(
                self.quota
                    .map_or_else(|| "Unlimited storage".to_owned(), |quota| format!("{} of storage", Bytes(quota))),
            ),
            Some(format!("{} per upload", files(self.batch))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A number of seconds in the largest unit in which it is whole.
fn exactly(seconds: u32) -> String {
    let (count, unit) = match seconds {
        whole if whole.is_multiple_of(86_400) => (whole / 86_400, "day"),
        whole if whole.is_multiple_of(3600) => (whole / 3600, "hour"),
        whole if whole.is_multiple_of(60) => (whole / 60, "minute"),
        seconds => (seconds, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

fn files(count: u32) -> String {
    format!("{} {}", grouped(count.into()), if count == 1 { "file" } else { "files" })
}

fn heights_problem(heights: &[u32]) -> Option<String> {
    let (least, most) = (HEIGHT_RANGE.start(), HEIGHT_RANGE.end());
    let right = heights.len() <= HEIGHTS_MOST && heights.iter().all(|height| HEIGHT_RANGE.contains(height));
    (!right).then(|| format!("Please enter up to {HEIGHTS_MOST} heights, each from {least} to {most} pixels."))
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its name in addresses.
    pub id: PlanId,
    /// What it gives.
    #[serde(flatten)]
    pub terms: Terms,
}

/// A plan as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanInUse {
    /// The plan.
    pub plan: Plan,
    /// How many members have it.
    pub members: u64,
    /// Whether whoever signs up gets it.
    pub default: bool,
}

/// Something that a plan may not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// A thumbnail of this height.
    Height(u32),
    /// The untouched file.
    Original,
    /// Expiring links.
    Links,
    /// A file of more than so many bytes.
    Upload(u64),
    /// Room for so many bytes in all.
    Room(u64),
    /// So many files at once.
    Batch(u32),
}

impl Wish {
    /// Whether a plan gives it.
    pub fn given_by(self, terms: &Terms) -> bool {
        match self {
            Self::Height(height) => terms.heights.contains(&height),
            Self::Original => terms.original,
            Self::Links => terms.links.is_some(),
            Self::Upload(bytes) => terms.largest_upload > bytes,
            Self::Room(bytes) => terms.quota.is_none_or(|quota| quota >= bytes),
            Self::Batch(files) => terms.batch > files,
        }
    }

    /// Refuses it, naming the plan that does not give it and, where there is one, the first that does.
    pub fn refused(self, plan: &Plan, all: &[Plan]) -> Problem {
        let name = &plan.terms.name;
        let lacks = match self {
            Self::Height(height) => format!("The plan “{name}” does not include thumbnails of {height} pixels."),
            Self::Original => format!("The plan “{name}” does not include the original."),
            Self::Links => format!("The plan “{name}” does not include expiring links."),
            Self::Upload(limit) => {
                format!("This file is too large. The plan “{name}” allows up to {} per file.", Bytes(limit))
            }
            Self::Room(_) => match plan.terms.quota {
                Some(quota) => {
                    format!(
                        "There is not enough storage left for this file. The plan “{name}” includes {}.",
                        Bytes(quota)
                    )
                }
                None => "There is not enough storage left for this file.".to_owned(),
            },
            Self::Batch(count) => format!("The plan “{name}” allows {} per upload.", files(count)),
        };
        let instead = match all.iter().find(|other| other.id != plan.id && self.given_by(&other.terms)) {
            Some(other) => format!("The plan “{}” {}.", other.terms.name, self.does()),
            None => format!("No plan {}.", self.does()),
        };
        Problem::Plan { detail: format!("{lacks} {instead}") }
    }

    const fn does(self) -> &'static str {
        match self {
            Self::Height(_) | Self::Original | Self::Links => "does",
            Self::Upload(_) | Self::Batch(_) => "allows more",
            Self::Room(_) => "includes more",
        }
    }
}

/// How much room a member has, and how much is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Their plan.
    pub plan: Plan,
    /// How much their files take, in bytes, as they were uploaded.
    pub used: u64,
    /// How many pictures that is.
    pub pictures: u64,
}

impl Usage {
    /// How many bytes are left; `None` for no end.
    pub fn left(&self) -> Option<u64> {
        self.plan.terms.quota.map(|quota| quota.saturating_sub(self.used))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_of_links_are_said_exactly() {
        for (seconds, words) in
            [(1, "1 second"), (61, "61 seconds"), (300, "5 minutes"), (7_200, "2 hours"), (31_536_000, "365 days")]
        {
            assert_eq!(exactly(seconds), words);
        }
    }

    #[test]
    fn what_is_refused_names_the_first_plan_that_would() {
        let plan = |id: u128, name: &str, heights: &[u32], original| Plan {
            id: PlanId::from_uuid(uuid::Uuid::from_u128(id)),
            terms: Terms {
                name: name.to_owned(),
                heights: heights.to_vec(),
                original,
                links: None,
                largest_upload: 10,
                quota: Some(20),
                batch: 3,
            },
        };
        let all = [plan(1, "One", &[200], false), plan(2, "Two", &[200, 400], false), plan(3, "Three", &[400], true)];
        let words = |wish: Wish| wish.refused(&all[0], &all).to_string();
        assert_eq!(
            words(Wish::Height(400)),
            "The plan “One” does not include thumbnails of 400 pixels. The plan “Two” does."
        );
        assert_eq!(words(Wish::Original), "The plan “One” does not include the original. The plan “Three” does.");
        assert_eq!(words(Wish::Links), "The plan “One” does not include expiring links. No plan does.");
        assert!(words(Wish::Upload(10)).ends_with("“One” allows up to 10 bytes per file. No plan allows more."));
    }
}
