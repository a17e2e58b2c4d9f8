//! Members and boards by what they are called. First those of which a word begins with the text; then, where there are none, those
//! that have the words but for a slip, and what is written nearly alike.

use super::{spelling::slips, wanted::quoted};
use crate::{
    model::{
        errors::Problem,
        ids::{BoardId, UserId},
        text::tidy,
    },
    store::db::Db,
};

/// The shortest word, and the shortest text, that is compared with names that are not quite the same, in characters.
const ALIKE_SHORTEST: usize = 4;

/// How many words of a text may each be a slip away.
const WORDS_MOST: usize = 4;

/// What somebody or something is called, as far as it is typed.
pub(super) struct Name<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Its words, as search compares them.
    pub(super) words: &'a [String],
    /// The text with words that pins have instead of misspelt ones.
    pub(super) instead: Option<&'a str>,
    /// Whether any of the words is a part of one that is written without spaces: names are found by these wherever they stand.
    pub(super) parts: bool,
}

impl Name<'_> {
    fn is_long(&self) -> bool {
        self.text.chars().count() >= ALIKE_SHORTEST
    }

    /// A tsquery of all the words, each as it is or one slip away; `None` where that would be nothing else than the text.
    fn nearly(&self) -> Option<String> {
        let slip = (1..=WORDS_MOST).contains(&self.words.len()) && self.words.iter().any(|word| is_long(word));
        let any_of = |word: &String| {
            let mut any = vec![quoted(word)];
            if slip && is_long(word) {
                any.extend(slips(word).iter().map(|slip| quoted(slip)));
            }
            format!("({})", any.join(" | "))
        };
        (slip || self.parts).then(|| self.words.iter().map(any_of).collect::<Vec<_>>().join(" & "))
    }
}

fn is_long(word: &str) -> bool {
    word.chars().count() >= ALIKE_SHORTEST
}

/// Members of such a name, up to so many.
pub(super) async fn members(db: &Db, name: &Name<'_>, limit: usize) -> Result<Vec<UserId>, Problem> {
    let text = tidy(name.text);
    let called = text.trim_start_matches('@').to_lowercase();
    let mut found = Few::new(limit);
    found.add(db.members_called(&called).await?);
    found.add(db.members_beginning(&called, limit).await?);
    if let Some(instead) = name.instead.filter(|_| found.is_empty()) {
        found.add(db.members_beginning(instead, limit).await?);
    }
    if let Some(nearly) = name.nearly().filter(|_| found.is_empty() || name.parts) {
        found.add(db.members_of_words(&nearly, limit).await?);
    }
    if found.is_empty() && name.is_long() {
        found.add(db.members_like(&called, limit).await?);
    }
    Ok(found.items)
}

/// Boards of such a title that this viewer may see, up to so many.
pub(super) async fn boards(
    db: &Db,
    viewer: Option<UserId>,
    name: &Name<'_>,
    limit: usize,
) -> Result<Vec<BoardId>, Problem> {
    let title = tidy(name.text);
    let mut found = Few::new(limit);
    found.add(db.boards_beginning(viewer, &title, limit).await?);
    if let Some(instead) = name.instead.filter(|_| found.is_empty()) {
        found.add(db.boards_beginning(viewer, instead, limit).await?);
    }
    if let Some(nearly) = name.nearly().filter(|_| found.is_empty() || name.parts) {
        found.add(db.boards_of_words(viewer, &nearly, limit).await?);
    }
    if found.is_empty() && name.is_long() {
        found.add(db.boards_like(viewer, &title, limit).await?);
    }
    Ok(found.items)
}

/// Some things in order, each once, up to so many.
struct Few<T> {
    items: Vec<T>,
    limit: usize,
}

impl<T: PartialEq> Few<T> {
    fn new(limit: usize) -> Self {
        Self { items: Vec::new(), limit }
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn add(&mut self, more: Vec<T>) {
        for item in more {
            if self.items.len() < self.limit && !self.items.contains(&item) {
                self.items.push(item);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_one_slip_away() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let nearly = |list: &[String]| Name { text: "", words: list, instead: None, parts: false }.nearly();
        let query = nearly(&words(&["my", "gadren"])).unwrap();
        assert!(query.starts_with("('my') & ('gadren' | ") && query.contains("'garden'"), "{query}");
        assert_eq!((nearly(&words(&["a", "cat"])), nearly(&[])), (None, None));
        assert_eq!(nearly(&words(&["many"; WORDS_MOST + 1])), None);
        let parts = Name { text: "", words: &words(&["東京", "京都"]), instead: None, parts: true };
        assert_eq!(parts.nearly().as_deref(), Some("('東京') & ('京都')"));
    }
}
