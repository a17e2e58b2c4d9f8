//! Work beside requests: pictures, jobs, files, live sockets.

use super::{
    declared::{
        CACHE_HITS, CACHE_MISSES, EVENTS_DELIVERED, EVENTS_LOST, JOBS_ENDED, LISTS, PICTURES, SOCKETS, STAGE_SECONDS,
        STORE_ERRORS, STORE_SECONDS,
    },
    traces::{self, Period},
};
use crate::model::jobs::KINDS;
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use opentelemetry::{
    KeyValue,
    trace::{SpanBuilder, SpanKind},
};
use std::{
    collections::HashMap,
    sync::LazyLock,
    time::{Duration, Instant},
};

/// All that is counted here. Looked up by name once, as some of it is counted thousands of times a second.
struct Handles {
    stages: [Histogram; 4],
    pictures: [Counter; 3],
    /// Of each kind, those that were done, and those that failed.
    jobs: HashMap<&'static str, [Counter; 2]>,
    store_seconds: [Histogram; 5],
    store_errors: [Counter; 5],
    sockets: Gauge,
    delivered: Counter,
    lost: Counter,
    cache_hits: Counter,
    cache_misses: Counter,
    /// Those that a replica answered, and those that the primary did.
    lists: [Counter; 2],
}

static HANDLES: LazyLock<Handles> = LazyLock::new(|| Handles {
    stages: STAGES.map(|stage| histogram!(STAGE_SECONDS, "stage" => stage)),
    pictures: ["done", "refused", "failed"].map(|result| counter!(PICTURES, "result" => result)),
    jobs: KINDS.iter().map(|kind| (kind.name, jobs_of(kind.name))).collect(),
    store_seconds: OPERATIONS.map(|operation| histogram!(STORE_SECONDS, "operation" => operation)),
    store_errors: OPERATIONS.map(|operation| counter!(STORE_ERRORS, "operation" => operation)),
    sockets: gauge!(SOCKETS),
    delivered: counter!(EVENTS_DELIVERED),
    lost: counter!(EVENTS_LOST),
    cache_hits: counter!(CACHE_HITS),
    cache_misses: counter!(CACHE_MISSES),
    lists: ["replica", "primary"].map(|server| counter!(LISTS, "server" => server)),
});

/// The stages of the work on a picture, in the order of [`Stage`].
const STAGES: [&str; 4] = ["decode", "resize", "encode", "store"];

/// What is done with files, in the words of the file store.
const OPERATIONS: [&str; 5] = ["store", "read", "find", "list", "delete"];

fn jobs_of(kind: &'static str) -> [Counter; 2] {
    ["done", "failed"].map(|result| counter!(JOBS_ENDED, "kind" => kind, "result" => result))
}

pub(super) fn prepare() {
    LazyLock::force(&HANDLES);
}

/// A stage of the work on a picture.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    Decode,
    Resize,
    Encode,
    Store,
}

/// What the work on one picture has taken in each stage. It is counted, and told, once this is dropped.
#[derive(Default)]
pub struct Stages([Option<Spent>; 4]);

/// What was done of a stage: how long it took, and in which time. Other stages may have come between.
#[derive(Clone, Copy)]
struct Spent {
    took: Duration,
    period: Period,
}

impl Stages {
    /// Does work of a stage.
    pub fn during<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        self.add(stage, began.elapsed());
        done
    }

    /// Adds what was done of a stage until now.
    pub fn add(&mut self, stage: Stage, took: Duration) {
        let period = Period::just_ended(took);
        let before = &mut self.0[stage as usize];
        *before = Some(match *before {
            None => Spent { took, period },
            Some(before) => Spent { took: before.took + took, period: before.period.until_end_of(period) },
        });
    }
}

impl Drop for Stages {
    fn drop(&mut self) {
        for ((seconds, stage), spent) in HANDLES.stages.iter().zip(STAGES).zip(self.0) {
            let Some(Spent { took, period }) = spent else { continue };
            seconds.record(took);
            traces::tell(period, false, || {
                let busy = KeyValue::new("tessera.stage.busy_seconds", took.as_secs_f64());
                SpanBuilder::from_name(format!("picture {stage}")).with_attributes([busy])
            });
        }
    }
}

/// How the work on a picture ended.
#[derive(Debug, Clone, Copy)]
pub enum PictureEnd {
    Done,
    /// It cannot be read.
    Refused,
    /// Something else is wrong; it is tried again.
    Failed,
}

/// The work on a picture has ended.
pub fn picture_ended(end: PictureEnd) {
    HANDLES.pictures[end as usize].increment(1);
}

/// A job of this kind has ended.
pub fn job_ended(kind: &str, done: bool) {
    if let Some(jobs) = HANDLES.jobs.get(kind) {
        jobs[usize::from(!done)].increment(1);
    }
}

/// The file store has answered, or has failed to.
pub fn store_answered(operation: &str, took: Duration, failed: bool) {
    let Some(at) = OPERATIONS.iter().position(|known| *known == operation) else { return };
    HANDLES.store_seconds[at].record(took);
    if failed {
        HANDLES.store_errors[at].increment(1);
    }
    traces::tell(Period::just_ended(took), failed, || {
        SpanBuilder::from_name(format!("blob {operation}")).with_kind(SpanKind::Client)
    });
}

/// A picture was looked for in the memory cache.
pub fn media_cache_asked(hit: bool) {
    let asked = if hit { &HANDLES.cache_hits } else { &HANDLES.cache_misses };
    asked.increment(1);
}

/// A list that replicas of the database may answer was answered, by one of them or by the primary.
pub fn list_answered(by_replica: bool) {
    HANDLES.lists[usize::from(!by_replica)].increment(1);
}

/// A live socket, open until this is dropped.
pub struct OpenSocket(());

impl OpenSocket {
    /// It has been opened.
    pub fn begin() -> Self {
        HANDLES.sockets.increment(1);
        Self(())
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        HANDLES.sockets.decrement(1);
    }
}

/// So many frames were sent over a live socket.
pub fn events_delivered(frames: usize) {
    HANDLES.delivered.increment(frames as u64);
}

/// So many frames were lost as a live socket was too slow.
pub fn events_lost(frames: usize) {
    HANDLES.lost.increment(frames as u64);
}
