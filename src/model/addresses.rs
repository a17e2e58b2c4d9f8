//! Addresses that come with a request, to go on to.

/// A path of this site, if this is one. A browser reads `//host` and `/\host` as another site's address.
pub fn local_path(text: &str) -> Option<&str> {
    let mut bytes = text.bytes();
    let local = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    (local && plain).then_some(text)
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
}
