//! Text that people type, as it is kept: in Unicode's composed form (NFC, UAX #15), so that one word is always the same characters
//! whatever keyboard wrote it; without controls that turn what stands around it; what it takes to be seen at all; and how long it may be.

use super::errors::at_most;

/// The same text composed: "e" with an accent after it becomes "é".
///
/// Only the server composes: the browser would have to load the tables, and whatever it sends comes through here.
#[cfg(feature = "ssr")]
pub fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;

    text.nfc().collect()
}

/// The same text: the server composes it.
#[cfg(not(feature = "ssr"))]
pub fn composed(text: &str) -> String {
    text.to_owned()
}

/// One line without control characters, and no white space at its ends or doubled within.
pub fn tidy(text: &str) -> String {
    let spaced = text.chars().filter(|&c| !turns_text(c)).map(|c| if c.is_control() { ' ' } else { c });
    composed(&spaced.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Some lines of text without other control characters, and no white space at its ends.
pub fn tidy_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let plain: String = text.chars().filter(|&c| c == '\n' || !(c.is_control() || overrides_order(c))).collect();
    composed(plain.trim())
}

/// Whether there is something to see in it: a character that is neither white space nor a control or format character, stands for
/// nothing by itself, and does not only change another.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !(c.is_whitespace() || c.is_control() || is_blank(c) || is_combining(c)))
}

/// What is wrong with the title or the name of something, if anything. `noun` says which of the two it is.
pub fn name_problem(noun: &str, name: &str, longest: usize) -> Option<String> {
    if !is_visible(name) {
        return Some(format!("Please enter a {noun}."));
    }
    let long = name.chars().count() > longest;
    long.then(|| format!("A {noun} can have at most {longest} characters."))
}

/// What is wrong with a text of more characters than it may have.
pub fn too_long(text: &str, longest: usize) -> Option<String> {
    (text.chars().count() > longest).then(|| at_most(longest))
}

/// A name or a text of somebody's within a sentence of plain text, where no `bdi` can hold it. What is written from right to left,
/// or may be, stands between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9); anything else as it is.
pub fn isolated(text: &str) -> String {
    let text: String = text.chars().filter(|&c| !turns_text(c)).collect();
    if text.chars().any(is_right_to_left) { format!("\u{2068}{text}\u{2069}") } else { text }
}

/// Embeddings and overrides of direction, which nobody needs since there are isolates, and which make letters read in another order.
const fn overrides_order(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}')
}

/// The same, and isolates: on one line, whatever shows it isolates all of it. LRM, RLM and ALM stay; they turn nothing but themselves.
const fn turns_text(c: char) -> bool {
    overrides_order(c) || matches!(c, '\u{2066}'..='\u{2069}')
}

/// Blocks of scripts that are written from right to left, and the marks that say so.
const fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// Format characters (general category Cf), what else is ignored by default where it cannot be shown (Default_Ignorable_Code_Point), and
/// Braille's pattern without dots.
const fn is_blank(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
        | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(feature = "ssr")]
fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Of all, only those that any letter can have: as with composing, the server's answer counts.
#[cfg(not(feature = "ssr"))]
const fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_in_two_ways_is_kept_in_one() {
        assert_eq!(tidy(" Cafe\u{301}\u{202e}  au\tlait "), "Caf\u{e9} au lait");
        assert_eq!(tidy_lines("e\u{301}\r\n\u{1112}\u{1161}\u{11ab}\u{202d}\n"), "\u{e9}\n\u{d55c}");
        // Without what stood between them, the two are one.
        assert_eq!((tidy("e\u{202c}\u{301}"), tidy_lines("e\u{7}\u{301}")), ("\u{e9}".to_owned(), "\u{e9}".to_owned()));
    }

    #[test]
    fn what_joins_letters_and_pictures_stays() {
        // A family; "I want" in Persian; a flag; a mark that keeps a full stop where it belongs.
        for text in ["👨\u{200d}👩\u{200d}👧", "می\u{200c}خواهم", "🏴\u{e0067}\u{e007f}", "שלום!\u{200f}", "❤\u{fe0f}"]
        {
            assert_eq!((tidy(text), tidy_lines(text)), (text.to_owned(), text.to_owned()));
            assert!(is_visible(text), "{text}");
        }
        assert_eq!(tidy("a\u{2067}b\u{2069}c"), "abc");
        assert_eq!(
            tidy_lines("a\u{2067}b\u{2069}c"),
            "a\u{2067}b\u{2069}c",
            "a paragraph may hold what it closes itself"
        );
    }

    #[test]
    fn nothing_to_see_is_no_name() {
        for text in [
            "",
            " \u{a0}\u{3000}",
            "\u{202e}",
            "\u{200b}",
            "\u{200d}\u{200c}",
            "\u{feff}",
            "\u{2066}\u{2069}",
            "\u{301}\u{20dd}",
            "\u{651}",
            "\u{ad}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{2800}",
            "\u{fe0f}",
            "\u{e0041}",
            "\u{34f}",
            "\u{61c}",
            "\u{7}",
            " \u{301}",
        ] {
            assert!(!is_visible(text), "{text:?}");
        }
        for text in ["a", ".", "猫", "👍🏽", "e\u{301}", "\u{202e}a", "ก็", "¸"] {
            assert!(is_visible(text), "{text:?}");
        }
    }

    #[test]
    fn what_may_turn_a_sentence_is_isolated_in_it() {
        assert_eq!((isolated("Ana"), isolated("Åsa 猫")), ("Ana".to_owned(), "Åsa 猫".to_owned()));
        assert_eq!(
            (isolated("דנה"), isolated("1) ب")),
            ("\u{2068}דנה\u{2069}".to_owned(), "\u{2068}1) ب\u{2069}".to_owned())
        );
    }

    proptest! {
        #[test]
        fn what_is_tidy_stays_as_it_is(text: String) {
            let (line, lines) = (tidy(&text), tidy_lines(&text));
            prop_assert_eq!(tidy(&line), line.clone());
            prop_assert_eq!(tidy_lines(&lines), lines.clone());
            prop_assert!(!line.chars().any(|c| turns_text(c) || c.is_control()));
            prop_assert_eq!(composed(&line), line);
            prop_assert_eq!(composed(&lines), lines);
        }
    }
}
