//! What a process measures of itself, for Prometheus, and what it tells of requests and jobs, for a collector of traces: the one door to the
//! crates that keep and send either. Where `METRICS_ADDR` or `OTEL_EXPORTER_OTLP_ENDPOINT` is not set nothing is installed for it, and what
//! is called here does nothing.

mod collector;
mod declared;
mod process;
mod requests;
mod samples;
mod statements;
mod traces;
mod work;

pub use requests::RequestUnderWay;
pub use samples::{set_job_state, set_oldest_job, set_pool, set_replicas, set_wait, set_workers};
pub use statements::statements;
pub use traces::{ActiveSpan, Caller, as_part, end_traces, install_traces, is_traced};
pub use work::{
    OpenSocket, PictureEnd, Stage, Stages, events_delivered, events_lost, job_ended, list_answered, media_cache_asked,
    picture_ended, store_answered,
};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    sync::OnceLock,
    time::{Duration, SystemTime},
};

/// How often what was measured is taken together, so that it takes no more memory the longer nobody asks.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// The bounds by which times are counted, in seconds.
const BUCKETS: [f64; 15] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to measure. To be called once, within a runtime, before anything that is measured: what was asked for before stays silent.
///
/// # Errors
/// It has begun already.
pub fn install() -> Result<(), String> {
    let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).map_err(|error| error.to_string())?;
    let recorder = builder.install_recorder().map_err(|error| error.to_string())?;
    let recorder = RECORDER.get_or_init(|| recorder);
    declared::describe();
    requests::prepare();
    samples::prepare(SystemTime::now());
    work::prepare();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP_EVERY).await;
            recorder.run_upkeep();
        }
    });
    Ok(())
}

/// Whether anything is measured.
pub fn is_on() -> bool {
    RECORDER.get().is_some()
}

/// All that was measured, in the text format of Prometheus (version 0.0.4).
pub fn render() -> String {
    process::sample();
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default()
}
