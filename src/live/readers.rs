//! Who listens on this server. A reader is called, not sent anything: one that is slow finds a single call when it comes back,
//! so nobody waits for it and nothing piles up.

use super::locked;
use crate::model::{errors::Problem, ids::UserId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::sync::watch;

/// After how many seconds a member who has too many readers may try again.
const TRY_AGAIN: u64 = 30;

/// All readers of a server.
#[derive(Clone)]
pub(super) struct Readers {
    bells: Arc<Mutex<HashMap<UserId, watch::Sender<()>>>>,
    stop: Arc<watch::Sender<bool>>,
}

impl Default for Readers {
    fn default() -> Self {
        Self { bells: Arc::default(), stop: Arc::new(watch::Sender::new(false)) }
    }
}

/// Somebody who listens for a member.
pub struct Reader {
    readers: Readers,
    member: UserId,
    /// `None` only while it is dropped.
    bell: Option<watch::Receiver<()>>,
    stop: watch::Receiver<bool>,
}

/// What a reader hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// There may be something new; or it may have been missed.
    Call,
    /// The server is to stop.
    HangUp,
}

impl Readers {
    pub(super) fn add(&self, member: UserId, most: usize) -> Result<Reader, Problem> {
        let stop = self.stop.subscribe();
        if *stop.borrow() {
            return Err(Problem::Busy);
        }
        let mut bells = locked(&self.bells);
        let bell = bells.entry(member).or_default();
        if bell.receiver_count() >= most {
            return Err(Problem::TooMany { retry_after: TRY_AGAIN });
        }
        Ok(Reader { readers: self.clone(), member, bell: Some(bell.subscribe()), stop })
    }

    pub(super) fn call(&self, members: impl Iterator<Item = UserId>) {
        let bells = locked(&self.bells);
        for bell in members.filter_map(|member| bells.get(&member)) {
            bell.send_replace(());
        }
    }

    pub(super) fn call_all(&self) {
        for bell in locked(&self.bells).values() {
            bell.send_replace(());
        }
    }

    pub(super) async fn hang_up(&self) {
        self.stop.send_replace(true);
        self.stop.closed().await;
    }
}

impl Reader {
    /// Waits for the next call. May be given up at any time without missing one.
    pub async fn next(&mut self) -> Heard {
        let Some(bell) = &mut self.bell else { return Heard::HangUp };
        tokio::select! {
            biased;
            // An error means that the server is gone.
            _ = self.stop.wait_for(|stop| *stop) => Heard::HangUp,
            rung = bell.changed() => if rung.is_ok() { Heard::Call } else { Heard::HangUp },
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut bells = locked(&self.readers.bells);
        self.bell = None;
        if bells.get(&self.member).is_some_and(|bell| bell.receiver_count() == 0) {
            bells.remove(&self.member);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn member(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    #[tokio::test]
    async fn many_calls_are_heard_as_one_and_only_by_whom_they_are_for() {
        let readers = Readers::default();
        let mut ana = readers.add(member(1), 2).unwrap();
        let mut again = readers.add(member(1), 2).unwrap();
        let mut bob = readers.add(member(2), 2).unwrap();
        readers.call([member(1), member(1), member(3)].into_iter());
        readers.call([member(1)].into_iter());
        assert_eq!(ana.next().await, Heard::Call);
        assert_eq!(again.next().await, Heard::Call);
        for idle in [&mut ana, &mut bob] {
            assert!(futures::FutureExt::now_or_never(idle.next()).is_none());
        }
    }

    #[tokio::test]
    async fn a_member_has_so_many_readers_and_room_again_when_one_goes() {
        let readers = Readers::default();
        let first = readers.add(member(1), 1).unwrap();
        assert!(matches!(readers.add(member(1), 1), Err(Problem::TooMany { .. })));
        assert!(readers.add(member(2), 1).is_ok());
        drop(first);
        assert!(locked(&readers.bells).is_empty(), "nothing is kept of those who have gone");
        assert!(readers.add(member(1), 1).is_ok());
    }

    #[tokio::test]
    async fn hanging_up_waits_for_all_and_lets_nobody_in() {
        let readers = Readers::default();
        let mut ana = readers.add(member(1), 9).unwrap();
        readers.call([member(1)].into_iter());
        let gone = tokio::spawn({
            let readers = readers.clone();
            async move { readers.hang_up().await }
        });
        while ana.next().await != Heard::HangUp {}
        assert!(matches!(readers.add(member(1), 9), Err(Problem::Busy)));
        drop(ana);
        gone.await.unwrap();
    }
}
