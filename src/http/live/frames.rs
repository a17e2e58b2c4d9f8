//! The frames of a WebSocket (RFC 6455, section 5): how those are read that a client sends, and how ours are written.

use super::socket::close_code;
use bytes::Bytes;

/// The longest head of a frame of ours, in bytes.
const HEAD_LONGEST: usize = 10;

/// In the first byte of a frame: nothing of its message follows, and bits that nobody has agreed on.
const LAST: u8 = 0x80;
const RESERVED: u8 = 0x70;

/// In the second byte: the payload is masked, as everything must be that a client sends.
const MASKED: u8 = 0x80;

/// The longest payload of a frame that is about the socket itself.
const CONTROL_LONGEST: u8 = 125;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn of(number: u8) -> Option<Self> {
        let all = [Self::Continuation, Self::Text, Self::Binary, Self::Close, Self::Ping, Self::Pong];
        all.into_iter().find(|opcode| *opcode as u8 == number)
    }

    fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// A frame of ours, whole.
pub(super) fn frame(opcode: Opcode, payload: &[u8]) -> Bytes {
    let mut frame = Vec::with_capacity(HEAD_LONGEST + payload.len());
    frame.push(LAST | opcode as u8);
    if let Ok(length @ ..=CONTROL_LONGEST) = u8::try_from(payload.len()) {
        frame.push(length);
    } else if let Ok(length) = u16::try_from(payload.len()) {
        frame.push(126);
        frame.extend(length.to_be_bytes());
    } else {
        frame.push(127);
        frame.extend((payload.len() as u64).to_be_bytes());
    }
    frame.extend_from_slice(payload);
    frame.into()
}

/// The head of a frame that a client sends.
pub(super) struct Head {
    pub(super) last: bool,
    pub(super) opcode: Opcode,
    mask: [u8; 4],
    /// Where its payload begins and ends.
    start: usize,
    pub(super) end: usize,
}

impl Head {
    /// The head of the first frame of what has come; `None` where not all of it has.
    ///
    /// # Errors
    /// With this code the socket is to be closed.
    pub(super) fn read(come: &[u8], longest: usize) -> Result<Option<Self>, u16> {
        let [first, second, rest @ ..] = come else { return Ok(None) };
        let opcode = Opcode::of(first & 0x0F).ok_or(close_code::PROTOCOL)?;
        let (last, short) = (first & LAST != 0, second & !MASKED);
        let broken = first & RESERVED != 0 || second & MASKED == 0;
        if broken || opcode.is_control() && (!last || short > CONTROL_LONGEST) {
            return Err(close_code::PROTOCOL);
        }
        let (length, wide) = match short {
            126 => (rest.first_chunk().map(|length| u64::from(u16::from_be_bytes(*length))), 2),
            127 => (rest.first_chunk().map(|length| u64::from_be_bytes(*length)), 8),
            short => (Some(u64::from(short)), 0),
        };
        let Some(length) = length else { return Ok(None) };
        let length = usize::try_from(length).ok().filter(|length| *length <= longest).ok_or(close_code::SIZE)?;
        let Some(mask) = rest.get(wide..).and_then(|rest| rest.first_chunk::<4>()) else { return Ok(None) };
        let start = 2 + wide + mask.len();
        Ok(Some(Self { last, opcode, mask: *mask, start, end: start + length }))
    }

    /// The payload, where all of it has come.
    pub(super) fn payload(&self, come: &[u8]) -> Option<Vec<u8>> {
        let mut payload = come.get(self.start..self.end)?.to_vec();
        for some in payload.chunks_mut(self.mask.len()) {
            some.iter_mut().zip(self.mask).for_each(|(byte, mask)| *byte ^= mask);
        }
        Some(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_the_shortest_head_that_says_how_long_it_is() {
        let heads: [(usize, &[u8]); 5] = [
            (0, &[0x81, 0]),
            (125, &[0x81, 125]),
            (126, &[0x81, 126, 0, 126]),
            (0xFFFF, &[0x81, 126, 0xFF, 0xFF]),
            (0x1_0000, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ];
        for (length, head) in heads {
            let framed = frame(Opcode::Text, &vec![b'x'; length]);
            assert_eq!((&framed[..head.len()], framed.len()), (head, head.len() + length));
        }
    }

    #[test]
    fn the_frame_of_the_standards_example_is_read_once_all_of_it_has_come() {
        let hello = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58];
        let read = |come: &[u8]| Head::read(come, 5).unwrap().and_then(|head| head.payload(come));
        for end in 0..hello.len() {
            assert_eq!(read(&hello[..end]), None);
        }
        assert_eq!(read(&hello).unwrap(), b"Hello");
        assert_eq!(Head::read(&hello[..2], 4).err(), Some(close_code::SIZE), "it is not waited for");
    }
}
