//! What reaches people at once, on every server of a site: that there is something new for a member, and what changes in channels.
//!
//! The bus between the servers carries names and numbers, never content: who hears of something reads it for themselves, so that nothing
//! is ever told to whom it is not meant for, and what was missed is made good by looking again.

mod backends;
mod events;
mod hub;
mod outbound;
mod readers;

pub use hub::{Encode, Frame, Hub, Seat};
pub use outbound::{Frames, Outbound};
pub use readers::{Heard, Reader};

use crate::{
    model::{
        errors::Problem,
        ids::{ChannelId, CommunityId, UserId},
    },
    store::db::Db,
};
use backends::{Backend, Postgres, Redis};
use events::{Event, Pending, events};
use readers::Readers;
use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle};

/// How long the bus waits before it asks a database again that has not answered.
const PAUSE: Duration = Duration::from_secs(1);

/// The bus. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    line: Arc<Line>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

/// The Redis that carries the bus, and which site's it is: several can share one.
pub struct RedisBus<'a> {
    pub url: &'a str,
    pub site: &'a str,
}

struct Line {
    backend: Box<dyn Backend>,
    /// What is to be published, until the writer takes it all.
    pending: Mutex<Pending>,
    more: Notify,
    readers: Readers,
    hub: Hub,
}

impl Bus {
    /// Starts the writer, which publishes what is pending in one go while the next gathers, the listener, and the hub.
    ///
    /// # Errors
    /// The address of Redis is none.
    pub fn start(db: Db, redis: Option<RedisBus<'_>>, encode: Encode) -> Result<Self, redis::RedisError> {
        let backend: Box<dyn Backend> = match redis {
            None => Box::new(Postgres(db.clone())),
            Some(RedisBus { url, site }) => Box::new(Redis::open(url, site)?),
        };
        let hub = Hub::new(db, encode);
        let (pending, more, readers) = (Mutex::default(), Notify::new(), Readers::default());
        let line = Arc::new(Line { backend, pending, more, readers, hub: hub.clone() });
        let tasks = vec![
            tokio::spawn(publish(Arc::clone(&line))),
            tokio::spawn(hear(Arc::clone(&line))),
            tokio::spawn(hub.clone().deliver()),
            tokio::spawn(hub.keep_presence({
                let line = Arc::clone(&line);
                move |event| line.add([event])
            })),
        ];
        Ok(Self { line, tasks: Arc::new(Mutex::new(tasks)) })
    }

    /// Calls these members, wherever they listen. To be called after the commit of what is new. Never waits.
    pub fn call(&self, members: &[UserId]) {
        if !members.is_empty() {
            self.publish(members.iter().copied().map(Event::Member));
        }
    }

    /// Says that a channel has a change of this number. To be called after its commit. Never waits.
    pub fn channel_changed(&self, channel: ChannelId, seq: i64) {
        self.line.hub.changed(channel, seq);
        self.publish([Event::Channel(channel, seq)]);
    }

    /// Says that somebody may have lost the right to read a community. To be called after the commit of that. Never waits.
    pub fn access_changed(&self, community: CommunityId) {
        self.line.hub.access_changed(community);
        self.publish([Event::Access(community)]);
    }

    /// Says that a member is typing. Never waits.
    pub fn typing(&self, channel: ChannelId, user: UserId) {
        self.publish([Event::Typing(channel, user)]);
    }

    fn publish(&self, events: impl IntoIterator<Item = Event>) {
        self.line.add(events);
    }

    /// Begins to listen for a member.
    ///
    /// # Errors
    /// [`Problem::TooMany`] where this server has so many readers for them already; [`Problem::Busy`] once it is to stop.
    pub fn listen(&self, member: UserId, most: usize) -> Result<Reader, Problem> {
        self.line.readers.add(member, most)
    }

    /// Who shows which channel on this server.
    pub fn hub(&self) -> &Hub {
        &self.line.hub
    }

    /// Tells all readers here that the server is to stop, and waits until they have gone.
    pub async fn hang_up(&self) {
        self.line.readers.hang_up().await;
    }

    /// Publishes what is still pending, and ends.
    pub async fn stop(&self) {
        for task in mem::take(&mut *locked(&self.tasks)) {
            task.abort();
        }
        self.line.add(self.line.hub.leave_presence().await.into_iter().map(Event::Here));
        let rest = mem::take(&mut *locked(&self.line.pending));
        if !rest.is_empty() && self.line.backend.publish(&rest.payloads()).await.is_err() {
            tracing::warn!("stopped before all could be published; other servers hear of it later");
        }
    }
}

async fn publish(line: Arc<Line>) {
    loop {
        line.more.notified().await;
        let taken = mem::take(&mut *locked(&line.pending));
        if taken.is_empty() {
            continue;
        }
        if line.backend.publish(&taken.payloads()).await.is_err() {
            // The cause has been logged where it was seen.
            locked(&line.pending).extend(taken);
            tokio::time::sleep(PAUSE).await;
            line.more.notify_one();
        }
    }
}

async fn hear(line: Arc<Line>) {
    loop {
        if let Ok(mut subscription) = line.backend.subscribe().await {
            // What was published before was not heard.
            line.look_again();
            loop {
                match subscription.next().await {
                    Ok(Some(payload)) => events(&payload).for_each(|event| line.take(event)),
                    Ok(None) => line.look_again(),
                    Err(_) => break,
                }
            }
        }
        tracing::warn!("the live bus has lost its connection; it tries again");
        tokio::time::sleep(PAUSE).await;
    }
}

impl Line {
    fn add(&self, events: impl IntoIterator<Item = Event>) {
        let mut pending = locked(&self.pending);
        events.into_iter().for_each(|event| pending.add(event));
        drop(pending);
        self.more.notify_one();
    }

    fn take(&self, event: Event) {
        match event {
            Event::Member(user) => self.readers.call([user].into_iter()),
            Event::Channel(channel, seq) => self.hub.changed(channel, seq),
            Event::Access(community) => self.hub.access_changed(community),
            Event::Here(channel) => self.hub.here(channel),
            Event::Typing(channel, user) => self.hub.typing(channel, user),
        }
    }

    fn look_again(&self) {
        self.readers.call_all();
        self.hub.look_again();
    }
}

/// Nothing here can panic while it holds a lock and leave things half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
