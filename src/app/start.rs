//! What a page starts with: facts the server knows before it renders, handed to the browser within the page.

use crate::model::{accounts::Me, errors::Problem, pins::UploadAnswer, site::Front};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Facts about this request.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PageStart {
    /// Who is signed in.
    pub me: Option<Me>,
    /// How many pieces of their news are unread, as far as they are counted.
    pub unread: u32,
    /// What a form on this page was answered, where the browser ran no script.
    pub answer: Option<FormAnswer>,
    /// The largest file taken of them, in bytes.
    pub max_upload_bytes: u64,
    /// How many files are taken of them at once.
    pub batch: u32,
    /// Whether the site can send mail.
    pub mail: bool,
    /// What the site calls itself, and who may open an account.
    pub front: Front,
    /// The site's address, with a slash at its end.
    pub public_url: String,
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
    /// Something that is shown this once and never again: a new access token, or a link made by an admin.
    pub shown_once: Option<String>,
}

impl FormAnswer {
    /// What a field holds to begin with: what was typed there, before what is kept of it.
    pub fn typed_or(&self, field: &str, kept: &str) -> String {
        self.typed.get(field).map_or(kept, String::as_str).to_owned()
    }
}

/// What the site calls itself.
#[derive(Debug, Clone)]
pub struct SiteName(pub String);

/// Whether the site has rules to read.
#[derive(Debug, Clone, Copy)]
pub struct HasRules(pub bool);

/// The site's address as others know it, with a slash at its end.
#[derive(Debug, Clone)]
pub struct PublicUrl(pub String);

/// Whether the site can send mail.
#[derive(Debug, Clone, Copy)]
pub struct MailIsOn(pub bool);

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
