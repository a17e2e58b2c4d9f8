//! What waits to be sent over one socket: bounded, so that a slow reader never grows the server. One that falls behind too far loses
//! what waits, and is told to ask for it again.

use super::locked;
use bytes::Bytes;
use std::{collections::VecDeque, mem, sync::Mutex};
use tokio::sync::Notify;

/// How many frames can wait.
const FRAMES_MOST: usize = 256;

/// How many bytes can wait. The frames are shared with other sockets.
const BYTES_MOST: usize = 1024 * 1024;

/// The queue of one socket.
#[derive(Default)]
pub struct Outbound {
    pending: Mutex<Pending>,
    ready: Notify,
}

#[derive(Default)]
struct Pending {
    frames: VecDeque<Bytes>,
    bytes: usize,
    lost: bool,
}

/// What is to be sent next.
pub struct Frames {
    pub frames: VecDeque<Bytes>,
    /// Whether frames were lost before these.
    pub lost: bool,
}

impl Outbound {
    pub(super) fn push(&self, frame: &Bytes) {
        let mut pending = locked(&self.pending);
        if pending.frames.len() >= FRAMES_MOST || pending.bytes + frame.len() > BYTES_MOST {
            *pending = Pending { lost: true, ..Pending::default() };
        } else {
            pending.bytes += frame.len();
            pending.frames.push_back(frame.clone());
        }
        drop(pending);
        self.ready.notify_one();
    }

    /// Waits for something to send. May be given up at any time without losing any.
    pub async fn next(&self) -> Frames {
        loop {
            let Pending { frames, lost, .. } = mem::take(&mut *locked(&self.pending));
            if lost || !frames.is_empty() {
                return Frames { frames, lost };
            }
            self.ready.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn frame(bytes: usize) -> Bytes {
        Bytes::from(vec![b'x'; bytes])
    }

    #[tokio::test]
    async fn frames_come_out_in_their_order() {
        let outbound = Outbound::default();
        assert!(outbound.next().now_or_never().is_none());
        for text in ["a", "b", "c"] {
            outbound.push(&Bytes::from_static(text.as_bytes()));
        }
        let Frames { frames, lost } = outbound.next().await;
        assert_eq!((frames.len(), &frames[0][..], &frames[2][..], lost), (3, &b"a"[..], &b"c"[..], false));
        assert!(outbound.next().now_or_never().is_none());
    }

    #[tokio::test]
    async fn who_is_too_slow_loses_what_waits_and_hears_of_it_once() {
        for (count, bytes) in [(FRAMES_MOST + 1, 1), (2, BYTES_MOST / 2 + 1)] {
            let outbound = Outbound::default();
            for _ in 0..count {
                outbound.push(&frame(bytes));
            }
            let Frames { frames, lost } = outbound.next().await;
            assert_eq!((frames.len(), lost), (0, true));
            outbound.push(&frame(1));
            let Frames { frames, lost } = outbound.next().await;
            assert_eq!((frames.len(), lost), (1, false));
        }
    }
}
