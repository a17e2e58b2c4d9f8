//! One frame for many sockets: encoded once, and once more for each kind of gap that those get who have a block with somebody in it.

use super::Seat;
use crate::model::ids::UserId;
use bytes::Bytes;
use std::collections::{HashMap, HashSet};

/// Who of the people in a frame are not for somebody, in order.
pub(super) type Cut = Vec<UserId>;

type Encode<'a> = Box<dyn Fn(&[UserId]) -> Bytes + Send + 'a>;

/// A frame and its cuts, made as they are needed.
pub(super) struct Cuts<'a> {
    people: HashSet<UserId>,
    encode: Encode<'a>,
    whole: Bytes,
    frames: HashMap<Cut, Bytes>,
}

impl<'a> Cuts<'a> {
    /// Of a frame with these people, encoded without some of them.
    pub(super) fn new(people: impl Iterator<Item = UserId>, encode: impl Fn(&[UserId]) -> Bytes + Send + 'a) -> Self {
        let whole = encode(&[]);
        Self { people: people.collect(), encode: Box::new(encode), whole, frames: HashMap::new() }
    }

    /// What each of these seats gets, in their order.
    ///
    /// # Errors
    /// Cuts that have to be made first: encoding takes long, and is not done while others wait for a lock.
    pub(super) fn choose<'s>(&self, seats: impl Iterator<Item = &'s Seat>) -> Result<Vec<Bytes>, HashSet<Cut>> {
        let (mut chosen, mut missing) = (Vec::new(), HashSet::new());
        for seat in seats {
            let cut = self.cut_for(seat);
            match self.frames.get(&cut) {
                _ if cut.is_empty() => chosen.push(self.whole.clone()),
                Some(frame) => chosen.push(frame.clone()),
                None => {
                    missing.insert(cut);
                }
            }
        }
        if missing.is_empty() { Ok(chosen) } else { Err(missing) }
    }

    pub(super) fn make(&mut self, cuts: HashSet<Cut>) {
        for cut in cuts {
            let frame = (self.encode)(&cut);
            self.frames.insert(cut, frame);
        }
    }

    fn cut_for(&self, seat: &Seat) -> Cut {
        let mut cut: Vec<_> = seat.blocked().iter().filter(|user| self.people.contains(*user)).copied().collect();
        cut.sort_unstable();
        cut.dedup();
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use uuid::Uuid;

    fn user(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    fn seat(blocked: &[u128]) -> Seat {
        Seat::new(user(99), blocked.iter().map(|n| user(*n)).collect())
    }

    #[test]
    fn all_who_lack_the_same_share_one_frame_that_was_encoded_once() {
        let encoded = AtomicUsize::new(0);
        let mut cuts = Cuts::new([1, 2, 3].map(user).into_iter(), |without| {
            encoded.fetch_add(1, Ordering::Relaxed);
            Bytes::from(without.len().to_string())
        });
        let seats = [seat(&[]), seat(&[7]), seat(&[2, 1, 7]), seat(&[1, 2, 2]), seat(&[3])];
        let missing = cuts.choose(seats.iter()).unwrap_err();
        assert_eq!(missing.len(), 2);
        cuts.make(missing);
        let chosen = cuts.choose(seats.iter()).unwrap();
        assert_eq!(chosen.iter().map(|frame| &frame[..]).collect::<Vec<_>>(), [b"0", b"0", b"2", b"2", b"1"]);
        assert_eq!(encoded.load(Ordering::Relaxed), 3);
    }
}
