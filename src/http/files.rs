//! What files are called on their way out, and of which type they are said to be.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is encoded in the name of a file (RFC 8187).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A `Content-Disposition` header (RFC 6266): "inline" or "attachment", and a title as the name of a file on any system.
pub(super) fn disposition(kind: &str, title: &str, format: &str) -> String {
    let ending = match format {
        "JPEG" => "jpg".to_owned(),
        format => format.to_lowercase(),
    };
    let strange = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name: String = title.chars().map(|c| if strange(c) { '-' } else { c }).collect();
    let encoded = utf8_percent_encode(name.trim_matches([' ', '.']), ENCODED);
    format!("{kind}; filename=\"picture.{ending}\"; filename*=UTF-8''{encoded}.{ending}")
}

/// The media type of a format by content.
pub(super) fn media_type(format: &str) -> &'static str {
    match format {
        "JPEG" => "image/jpeg",
        "PNG" => "image/png",
        "GIF" => "image/gif",
        "WebP" => "image/webp",
        "AVIF" => "image/avif",
        "BMP" => "image/bmp",
        "TIFF" => "image/tiff",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_name_of_a_file() {
        let header = disposition("attachment", "Ein \"Bär\"/2.", "JPEG");
        assert_eq!(header, "attachment; filename=\"picture.jpg\"; filename*=UTF-8''Ein%20-B%C3%A4r--2.jpg");
    }
}
