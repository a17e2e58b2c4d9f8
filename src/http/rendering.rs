//! Renders a page to its end, apart from whoever asked for it.
//!
//! What a page is made of (signals, memos, resources) lies in an arena of its own, which leptos has a thread look into while it renders.
//! It writes the head of the page last, and looks then into whatever arena the thread has: another page's, or none. And where
//! a visitor leaves, what was made so far is taken away while tasks still read it. Both end in a panic. So a page is a task, which
//! nobody stops, and each step of it is taken in its own arena.

use crate::model::errors::Problem;
use axum::{
    body::{Body, to_bytes},
    response::{IntoResponse, Response},
};
use leptos::prelude::{Owner, WeakOwner};
use std::{
    future::Future,
    panic::resume_unwind,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};
use tracing::Instrument;

/// The owner of all that a page is made of, once there is one.
#[derive(Clone, Default)]
pub(super) struct PageOwner(Arc<OnceLock<WeakOwner>>);

impl PageOwner {
    /// Takes note of it. To be called where leptos asks for the context of the page.
    pub(super) fn note(&self) {
        if let Some(owner) = Owner::current() {
            // There is one a page.
            let _ = self.0.set(owner.downgrade());
        }
    }

    /// Does something where it is the owner.
    fn with<T>(&self, work: impl FnOnce() -> T) -> T {
        let owner = self.0.get().and_then(WeakOwner::upgrade);
        // Before there is one and after it has gone: one that nobody else has. What is set there is undone at the end.
        owner.unwrap_or_default().with(work)
    }
}

/// Renders a page whole. Whoever asked for it may leave meanwhile.
pub(super) async fn whole(owner: PageOwner, page: impl Future<Output = Response> + Send + 'static) -> Response {
    let whole = Box::pin(async move {
        let (parts, body) = page.await.into_parts();
        match to_bytes(body, usize::MAX).await {
            Ok(bytes) => Response::from_parts(parts, Body::from(bytes)),
            Err(error) => {
                tracing::error!(%error, "a page broke off");
                Problem::Internal.into_response()
            }
        }
    });
    let rendering = Rendering { owner, whole: Some(whole) };
    match tokio::spawn(rendering.in_current_span()).await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Problem::Busy.into_response(),
        },
    }
}

/// A page that is being rendered, each step of it in its own arena.
struct Rendering {
    owner: PageOwner,
    whole: Option<Pin<Box<dyn Future<Output = Response> + Send>>>,
}

impl Future for Rendering {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        let Self { owner, whole } = &mut *self;
        owner.with(|| {
            let polled = whole.as_mut().map_or(Poll::Pending, |page| page.as_mut().poll(context));
            if polled.is_ready() {
                *whole = None;
            }
            polled
        })
    }
}

impl Drop for Rendering {
    fn drop(&mut self) {
        let Self { owner, whole } = self;
        owner.with(|| *whole = None);
    }
}
