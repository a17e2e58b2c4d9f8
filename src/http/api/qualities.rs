//! The sizes of a picture: the same picture as WebP files.

use crate::{
    model::pictures::{Picture, QualitySize},
    services::Site,
};
use serde::Serialize;
use std::fmt::Write;
use utoipa::ToSchema;

/// One size of a picture, as WebP.
#[derive(Serialize, ToSchema)]
pub(super) struct Quality {
    /// The number of the size: 0 is the full size, 1 the smallest, and higher numbers are larger.
    #[schema(example = 2)]
    n: u8,
    /// The URL. For a private pin it needs the owner’s token with the scope `read`, or the owner’s browser session.
    #[schema(format = "uri")]
    url: String,
    /// The width, in pixels.
    #[schema(minimum = 1, example = 236)]
    width: u32,
    /// The height, in pixels.
    #[schema(minimum = 1, example = 133)]
    height: u32,
    /// The file size, in bytes. Omitted in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, example = 4711)]
    bytes: Option<u64>,
}

/// The sizes that are available now, by ascending number.
pub(super) fn available(site: &Site, picture: &Picture) -> Vec<Quality> {
    let addresses = site.address(&picture.addresses());
    let url = |n: u8| {
        // A page has hundreds of these: none is moved as it grows.
        let mut url = String::with_capacity(addresses.len() + 3);
        let _ = write!(url, "{addresses}{n}");
        url
    };
    let of = |QualitySize { n, width, height }| Quality { n, url: url(n), width, height, bytes: None };
    let mut qualities: Vec<_> = picture.available().into_iter().map(of).collect();
    qualities.sort_by_key(|quality| quality.n);
    qualities
}

/// Adds the file sizes, for those that are stored.
pub(super) fn with_bytes(qualities: Vec<Quality>, stored: &[(u8, u64)]) -> Vec<Quality> {
    let with_size = |quality: Quality| {
        let (_, bytes) = stored.iter().find(|(n, _)| *n == quality.n)?;
        Some(Quality { bytes: Some(*bytes), ..quality })
    };
    qualities.into_iter().filter_map(with_size).collect()
}
