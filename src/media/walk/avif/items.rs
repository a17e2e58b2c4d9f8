//! `meta`: which items there are, where their bytes are, and which of them are the picture (ISO/IEC 23008-12).

use super::super::super::error::MediaError;
use super::super::super::format::Format;
use super::super::Source;
use super::boxes::{Bytes, boxes, find};
use super::properties::Properties;
use super::{Grid, Layer, Part};

/// Most tiles of a grid, and most items of a file.
const TILES_CAP: usize = 1_024;
const ITEMS_CAP: usize = 4_096;

/// Largest description of a grid, in bytes.
const GRID_CAP: u64 = 12;

/// The picture that `meta` names.
pub(super) struct Still {
    pub properties: Properties,
    pub colours: Layer,
    pub alpha: Option<Layer>,
    pub premultiplied: bool,
}

/// Reads the picture that a file says is its own.
pub(super) fn read(meta: &[u8], source: &Source) -> Result<Still, MediaError> {
    let senseless = || source.broken("its header makes no sense");
    let meta = Meta::new(meta.get(4..).unwrap_or_default()).ok_or_else(senseless)?;
    let properties = meta.properties(meta.primary);
    let mut colours = meta.layer(meta.primary, source)?;
    let mut properties = properties;
    if let Some(first) = colours.grid.as_ref().and(meta.tiles(meta.primary).first()) {
        // What a grid does not say about colours its tiles do.
        let tile = meta.properties(*first);
        if properties.colour == super::Colour::default() {
            properties.colour = tile.colour;
        }
        (properties.deep, properties.fine_chroma) = (tile.deep, tile.fine_chroma);
    }
    if colours.grid.is_none() {
        colours.tile = (properties.width, properties.height);
    }
    let auxiliary = meta.alpha_of(meta.primary);
    let alpha = match auxiliary {
        Some(item) => Some(meta.layer(item, source)?),
        None => meta.alpha_of_tiles(&colours, source)?,
    };
    let premultiplied = auxiliary.is_some_and(|alpha| meta.points(b"prem", meta.primary).any(|to| to == alpha));
    Ok(Still { properties, colours, alpha, premultiplied })
}

/// A `meta` box, taken apart as far as is needed to look things up.
struct Meta<'a> {
    primary: u32,
    /// Identity and kind.
    items: Vec<(u32, [u8; 4])>,
    /// `iref`: kind, from, to.
    references: Vec<([u8; 4], u32, u32)>,
    property_boxes: Vec<([u8; 4], &'a [u8])>,
    /// Item and the numbers, from 1, of its properties.
    associations: Vec<(u32, Vec<usize>)>,
    places: Vec<(u32, Place)>,
    idat: &'a [u8],
}

/// Where an item's bytes are.
struct Place {
    in_idat: bool,
    /// Offset and length; a length of 0 is all to the end.
    extents: Vec<(u64, u64)>,
}

impl<'a> Meta<'a> {
    fn new(meta: &'a [u8]) -> Option<Self> {
        let mut pitm = Bytes(find(meta, b"pitm")?);
        let primary = match pitm.version()?.0 {
            0 => u32::from(pitm.u16()?),
            _ => pitm.u32()?,
        };
        let iprp = find(meta, b"iprp")?;
        Some(Self {
            primary,
            items: items(find(meta, b"iinf")?)?,
            references: find(meta, b"iref").map_or(Some(Vec::new()), references)?,
            property_boxes: boxes(find(iprp, b"ipco")?).collect(),
            associations: associations(find(iprp, b"ipma")?)?,
            places: places(find(meta, b"iloc")?)?,
            idat: find(meta, b"idat").unwrap_or_default(),
        })
    }

    fn properties(&self, item: u32) -> Properties {
        let mut properties = Properties::default();
        let numbers = self.associations.iter().filter(|(id, _)| *id == item).flat_map(|(_, numbers)| numbers);
        for (kind, content) in numbers.filter_map(|number| self.property_boxes.get(number.checked_sub(1)?)) {
            // What makes no sense is as good as not there.
            let _ = properties.read(*kind, content);
        }
        properties
    }

    fn points(&self, kind: &'static [u8; 4], from: u32) -> impl Iterator<Item = u32> {
        self.references.iter().filter(move |(k, f, _)| k == kind && *f == from).map(|(_, _, to)| *to)
    }

    fn tiles(&self, grid: u32) -> Vec<u32> {
        self.points(b"dimg", grid).collect()
    }

    /// The item that is another's alpha.
    fn alpha_of(&self, item: u32) -> Option<u32> {
        let to_it = self.references.iter().filter(|(kind, _, to)| kind == b"auxl" && *to == item);
        to_it.map(|(_, from, _)| *from).find(|from| self.properties(*from).alpha)
    }

    /// The alpha of a grid whose tiles have one each.
    fn alpha_of_tiles(&self, colours: &Layer, source: &Source) -> Result<Option<Layer>, MediaError> {
        let Some(grid) = &colours.grid else { return Ok(None) };
        let tiles: Option<Vec<_>> = self.tiles(self.primary).into_iter().map(|tile| self.alpha_of(tile)).collect();
        let Some(tiles) = tiles else { return Ok(None) };
        let parts = tiles.into_iter().map(|tile| self.part(tile, source)).collect::<Result<_, _>>()?;
        Ok(Some(Layer { parts, tile: colours.tile, grid: Some(grid.clone()) }))
    }

    /// What has to be decoded for an item.
    fn layer(&self, item: u32, source: &Source) -> Result<Layer, MediaError> {
        let kind = self.items.iter().find(|(id, _)| *id == item).map(|(_, kind)| *kind);
        match kind.as_ref() {
            Some(b"av01") => {
                let Properties { width, height, .. } = self.properties(item);
                Ok(Layer { parts: vec![self.part(item, source)?], tile: (width, height), grid: None })
            }
            Some(b"grid") => self.grid(item, source),
            Some(kind) => Err(MediaError::UnsupportedKind {
                format: Format::Avif,
                detail: format!("the picture is an item of kind {}", String::from_utf8_lossy(kind)),
            }),
            None => Err(source.broken("it lacks its picture")),
        }
    }

    fn grid(&self, item: u32, source: &Source) -> Result<Layer, MediaError> {
        let senseless = || source.broken("its grid makes no sense");
        let described = self.part(item, source)?.bytes(GRID_CAP, |offset, length| source.at_offset(offset, length))?;
        let grid = Grid::read(&described).ok_or_else(senseless)?;
        let tiles = self.tiles(item);
        let count = grid.columns * grid.rows;
        if tiles.len() != count || count > TILES_CAP {
            return Err(senseless());
        }
        let first = tiles.first().map(|tile| self.properties(*tile)).unwrap_or_default();
        let tile = (first.width, first.height);
        let fits = |size: u32, tile: u32, count: usize| tile > 0 && u64::from(tile) * count as u64 >= u64::from(size);
        if !fits(grid.width, tile.0, grid.columns) || !fits(grid.height, tile.1, grid.rows) {
            return Err(senseless());
        }
        let parts = tiles.into_iter().map(|tile| self.part(tile, source)).collect::<Result<_, _>>()?;
        Ok(Layer { parts, tile, grid: Some(grid) })
    }

    fn part(&self, item: u32, source: &Source) -> Result<Part, MediaError> {
        let place = self.places.iter().find(|(id, _)| *id == item).map(|(_, place)| place);
        let place = place.ok_or_else(|| source.broken("it does not say where its picture is"))?;
        let available = if place.in_idat { self.idat.len() as u64 } else { source.length() };
        let mut extents = Vec::new();
        for &(offset, length) in &place.extents {
            let left = available.checked_sub(offset).ok_or_else(|| source.cut_short())?;
            let length = if length == 0 { left } else { length };
            if length > left {
                return Err(source.cut_short());
            }
            extents.push((offset, length));
        }
        // Lengths that lie over each other would make much of little.
        if extents.iter().map(|(_, length)| length).sum::<u64>() > available {
            return Err(source.broken("its parts overlap"));
        }
        if !place.in_idat {
            return Ok(Part::File(extents));
        }
        let bytes = extents.iter().filter_map(|&(offset, length)| {
            self.idat.get(usize::try_from(offset).ok()?..usize::try_from(offset + length).ok()?)
        });
        Ok(Part::Bytes(bytes.flatten().copied().collect()))
    }
}

fn items(iinf: &[u8]) -> Option<Vec<(u32, [u8; 4])>> {
    let mut bytes = Bytes(iinf);
    let _count = match bytes.version()?.0 {
        0 => u32::from(bytes.u16()?),
        _ => bytes.u32()?,
    };
    let entries = boxes(bytes.0).filter(|(kind, _)| kind == b"infe").take(ITEMS_CAP);
    let entry = |content: &[u8]| {
        let mut bytes = Bytes(content);
        let item = match bytes.version()?.0 {
            2 => u32::from(bytes.u16()?),
            3 => bytes.u32()?,
            _ => return None, // from before items had kinds
        };
        bytes.u16()?;
        Some((item, *bytes.take(4)?.first_chunk()?))
    };
    Some(entries.filter_map(|(_, content)| entry(content)).collect())
}

fn references(iref: &[u8]) -> Option<Vec<([u8; 4], u32, u32)>> {
    let mut bytes = Bytes(iref);
    let size = if bytes.version()?.0 == 0 { 2 } else { 4 };
    let mut found = Vec::new();
    for (kind, content) in boxes(bytes.0).take(ITEMS_CAP) {
        let mut bytes = Bytes(content);
        let from = bytes.number(size)? as u32;
        for _ in 0..bytes.u16()? {
            found.push((kind, from, bytes.number(size)? as u32));
        }
    }
    Some(found)
}

/// Reads `ipma`. The first bit of a number only says that a reader must know the property.
fn associations(ipma: &[u8]) -> Option<Vec<(u32, Vec<usize>)>> {
    let mut bytes = Bytes(ipma);
    let (version, flags) = bytes.version()?;
    let mut found = Vec::new();
    for _ in 0..bytes.u32()? {
        let item = bytes.number(if version == 0 { 2 } else { 4 })? as u32;
        let mut numbers = Vec::new();
        for _ in 0..bytes.u8()? {
            numbers.push(match flags & 1 {
                0 => usize::from(bytes.u8()? & 0x7f),
                _ => usize::from(bytes.u16()? & 0x7fff),
            });
        }
        found.push((item, numbers));
    }
    Some(found)
}

/// Reads `iloc`. Items that are put together of others, or lie in other files, have no place.
fn places(iloc: &[u8]) -> Option<Vec<(u32, Place)>> {
    let mut bytes = Bytes(iloc);
    let version = bytes.version()?.0;
    let sizes = bytes.u16()?;
    let size = |shift: u32| usize::from(sizes >> shift & 15);
    let (offset_size, length_size, base_size) = (size(12), size(8), size(4));
    let index_size = if version == 0 { 0 } else { size(0) };
    let id_size = if version < 2 { 2 } else { 4 };
    let mut found = Vec::new();
    for _ in 0..bytes.number(id_size)?.min(ITEMS_CAP as u64) {
        let item = bytes.number(id_size)? as u32;
        let method = if version == 0 { 0 } else { bytes.u16()? & 15 };
        let elsewhere = bytes.u16()? != 0;
        let base = bytes.number(base_size)?;
        let mut extents = Vec::new();
        for _ in 0..bytes.u16()? {
            bytes.number(index_size)?;
            let offset = base.checked_add(bytes.number(offset_size)?)?;
            extents.push((offset, bytes.number(length_size)?));
        }
        if method < 2 && !elsewhere {
            found.push((item, Place { in_idat: method == 1, extents }));
        }
    }
    Some(found)
}
