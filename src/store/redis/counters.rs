//! Counters that all servers of a site share. They count by the generic cell rate algorithm (GCRA), as governor does within a process.

use super::{Redis, RedisError};
use redis::Script;
use std::{sync::LazyLock, time::Duration};

/// A script, as that is one step for everybody else who counts, and goes by one clock.
static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("counters.lua")));

/// How the counters of one kind count.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What they are called.
    pub name: &'static str,
    /// How many tries fit.
    pub burst: u32,
    /// After what time there is room for another one.
    pub interval: Duration,
    /// Whether a try that does not fit is refused. If not, it passes, and the counter stays full.
    pub refuses: bool,
}

/// One counter.
#[derive(Debug, Clone, Copy)]
pub struct Counter {
    pub rule: Rule,
    /// Which one of its kind.
    pub whose: u64,
}

/// What a try has come to that is counted by several counters.
#[derive(Debug, Clone, PartialEq)]
pub enum Counted {
    /// It passes. How many tries each counter holds by now, this one included; the oldest is forgotten little by little.
    Passed(Vec<f64>),
    /// A counter has no room. How long it takes until it has.
    Refused(Duration),
}

impl Redis {
    /// Counts a try in each of these, in this order, up to the first that refuses it.
    ///
    /// # Errors
    /// Redis is away, or does not let scripts count.
    pub async fn count(&self, counters: &[Counter]) -> Result<Counted, RedisError> {
        let mut call = SCRIPT.prepare_invoke();
        for Counter { rule, whose } in counters {
            // The braces keep all counters of a site on one server where Redis is a cluster behind one address.
            let key = format!("tessera_limits:{{{}}}:{}:{whose:016x}", self.0.site, rule.name);
            call.key(key).arg(rule.interval.as_micros()).arg(rule.burst).arg(rule.refuses);
        }
        let mut connection = self.connection().await?;
        let answer = call.invoke_async::<Vec<i64>>(&mut connection).await;
        let micros = self.answered(answer).await?;
        let refused = micros.iter().copied().find(|left| *left < 0);
        Ok(match refused {
            Some(wait) => Counted::Refused(Duration::from_micros(wait.unsigned_abs())),
            None => Counted::Passed(counters.iter().zip(micros).map(tries).collect()),
        })
    }
}

/// How many tries a counter holds that has forgotten all of them in so many microseconds.
fn tries((counter, left): (&Counter, i64)) -> f64 {
    Duration::from_micros(left.unsigned_abs()).div_duration_f64(counter.rule.interval)
}
