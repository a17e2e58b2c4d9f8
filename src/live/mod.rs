//! The bus: tells every server of a site that there is something new for a member, and each server whoever listens there.
//!
//! It carries names, never content: who hears one looks for themselves, as themselves, so that nothing is ever told to whom it
//! is not meant for, and many calls at once are as good as one. What was missed is made good by looking again.

mod readers;

pub use readers::{Heard, Reader};

use crate::{
    model::{errors::Problem, ids::UserId},
    store::db::{Db, live::PAYLOAD_LONGEST},
};
use readers::Readers;
use std::{
    collections::HashSet,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle};

/// How long the bus waits before it asks a database again that has not answered.
const PAUSE: Duration = Duration::from_secs(1);

/// What a payload's words begin with that name a member. Other letters are for other nouns.
const MEMBER: char = 'm';

/// The bus. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    line: Arc<Line>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

struct Line {
    db: Db,
    /// Those who are to be called, until the writer takes them all.
    waiting: Mutex<HashSet<UserId>>,
    more: Notify,
    readers: Readers,
}

impl Bus {
    /// Starts the writer, which sends what is waiting in one go while the next gathers, and the listener.
    pub fn start(db: Db) -> Self {
        let line = Line { db, waiting: Mutex::default(), more: Notify::new(), readers: Readers::default() };
        let line = Arc::new(line);
        let tasks = vec![tokio::spawn(write(Arc::clone(&line))), tokio::spawn(hear(Arc::clone(&line)))];
        Self { line, tasks: Arc::new(Mutex::new(tasks)) }
    }

    /// Calls these members, wherever they listen. To be called after the commit of what is new. Never waits.
    pub fn call(&self, members: &[UserId]) {
        if !members.is_empty() {
            locked(&self.line.waiting).extend(members);
            self.line.more.notify_one();
        }
    }

    /// Begins to listen for a member.
    ///
    /// # Errors
    /// [`Problem::TooMany`] where this server has so many readers for them already; [`Problem::Busy`] once it is to stop.
    pub fn listen(&self, member: UserId, most: usize) -> Result<Reader, Problem> {
        self.line.readers.add(member, most)
    }

    /// Tells all readers here that the server is to stop, and waits until they have gone.
    pub async fn hang_up(&self) {
        self.line.readers.hang_up().await;
    }

    /// Sends what is still waiting, and ends.
    pub async fn stop(&self) {
        for task in mem::take(&mut *locked(&self.tasks)) {
            task.abort();
        }
        let rest = mem::take(&mut *locked(&self.line.waiting));
        if !rest.is_empty() && self.line.db.notify(&payloads(&rest)).await.is_err() {
            tracing::warn!(
                members = rest.len(),
                "stopped before members could be called; they hear of their news later"
            );
        }
    }
}

async fn write(line: Arc<Line>) {
    loop {
        line.more.notified().await;
        let called = mem::take(&mut *locked(&line.waiting));
        if called.is_empty() {
            continue;
        }
        if line.db.notify(&payloads(&called)).await.is_err() {
            // The cause has been logged where it was seen.
            locked(&line.waiting).extend(called);
            tokio::time::sleep(PAUSE).await;
            line.more.notify_one();
        }
    }
}

async fn hear(line: Arc<Line>) {
    loop {
        if let Ok(mut listener) = line.db.listen().await {
            // What was sent before was not heard.
            line.readers.call_all();
            loop {
                match listener.next().await {
                    Ok(Some(payload)) => line.readers.call(members(&payload)),
                    Ok(None) => line.readers.call_all(),
                    Err(_) => break,
                }
            }
        }
        tracing::warn!("the live bus has lost its connection to the database; it tries again");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Names in as few payloads as they fit into.
fn payloads(members: &HashSet<UserId>) -> Vec<String> {
    let mut payloads = vec![String::new()];
    for member in members {
        let word = format!("{MEMBER}{member}");
        let full = payloads.last().is_none_or(|payload| payload.len() + 1 + word.len() > PAYLOAD_LONGEST);
        if full {
            payloads.push(String::new());
        }
        if let Some(payload) = payloads.last_mut() {
            if !payload.is_empty() {
                payload.push(' ');
            }
            payload.push_str(&word);
        }
    }
    payloads
}

/// The members that a payload names. Another version of this program may send other words; they are passed over.
fn members(payload: &str) -> impl Iterator<Item = UserId> {
    payload.split(' ').filter_map(|word| word.strip_prefix(MEMBER)?.parse().ok())
}

/// Nothing here can panic while it holds a lock and leave things half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn thousands_of_names_survive_the_way_in_payloads_that_fit() {
        for count in [1, 2, 333, 334, 5_000_u128] {
            let called: HashSet<_> = (0..count).map(|n| UserId::from_uuid(Uuid::from_u128(n * n + 7))).collect();
            let payloads = payloads(&called);
            assert!(payloads.iter().all(|payload| !payload.is_empty() && payload.len() <= PAYLOAD_LONGEST));
            let heard: HashSet<_> = payloads.iter().flat_map(|payload| members(payload)).collect();
            assert_eq!(heard, called);
        }
    }

    #[test]
    fn words_of_another_version_are_passed_over() {
        let id = UserId::from_uuid(Uuid::from_u128(1));
        assert_eq!(members(&format!("x1 m m12 m{id} c{id} ")).collect::<Vec<_>>(), [id]);
        assert_eq!(members("").count(), 0);
    }
}
