//! Sees to it that jobs are done: whatever ends a worker, an error, a panic or nothing at all, there is a new one soon, and what the old
//! one had in its hands is taken up.

use super::worker::{GRACE, Lane, worker};
use crate::services::Site;
use graphile_worker::Worker;
use std::{fmt, future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, watch},
    task::{JoinError, JoinSet},
    time::{Instant, timeout},
};

/// How long is waited before the first new worker, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// A worker that has lived so long has nothing to do with those before it.
const PROVEN: Duration = Duration::from_secs(30);

/// How long a worker may take to end beyond what its jobs may take: it gives back what it has taken from the queue.
const END_PATIENCE: Duration = Duration::from_secs(10);

/// The workers of this server.
pub struct Workers {
    site: Site,
    stop: watch::Sender<bool>,
    lanes: JoinSet<()>,
}

/// How a worker's life ended.
#[derive(Debug)]
enum End {
    /// It was asked to.
    Asked,
    /// By itself; why, for the log.
    Died(String),
}

impl Workers {
    /// Starts a worker for each lane, and watches them. `pictures` is how many pictures are worked on at once.
    pub fn start(site: &Site, pictures: usize) -> Self {
        let slots = Lane::ALL.into_iter().map(|lane| lane.slots(pictures)).sum();
        let site = site.for_jobs(slots);
        let (stop, stopped) = watch::channel(false);
        let mut lanes = JoinSet::new();
        for lane in Lane::ALL {
            site.workers().down(lane.name());
            let (site, stopped) = (site.clone(), stopped.clone());
            lanes.spawn(async move {
                let live = || live(site.clone(), lane, pictures, stopped.clone());
                let down = || site.workers().down(lane.name());
                keep_alive(lane.name(), stopped.clone(), live, down).await;
            });
        }
        Self { site, stop, lanes }
    }

    /// Takes no more jobs, and waits until those under way have ended.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.lanes.join_next().await.is_some() {}
        self.site.db().close().await;
    }
}

/// Has one worker after the other live, until they are to stop.
async fn keep_alive<F: Future<Output = End> + Send + 'static>(
    name: &'static str,
    mut stopped: watch::Receiver<bool>,
    live: impl Fn() -> F,
    down: impl Fn(),
) {
    let mut pause = PAUSES.0;
    loop {
        let began = Instant::now();
        // In a task of its own, so that a panic ends the life and not the watch.
        let why = match tokio::spawn(live()).await {
            Ok(End::Asked) => return,
            Ok(End::Died(why)) => why,
            Err(error) => error.to_string(),
        };
        down();
        if began.elapsed() > PROVEN {
            pause = PAUSES.0;
        }
        tracing::error!(worker = name, why, again_in = ?pause, "a worker has died; a new one is started");
        if timeout(pause, asked_to_stop(&mut stopped)).await.is_ok() {
            return;
        }
        pause = (pause * 2).min(PAUSES.1);
    }
}

async fn asked_to_stop(stopped: &mut watch::Receiver<bool>) {
    // The sender gone means stop as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// One worker's life.
async fn live(site: Site, lane: Lane, pictures: usize, mut stopped: watch::Receiver<bool>) -> End {
    let (worker, gone) = match worker(&site, lane, pictures).await {
        Ok((worker, gone)) => (Arc::new(worker), gone),
        Err(error) => return End::Died(error.to_string()),
    };
    let id = worker.worker_id().clone();
    let mut running = tokio::spawn(run(Arc::clone(&worker)));
    let asked = tokio::select! {
        biased;
        () = asked_to_stop(&mut stopped) => true,
        // A slot of it has failed: it ends as soon as the jobs in its other slots have.
        () = worker.shutdown_signal().clone() => false,
        ended = &mut running => {
            site.workers().down(lane.name());
            return laid_to_rest(&site, worker, gone, &id, words(ended)).await;
        }
    };
    site.workers().down(lane.name());
    worker.request_shutdown();
    let why = match timeout(GRACE + END_PATIENCE, &mut running).await {
        Ok(ended) => words(ended),
        Err(_) => {
            running.abort();
            "it did not end".to_owned()
        }
    };
    if asked { End::Asked } else { laid_to_rest(&site, worker, gone, &id, why).await }
}

/// Waits until nothing of a worker is left, then has its jobs taken up: at once, as nobody knows better that it is dead.
async fn laid_to_rest(site: &Site, worker: Arc<Worker>, mut gone: mpsc::Receiver<()>, id: &str, why: String) -> End {
    drop(worker);
    let left = timeout(GRACE + END_PATIENCE, gone.recv()).await.is_err();
    // Otherwise the others find out by its silence.
    if left || site.db().free_jobs_of(id).await.is_err() {
        tracing::warn!(worker = id, left, "the jobs of a dead worker are taken up once it has been silent for a while");
    }
    End::Died(why)
}

async fn run(worker: Arc<Worker>) -> Result<(), String> {
    worker.run().await.map_err(|error| error.to_string())
}

fn words(ended: Result<Result<(), impl fmt::Display>, JoinError>) -> String {
    match ended {
        Ok(Ok(())) => "it ended without a word".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn whatever_ends_a_worker_there_is_a_new_one_until_they_are_to_stop() {
        let (stop, stopped) = watch::channel(false);
        let (lives, deaths) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let live = {
            let lives = Arc::clone(&lives);
            let asked = stopped.clone();
            move || {
                let life = lives.fetch_add(1, Ordering::SeqCst);
                let mut asked = asked.clone();
                async move {
                    match life {
                        0 => End::Died("an error".to_owned()),
                        1 => panic!("a panic"),
                        2 => End::Died("nothing".to_owned()),
                        _ => {
                            asked_to_stop(&mut asked).await;
                            End::Asked
                        }
                    }
                }
            }
        };
        let down = {
            let (deaths, stop) = (Arc::clone(&deaths), stop.clone());
            move || {
                if deaths.fetch_add(1, Ordering::SeqCst) == 2 {
                    stop.send_replace(true);
                }
            }
        };
        keep_alive("test", stopped, live, down).await;
        assert_eq!((lives.load(Ordering::SeqCst), deaths.load(Ordering::SeqCst)), (3, 3));
    }
}
