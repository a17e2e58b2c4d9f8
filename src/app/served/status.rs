//! The HTTP status of an answer, where it is not 200.

use leptos::prelude::use_context;
use std::sync::Arc;

/// How what is drawn sets the HTTP status of its answer.
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
