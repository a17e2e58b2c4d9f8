//! Limits that several servers share, where they have a Redis in common.
//!
//! A try is counted in this process first, and in Redis only if it passes there; the stricter of the two holds. So a flood is refused without
//! a word to Redis, and this process knows who has used up what when Redis goes away: then it counts by itself at once, and nobody waits.
//! It also counts tries that Redis refuses, so whoever does not wait as they are told waits a little longer.
//!
//! What one address may read (`reading`) stays with each process. It keeps that one process from being busy with a single visitor, is far
//! above what people do, and is asked for each page and picture: a picture from memory is sent in less time than Redis takes to answer.
//! The API's limit is shared also for visitors, as its headers promise a number; at two requests a second that costs little.

use crate::{
    model::errors::Problem,
    store::{
        db::Db,
        redis::{Counted, Counter, Redis, Rule},
    },
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{
    error::Error,
    fmt::Display,
    hash::{BuildHasher, Hash, Hasher},
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// How long Redis may take to count. What takes longer is away.
const PATIENCE: Duration = Duration::from_millis(50);

/// After what time a Redis that is away is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// By which is found out whether Redis counts.
const PROBE: Rule = Rule { name: "probe", burst: 1, interval: Duration::from_secs(1), refuses: false };

/// What all servers count in.
pub(super) struct Shared(Arc<Line>);

struct Line {
    redis: Redis,
    codes: Codes,
    is_there: AtomicBool,
}

impl Shared {
    /// Connects to Redis, or goes on without it until it is there.
    pub(super) async fn open(redis: Redis, db: &Db) -> Result<Self, Problem> {
        let codes = Codes::with_key(&db.secret("limits", &rand::random::<[u8; 32]>()).await?)?;
        let line = Arc::new(Line { redis, codes, is_there: AtomicBool::new(true) });
        if let Err(error) = line.probe().await {
            line.lose(&error);
        }
        Ok(Self(line))
    }

    /// By what Redis knows somebody, or something that is tried.
    pub(super) fn code(&self, whose: impl Hash) -> u64 {
        self.0.codes.hash_one(whose)
    }

    /// Counts tries on all servers; `None` where Redis is away, and what this process counts holds alone.
    pub(super) async fn count(&self, counters: &[Counter]) -> Option<Counted> {
        let line = &self.0;
        if !line.is_there.load(Ordering::Relaxed) {
            return None;
        }
        match timeout(PATIENCE, line.redis.count(counters)).await {
            Ok(Ok(counted)) => return Some(counted),
            Ok(Err(error)) => line.lose(&error),
            Err(late) => line.lose(&late),
        }
        None
    }
}

impl Line {
    /// Does without Redis until it answers again.
    fn lose(self: &Arc<Self>, cause: &dyn Display) {
        if self.is_there.swap(false, Ordering::Relaxed) {
            tracing::warn!(%cause, "Redis does not answer; until it does, this server counts rate limits by itself");
            tokio::spawn(find_again(Arc::downgrade(self)));
        }
    }

    /// Whether Redis counts, and in time. A connection may take longer to be made, as nobody waits for it here.
    async fn probe(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.redis.reconnect().await?;
        timeout(PATIENCE, self.redis.count(&[Counter { rule: PROBE, whose: 0 }])).await??;
        Ok(())
    }
}

/// Ends once Redis answers, or the site has gone.
async fn find_again(line: Weak<Line>) {
    loop {
        sleep(PAUSE).await;
        let Some(line) = line.upgrade() else { return };
        if line.probe().await.is_ok() {
            line.is_there.store(true, Ordering::Relaxed);
            tracing::info!("Redis answers again; this server shares rate limits again");
            return;
        }
    }
}

/// Makes codes of names and addresses that are the same on every server of the site, and that tell nothing to whoever looks into Redis.
struct Codes(Hmac<Sha256>);

impl Codes {
    fn with_key(key: &[u8]) -> Result<Self, Problem> {
        Ok(Self(Hmac::new_from_slice(key).map_err(|_| Problem::Internal)?))
    }
}

impl BuildHasher for Codes {
    type Hasher = Code;

    fn build_hasher(&self) -> Code {
        Code(self.0.clone())
    }
}

struct Code(Hmac<Sha256>);

impl Hasher for Code {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let code = self.0.clone().finalize().into_bytes();
        code.first_chunk::<8>().copied().map_or(0, u64::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_of_one_site_make_the_same_codes_and_others_do_not() {
        let of = |key: &[u8], whose: &str| Codes::with_key(key).unwrap().hash_one(whose);
        assert_eq!(of(b"ours", "ana"), of(b"ours", "ana"));
        assert_ne!(of(b"ours", "ana"), of(b"ours", "bob"));
        assert_ne!(of(b"ours", "ana"), of(b"theirs", "ana"));
    }
}
