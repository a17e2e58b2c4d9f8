//! Plain text of people's own, with the web addresses and the mentions in it found: nothing else of it ever becomes markup.

use linkify::LinkFinder;
use std::ops::Range;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Words(&'a str),
    /// A web address, `http` or `https`.
    Address(&'a str),
    /// Somebody, by user name: this piece is the name with the `@` before it. Whether there is such a member is not known here.
    Mention(&'a str),
}

impl<'a> Piece<'a> {
    /// The text of it, as it stands.
    pub const fn text(self) -> &'a str {
        let (Self::Words(text) | Self::Address(text) | Self::Mention(text)) = self;
        text
    }
}

/// What an address may begin with. Nothing else is a link: not `javascript:`, nor `www.` without more.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// What encloses an address in print and is never part of one, though linkify would take it for a letter.
const PRINTED: &[char] = &['“', '”', '„', '‘', '’', '«', '»', '‹', '›', '…', '、', '。', '，', '（', '）', '「', '」'];

/// The shortest and the longest user name, in characters.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 3..=30;

/// A text in its pieces, all of it in order.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut cut = Cut { text, from: 0, pieces: Vec::new() };
    let mut at = 0;
    for range in links(text) {
        cut.take_mentions(at..range.start);
        at = range.end;
        if SCHEMES.iter().any(|scheme| text[range.clone()].starts_with(scheme)) {
            cut.take(range, Piece::Address);
        }
    }
    cut.take_mentions(at..text.len());
    cut.finish()
}

/// Whom a text mentions: their user names in small letters, each once, in the order of the text.
pub fn mentioned(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces(text) {
        if let Piece::Mention(mention) = piece {
            let name = mention[1..].to_ascii_lowercase();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The mention that is being typed at the end of a text, as far as it goes: the name after the `@`, which may be empty still.
pub fn begun_mention(text: &str) -> Option<&str> {
    let at = text.rfind('@')?;
    let begin = &text[at + 1..];
    let plain = begin.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (plain && begin.len() <= *NAME_LENGTHS.end() && may_begin(text, at)).then_some(begin)
}

/// Where in the text addresses stand: of the web, of mail, or any others. No mention is looked for within one.
fn links(text: &str) -> Vec<Range<usize>> {
    let finder = LinkFinder::new();
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(PRINTED) {
        let end = part.trim_end_matches(PRINTED);
        found.extend(finder.links(end).map(|link| at + link.start()..at + link.end()));
        at += part.len();
    }
    found
}

/// A text that is being cut.
struct Cut<'a> {
    text: &'a str,
    /// Up to where it is cut: what follows is words, until something else is taken out of it.
    from: usize,
    pieces: Vec<Piece<'a>>,
}

impl<'a> Cut<'a> {
    /// Takes a piece out of it.
    fn take(&mut self, range: Range<usize>, piece: fn(&'a str) -> Piece<'a>) {
        if self.from < range.start {
            self.pieces.push(Piece::Words(&self.text[self.from..range.start]));
        }
        self.from = range.end;
        self.pieces.push(piece(&self.text[range]));
    }

    /// Takes the mentions out of a stretch that has no address in it.
    fn take_mentions(&mut self, within: Range<usize>) {
        for (sign, _) in self.text[within.clone()].match_indices('@') {
            let at = within.start + sign;
            if let Some(end) = mention_end(self.text, at) {
                self.take(at..end, Piece::Mention);
            }
        }
    }

    fn finish(mut self) -> Vec<Piece<'a>> {
        if self.from < self.text.len() {
            self.pieces.push(Piece::Words(&self.text[self.from..]));
        }
        self.pieces
    }
}

/// Where a mention ends that begins with the `@` at this place; `None` where it is none.
fn mention_end(text: &str, at: usize) -> Option<usize> {
    if !may_begin(text, at) {
        return None;
    }
    let rest = &text[at + 1..];
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let after = rest[length..].chars().next();
    // A name that goes on with what no name of ours has, or at another place (`@ana@example.org`).
    let goes_on = after.is_some_and(|after| is_lettered(after) || after == '@');
    (NAME_LENGTHS.contains(&length) && !goes_on).then_some(at + 1 + length)
}

/// Whether a mention may begin with the `@` at this place: not within a word, in what looks like an address of mail, in a path, nor
/// after another `@`.
fn may_begin(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    !before.is_some_and(|before| is_lettered(before) || "_-+%@/".contains(before))
}

/// Whether a character belongs to a word that is written with spaces around it. In scripts without capital letters, such as
/// Chinese, a mention may follow a word at once.
fn is_lettered(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase() || c.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::Piece::{Address, Mention, Words};
    use super::*;
    use crate::model::accounts::username_problem;
    use proptest::prelude::*;

    #[test]
    fn only_web_addresses_are_links() {
        for text in [
            "javascript:alert(1)",
            "javascript://example.org/%0aalert(1)",
            "www.example.org",
            "ftp://example.org",
            "http://",
            "https://. And",
            "xhttps://a.org",
            "data:text/html,x",
            "mailto:ana@example.org",
        ] {
            assert_eq!(pieces(text), [Words(text)]);
        }
    }

    #[test]
    fn what_stands_around_an_address_is_none_of_it() {
        for (text, expected) in [
            ("https://a.org", vec![Address("https://a.org")]),
            ("http://localhost:3000/x", vec![Address("http://localhost:3000/x")]),
            ("See https://a.org/b?c=d#e.", vec![Words("See "), Address("https://a.org/b?c=d#e"), Words(".")]),
            ("(http://a.org/x_(y))", vec![Words("("), Address("http://a.org/x_(y)"), Words(")")]),
            ("“https://a.org”, he said", vec![Words("“"), Address("https://a.org"), Words("”, he said")]),
            ("“https://a.org/b.”", vec![Words("“"), Address("https://a.org/b"), Words(".”")]),
            ("https://a.org\nhttps://b.org/ü", vec![Address("https://a.org"), Words("\n"), Address("https://b.org/ü")]),
            ("https://a.org/<script>", vec![Address("https://a.org/"), Words("<script>")]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    #[test]
    fn members_are_mentioned_by_name_wherever_that_is_no_address() {
        for (text, expected) in [
            ("@ana", vec![Mention("@ana")]),
            ("Hi @Ana_1, look", vec![Words("Hi "), Mention("@Ana_1"), Words(", look")]),
            ("(@ana)@bob", vec![Words("("), Mention("@ana"), Words(")"), Mention("@bob")]),
            ("谢谢@ana。", vec![Words("谢谢"), Mention("@ana"), Words("。")]),
            ("https://a.org/ @ana", vec![Address("https://a.org/"), Words(" "), Mention("@ana")]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
        for text in [
            "ana@example.org",
            "rené@example.org",
            "o'hara!@example.org",
            "@an",
            "@ana@example.org",
            "@anaß",
            "x@ana",
            "medium.com/@ana",
            "@",
            "@@@ana",
            "@ ana",
            &format!("@{}", "a".repeat(31)),
        ] {
            assert_eq!(pieces(text), [Words(text)]);
        }
        assert_eq!(pieces("https://a.org/@ana?@bob"), [Address("https://a.org/@ana?@bob")]);
        assert_eq!(mentioned("@Bob and @ana, and @bob once more, not me@example.org"), ["bob", "ana"]);
    }

    #[test]
    fn a_mention_is_completed_where_one_may_stand() {
        for (text, begin) in
            [("Hi @", Some("")), ("Hi @an", Some("an")), ("@", Some("")), ("a@b.org @A_1", Some("A_1"))]
        {
            assert_eq!(begun_mention(text), begin, "{text}");
        }
        for text in ["Hi", "ana@ex", "@ana ", "@an.", "x/@an", "@@an", &format!("@{}", "a".repeat(31))] {
            assert_eq!(begun_mention(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_character_is_lost_or_added(text in r#"([a-z ().,"<ü\n@”“]|https?://|@ana|a@b\.org){0,40}"#) {
            let joined: String = pieces(&text).into_iter().map(Piece::text).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn whatever_is_written_is_cut_into_pieces_that_alternate(text: String) {
            let pieces = pieces(&text);
            let joined: String = pieces.iter().map(|piece| piece.text()).collect();
            prop_assert_eq!(&joined, &text);
            let twice = pieces.windows(2).any(|two| matches!(two, [Words(_), Words(_)]));
            prop_assert!(!twice && pieces.iter().all(|piece| !piece.text().is_empty()));
        }

        #[test]
        fn every_address_begins_with_a_scheme_of_the_web(text in r#"([a-z:/ ().]|https?://|javascript:){0,40}"#) {
            for piece in pieces(&text) {
                if let Address(address) = piece {
                    prop_assert!(SCHEMES.iter().any(|scheme| address.starts_with(scheme) && address.len() > scheme.len()));
                }
            }
        }

        #[test]
        fn every_user_name_can_be_mentioned(name in "[A-Za-z0-9_]{3,30}", before in r#"([a-z]{1,9}[ (:,"])?"#, after in r#"([ ).,!?:"][ a-z]{0,9})?"#) {
            let text = format!("{before}@{name}{after}");
            prop_assert_eq!(mentioned(&text), [name.to_ascii_lowercase()]);
        }

        #[test]
        fn whoever_is_mentioned_has_a_user_name(text in r"([@a-zA-Z0-9_. ß/]){0,60}") {
            for name in mentioned(&text) {
                prop_assert_eq!(username_problem(&name), None);
            }
        }

        #[test]
        fn an_address_of_mail_mentions_nobody(local in r"[A-Za-z0-9_%+][A-Za-z0-9_%+.-]{0,15}[A-Za-z0-9_%+-]", host in r"[a-z][a-z0-9]{2,9}\.[a-z]{2,6}") {
            let text = format!("Write to {local}@{host}, please.");
            prop_assert_eq!(mentioned(&text), Vec::<String>::new());
        }
    }
}
