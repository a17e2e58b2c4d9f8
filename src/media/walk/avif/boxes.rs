//! Boxes within a header that is whole in memory (ISO/IEC 14496-12, section 4.2).

/// Numbers one after the other, all of them big endian; `None` behind the end.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of so many bytes, 0 to 8.
    pub fn number(&mut self, size: usize) -> Option<u64> {
        if size > 8 {
            return None;
        }
        Some(self.take(size)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
    }

    /// The version and flags of a full box.
    pub fn version(&mut self) -> Option<(u8, u32)> {
        let word = self.u32()?;
        Some(((word >> 24) as u8, word & 0xff_ffff))
    }
}

/// Splits a run of boxes into (kind, content); ends at the first that does not fit.
pub(super) fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = Bytes(bytes);
    std::iter::from_fn(move || {
        let all = rest.0.len();
        let length = u64::from(rest.u32()?);
        let kind = *rest.take(4)?.first_chunk::<4>()?;
        let left = match length {
            0 => rest.0.len(),
            1 => usize::try_from(rest.number(8)?.checked_sub(16)?).ok()?,
            length => usize::try_from(length.checked_sub(8)?).ok()?,
        };
        debug_assert!(all > rest.0.len());
        Some((kind, rest.take(left)?))
    })
}

pub(super) fn find<'a>(bytes: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).find_map(|(kind, content)| (&kind == wanted).then_some(content))
}
