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
pub use outbound::{Frames, Heard, Outbound};
pub use readers::Reader;

use crate::{
    model::{
        channels::ReadMark,
        errors::Problem,
        ids::{ChannelId, CommunityId, UserId},
    },
    store::{db::Db, redis::Redis},
};
use backends::{Backend, Postgres};
use events::{Event, Pending, events};
use readers::Readers;
use std::{
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, Semaphore},
    task::JoinHandle,
    time::timeout,
};
use uuid::Uuid;

/// How long the bus waits before it asks a database again that has not answered.
const PAUSE: Duration = Duration::from_secs(1);

/// How long one of the tasks that all go through waits for a database: longer than that lets a statement run. A connection whose other
/// end has gone without a word would keep it for a quarter of an hour.
const PATIENCE: Duration = Duration::from_secs(20);

/// After what time without anything to say a server says something, and after what time of silence a listener connects anew.
const HEARTBEAT: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_secs(50);

/// How many connections the bus and the hub have to themselves: what is published, what is delivered and who is here are a task each, and
/// one is on its way back.
const CONNECTIONS: u32 = 4;

/// How many sockets look at the same time at what is new for their members: all are called when the bus has been away.
const LOOKS_MOST: usize = 8;

/// The bus. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    line: Arc<Line>,
    tasks: Arc<Mutex<Option<Tasks>>>,
}

struct Tasks {
    /// Ends by itself, once it is told to.
    writer: JoinHandle<()>,
    others: [JoinHandle<()>; 3],
}

struct Line {
    /// What its payloads begin with: no event.
    name: String,
    backend: Box<dyn Backend>,
    /// What is to be published, until the writer takes it all.
    pending: Mutex<Pending>,
    more: Notify,
    /// Whether the writer ends once it has published what is pending.
    ends: AtomicBool,
    readers: Readers,
    looks: Semaphore,
    hub: Hub,
}

impl Bus {
    /// Starts the writer, which publishes what is pending in one go while the next gathers, the listener, and the hub.
    pub fn start(db: Db, redis: Option<Redis>, encode: Encode) -> Self {
        let db = db.for_live(CONNECTIONS);
        let backend: Box<dyn Backend> = match redis {
            None => Box::new(Postgres(db.clone())),
            Some(redis) => Box::new(redis),
        };
        let hub = Hub::new(db, encode);
        let line = Arc::new(Line {
            name: format!("s{}", Uuid::now_v7().simple()),
            backend,
            pending: Mutex::default(),
            more: Notify::new(),
            ends: AtomicBool::new(false),
            readers: Readers::default(),
            looks: Semaphore::new(LOOKS_MOST),
            hub: hub.clone(),
        });
        let writer = tokio::spawn(publish(Arc::clone(&line)));
        let others = [
            tokio::spawn(hear(Arc::clone(&line))),
            tokio::spawn(hub.clone().deliver()),
            tokio::spawn(hub.keep_presence({
                let line = Arc::clone(&line);
                move |event| line.add([event])
            })),
        ];
        Self { line, tasks: Arc::new(Mutex::new(Some(Tasks { writer, others }))) }
    }

    /// Calls these members, wherever they listen: here at once. To be called after the commit of what is new. Never waits.
    pub fn call(&self, members: &[UserId]) {
        if !members.is_empty() {
            self.line.readers.call(members.iter().copied());
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

    /// Says how far a member has read a channel. To be called after the commit of that. Never waits.
    pub fn read(&self, user: UserId, mark: ReadMark) {
        self.publish([Event::Read(user, mark)]);
    }

    fn publish(&self, events: impl IntoIterator<Item = Event>) {
        self.line.add(events);
    }

    /// Begins to listen for a member: what there is to hear goes to the seat.
    ///
    /// # Errors
    /// [`Problem::TooMany`] where this server has so many readers for them already; [`Problem::Busy`] once it is to stop.
    pub fn listen(&self, seat: &Seat, most: usize) -> Result<Reader, Problem> {
        self.line.readers.add(seat.user, &seat.outbound, most)
    }

    /// Looks at what is new for somebody once it is their turn: when all are called, they do not come at once. A look that takes too long
    /// gives its turn to the next.
    ///
    /// # Errors
    /// [`Problem::Busy`] where the database does not answer, and whatever the look meets with.
    pub async fn in_turn<T>(&self, look: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        // It is never closed.
        let _turn = self.line.looks.acquire().await;
        patiently(look).await
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
        let tasks = locked(&self.tasks).take();
        let Some(Tasks { writer, others }) = tasks else { return };
        others.iter().for_each(JoinHandle::abort);
        self.line.add(self.line.hub.leave_presence().await.into_iter().map(Event::Here));
        self.line.ends.store(true, Ordering::Release);
        self.line.more.notify_one();
        // That it panicked has been logged where it did.
        let _ = writer.await;
        self.line.hub.disconnect().await;
    }
}

async fn publish(line: Arc<Line>) {
    loop {
        let is_silent = timeout(HEARTBEAT, line.more.notified()).await.is_err();
        // Asked before the rest is taken: all that came before the end is among that.
        let ends = line.ends.load(Ordering::Acquire);
        let taken = mem::take(&mut *locked(&line.pending));
        let payloads = if is_silent && taken.is_empty() { vec![line.name.clone()] } else { taken.payloads(&line.name) };
        // Where it fails, the cause has been logged where it was seen.
        let is_done = payloads.is_empty() || patiently(line.backend.publish(&payloads)).await.is_ok();
        if ends {
            if !is_done {
                tracing::warn!("stopped before all could be published; other servers see it when they look next");
            }
            return;
        }
        if !is_done {
            locked(&line.pending).put_back(taken);
            tokio::time::sleep(PAUSE).await;
            line.more.notify_one();
        }
    }
}

async fn hear(line: Arc<Line>) {
    loop {
        if let Ok(mut subscription) = patiently(line.backend.subscribe()).await {
            // What was published before was not heard.
            line.look_again();
            while let Ok(Ok(heard)) = timeout(SILENCE, subscription.next()).await {
                match heard {
                    Some(payload) => {
                        let is_ours = payload.starts_with(&line.name);
                        events(&payload).for_each(|event| line.take(event, is_ours));
                    }
                    None => line.look_again(),
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

    fn take(&self, event: Event, is_ours: bool) {
        match event {
            // They were called at once.
            Event::Member(_) if is_ours => {}
            Event::Member(user) => self.readers.call([user].into_iter()),
            Event::Channel(channel, seq) => self.hub.changed(channel, seq),
            Event::Access(community) => self.hub.access_changed(community),
            Event::Here(channel) => self.hub.here(channel),
            Event::Typing(channel, user) => self.hub.typing(channel, user),
            Event::Read(user, mark) => self.hub.read(user, &mark),
        }
    }

    fn look_again(&self) {
        self.readers.call_all();
        self.hub.look_again();
    }
}

/// What a database does, unless it takes too long.
async fn patiently<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    timeout(PATIENCE, work).await.unwrap_or_else(|_| {
        tracing::warn!("a database does not answer");
        Err(Problem::Busy)
    })
}

/// Nothing here can panic while it holds a lock and leave things half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
