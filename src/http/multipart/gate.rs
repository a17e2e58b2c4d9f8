//! What keeps a multipart body from being gathered in memory. The library that parses it keeps all that it was given until it
//! can make something of it, looks at all of that anew each time, and takes as much as the connection has. So it is given a small
//! piece, and the next one only once it has nothing left to say; and where too much has come to nothing, no more.

use axum::{
    BoxError,
    body::{Body, BodyDataStream},
};
use bytes::Bytes;
use futures::Stream;
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

/// How many bytes may pass between two parts: a boundary and the head of a part, before the first a preamble.
pub(super) const BETWEEN_MOST: usize = 16 * 1024;

/// How many bytes the parser gets at once.
const PIECE: usize = 16 * 1024;

/// What a body has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// More than [`BETWEEN_MOST`] between two parts.
    Between,
    /// More bytes than the route takes.
    Total,
}

/// Lets pieces of a body through to the parser, one at a time. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Whether the parser has nothing left, and may have a piece.
    open: bool,
    /// How many bytes it was given since it last made something of them.
    waiting: usize,
    /// How many bytes it was given at all.
    total: u64,
    excess: Option<Excess>,
}

impl Gate {
    /// The body through this gate, of at most so many bytes.
    pub(super) fn guard(&self, body: Body, most: u64) -> Body {
        Body::from_stream(Guarded { body: body.into_data_stream(), rest: Bytes::new(), gate: self.clone(), most })
    }

    /// Does a step of the parser's, which gets one piece after the other until it has a result.
    pub(super) async fn pass<T>(&self, step: impl Future<Output = T>) -> T {
        let mut step = pin!(step);
        let result = poll_fn(|context| {
            loop {
                match step.as_mut().poll(context) {
                    Poll::Pending if self.open() => {}
                    other => return other,
                }
            }
        });
        let result = result.await;
        self.state().waiting = 0;
        result
    }

    /// What there was too much of, where that is why the parser failed.
    pub(super) fn excess(&self) -> Option<Excess> {
        self.state().excess
    }

    /// Opens the gate. False where it is open already: then the connection has nothing.
    fn open(&self) -> bool {
        !std::mem::replace(&mut self.state().open, true)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing here can panic and leave things half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Guarded {
    body: BodyDataStream,
    /// What has come and was not let through so far.
    rest: Bytes,
    gate: Gate,
    most: u64,
}

impl Stream for Guarded {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut state = this.gate.state();
        if !state.open {
            // Whoever waits for the parser opens the gate and asks again: see `Gate::pass`.
            return Poll::Pending;
        }
        while this.rest.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_next(context)) {
                Some(Ok(bytes)) => this.rest = bytes,
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => return Poll::Ready(None),
            }
        }
        let piece = this.rest.split_to(this.rest.len().min(PIECE));
        let excess = if state.waiting >= BETWEEN_MOST {
            Some(Excess::Between)
        } else {
            (state.total + piece.len() as u64 > this.most).then_some(Excess::Total)
        };
        if let Some(excess) = excess {
            state.excess = Some(excess);
            return Poll::Ready(Some(Err("a multipart body is too large".into())));
        }
        state.waiting += piece.len();
        state.total += piece.len() as u64;
        state.open = false;
        Poll::Ready(Some(Ok(piece)))
    }
}
