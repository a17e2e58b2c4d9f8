//! Addresses of this site: those that come with a request, to go on to, and those with a query, written the same by server and browser.

use std::fmt::Write;

/// A path of this site, if this is one. A browser reads `//host` and `/\host` as another site's address.
pub fn local_path(text: &str) -> Option<&str> {
    let mut bytes = text.bytes();
    let local = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    (local && plain).then_some(text)
}

/// A path with a query of those pairs whose value is not empty.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    let mut before = if path.contains('?') { '&' } else { '?' };
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a String cannot fail.
        let _ = write!(address, "{before}{name}={}", Escaped(value));
        before = '&';
    }
    address
}

/// A text as part of a query: all but the unreserved characters of RFC 3986, and `@`, by their bytes.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                b'-' | b'.' | b'_' | b'~' | b'@' => f.write_char(byte.into())?,
                byte if byte.is_ascii_alphanumeric() => f.write_char(byte.into())?,
                byte => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_gone_on_to() {
        assert_eq!(local_path("/upload?a=b"), Some("/upload?a=b"));
        for other in ["", "upload", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/a b"] {
            assert_eq!(local_path(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_empty_is_left_out_and_the_rest_cannot_break_out() {
        assert_eq!(with_query("/", &[("tag", ""), ("q", "")]), "/");
        assert_eq!(with_query("/", &[("tag", "a&b=c d"), ("q", "Käse#1")]), "/?tag=a%26b%3Dc%20d&q=K%C3%A4se%231");
        assert_eq!(with_query("/pin/1?from=@ana", &[("tag", "two words")]), "/pin/1?from=@ana&tag=two%20words");
    }
}
