//! Reactions to messages: one emoji each.

use super::{errors::Problem, text::composed};

/// The longest reaction, in characters: families and flags are put together from up to 15.
pub const REACTION_LONGEST: usize = 16;

/// A reaction as it is kept.
///
/// # Errors
/// [`Problem::Invalid`] at `emoji` for whatever is no emoji.
pub fn tidy_reaction(text: &str) -> Result<String, Problem> {
    let emoji = composed(text.trim());
    let is_keycap = emoji.ends_with('\u{20e3}');
    let is_emoji = emoji.chars().any(|c| is_drawn(c) || is_keycap)
        && emoji.chars().all(|c| is_drawn(c) || joins(c) || is_keycap && matches!(c, '0'..='9' | '#' | '*'))
        && emoji.chars().count() <= REACTION_LONGEST;
    if is_emoji { Ok(emoji) } else { Err(Problem::field("emoji", "Please react with an emoji.")) }
}

/// Characters that are emoji, or may be (Unicode's `Emoji` property, by its blocks).
const fn is_drawn(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}' | '\u{24c2}' | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}'
        | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// What joins them: a joiner, the sign that a character is drawn as emoji, the frame of a key, and the letters of a flag's region.
const fn joins(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reaction_is_an_emoji() {
        for emoji in ["👍", "👍🏽", "❤️", "👨‍👩‍👧‍👦", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "#️⃣", "ℹ️", "©", "🫠", "㊙️"]
        {
            assert_eq!(tidy_reaction(&format!(" {emoji}\n")).as_deref(), Ok(emoji));
        }
        for text in [
            "",
            " ",
            "a",
            "1",
            "ok",
            "👍a",
            "👍 👍",
            "<b>",
            "猫",
            "\u{fe0f}",
            "\u{200d}",
            "👍\u{202e}",
            "\0",
            &"👍".repeat(17),
        ] {
            assert!(tidy_reaction(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_kept_can_be_kept_again(text in "[👍🏽\u{fe0f}\u{200d}\u{20e3}0-9#a]{0,20}") {
            if let Ok(kept) = tidy_reaction(&text) {
                prop_assert!((1..=REACTION_LONGEST).contains(&kept.chars().count()));
                prop_assert_eq!(tidy_reaction(&kept), Ok(kept));
            }
        }
    }
}
