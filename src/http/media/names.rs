//! What the files of pictures are called. One file has one address, but for an ending that says what it is.

use crate::model::ids::PictureId;
use std::str::FromStr;

/// The address of `{ID}-{n}`, a quality state of a picture; `.webp` may follow.
pub(super) const QUALITY: &str = "/media/{name}";

/// The address of `{ID}/h{height}`, a thumbnail, which `.webp` may follow, and of `{ID}/original`.
pub(super) const GIVEN_BY_PLAN: &str = "/media/{id}/{file}";

/// A file of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct File {
    pub(super) picture: PictureId,
    pub(super) kind: Kind,
}

/// Which file of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Quality(u8),
    Thumbnail(u32),
    Original,
}

/// Reads a path, and says by which address that is one of a file. What stands there encoded is not read here.
pub(super) fn of_path(path: &str) -> Option<(File, &'static str)> {
    let name = path.strip_prefix("/media/")?;
    match name.split_once('/') {
        None => Some((quality(name)?, QUALITY)),
        Some((id, file)) => Some((given_by_plan(id, file)?, GIVEN_BY_PLAN)),
    }
}

/// Reads `{ID}-{n}` or `{ID}-{n}.webp`.
pub(super) fn quality(name: &str) -> Option<File> {
    let (id, n) = name.strip_suffix(".webp").unwrap_or(name).split_once('-')?;
    Some(File { picture: id.parse().ok()?, kind: Kind::Quality(number_of(n)?) })
}

/// Reads `{ID}` and `original`, `h{height}` or `h{height}.webp`.
pub(super) fn given_by_plan(id: &str, file: &str) -> Option<File> {
    let kind = match file {
        "original" => Kind::Original,
        file => Kind::Thumbnail(number_of(file.strip_suffix(".webp").unwrap_or(file).strip_prefix('h')?)?),
    };
    Some(File { picture: id.parse().ok()?, kind })
}

/// Reads a number that is written in the one way there is.
fn number_of<T: FromStr>(text: &str) -> Option<T> {
    let plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "1111111111111111111112";

    #[test]
    fn a_picture_has_one_address() {
        for (name, n) in [
            ("-0", Some(0)),
            ("-6", Some(6)),
            ("-1.webp", Some(1)),
            ("-00", None),
            ("-+1", None),
            ("-256", None),
            ("", None),
        ] {
            let found = quality(&format!("{ID}{name}")).map(|file| file.kind);
            assert_eq!(found, n.map(Kind::Quality), "{name}");
        }
        assert_eq!(quality("x-1"), None);
        for (file, kind) in [
            ("h200", Some(Kind::Thumbnail(200))),
            ("h200.webp", Some(Kind::Thumbnail(200))),
            ("original", Some(Kind::Original)),
            ("h0200", None),
            ("200", None),
            ("h-1", None),
        ] {
            assert_eq!(given_by_plan(ID, file).map(|file| file.kind), kind, "{file}");
        }
    }

    #[test]
    fn a_path_is_read_as_its_address_is() {
        let file = |path: &str| of_path(&path.replace("ID", ID)).map(|(file, address)| (file.kind, address));
        assert_eq!(file("/media/ID-3"), Some((Kind::Quality(3), QUALITY)));
        assert_eq!(file("/media/ID/h200"), Some((Kind::Thumbnail(200), GIVEN_BY_PLAN)));
        for other in ["/media/ID-3/", "/media/ID/h200/", "/media//ID-3", "/media/", "/pin/ID-3", "/media/ID%2D3"] {
            assert_eq!(file(other), None, "{other}");
        }
    }
}
