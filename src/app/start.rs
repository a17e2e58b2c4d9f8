//! What a page starts with: facts the server knows before it renders, handed to the browser within the page.

use crate::model::{accounts::Me, errors::Problem, pins::UploadAnswer};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Facts about this request.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PageStart {
    /// Who is signed in.
    pub me: Option<Me>,
    /// What a form on this page was answered, where the browser ran no script.
    pub answer: Option<FormAnswer>,
    /// The largest file taken, in bytes.
    pub max_upload_bytes: u64,
}

/// What a form was answered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FormAnswer {
    /// What was wrong with it.
    pub problem: Option<Problem>,
    /// What was typed, by the fields' names; never a password.
    pub typed: HashMap<String, String>,
    /// What became of uploaded files.
    pub uploads: Vec<UploadAnswer>,
}

/// The largest file taken, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct MaxUploadBytes(pub u64);

/// The answer to a form, for the first page alone: whoever goes on and comes back finds a fresh form.
#[derive(Debug, Clone, Copy)]
pub struct Answered(StoredValue<Option<FormAnswer>>);

impl Answered {
    pub(super) fn new(answer: Option<FormAnswer>) -> Self {
        Self(StoredValue::new(answer))
    }

    /// The answer, once.
    pub fn take() -> Option<FormAnswer> {
        let Self(answer) = use_context()?;
        answer.try_update_value(Option::take).flatten()
    }
}
