//! Slips of the fingers: the words that are one away from another, and how far two words are from each other.

use std::collections::HashSet;

/// The longest word whose slips are tried, in characters: there are about 55 for each of them.
const LONGEST: usize = 20;

/// Every word that becomes this one by one slip: two letters swapped, one left out, one too many, one in the place of another.
pub(super) fn slips(word: &str) -> HashSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut found = HashSet::new();
    if letters.len() > LONGEST {
        return found;
    }
    let mut add = |before: &[char], new: &[char], after: &[char]| {
        found.insert(before.iter().chain(new).chain(after).collect::<String>());
    };
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        for new in alphabet(word) {
            add(before, &[new], after);
            if let [_, rest @ ..] = after {
                add(before, &[new], rest);
            }
        }
        if let [_, rest @ ..] = after {
            add(before, &[], rest);
        }
        if let [first, second, rest @ ..] = after {
            add(before, &[*second, *first], rest);
        }
    }
    found.remove(word);
    found.remove("");
    found
}

/// The letters of the script that a word is written in, as far as one is typed by hand.
fn alphabet(word: &str) -> std::ops::RangeInclusive<char> {
    match word.chars().next() {
        Some('а'..='я') => 'а'..='я',
        Some('α'..='ω') => 'α'..='ω',
        _ => 'a'..='z',
    }
}

/// How many slips make one word of the other: the optimal string alignment distance.
pub(super) fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(before_last[j - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_slips_lead_back() {
        for (typed, meant) in [
            ("moutnain", "mountain"),
            ("montain", "mountain"),
            ("mounttain", "mountain"),
            ("nountain", "mountain"),
            ("mountai", "mountain"),
            ("кокша", "кошка"),
        ] {
            assert_eq!(distance(typed, meant), 1, "{typed}");
            assert!(slips(typed).contains(meant), "{typed}");
        }
        assert_eq!((distance("", "ab"), distance("house", "mouse"), distance("abc", "cba")), (2, 1, 2));
    }

    proptest! {
        #[test]
        fn every_slip_is_one_away(word in "[a-z]{1,9}") {
            for slip in slips(&word) {
                prop_assert_eq!(distance(&word, &slip), 1, "{}", slip);
            }
        }

        #[test]
        fn any_text_can_be_tried(word: String, other: String) {
            slips(&word);
            prop_assert_eq!(distance(&word, &other), distance(&other, &word));
        }
    }
}
