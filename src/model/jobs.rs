//! Jobs: what the site does in the background, as those who look after it see it.

use super::{
    errors::Problem,
    figures::JobCounts,
    ids::{JobId, PictureId, PinId},
    page::Page,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// How many jobs stand on a page.
pub const JOBS_PAGE_SIZE: usize = 50;

/// How many pictures without a job are shown at once.
pub const FORGOTTEN_MOST: usize = 100;

/// What admins are told while a worker is dead.
pub const NOT_WORKING: &str =
    "The background worker has stopped and is restarting. Until then, new pictures and e-mails may be delayed.";

/// How much of an error is shown, in characters.
const ERROR_LONGEST: usize = 600;

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Not begun so far.
    Waiting,
    /// In a worker's hands.
    Running,
    /// Failed, and to be tried again.
    Retrying,
    /// Failed as often as it is tried.
    Failed,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Retrying, Self::Failed];

    /// Its name in addresses, the API and queries.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Retrying => "retrying",
            Self::Failed => "failed",
        }
    }

    /// The same for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Running => "Running",
            Self::Retrying => "Retrying",
            Self::Failed => "Failed",
        }
    }
}

impl FromStr for JobState {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("state", "Choose “waiting”, “running”, “retrying” or “failed”.");
        Self::ALL.into_iter().find(|state| state.name() == text).ok_or_else(wrong)
    }
}

/// A kind of job.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in the queue.
    pub name: &'static str,
    /// What such a job does.
    pub words: &'static str,
    /// Whether it also comes by the clock, so that it is there again however often it is cancelled.
    pub by_clock: bool,
}

macro_rules! kinds {
    ($($name:literal: $words:literal $($by_clock:ident)?;)*) => {
        /// The kinds of jobs that there are.
        pub const KINDS: &[Kind] = &[$(Kind { name: $name, words: $words, by_clock: kinds!(@ $($by_clock)?) },)*];
    };
    (@) => { false };
    (@ by_clock) => { true };
}

kinds! {
    "process_picture": "Processes a picture";
    "process_full_size": "Makes the full size of a picture";
    "renew_thumbnails": "Updates the thumbnails of plans" by_clock;
    "describe_pictures": "Finds out what older pictures look like" by_clock;
    "send_letter": "Sends an e-mail";
    "purge_pins": "Permanently removes deleted pictures" by_clock;
    "sweep_blobs": "Removes unused files" by_clock;
    "forget_notices": "Removes old notifications" by_clock;
    "count_words": "Updates word counts for search" by_clock;
    "keep_figures": "Records the statistics of the day" by_clock;
    "check_storage": "Checks stored files against the database";
    "sweep_storage": "Removes unreferenced files";
    "purge_accounts": "Removes the data of deleted accounts" by_clock;
    "purge_communities": "Removes the data of deleted communities and channels" by_clock;
    "redact_audit": "Redacts old audit log entries" by_clock;
    "make_backup": "Makes a backup if one is due" by_clock;
}

/// What is known of a kind of job, by its name in the queue.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// What a job is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum About {
    /// A picture on a pin that whoever looks may see.
    Pin {
        /// The pin.
        pin: PinId,
        /// What its owner calls it.
        title: String,
        /// Whose it is.
        owner: String,
    },
    /// A picture that whoever looks may not see, or that no pin shows: an avatar.
    Picture {
        /// The picture.
        picture: PictureId,
        /// Whose it is.
        owner: String,
    },
    /// A picture that is not there any more.
    Gone {
        /// The picture.
        picture: PictureId,
    },
    /// A member.
    Member {
        /// Their user name.
        username: String,
    },
    /// An e-mail address.
    Address {
        /// Which.
        email: String,
    },
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// The name of its kind.
    pub kind: String,
    /// How far it is.
    pub state: JobState,
    /// What it is about, where that is something in particular.
    pub about: Option<About>,
    /// How often it was begun.
    pub attempts: u16,
    /// How often it is begun at most.
    pub attempts_most: u16,
    /// Since when it is there, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it is due, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub due_at: OffsetDateTime,
    /// Why it failed the last time.
    pub error: Option<String>,
}

impl Job {
    /// What it does, for people.
    pub fn words(&self) -> &str {
        kind(&self.kind).map_or(&self.kind, |kind| kind.words)
    }

    /// Whether it comes again by the clock.
    pub fn by_clock(&self) -> bool {
        kind(&self.kind).is_some_and(|kind| kind.by_clock)
    }
}

/// A picture that nobody works on although it is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// The picture.
    pub picture: PictureId,
    /// What it is, as of a job.
    pub about: About,
}

/// A page of jobs, with what stands around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobsPage {
    /// How many there are in all.
    pub counts: JobCounts,
    /// Those that were asked for.
    pub page: Page<Job>,
    /// Pictures without a job, up to [`FORGOTTEN_MOST`].
    pub forgotten: Vec<Forgotten>,
    /// Whether the server that says so does its jobs.
    pub working: bool,
}

/// In which order jobs come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobSort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

impl JobSort {
    /// Its name in addresses and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }
}

impl FromStr for JobSort {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "" | "newest" => Ok(Self::Newest),
            "oldest" => Ok(Self::Oldest),
            _ => Err(Problem::field("sort", "Choose “newest” or “oldest”.")),
        }
    }
}

/// Which jobs are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// How far they are.
    pub state: Option<JobState>,
    /// The name of their kind.
    pub kind: Option<String>,
    /// In which order they come.
    pub sort: JobSort,
}

impl JobFilter {
    /// Reads what was chosen; nothing chosen is an empty text.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for a state or an order that is none.
    pub fn chosen(state: &str, kind: &str, sort: &str) -> Result<Self, Problem> {
        let state = if state.is_empty() { None } else { Some(state.parse()?) };
        Ok(Self { state, kind: (!kind.is_empty()).then(|| kind.to_owned()), sort: sort.parse()? })
    }
}

/// An error as the queue keeps it, for people: without the name of the library's type and the quotes around it, and not longer
/// than one reads.
pub fn plain_error(kept: &str) -> String {
    let inner = kept.strip_prefix("TaskError(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(kept);
    // What a job says is quoted by its handler, and again by the queue.
    let text = unquoted(&unquoted(inner));
    match text.char_indices().nth(ERROR_LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A text without the quotes and the backslashes of Rust's `Debug`, where it has such quotes.
fn unquoted(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return text.to_owned() };
    let mut plain = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => plain.push('\n'),
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_reads_as_it_was_said() {
        let said = "The server said \"no\".\nSo it goes.";
        assert_eq!(plain_error(&format!("TaskError({:?})", format!("{said:?}"))), said);
        assert_eq!(plain_error(&format!("TaskError({said:?})")), said);
        assert_eq!(plain_error("TaskPanic"), "TaskPanic");
        assert_eq!(plain_error(&"ü".repeat(1000)).chars().count(), ERROR_LONGEST + 1);
    }

    #[test]
    fn what_is_chosen_is_understood_or_refused() {
        let chosen = JobFilter::chosen("failed", "", "oldest");
        assert_eq!(chosen, Ok(JobFilter { state: Some(JobState::Failed), kind: None, sort: JobSort::Oldest }));
        assert!(JobFilter::chosen("lost", "", "").is_err());
        assert!(JobFilter::chosen("", "", "best").is_err());
    }
}
