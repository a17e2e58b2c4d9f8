//! What waits to be sent over one socket: bounded, so that a slow reader never grows the server. One that falls behind too far loses
//! what waits, and is told to ask for it again; but of what was written and read in each channel it hears the latest number all the same.
//! What else a socket is to hear stands here as well, so that it waits in one place.

use super::locked;
use crate::{model::ids::ChannelId, telemetry};
use bytes::Bytes;
use std::{
    future::poll_fn,
    mem,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

/// How many frames can wait.
const FRAMES_MOST: usize = 256;

/// How many bytes can wait. The frames are shared with other sockets.
const BYTES_MOST: usize = 1024 * 1024;

/// Of how many marks the latest numbers can wait: as many as somebody has who follows many channels, and some.
const MARKS_MOST: usize = 512;

/// What a number is about. Only the latest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The last message of a channel.
    Unread(ChannelId),
    /// How far the member has read it.
    Read(ChannelId),
}

/// The queue of one socket, and what else it is to hear. One task waits for it.
#[derive(Default)]
pub struct Outbound(Mutex<Pending>);

#[derive(Default)]
struct Pending {
    frames: Frames,
    bytes: usize,
    /// Numbers, each in the place of the one before it about the same, in the order of their coming.
    marks: Vec<(Mark, Bytes)>,
    /// Whether there were too many of them.
    overflowed: bool,
    /// How often it was held, and whether it is.
    holds: u64,
    held: bool,
    called: bool,
    hung_up: bool,
    /// Who waits.
    waker: Option<Waker>,
}

/// What is to be sent next.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Frames {
    /// Mostly there is no other: it stands alone, so that no list is made for it.
    pub first: Option<Bytes>,
    pub rest: Vec<Bytes>,
    /// Whether frames were lost before these.
    pub lost: bool,
}

/// What a socket hears.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// The server is to stop.
    HangUp,
    /// There may be something new; or it may have been missed.
    Call,
    /// There is something to send.
    Frames(Frames),
    /// More numbers were to be sent than can wait: what is unread has to be asked for anew.
    Overflow,
}

impl Outbound {
    /// Adds what is in a channel. It is lost while the queue is held: it may not be theirs to read by then.
    pub(super) fn push(&self, frame: &Bytes) {
        self.change(|pending| if pending.held { pending.frames.lost = true } else { pending.add(frame) });
    }

    /// Adds what tells nothing but a number. It waits while the queue is held, and is not lost with what waits beside it.
    pub(super) fn push_number(&self, mark: Mark, frame: &Bytes) {
        self.change(|pending| pending.mark(mark, frame));
    }

    /// Calls: there may be something new. Many calls are heard as one.
    pub(super) fn call(&self) {
        self.change(|pending| pending.called = true);
    }

    /// Says that the server is to stop.
    pub(super) fn hang_up(&self) {
        self.change(|pending| pending.hung_up = true);
    }

    /// Lets nothing through until it is released, and calls, so that it is. What waits already waits on.
    pub(super) fn hold(&self) {
        self.change(|pending| {
            pending.holds += 1;
            (pending.held, pending.called) = (true, true);
        });
    }

    /// How often it was held. To be asked before what decides whether it can be released is read.
    pub fn holds(&self) -> u64 {
        locked(&self.0).holds
    }

    /// Whether it is held.
    pub fn is_held(&self) -> bool {
        locked(&self.0).held
    }

    /// Lets through what waits, where it was held no more often than this.
    pub fn release(&self, holds: u64) {
        self.change(|pending| pending.held &= pending.holds != holds);
    }

    /// Waits for what is to be heard next. May be given up at any time without losing any.
    pub async fn next(&self) -> Heard {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&self, context: &Context<'_>) -> Poll<Heard> {
        let mut pending = locked(&self.0);
        if let Some(heard) = pending.take() {
            return Poll::Ready(heard);
        }
        if !pending.waker.as_ref().is_some_and(|waker| waker.will_wake(context.waker())) {
            pending.waker = Some(context.waker().clone());
        }
        Poll::Pending
    }

    fn change(&self, change: impl FnOnce(&mut Pending)) {
        let mut pending = locked(&self.0);
        change(&mut pending);
        let waiting = if pending.has_something() { pending.waker.take() } else { None };
        drop(pending);
        if let Some(waiting) = waiting {
            waiting.wake();
        }
    }
}

impl Pending {
    /// Adds a frame. The first is taken however long it is: dropped, it would be asked for again, and be as long.
    fn add(&mut self, frame: &Bytes) {
        if self.frames.first.is_none() {
            (self.frames.first, self.bytes) = (Some(frame.clone()), frame.len());
        } else if self.frames.rest.len() + 1 >= FRAMES_MOST || self.bytes + frame.len() > BYTES_MOST {
            telemetry::events_lost(self.frames.rest.len() + 2);
            self.frames = Frames { lost: true, ..Frames::default() };
        } else {
            self.frames.rest.push(frame.clone());
            self.bytes += frame.len();
        }
    }

    fn mark(&mut self, mark: Mark, frame: &Bytes) {
        self.marks.retain(|(known, _)| *known != mark);
        if self.marks.len() < MARKS_MOST {
            self.marks.push((mark, frame.clone()));
        } else {
            telemetry::events_lost(self.marks.len() + 1);
            (self.marks, self.overflowed) = (Vec::new(), true);
        }
    }

    fn has_something(&self) -> bool {
        self.hung_up || self.called || self.overflowed || self.may_send()
    }

    fn may_send(&self) -> bool {
        !self.held && (self.frames.lost || self.frames.first.is_some() || !self.marks.is_empty())
    }

    /// A call comes first: after it, less may be theirs to read.
    fn take(&mut self) -> Option<Heard> {
        if self.hung_up {
            Some(Heard::HangUp)
        } else if mem::take(&mut self.called) {
            Some(Heard::Call)
        } else if mem::take(&mut self.overflowed) {
            Some(Heard::Overflow)
        } else {
            self.may_send().then(|| Heard::Frames(self.take_frames()))
        }
    }

    /// All that waits, the numbers last.
    fn take_frames(&mut self) -> Frames {
        let mut frames = mem::take(&mut self.frames);
        let mut numbers = mem::take(&mut self.marks).into_iter().map(|(_, frame)| frame);
        if frames.first.is_none() {
            frames.first = numbers.next();
        }
        frames.rest.extend(numbers);
        frames
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{FutureExt, task::ArcWake};
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    use uuid::Uuid;

    fn frame(bytes: usize) -> Bytes {
        Bytes::from(vec![b'x'; bytes])
    }

    fn channel(n: u128) -> ChannelId {
        ChannelId::from_uuid(Uuid::from_u128(n))
    }

    fn mark(n: u128) -> Mark {
        Mark::Unread(channel(n))
    }

    /// What waits, as the lengths of the frames, and whether some were lost before.
    fn sent(outbound: &Outbound) -> Option<(Vec<usize>, bool)> {
        match outbound.next().now_or_never()? {
            Heard::Frames(Frames { first, rest, lost }) => {
                Some((first.iter().chain(&rest).map(Bytes::len).collect(), lost))
            }
            other => panic!("{other:?}"),
        }
    }

    fn is_called(outbound: &Outbound) -> bool {
        outbound.next().now_or_never() == Some(Heard::Call)
    }

    #[test]
    fn frames_come_out_in_their_order() {
        let outbound = Outbound::default();
        assert_eq!(sent(&outbound), None);
        (1..=3).for_each(|bytes| outbound.push(&frame(bytes)));
        assert_eq!(sent(&outbound), Some((vec![1, 2, 3], false)));
        assert_eq!(sent(&outbound), None);
    }

    #[test]
    fn who_is_too_slow_loses_what_waits_and_hears_of_it_once() {
        for (count, bytes) in [(FRAMES_MOST + 1, 1), (2, BYTES_MOST / 2 + 1)] {
            let outbound = Outbound::default();
            (1..count).for_each(|_| outbound.push(&frame(bytes)));
            outbound.push(&frame(bytes));
            assert_eq!(sent(&outbound), Some((vec![], true)));
            outbound.push(&frame(1));
            assert_eq!(sent(&outbound), Some((vec![1], false)));
        }
        let outbound = Outbound::default();
        (0..FRAMES_MOST).for_each(|_| outbound.push(&frame(1)));
        assert_eq!(sent(&outbound), Some((vec![1; FRAMES_MOST], false)), "so many can wait");
    }

    #[test]
    fn a_single_frame_is_taken_however_long_it_is() {
        let outbound = Outbound::default();
        outbound.push(&frame(BYTES_MOST + 1));
        assert_eq!(sent(&outbound), Some((vec![BYTES_MOST + 1], false)));
        outbound.push(&frame(BYTES_MOST + 1));
        outbound.push(&frame(1));
        assert_eq!(sent(&outbound), Some((vec![], true)), "another one finds it full");
    }

    #[test]
    fn while_it_is_held_nothing_of_a_channel_gets_in_and_nothing_gets_out() {
        let outbound = Outbound::default();
        outbound.push(&frame(1));
        outbound.hold();
        assert!(is_called(&outbound), "it is to look");
        outbound.push(&frame(2));
        outbound.push_number(mark(1), &frame(3));
        assert_eq!(sent(&outbound), None);
        outbound.release(outbound.holds());
        assert_eq!(sent(&outbound), Some((vec![1, 3], true)));
        outbound.hold();
        assert!(is_called(&outbound));
        outbound.release(outbound.holds());
        assert_eq!(sent(&outbound), None, "nothing came meanwhile");
    }

    #[test]
    fn of_each_number_the_latest_survives_whatever_is_lost() {
        let outbound = Outbound::default();
        outbound.hold();
        assert!(is_called(&outbound));
        outbound.push_number(mark(1), &frame(1));
        outbound.push_number(mark(2), &frame(2));
        (0..2 * FRAMES_MOST).for_each(|_| outbound.push_number(mark(1), &frame(3)));
        outbound.push_number(Mark::Read(channel(1)), &frame(4));
        outbound.release(outbound.holds());
        (0..=FRAMES_MOST).for_each(|_| outbound.push(&frame(5)));
        assert_eq!(sent(&outbound), Some((vec![2, 3, 4], true)));
        assert_eq!(sent(&outbound), None);
    }

    #[test]
    fn numbers_of_more_channels_than_can_wait_are_asked_for_anew() {
        let outbound = Outbound::default();
        let count = MARKS_MOST as u128;
        (0..count).for_each(|n| outbound.push_number(mark(n), &frame(1)));
        assert_eq!(sent(&outbound), Some((vec![1; MARKS_MOST], false)), "so many can wait");
        outbound.hold();
        assert!(is_called(&outbound));
        (0..=count).for_each(|n| outbound.push_number(mark(n), &frame(1)));
        assert_eq!(outbound.next().now_or_never(), Some(Heard::Overflow));
        outbound.release(outbound.holds());
        assert_eq!(sent(&outbound), None);
    }

    #[test]
    fn who_has_looked_before_it_was_held_again_does_not_release_it() {
        let outbound = Outbound::default();
        outbound.hold();
        let looked = outbound.holds();
        outbound.hold();
        assert!(is_called(&outbound));
        outbound.push(&frame(1));
        outbound.release(looked);
        assert_eq!(sent(&outbound), None);
        outbound.release(outbound.holds());
        assert_eq!(sent(&outbound), Some((vec![], true)));
    }

    #[test]
    fn many_calls_are_heard_as_one_and_before_what_is_to_be_sent() {
        let outbound = Outbound::default();
        outbound.push(&frame(1));
        outbound.call();
        outbound.call();
        assert!(is_called(&outbound));
        assert_eq!(sent(&outbound), Some((vec![1], false)));
        outbound.hang_up();
        outbound.call();
        for _ in 0..2 {
            assert_eq!(outbound.next().now_or_never(), Some(Heard::HangUp));
        }
    }

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl ArcWake for Wakes {
        fn wake_by_ref(wakes: &Arc<Self>) {
            wakes.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn who_waits_is_woken_once_and_not_while_there_is_nothing_to_do() {
        let (outbound, wakes) = (Outbound::default(), Arc::new(Wakes::default()));
        let waker = futures::task::waker(Arc::clone(&wakes));
        let woken = || wakes.0.load(Ordering::Relaxed);
        let wait = || outbound.poll(&Context::from_waker(&waker));
        assert!(wait().is_pending());
        outbound.push(&frame(1));
        outbound.push(&frame(1));
        assert_eq!(woken(), 1);
        assert!(wait().is_ready() && wait().is_pending());
        outbound.hold();
        assert_eq!(woken(), 2);
        assert!(wait().is_ready() && wait().is_pending());
        outbound.push(&frame(1));
        assert_eq!(woken(), 2, "it is held");
        outbound.release(outbound.holds());
        assert_eq!(woken(), 3);
    }
}
