//! The words of a pin and their rules: title, description, alternative text, source, tags.

use super::{
    accounts::refuse_invalid,
    errors::Problem,
    ids::ChannelId,
    pins::Visibility,
    text::{composed, is_visible, name_problem, tidy, tidy_lines, too_long},
};
use serde::{Deserialize, Serialize};

/// The longest title, in characters.
pub const TITLE_LONGEST: usize = 150;

/// The longest description, in characters.
pub const DESCRIPTION_LONGEST: usize = 5000;

/// The longest alternative text, in characters.
pub const ALT_TEXT_LONGEST: usize = 1000;

/// The longest source address, in characters.
pub const SOURCE_LONGEST: usize = 2000;

/// The longest tag, in characters.
pub const TAG_LONGEST: usize = 40;

/// How many tags a pin can have.
pub const TAGS_MOST: usize = 20;

/// What is done about a title that its owner has given to another pin already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// Refuse the pin.
    Refuse,
    /// Number it: "sunset", "sunset 2", "sunset 3".
    #[default]
    Number,
}

impl OnDuplicate {
    /// Its name in forms and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Number => "number",
        }
    }
}

impl std::str::FromStr for OnDuplicate {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "refuse" => Ok(Self::Refuse),
            "number" => Ok(Self::Number),
            _ => Err(Problem::field("on_duplicate", "Choose “refuse” or “number”.")),
        }
    }
}

/// What is said of a pin; what is `None` stays as it is, or is left empty for a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PinWords {
    /// What it is called.
    pub title: Option<String>,
    /// What its owner says of it.
    pub description: Option<String>,
    /// What it shows, for whoever cannot see it.
    pub alt_text: Option<String>,
    /// Where it comes from; empty takes it away.
    pub source_url: Option<String>,
    /// Its tags, all of them.
    pub tags: Option<Vec<String>>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// The channel whose readers may see it, where that is who may; it is said once, when the file is uploaded.
    pub channel: Option<ChannelId>,
    /// Whether others download the original with the place where it was taken.
    pub share_location: Option<bool>,
}

impl PinWords {
    /// The same, tidied, if every field is valid.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn validated(self) -> Result<Self, Problem> {
        let words = Self {
            title: self.title.map(|title| tidy(&title)),
            description: self.description.map(|text| tidy_lines(&text)),
            alt_text: self.alt_text.map(|text| tidy(&text)),
            source_url: self.source_url.map(|text| tidy(&text)),
            tags: self.tags.map(|tags| tidy_tags(&tags)),
            visibility: self.visibility,
            channel: self.channel,
            share_location: self.share_location,
        };
        refuse_invalid([
            ("title", words.title.as_deref().and_then(title_problem)),
            ("description", words.description.as_deref().and_then(|text| too_long(text, DESCRIPTION_LONGEST))),
            ("alt_text", words.alt_text.as_deref().and_then(|text| too_long(text, ALT_TEXT_LONGEST))),
            ("source_url", words.source_url.as_deref().and_then(source_problem)),
            ("tags", words.tags.as_deref().and_then(tags_problem)),
        ])?;
        Ok(words)
    }
}

/// Tags out of a line of text, with commas between them.
pub fn split_tags(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

/// Tags as they are kept: in small letters, without `#`, each once, in the order of the alphabet.
pub fn tidy_tags(tags: &[String]) -> Vec<String> {
    let tidied = tags.iter().map(|tag| composed(&tidy(tag.trim().trim_start_matches('#')).to_lowercase()));
    let mut tidied: Vec<_> = tidied.filter(|tag| is_visible(tag)).collect();
    tidied.sort_unstable();
    tidied.dedup();
    tidied
}

/// The title that a file's name stands for: without its ending, cut where it is too long.
pub fn title_of_file(file_name: &str) -> String {
    // Some browsers send a path; what comes after the last separator is the name.
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem: String = tidy(stem).chars().take(TITLE_LONGEST).collect();
    let stem = stem.trim_end();
    if is_visible(stem) { stem.to_owned() } else { "Untitled".to_owned() }
}

/// A title with a number after it, cut where the two would be too long.
pub fn numbered(title: &str, number: u32) -> String {
    let number = format!(" {number}");
    let room = TITLE_LONGEST - number.len();
    let title: String = title.chars().take(room).collect();
    format!("{}{number}", title.trim_end())
}

fn title_problem(title: &str) -> Option<String> {
    name_problem("title", title, TITLE_LONGEST)
}

fn source_problem(address: &str) -> Option<String> {
    if address.is_empty() {
        return None;
    }
    let web = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme) && address.len() > scheme.len());
    if !web || address.contains(char::is_whitespace) {
        return Some("Please enter a web address that starts with https:// or http://.".to_owned());
    }
    too_long(address, SOURCE_LONGEST)
}

fn tags_problem(tags: &[String]) -> Option<String> {
    if tags.len() > TAGS_MOST {
        return Some(format!("A picture can have at most {TAGS_MOST} tags."));
    }
    let long = tags.iter().any(|tag| tag.chars().count() > TAG_LONGEST);
    long.then(|| format!("A tag can have at most {TAG_LONGEST} characters."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_left_out_is_the_files_name() {
        assert_eq!(title_of_file("Elephants_5640x3172.jpg"), "Elephants_5640x3172");
        assert_eq!(title_of_file("C:\\photos\\a.b.png"), "a.b");
        assert_eq!((title_of_file(".jpg"), title_of_file("")), ("Untitled".to_owned(), "Untitled".to_owned()));
        assert_eq!(title_of_file(&"ä".repeat(TITLE_LONGEST + 1)).chars().count(), TITLE_LONGEST);
    }

    #[test]
    fn every_wrong_word_is_named_at_once() {
        let words = PinWords {
            title: Some("  ".into()),
            description: Some("x".repeat(DESCRIPTION_LONGEST + 1)),
            alt_text: Some("x".repeat(ALT_TEXT_LONGEST + 1)),
            source_url: Some("javascript:alert(1)".into()),
            tags: Some(vec!["x".repeat(TAG_LONGEST + 1)]),
            visibility: None,
            channel: None,
            share_location: None,
        };
        let Err(Problem::Invalid { fields }) = words.validated() else { panic!("should be refused") };
        let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(names, ["title", "description", "alt_text", "source_url", "tags"]);
    }

    #[test]
    fn a_title_has_something_to_see() {
        for title in ["\u{200b}", "\u{202e}", "\u{301}", "\u{3164}"] {
            assert!(title_problem(&tidy(title)).is_some(), "{title:?}");
            assert_eq!(title_of_file(&format!("{title}.jpg")), "Untitled");
        }
        assert_eq!(
            tidy_tags(&["\u{200b}".to_owned(), "Cafe\u{301}".to_owned(), "caf\u{e9}".to_owned()]),
            ["caf\u{e9}"]
        );
    }

    #[test]
    fn tags_are_small_and_each_there_once() {
        assert_eq!(tidy_tags(&split_tags(" #Birds, birds,, two  words ")), ["birds", "two words"]);
    }

    proptest! {
        #[test]
        fn whatever_is_numbered_is_a_title(title in ".{0,300}", number in 2u32..10_000) {
            let title = tidy(&title);
            prop_assert!(numbered(&title, number).chars().count() <= TITLE_LONGEST);
        }

        #[test]
        fn whatever_a_file_is_called_makes_a_title(name: String) {
            prop_assert_eq!(title_problem(&title_of_file(&name)), None);
        }
    }
}
