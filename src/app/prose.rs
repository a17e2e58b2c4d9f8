//! Plain text of people's own, with the web addresses in it found: nothing else of it ever becomes markup.

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Words(&'a str),
    /// A web address, `http` or `https`.
    Address(&'a str),
}

/// What an address may begin with. Nothing else is a link: not `javascript:`, nor `www.` without more.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// What may stand right after an address, and is none of it unless more follows.
const AFTER: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '"', '’', '”', '»', '…', '*', '_'];

/// What encloses an address is none of it; what an address opens itself, it closes.
const PAIRS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// A text in its pieces, all of it in order.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some((start, scheme)) = next_scheme(rest, from) {
        let end = start + address_length(&rest[start..]);
        let bare = end <= start + scheme.len();
        // "xhttps://" is a word of some kind.
        let within = rest[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        if bare || within {
            from = start + scheme.len();
            continue;
        }
        if start > 0 {
            found.push(Piece::Words(&rest[..start]));
        }
        found.push(Piece::Address(&rest[start..end]));
        rest = &rest[end..];
        from = 0;
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

/// Where the next scheme begins, and which it is.
fn next_scheme(text: &str, from: usize) -> Option<(usize, &'static str)> {
    let found = SCHEMES.iter().filter_map(|&scheme| Some((text[from..].find(scheme)? + from, scheme)));
    found.min_by_key(|&(at, _)| at)
}

/// How many bytes of the text are the address that it begins with.
fn address_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"“”«»".contains(c));
    let mut address = &text[..end.unwrap_or(text.len())];
    while let Some(last) = address.chars().next_back() {
        let opened = PAIRS.iter().find(|(_, close)| *close == last).map(|(open, _)| *open);
        let stray = opened.is_some_and(|open| address.matches(open).count() < address.matches(last).count());
        if !stray && !AFTER.contains(&last) {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

#[cfg(test)]
mod tests {
    use super::Piece::{Address, Words};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_web_addresses_are_links() {
        for text in
            ["javascript:alert(1)", "www.example.org", "ftp://example.org", "http://", "https://. And", "xhttps://a"]
        {
            assert_eq!(pieces(text), [Words(text)]);
        }
    }

    #[test]
    fn what_stands_around_an_address_is_none_of_it() {
        for (text, expected) in [
            ("https://a.org", vec![Address("https://a.org")]),
            ("See https://a.org/b?c=d#e.", vec![Words("See "), Address("https://a.org/b?c=d#e"), Words(".")]),
            ("(http://a.org/x_(y))", vec![Words("("), Address("http://a.org/x_(y)"), Words(")")]),
            ("“https://a.org”, he said", vec![Words("“"), Address("https://a.org"), Words("”, he said")]),
            ("https://a.org\nhttps://b.org/ü", vec![Address("https://a.org"), Words("\n"), Address("https://b.org/ü")]),
            ("https://a.org/<script>", vec![Address("https://a.org/"), Words("<script>")]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_character_is_lost_or_added(text in r#"([a-z ().,"<ü\n]|https?://){0,40}"#) {
            let joined: String = pieces(&text).into_iter().map(|piece| match piece { Words(text) | Address(text) => text }).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn every_address_begins_with_a_scheme_of_the_web(text in r#"([a-z:/ ().]|https?://|javascript:){0,40}"#) {
            for piece in pieces(&text) {
                if let Address(address) = piece {
                    prop_assert!(SCHEMES.iter().any(|scheme| address.starts_with(scheme) && address.len() > scheme.len()));
                }
            }
        }
    }
}
