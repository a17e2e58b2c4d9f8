//! The workers: take jobs from the queue, a bounded number at once. One file a kind of job.

mod check_storage;
mod count_words;
mod describe_pictures;
mod forget_notices;
mod keep_figures;
mod make_backup;
mod process_full_size;
mod process_picture;
mod purge_accounts;
mod purge_communities;
mod purge_pins;
mod redact_audit;
mod renew_thumbnails;
mod send_letter;
mod supervisor;
mod sweep_blobs;
mod sweep_storage;
mod worker;

pub use supervisor::Workers;
pub use worker::{JobsError, idle_worker};

/// Who does the jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jobs {
    /// This process, as they come.
    Here,
    /// Nobody, until this process is told to.
    Later,
}

/// What runs by the clock. Each line ends with what the job is told: of nothing there, the library makes a null, which is no job
/// of ours. Each has a key, so that where the clock jumps, or the server slept, the many that were missed are one.
const BY_THE_CLOCK: [&str; 11] = [
    sweep_blobs::HOURLY,
    forget_notices::HOURLY,
    count_words::MINUTELY,
    renew_thumbnails::NIGHTLY,
    describe_pictures::HOURLY,
    keep_figures::HOURLY,
    purge_pins::OFTEN,
    purge_accounts::HOURLY,
    purge_communities::HOURLY,
    redact_audit::NIGHTLY,
    make_backup::OFTEN,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::jobs::kind, store::queue::ASKED_FOR_ONCE};
    use graphile_worker::parse_crontab;

    #[test]
    fn what_runs_by_the_clock_is_told_something_and_has_a_key() {
        for line in BY_THE_CLOCK {
            let parsed = parse_crontab(line).unwrap();
            assert!(parsed[0].payload.as_ref().is_some_and(serde_json::Value::is_object), "{line}");
            let name = &parsed[0].task_identifier;
            assert_eq!(parsed[0].options.job_key.as_ref(), Some(name), "{line}");
            assert!(ASKED_FOR_ONCE.contains(&name.as_str()), "{line}");
            assert!(kind(name).is_some_and(|kind| kind.by_clock), "{line}");
        }
    }
}
