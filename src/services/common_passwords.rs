//! Passwords that are guessed first. The list beside this file holds the most common ones of published leaks, as Django (BSD-3-Clause)
//! and zxcvbn-ts (MIT) ship them: in small letters, NFC, one a line, in the order of their bytes.

use crate::model::errors::Problem;
use std::{collections::HashSet, sync::OnceLock};
use unicode_normalization::UnicodeNormalization;

const LIST: &str = include_str!("common_passwords.txt");

/// The shortest password on the list, in characters.
const SHORTEST: usize = 6;

/// What has fewer different characters is guessed as soon, however long it is.
const DIFFERENT_LEAST: usize = 4;

/// Refuses a new password that is guessed first.
///
/// # Errors
/// [`Problem::Invalid`] at the field `password`.
pub(super) fn refuse_common(password: &str) -> Result<(), Problem> {
    if !is_common(password) {
        return Ok(());
    }
    let words = "This password is too common. Please choose another. A short phrase works well.";
    Err(Problem::field("password", words))
}

/// Whether a password is on the list, whatever the case of its letters: as it is, with digits and signs around it, or several times over.
fn is_common(password: &str) -> bool {
    let password: String = password.nfc().collect::<String>().to_lowercase();
    let different: HashSet<_> = password.chars().collect();
    if different.len() < DIFFERENT_LEAST {
        return true;
    }
    let bare = password.trim_matches(|c: char| !c.is_alphabetic());
    [password.as_str(), bare, once(&password)].into_iter().any(|word| word.chars().count() >= SHORTEST && listed(word))
}

/// What a text consists of, where it is the same several times over; else all of it.
fn once(text: &str) -> &str {
    let ends = text.char_indices().map(|(at, _)| at).skip(1).take_while(|at| at * 2 <= text.len());
    let part = ends
        .map(|end| &text[..end])
        .find(|part| text.len().is_multiple_of(part.len()) && text.split(part).all(str::is_empty));
    part.unwrap_or(text)
}

fn listed(word: &str) -> bool {
    static WORDS: OnceLock<Vec<&str>> = OnceLock::new();
    WORDS.get_or_init(|| LIST.lines().collect()).binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_refused_in_every_case() {
        for common in [
            "1234567890",
            "qwertyuiop",
            "Password123",
            "PASSWORD12345",
            "basketball2026!",
            "iloveyou!!!!",
            "passwordpassword",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "1Q2W3E4R5T",
            "!!!monkey123",
        ] {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn a_sentence_is_good() {
        for good in [
            "correct horse battery",
            "another horse entirely",
            "Mein Fahrrad ist grün",
            "x7$kqPz-w2",
            "日本語の長い合言葉です",
        ] {
            assert!(!is_common(good), "{good}");
        }
    }

    #[test]
    fn the_list_can_be_searched() {
        let words: Vec<_> = LIST.lines().collect();
        assert!(words.len() > 10_000 && words.is_sorted());
        assert!(words.iter().all(|word| word.chars().count() >= SHORTEST && *word == word.to_lowercase()));
    }
}
