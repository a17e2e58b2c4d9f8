//! Every metric, by its name and what it says. All are of this process, but for what is in the queue, which is the site's.

use metrics::{describe_counter, describe_gauge, describe_histogram};

pub(super) const REQUESTS: &str = "tessera_http_requests_total";
pub(super) const REQUEST_SECONDS: &str = "tessera_http_request_duration_seconds";
pub(super) const REQUESTS_IN_FLIGHT: &str = "tessera_http_requests_in_flight";
pub(super) const SOCKETS: &str = "tessera_live_sockets";
pub(super) const EVENTS_DELIVERED: &str = "tessera_live_events_delivered_total";
pub(super) const EVENTS_LOST: &str = "tessera_live_events_lost_total";
pub(super) const STAGE_SECONDS: &str = "tessera_picture_stage_duration_seconds";
pub(super) const PICTURES: &str = "tessera_pictures_total";
pub(super) const JOBS_ENDED: &str = "tessera_jobs_total";
pub(super) const JOBS: &str = "tessera_queue_jobs";
pub(super) const OLDEST_JOB: &str = "tessera_queue_oldest_job_seconds";
pub(super) const WORKERS: &str = "tessera_workers_running";
pub(super) const CONNECTIONS: &str = "tessera_database_connections";
pub(super) const CONNECTION_WAIT: &str = "tessera_database_connection_wait_seconds";
pub(super) const LISTS: &str = "tessera_replicated_lists_total";
pub(super) const REPLICAS: &str = "tessera_replicas_in_step";
pub(super) const STORE_SECONDS: &str = "tessera_store_operation_duration_seconds";
pub(super) const STORE_ERRORS: &str = "tessera_store_errors_total";
pub(super) const CACHE_HITS: &str = "tessera_media_cache_hits";
pub(super) const CACHE_MISSES: &str = "tessera_media_cache_misses";
pub(super) const MEMORY: &str = "tessera_process_resident_memory_bytes";
pub(super) const CPU: &str = "tessera_process_cpu_seconds";
pub(super) const OPEN_FILES: &str = "tessera_process_open_files";
pub(super) const STARTED: &str = "tessera_process_start_time_seconds";
pub(super) const BUILD: &str = "tessera_build_info";

/// What each counts.
const COUNTERS: [(&str, &str); 9] = [
    (REQUESTS, "Requests that were answered, by route, method and status."),
    (EVENTS_DELIVERED, "Frames that were sent over live sockets."),
    (EVENTS_LOST, "Frames that live sockets were too slow to take; they ask for them again."),
    (PICTURES, "Pictures that were worked on, by how that ended: done, refused or failed (and tried again)."),
    (JOBS_ENDED, "Jobs that ended here, by kind and result."),
    (LISTS, "Lists that a replica of the database may answer, by who did: replica or primary."),
    (STORE_ERRORS, "Operations of the file store that failed. A file that is not there is no failure."),
    (CACHE_HITS, "Pictures that came from the memory cache."),
    (CACHE_MISSES, "Pictures that had to be read from the file store."),
];

/// What each measures.
const GAUGES: [(&str, &str); 13] = [
    (REQUESTS_IN_FLIGHT, "Requests whose answer has not begun."),
    (SOCKETS, "Live sockets that are open."),
    (JOBS, "Jobs in the queue of the whole site, by kind and state: waiting, running, retrying or failed for good."),
    (OLDEST_JOB, "For how long the oldest job that is due has been waiting for a worker, by kind."),
    (WORKERS, "1 while this process does the jobs that it is to do, 0 while a worker of it is down."),
    (CONNECTIONS, "Connections to the database, by pool and state: idle or used."),
    (CONNECTION_WAIT, "How long a connection for a request had to be waited for when it was tried last."),
    (REPLICAS, "Replicas of the database that lists are read from now. The others are away or behind."),
    (MEMORY, "Memory of this process that is in RAM."),
    (CPU, "CPU time of this process, user and system."),
    (OPEN_FILES, "Files and sockets that this process has open."),
    (STARTED, "When this process started, as a Unix time."),
    (BUILD, "Always 1; the version is a label."),
];

/// What each times.
const HISTOGRAMS: [(&str, &str); 3] = [
    (REQUEST_SECONDS, "Time until the head of an answer was there, by route and method."),
    (STAGE_SECONDS, "What one picture took in a stage: decode, resize, encode or store."),
    (STORE_SECONDS, "What one operation of the file store took."),
];

pub(super) fn describe() {
    COUNTERS.into_iter().for_each(|(name, words)| describe_counter!(name, words));
    GAUGES.into_iter().for_each(|(name, words)| describe_gauge!(name, words));
    HISTOGRAMS.into_iter().for_each(|(name, words)| describe_histogram!(name, words));
}
