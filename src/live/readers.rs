//! Who listens on this server. A reader is called, not sent anything: one that is slow finds a single call when it comes back,
//! so nobody waits for it and nothing piles up.

use super::{locked, outbound::Outbound};
use crate::model::{errors::Problem, ids::UserId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::sync::Notify;

/// After how many seconds a member who has too many readers may try again.
const TRY_AGAIN: u64 = 30;

/// All readers of a server. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Readers(Arc<Registry>);

#[derive(Default)]
struct Registry {
    rows: Mutex<Rows>,
    /// The last one has gone.
    empty: Notify,
}

#[derive(Default)]
struct Rows {
    of: HashMap<UserId, Vec<Arc<Outbound>>>,
    stopping: bool,
}

/// Somebody who listens for a member, until it is dropped.
pub struct Reader {
    readers: Readers,
    member: UserId,
    outbound: Arc<Outbound>,
}

impl Readers {
    pub(super) fn add(&self, member: UserId, outbound: &Arc<Outbound>, most: usize) -> Result<Reader, Problem> {
        let mut rows = locked(&self.0.rows);
        if rows.stopping {
            return Err(Problem::Busy);
        }
        let readers = rows.of.entry(member).or_default();
        if readers.len() >= most {
            return Err(Problem::TooMany { retry_after: TRY_AGAIN });
        }
        readers.push(Arc::clone(outbound));
        Ok(Reader { readers: self.clone(), member, outbound: Arc::clone(outbound) })
    }

    pub(super) fn call(&self, members: impl Iterator<Item = UserId>) {
        let rows = locked(&self.0.rows);
        members.filter_map(|member| rows.of.get(&member)).flatten().for_each(|outbound| outbound.call());
    }

    pub(super) fn call_all(&self) {
        locked(&self.0.rows).of.values().flatten().for_each(|outbound| outbound.call());
    }

    /// Tells all that the server is to stop, lets nobody in any more, and waits until all have gone.
    pub(super) async fn hang_up(&self) {
        {
            let mut rows = locked(&self.0.rows);
            rows.stopping = true;
            rows.of.values().flatten().for_each(|outbound| outbound.hang_up());
        }
        loop {
            let empty = self.0.empty.notified();
            if locked(&self.0.rows).of.is_empty() {
                return;
            }
            empty.await;
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut rows = locked(&self.readers.0.rows);
        if let Some(readers) = rows.of.get_mut(&self.member) {
            readers.retain(|outbound| !Arc::ptr_eq(outbound, &self.outbound));
            if readers.is_empty() {
                rows.of.remove(&self.member);
            }
        }
        if rows.of.is_empty() {
            self.readers.0.empty.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::outbound::Heard;
    use futures::FutureExt;
    use uuid::Uuid;

    fn member(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    fn add(readers: &Readers, n: u128, most: usize) -> Result<Reader, Problem> {
        readers.add(member(n), &Arc::default(), most)
    }

    fn heard(reader: &Reader) -> Option<Heard> {
        reader.outbound.next().now_or_never()
    }

    #[test]
    fn many_calls_are_heard_as_one_and_only_by_whom_they_are_for() {
        let readers = Readers::default();
        let (ana, again) = (add(&readers, 1, 2).unwrap(), add(&readers, 1, 2).unwrap());
        let ben = add(&readers, 2, 2).unwrap();
        readers.call([member(1), member(1), member(3)].into_iter());
        readers.call([member(1)].into_iter());
        for called in [&ana, &again] {
            assert_eq!((heard(called), heard(called)), (Some(Heard::Call), None));
        }
        assert_eq!(heard(&ben), None);
        readers.call_all();
        assert_eq!(heard(&ben), Some(Heard::Call));
    }

    #[test]
    fn a_member_has_so_many_readers_and_room_again_when_one_goes() {
        let readers = Readers::default();
        let first = add(&readers, 1, 1).unwrap();
        assert!(matches!(add(&readers, 1, 1), Err(Problem::TooMany { .. })));
        assert!(add(&readers, 2, 1).is_ok());
        drop(first);
        assert!(locked(&readers.0.rows).of.is_empty(), "nothing is kept of those who have gone");
        assert!(add(&readers, 1, 1).is_ok());
    }

    #[tokio::test]
    async fn hanging_up_waits_for_all_and_lets_nobody_in() {
        let readers = Readers::default();
        let (ana, ben) = (add(&readers, 1, 9).unwrap(), add(&readers, 2, 9).unwrap());
        readers.call([member(1)].into_iter());
        let mut gone = Box::pin(readers.hang_up());
        assert!(gone.as_mut().now_or_never().is_none());
        assert_eq!((heard(&ana), heard(&ben)), (Some(Heard::HangUp), Some(Heard::HangUp)));
        assert!(matches!(add(&readers, 3, 9), Err(Problem::Busy)));
        drop(ana);
        assert!(gone.as_mut().now_or_never().is_none(), "one is still there");
        drop(ben);
        gone.await;
    }
}
