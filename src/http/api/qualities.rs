//! The quality states of a picture: the same picture as WebP files of several sizes.

use crate::{
    model::pictures::{Picture, QualitySize},
    services::Site,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A picture in one of its sizes, as WebP.
#[derive(Serialize, ToSchema)]
pub(super) struct Quality {
    /// Which: 0 is full size, 1 the lowest, then rising.
    #[schema(example = 2)]
    n: u8,
    /// Where it is. That of a private pin needs its owner: a token of theirs that may `read`, or their session in a browser.
    #[schema(format = "uri")]
    url: String,
    /// Pixels across.
    #[schema(minimum = 1, example = 236)]
    width: u32,
    /// Pixels down.
    #[schema(minimum = 1, example = 133)]
    height: u32,
    /// The file's size; left out in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, example = 4711)]
    bytes: Option<u64>,
}

/// Those that can be shown now, by rising number.
pub(super) fn available(site: &Site, picture: &Picture) -> Vec<Quality> {
    let of = |QualitySize { n, width, height }| Quality {
        n,
        url: site.address(&picture.address(n)),
        width,
        height,
        bytes: None,
    };
    let mut qualities: Vec<_> = picture.available().into_iter().map(of).collect();
    qualities.sort_by_key(|quality| quality.n);
    qualities
}

/// The same with their sizes, of which those that are stored have one.
pub(super) fn with_bytes(qualities: Vec<Quality>, stored: &[(u8, u64)]) -> Vec<Quality> {
    let with_size = |quality: Quality| {
        let (_, bytes) = stored.iter().find(|(n, _)| *n == quality.n)?;
        Some(Quality { bytes: Some(*bytes), ..quality })
    };
    qualities.into_iter().filter_map(with_size).collect()
}
