//! Addresses with a query, written the same by server and browser.

use std::fmt::Write;

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
    fn what_is_empty_is_left_out_and_the_rest_cannot_break_out() {
        assert_eq!(with_query("/", &[("tag", ""), ("q", "")]), "/");
        assert_eq!(with_query("/", &[("tag", "a&b=c d"), ("q", "Käse#1")]), "/?tag=a%26b%3Dc%20d&q=K%C3%A4se%231");
        assert_eq!(with_query("/pin/1?from=@ana", &[("tag", "two words")]), "/pin/1?from=@ana&tag=two%20words");
    }
}
