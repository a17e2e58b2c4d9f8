//! A process that does the site's jobs and takes no requests, but for what machines ask where `METRICS_ADDR` is set.

use super::{STOP_PATIENCE, StartError, close, monitoring, open_site, shared_database};
use crate::{
    config::Config,
    jobs::Workers,
    services::{Site, attempts, backups::until_restored, thumbnails},
};
use tokio::{sync::watch, task::JoinHandle};

/// A worker that has started.
pub struct WorkerProcess {
    site: Site,
    workers: Workers,
    /// Says that this process is there.
    attempts: JoinHandle<()>,
    stop: watch::Sender<bool>,
    monitoring: Option<JoinHandle<()>>,
}

impl WorkerProcess {
    /// Opens the stores, which it shares with the site's other processes, and takes jobs from then on.
    ///
    /// # Errors
    /// What is missing or wrong, in words for whoever starts it.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let site = open_site(&config, shared_database(&config)?).await?;
        let (stop, stopped) = watch::channel(false);
        let monitoring = monitoring(&config, &site, stopped).await?;
        let attempts = tokio::spawn(attempts::keep(site.clone()));
        thumbnails::ask(&site).await?;
        let workers = Workers::start(&site, config.media.workers);
        Ok(Self { site, workers, attempts, stop, monitoring })
    }

    /// As [`Server::restored`](super::Server::restored).
    pub async fn restored(&self) {
        until_restored(&self.site).await;
    }

    /// Takes no more jobs and finishes those under way; what takes longer than a moment is left for others. Then closes the stores.
    pub async fn stop(self) {
        self.site.drain();
        if tokio::time::timeout(STOP_PATIENCE, self.workers.stop()).await.is_err() {
            tracing::warn!("stopped with jobs still under way; they will be taken up again");
        }
        self.stop.send_replace(true);
        if let Some(monitoring) = self.monitoring {
            // It ends by itself; that it panicked has been logged where it did.
            let _ = monitoring.await;
        }
        close(&self.site, &self.attempts).await;
    }
}
