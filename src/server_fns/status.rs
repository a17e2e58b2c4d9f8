//! The HTTP status of an answer, where it is not 200.

use crate::model::errors::Problem;
use leptos::prelude::use_context;
use std::{future::Future, sync::Arc};

/// How a page or a server function sets the HTTP status of its answer; does nothing in the browser.
#[derive(Clone)]
pub struct AnswerStatus(Arc<dyn Fn(u16) + Send + Sync>);

impl AnswerStatus {
    /// Made by the server around its answer.
    pub fn new(set: impl Fn(u16) + Send + Sync + 'static) -> Self {
        Self(Arc::new(set))
    }

    /// Sets the status of the answer that is being made.
    pub fn set(status: u16) {
        if let Some(Self(set)) = use_context() {
            set(status);
        }
    }
}

/// Passes a service's answer on; a problem gives the whole answer its status.
///
/// # Errors
/// As the service says.
pub async fn told<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let answer = work.await;
    if let Err(problem) = &answer {
        AnswerStatus::set(problem.status());
    }
    answer
}
