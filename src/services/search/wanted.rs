//! What a text asks for: its words, put right where nobody has written them, completed where one is still being typed, as
//! queries of PostgreSQL.

use super::spelling::{distance, slips};
use crate::{
    model::{errors::Problem, search::within_limits},
    store::db::{
        Db,
        search::{Matching, TypedWord},
    },
};
use std::fmt::Write;

/// How many words of a text are looked for.
const WORDS_MOST: i64 = 10;

/// How many words of a text are put right.
const MISSPELT_MOST: usize = 3;

/// How many words stand in the place of one that is misspelt.
const MEANT_MOST: usize = 3;

/// How many words stand in the place of one that is still being typed.
const COMPLETE_MOST: usize = 8;

/// How many words that are written nearly alike are compared.
const ALIKE_MOST: i64 = 30;

/// A word that fewer pins have than this may be the beginning of another.
const FEW: u32 = 40;

/// A word that only so many pins have may be misspelt there, where so many times more have one that is a slip away.
const RARE: u32 = 2;
const TIMES_MORE: u32 = 20;

/// The shortest beginning that is completed, in letters of the Latin script; others say more with one.
const BEGINNING_SHORTEST: usize = 3;

/// Which part of all pins a colour likely stands out in.
const COLOURED: f64 = 0.04;

/// What a text asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The words of the text, as search compares them.
    pub(super) words: Vec<String>,
    /// As queries.
    pub(super) matching: Matching,
    /// The text with the words that are looked for instead; `None` where nothing was put right.
    pub(super) instead: Option<String>,
    /// The text with words that are much commoner than those that it has; `None` where there are none.
    pub(super) perhaps: Option<String>,
    /// Whether any of the words is a part of one that is written without spaces.
    pub(super) parts: bool,
    /// How many pins have each of the words at most, of those that everybody finds; `None` where one is not counted.
    pub(super) counts: Option<Vec<u32>>,
    /// Whether a colour has to stand out.
    coloured: bool,
}

/// A word, and what may stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    typed: TypedWord,
    /// Other words, the likeliest first, each with how many pins have it.
    others: Vec<(String, u32)>,
    /// Whether it is the last of the text, and may go on.
    typing: bool,
    /// Whether the others complete it, rather than put it right.
    begins: bool,
    /// Another that was perhaps meant.
    perhaps: Option<String>,
}

impl Wanted {
    /// Reads a text; `None` where there is no word in it.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the database fails.
    pub(super) async fn read(db: &Db, text: &str) -> Result<Option<Self>, Problem> {
        let text = within_limits(text);
        let typed = db.typed_words(&text, WORDS_MOST).await?;
        // A space after it says that the last word is whole.
        let whole = !text.ends_with(char::is_alphanumeric);
        let mut words = Vec::new();
        let mut misspelt = 0;
        for typed in typed {
            let typing = typed.last && !whole;
            let mut word = Word { typed, others: Vec::new(), typing, begins: false, perhaps: None };
            if typing {
                word.complete(db).await?;
            }
            let rare = !word.typed.gram && word.typed.pins.unwrap_or(0) <= RARE;
            if !word.begins && rare && misspelt < MISSPELT_MOST {
                misspelt += 1;
                word.put_right(db).await?;
            }
            words.push(word);
        }
        Ok((!words.is_empty()).then(|| Self::of(&words)))
    }

    /// Which part of so many pins likely matches, as if words stood together by chance; `None` where nobody has counted.
    pub(super) fn part(&self, pins: u32) -> Option<f64> {
        let counts = self.counts.as_ref()?;
        let pins = counts.iter().fold(pins.max(1), |pins, count| pins.max(*count));
        let coloured = if self.coloured { COLOURED } else { 1.0 };
        Some(counts.iter().map(|count| f64::from(*count) / f64::from(pins)).product::<f64>() * coloured)
    }

    /// The same among pins in which one of these colours stands out; all of those where no words are wanted. A colour is a word that
    /// nobody can write, as `colour_words` in the database says.
    pub(super) fn of_colours(wanted: Option<Self>, cells: &[i16]) -> Self {
        let words: Vec<_> = cells.iter().map(|cell| quoted(&format!("#{cell}"))).collect();
        let colours = words.join(" | ");
        let Some(wanted) = wanted else {
            let matching =
                Matching { listed: colours.clone(), own: colours.clone(), fit: colours, ..Matching::default() };
            return Self { matching, counts: Some(Vec::new()), coloured: true, ..Self::default() };
        };
        let among = |words: &str| format!("{words} & ({colours})");
        let matching = Matching {
            listed: among(&wanted.matching.listed),
            own: among(&wanted.matching.own),
            fit: format!("{} | {colours}", wanted.matching.fit),
            ..wanted.matching
        };
        Self { matching, coloured: true, ..wanted }
    }

    fn of(words: &[Word]) -> Self {
        let joined = |parts: Vec<String>, by: &str| parts.join(by);
        let literal = words.iter().map(|word| quoted(&word.typed.word)).collect();
        let changed = words.iter().any(|word| !word.others.is_empty() || word.begins);
        let corrected = words.iter().any(|word| !word.begins && !word.others.is_empty());
        let instead = |word: &Word| match word.others.first() {
            Some((other, _)) if !word.begins => other.clone(),
            _ => word.typed.word.clone(),
        };
        let perhaps = |word: &Word| word.perhaps.clone().unwrap_or_else(|| instead(word));
        Self {
            words: words.iter().map(|word| word.typed.word.clone()).collect(),
            matching: Matching {
                listed: joined(
                    words.iter().map(|word| format!("({})", word.any_of(word.is_number()))).collect(),
                    " & ",
                ),
                own: joined(words.iter().map(|word| format!("({})", word.any_of(word.typing))).collect(), " & "),
                fit: joined(words.iter().map(|word| word.any_of(word.is_number())).collect(), " | "),
                literal: changed.then(|| joined(literal, " | ")),
                ..Matching::default()
            },
            instead: corrected.then(|| text_of(words, instead)),
            perhaps: words.iter().any(|word| word.perhaps.is_some()).then(|| text_of(words, perhaps)),
            parts: words.iter().any(|word| word.typed.gram),
            counts: words.iter().map(Word::most).collect(),
            coloured: false,
        }
    }
}

impl Word {
    /// Whether it has no letters that could be misspelt. Such words are not counted.
    fn is_number(&self) -> bool {
        self.begins && self.typed.word.contains(|letter: char| letter.is_ascii_digit())
    }

    /// Looks for words that begin with it, where hardly any pin has itself.
    async fn complete(&mut self, db: &Db) -> Result<(), Problem> {
        let word = &self.typed.word;
        let enough = !word.is_ascii() || word.len() >= BEGINNING_SHORTEST;
        if !enough || self.typed.gram || self.typed.pins.is_some_and(|pins| pins >= FEW) {
            return Ok(());
        }
        if !is_counted(word) {
            self.begins = word.contains(|letter: char| letter.is_ascii_digit());
            return Ok(());
        }
        self.others = db.words_beginning(word, COMPLETE_MOST as i64 + 1).await?;
        self.others.retain(|(other, _)| other != word);
        self.others.truncate(COMPLETE_MOST);
        self.begins = !self.others.is_empty();
        Ok(())
    }

    /// Looks for the known words that were meant most likely: one slip away, else the most similar. Where it is known itself,
    /// but for a few, for one that is much commoner.
    async fn put_right(&mut self, db: &Db) -> Result<(), Problem> {
        let word = &self.typed.word;
        let letters = word.chars().count();
        if letters < BEGINNING_SHORTEST || !is_counted(word) {
            return Ok(());
        }
        let near: Vec<_> = slips(word).into_iter().collect();
        let mut found = db.known_words(&near).await?;
        if let Some(pins) = self.typed.pins {
            let commoner = found.into_iter().next().filter(|(_, others)| *others >= pins.saturating_mul(TIMES_MORE));
            self.perhaps = commoner.map(|(other, _)| other);
            return Ok(());
        }
        if found.is_empty() {
            found = db.words_like(word, ALIKE_MOST).await?;
            let away = |(other, _): &(String, u32)| distance(word, other);
            found.retain(|other| away(other) * 3 <= letters);
            // Those of equal distance stay in their order: the most similar first.
            found.sort_by_key(away);
        }
        found.truncate(MEANT_MOST);
        self.others = found;
        Ok(())
    }

    /// The word or one of the others; or whatever begins with it.
    fn any_of(&self, beginning: bool) -> String {
        let mut query = quoted(&self.typed.word);
        if beginning {
            query.push_str(":*");
        }
        for (other, _) in &self.others {
            // Writing to a String cannot fail.
            let _ = write!(query, " | {}", quoted(other));
        }
        query
    }

    /// How many pins have it, or one of the others, at most.
    fn most(&self) -> Option<u32> {
        (self.typed.gram || is_counted(&self.typed.word))
            .then(|| self.others.iter().fold(self.typed.pins.unwrap_or(0), |sum, (_, pins)| sum.saturating_add(*pins)))
    }
}

/// The words as a text. What was taken apart is put together again: each part begins with the letter that the one before ends with.
fn text_of(words: &[Word], said: impl Fn(&Word) -> String) -> String {
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        let next = said(word);
        let goes_on = at > 0 && words[at - 1].typed.gram && word.typed.gram;
        let last = text.chars().next_back().filter(|_| goes_on);
        match last.and_then(|last| next.strip_prefix(last)) {
            Some(rest) if !rest.is_empty() => text.push_str(rest),
            _ => {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&next);
            }
        }
    }
    text
}

/// Whether it is among the words that are counted, where a pin has it: as `search_terms` in the database says.
fn is_counted(word: &str) -> bool {
    (2..=40).contains(&word.chars().count()) && !word.contains(|letter: char| letter.is_ascii_digit())
}

/// A word within a tsquery, where it stands for itself.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(word: &str, pins: Option<u32>, others: &[(&str, u32)], begins: bool) -> Word {
        let others = others.iter().map(|(other, pins)| ((*other).to_owned(), *pins)).collect();
        Word {
            typed: TypedWord { word: word.to_owned(), last: begins, pins, gram: false },
            others,
            typing: begins,
            begins,
            perhaps: None,
        }
    }

    #[test]
    fn words_become_queries() {
        let wanted = Wanted::of(&[
            word("grey", Some(9), &[], false),
            word("hreon", None, &[("heron", 5), ("hereon", 2)], false),
            word("mor", None, &[("morning", 7)], true),
        ]);
        assert_eq!(
            wanted.matching,
            Matching {
                listed: "('grey') & ('hreon' | 'heron' | 'hereon') & ('mor' | 'morning')".to_owned(),
                own: "('grey') & ('hreon' | 'heron' | 'hereon') & ('mor':* | 'morning')".to_owned(),
                fit: "'grey' | 'hreon' | 'heron' | 'hereon' | 'mor' | 'morning'".to_owned(),
                literal: Some("'grey' | 'hreon' | 'mor'".to_owned()),
                ..Matching::default()
            }
        );
        assert_eq!((wanted.instead.as_deref(), wanted.counts), (Some("grey heron mor"), Some(vec![9, 7, 7])));
        let plain = Wanted::of(&[word("grey", Some(9), &[], false), word("2023", None, &[], false)]);
        assert_eq!((plain.matching.literal, plain.instead, plain.counts), (None, None, None));
        let number = Wanted::of(&[word("202", None, &[], true)]);
        assert_eq!((number.matching.listed.as_str(), number.counts), ("('202':*)", None));
    }

    #[test]
    fn what_was_taken_apart_is_said_in_one() {
        let gram = |text: &str| Word {
            typed: TypedWord { gram: true, ..word(text, Some(3), &[], false).typed },
            ..word(text, Some(3), &[], false)
        };
        let misspelt = word("elefant", None, &[("elephant", 5)], false);
        let wanted = Wanted::of(&[gram("東京"), gram("京タ"), gram("タワ"), misspelt, gram("猫"), gram("夜景")]);
        assert_eq!(wanted.instead.as_deref(), Some("東京タワ elephant 猫 夜景"));
        assert!(wanted.parts && wanted.counts.is_some());
    }

    #[test]
    fn words_stand_together_by_chance() {
        let part = |words: &[Word], pins| Wanted::of(words).part(pins);
        let half = word("half", Some(512), &[], false);
        let quarter = word("quarter", Some(200), &[("fourth", 56)], false);
        assert_eq!(part(std::slice::from_ref(&half), 1024), Some(0.5));
        assert_eq!(part(&[half.clone(), quarter.clone()], 1024), Some(0.125));
        assert_eq!(part(&[half.clone(), quarter], 0), Some(0.5), "at least as many as have one of the words");
        assert_eq!(part(&[half, word("2023", None, &[], false)], 1024), None);
        assert_eq!(part(&[word("nobody", None, &[], false)], 0), Some(0.0));
    }

    #[test]
    fn colours_are_words_among_others() {
        let grey = || Wanted::of(&[word("grey", Some(9), &[], false), word("heron", Some(5), &[], false)]);
        let found = Wanted::of_colours(Some(grey()), &[412, 7]);
        let matching = &found.matching;
        assert_eq!(matching.listed, "('grey') & ('heron') & ('#412' | '#7')");
        assert_eq!((&matching.own, matching.fit.as_str()), (&matching.listed, "'grey' | 'heron' | '#412' | '#7'"));
        assert!(found.part(100).unwrap() < grey().part(100).unwrap());
        let alone = Wanted::of_colours(None, &[7]);
        assert_eq!((alone.matching.listed.as_str(), alone.part(1000)), ("'#7'", Some(COLOURED)));
    }

    proptest! {
        #[test]
        fn any_word_stands_for_itself(word: String) {
            let quoted = quoted(&word);
            let inner = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap();
            prop_assert_eq!(inner.replace("''", "'").replace("\\\\", "\\"), word.clone());
            // No quote is left that would end it.
            prop_assert!(!inner.replace("''", "").contains('\''));
        }
    }
}
