//! What a part and its file are called (RFC 7578, section 4.2), as browsers and programs write it. Names come from people's own
//! disks, so none is a reason to refuse a part: what is not UTF-8 is read as Latin-1.

use axum::http::{HeaderMap, header::CONTENT_DISPOSITION};
use percent_encoding::percent_decode;

/// The `Content-Disposition` of a part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Disposition {
    /// What the part is called; empty where it has no name.
    pub(super) name: String,
    /// What its file is called; `None` where that was not said.
    pub(super) file_name: Option<String>,
}

impl Disposition {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        headers.get(CONTENT_DISPOSITION).map(|value| Self::read(value.as_bytes())).unwrap_or_default()
    }

    fn read(header: &[u8]) -> Self {
        let mut found = Self::default();
        let mut extended = None;
        let mut rest = header;
        while let Some(at) = rest.iter().position(|&byte| byte == b';') {
            let (key, value, after) = parameter(&rest[at + 1..]);
            match key.to_ascii_lowercase().as_slice() {
                b"name" => found.name = as_browsers_write(&value),
                b"filename" => found.file_name = Some(as_browsers_write(&value)),
                b"filename*" => extended = extended_value(&value),
                _ => {}
            }
            rest = after;
        }
        // The plain one beside it is for programs that cannot read this one (RFC 6266, section 4.3).
        found.file_name = extended.or(found.file_name);
        found
    }
}

/// The parameter that stands here: its name, its value, and what comes after it.
fn parameter(text: &[u8]) -> (&[u8], Vec<u8>, &[u8]) {
    let end = text.iter().position(|byte| matches!(byte, b'=' | b';')).unwrap_or(text.len());
    let (key, after) = (text[..end].trim_ascii(), &text[end..]);
    let Some(value) = after.strip_prefix(b"=").map(<[u8]>::trim_ascii_start) else { return (key, Vec::new(), after) };
    if let Some(quoted) = value.strip_prefix(b"\"") {
        let (value, after) = unquoted(quoted);
        return (key, value, after);
    }
    let end = value.iter().position(|&byte| byte == b';').unwrap_or(value.len());
    (key, value[..end].trim_ascii().to_vec(), &value[end..])
}

/// What stands in quotes, after the first of them, and what comes after the last. Some programs write `\"` for a quote. Browsers
/// write a backslash as it is, also as the last of a name.
fn unquoted(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        match (byte, after.strip_prefix(b"\"")) {
            (b'"', _) => return (value, after),
            (b'\\', Some(further)) if further.contains(&b'"') => {
                value.push(b'"');
                rest = further;
            }
            _ => {
                value.push(byte);
                rest = after;
            }
        }
    }
    (value, rest)
}

/// A name in which browsers have encoded quotes and ends of lines, and nothing else (HTML, "multipart/form-data encoding").
fn as_browsers_write(value: &[u8]) -> String {
    let mut plain = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&byte, after)) = rest.split_first() {
        let encoded = rest.get(..3).map(<[u8]>::to_ascii_uppercase);
        let (byte, after) = match encoded.as_deref() {
            Some(b"%22") => (b'"', &rest[3..]),
            Some(b"%0D") => (b'\r', &rest[3..]),
            Some(b"%0A") => (b'\n', &rest[3..]),
            _ => (byte, after),
        };
        plain.push(byte);
        rest = after;
    }
    text(plain)
}

/// A value with its charset before it (RFC 8187); `None` where it is none.
fn extended_value(value: &[u8]) -> Option<String> {
    let mut parts = value.splitn(3, |&byte| byte == b'\'');
    let (charset, _language, encoded) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes: Vec<u8> = percent_decode(encoded).collect();
    if charset.eq_ignore_ascii_case(b"utf-8") {
        Some(text(bytes))
    } else if charset.eq_ignore_ascii_case(b"iso-8859-1") {
        Some(latin_1(&bytes))
    } else {
        None
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|wrong| latin_1(wrong.as_bytes()))
}

fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(header: &[u8]) -> (String, Option<String>) {
        let Disposition { name, file_name } = Disposition::read(header);
        (name, file_name)
    }

    #[test]
    fn names_are_read_as_browsers_and_programs_write_them() {
        let cases: [(&[u8], &str); 11] = [
            (b"form-data; name=\"file\"; filename=\"a b.png\"", "a b.png"),
            (b"form-data; name=file; filename=a.png", "a.png"),
            (b"form-data; filename=\"a;b.png\" ; Name = \"file\"", "a;b.png"),
            ("form-data; name=\"file\"; filename=\"Bär.png\"".as_bytes(), "Bär.png"),
            (b"form-data; name=\"file\"; filename=\"B\xe4r.png\"", "Bär.png"),
            (b"form-data; name=\"file\"; filename=\"say %22hi%22%0d%0a 100%25.png\"", "say \"hi\"\r\n 100%25.png"),
            (b"form-data; name=\"file\"; filename=\"say \\\"hi\\\".png\"", "say \"hi\".png"),
            (b"form-data; name=\"file\"; filename=\"a\\b\\\"", "a\\b\\"),
            (b"form-data; name=\"file\"; filename*=UTF-8''na%C3%AFve%20plan.png", "na\u{ef}ve plan.png"),
            (b"form-data; name=\"file\"; filename=\"B_r.png\"; filename*=iso-8859-1'de'B%E4r.png", "Bär.png"),
            (b"form-data; name=\"file\"; filename=\"plain.png\"; filename*=koi8-r''%C1", "plain.png"),
        ];
        for (header, file_name) in cases {
            let written = String::from_utf8_lossy(header);
            assert_eq!(named(header), ("file".to_owned(), Some(file_name.to_owned())), "{written}");
        }
    }

    #[test]
    fn what_has_no_name_or_no_file_has_none() {
        assert_eq!(named(b"form-data"), (String::new(), None));
        assert_eq!(named(b"form-data; name=\"title\""), ("title".to_owned(), None));
        assert_eq!(named(b"form-data; name=\"file\"; filename=\"\""), ("file".to_owned(), Some(String::new())));
        assert_eq!(named(b"form-data; name; filename"), (String::new(), Some(String::new())));
        assert_eq!(named(b";;=;name=\"x"), ("x".to_owned(), None));
    }
}
