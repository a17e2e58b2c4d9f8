//! How long the body of a request may take. A body that only trickles holds a connection, memory and often a place on the disk for
//! as long as its sender likes. Counted is the time that is spent waiting for the sender, so a server that is slow itself
//! refuses nobody.

use super::connections::Connection;
use crate::model::errors::Problem;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, header::CONNECTION},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a form may take.
pub(super) const OF_FORMS: Duration = Duration::from_secs(60);

/// How long an upload may take: the least rate bounds it before that.
pub(super) const OF_UPLOADS: Duration = Duration::from_secs(6 * 3600);

/// How long a body may bring nothing.
const PAUSE: Duration = Duration::from_secs(30);

/// How much waiting passes between two looks at the rate.
const WINDOW: Duration = Duration::from_secs(10);

/// The least rate, in bytes a second: what the poorest of mobile networks brings.
const RATE: u128 = 1024;

/// Refuses a request whose body takes longer than `total`, or trickles.
pub(super) async fn in_time(total: Duration, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Arc::new(AtomicBool::new(false));
    let connection = request.extensions().get::<Arc<Connection>>().cloned();
    let request = request.map(|body| Body::new(Timed::new(body, total, Arc::clone(&late), connection)));
    let response = next.run(request).await;
    if !late.load(Ordering::Relaxed) {
        return response;
    }
    let mut response = Problem::Slow.into_response();
    // The rest of the body is not waited for.
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// How a body comes along.
#[derive(Debug)]
struct Progress {
    /// How much longer it may be waited for.
    left: Duration,
    /// What was waited, and what came, since the rate was looked at.
    waited: Duration,
    bytes: u128,
}

impl Progress {
    fn new(total: Duration) -> Self {
        Self { left: total, waited: Duration::ZERO, bytes: 0 }
    }

    /// How long it may bring nothing now.
    fn patience(&self) -> Duration {
        self.left.min(PAUSE)
    }

    /// Some bytes have come after a wait. False where that is too slow.
    fn arrived(&mut self, waited: Duration, bytes: usize) -> bool {
        self.left = self.left.saturating_sub(waited);
        self.waited += waited;
        self.bytes += bytes as u128;
        if self.waited < WINDOW {
            return !self.left.is_zero();
        }
        let least = RATE * self.waited.as_millis() / 1000;
        let enough = self.bytes >= least;
        (self.waited, self.bytes) = (Duration::ZERO, 0);
        enough && !self.left.is_zero()
    }
}

/// A body whose time is counted.
struct Timed {
    body: Body,
    progress: Progress,
    /// Since when it is waited for, and the end of all patience.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    late: Arc<AtomicBool>,
    connection: Option<Arc<Connection>>,
}

impl Timed {
    fn new(body: Body, total: Duration, late: Arc<AtomicBool>, connection: Option<Arc<Connection>>) -> Self {
        Self { body, progress: Progress::new(total), waiting: None, late, connection }
    }

    /// Tells the table whether the body is waited for.
    fn starve(&self, waiting: bool) {
        if let Some(connection) = &self.connection {
            connection.starve(waiting);
        }
    }

    fn too_late(&mut self) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.late.store(true, Ordering::Relaxed);
        // What follows is none of the body.
        self.body = Body::empty();
        Poll::Ready(Some(Err(axum::Error::new(Problem::Slow))))
    }
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) else {
            let patience = this.progress.patience();
            let (_, end) = this.waiting.get_or_insert_with(|| {
                let now = Instant::now();
                (now, Box::pin(sleep_until(now + patience)))
            });
            let over = end.as_mut().poll(context).is_ready();
            this.starve(!over);
            return if over { this.too_late() } else { Poll::Pending };
        };
        this.starve(false);
        let waited = this.waiting.take().map_or(Duration::ZERO, |(since, _)| since.elapsed());
        let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()).map_or(0, Bytes::len);
        if frame.is_some() && !this.progress.arrived(waited, bytes) {
            return this.too_late();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pieces come through of a sender who sends so many bytes every so many milliseconds.
    fn pieces(total: Duration, every: u64, bytes: usize) -> usize {
        let mut progress = Progress::new(total);
        let wait = Duration::from_millis(every);
        (0..100_000).take_while(|_| wait <= progress.patience() && progress.arrived(wait, bytes)).count()
    }

    #[test]
    fn a_body_that_trickles_is_refused() {
        assert_eq!(pieces(OF_UPLOADS, 1000, 1), 9, "one byte a second");
        assert_eq!(pieces(OF_UPLOADS, 1000, 1000), 9);
        assert_eq!(pieces(OF_UPLOADS, 31_000, 1 << 20), 0, "a pause");
        assert!(pieces(OF_UPLOADS, 100, 200) >= 100_000, "2 kB a second");
    }

    #[test]
    fn a_form_has_an_end_however_fast_it_comes() {
        assert_eq!(pieces(OF_FORMS, 1000, 1 << 16), 59);
        assert!(pieces(OF_UPLOADS, 1000, 1 << 16) > 20_000);
        assert!(pieces(OF_FORMS, 0, 1) >= 100_000, "nobody waits for who sends at once");
    }
}
