//! Watches the private server, and starts it again when it dies.

use super::{Place, StartError, leftovers};
use std::time::Duration;
use tokio::{process::Child, sync::watch, time::Instant};

/// How long is waited before the first new start, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));

/// A server that has run so long has nothing to do with those before it.
const PROVEN: Duration = Duration::from_secs(60);

/// How long a server may take to stop in good order, and then in haste.
const STOP_PATIENCES: [(&str, Duration); 2] = [("-INT", Duration::from_secs(20)), ("-QUIT", Duration::from_secs(5))];

/// Watches the server until it is to stop, then stops it.
pub(super) async fn keep(place: Place, mut child: Child, mut stop: watch::Receiver<bool>) {
    let mut pause = PAUSES.0;
    loop {
        let began = Instant::now();
        tokio::select! {
            biased;
            () = asked_to_stop(&mut stop) => return end(child).await,
            ended = child.wait() => {
                let status = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
                tracing::error!(status, "the private PostgreSQL has ended by itself; it is started again");
            }
        }
        if began.elapsed() > PROVEN {
            pause = PAUSES.0;
        }
        let started = tokio::select! {
            biased;
            () = asked_to_stop(&mut stop) => return,
            started = start_again(&place, &mut pause) => started,
        };
        child = started;
        tracing::info!("the private PostgreSQL runs again");
    }
}

async fn asked_to_stop(stop: &mut watch::Receiver<bool>) {
    // The sender gone means stop as well.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Tries until one runs.
async fn start_again(place: &Place, pause: &mut Duration) -> Child {
    loop {
        tokio::time::sleep(*pause).await;
        *pause = (*pause * 2).min(PAUSES.1);
        match place.launch().await {
            Ok(child) => return child,
            Err(error) => tracing::error!(%error, again_in = ?pause, "the private PostgreSQL did not start"),
        }
    }
}

/// Stops the server: what is under way is rolled back, what is committed is on the disk.
pub(super) async fn end(mut child: Child) {
    for (signal, patience) in STOP_PATIENCES {
        if let Some(process) = child.id() {
            leftovers::send(signal, &[process]).await;
        }
        match tokio::time::timeout(patience, child.wait()).await {
            Ok(Ok(_)) => return,
            Ok(Err(error)) => return tracing::warn!(%error, "could not wait for PostgreSQL"),
            Err(_) => tracing::warn!(signal, "PostgreSQL takes its time to stop"),
        }
    }
    if let Err(error) = child.kill().await {
        tracing::warn!(%error, "could not end PostgreSQL");
    }
}

/// A server that did not come up is not left behind.
pub(super) async fn give_up(child: Child, error: StartError) -> StartError {
    end(child).await;
    error
}
