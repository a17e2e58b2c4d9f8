//! What a page starts with: facts the server knows before it draws the page, for all that is on it.

use super::theme::{PageTheme, Theme};
use crate::model::{accounts::Me, errors::Problem, pins::UploadAnswer, site::Front};
use leptos::prelude::*;
use std::collections::HashMap;

/// Facts about this request.
#[derive(Debug)]
pub struct PageStart {
    /// Who is signed in.
    pub me: Option<Me>,
    /// How many of their notifications are unread, as far as they are counted.
    pub unread: u32,
    /// In how many of their direct conversations something is unread, as far as they are counted.
    pub conversations: u32,
    /// The largest file taken of them, in bytes.
    pub max_upload_bytes: u64,
    /// How many files are taken of them at once.
    pub batch: u32,
    /// What the site calls itself, and who may open an account.
    pub front: Front,
    /// The site's address, with a slash at its end.
    pub public_url: String,
    /// The theme that was chosen in this browser.
    pub theme: Option<Theme>,
}

impl PageStart {
    /// Provides it to all of the page.
    pub fn provide(&self) {
        provide_context(self.me.clone());
        provide_context(Unread(self.unread));
        provide_context(UnreadConversations(self.conversations));
        provide_context(MaxUploadBytes(self.max_upload_bytes));
        provide_context(PublicUrl(self.public_url.clone()));
        provide_context(self.front.sign_up);
        provide_context(HasRules(self.front.has_rules));
        provide_context(SiteName(self.front.name.clone()));
        provide_context(PageTheme(self.theme));
    }
}

/// Whether nobody is signed in. Every tile asks: who it is would be copied for each.
pub fn is_visitor() -> bool {
    with_context(Option::<Me>::is_none).unwrap_or(true)
}

/// What a form was answered.
#[derive(Debug, Clone, Default)]
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
    /// Whether there is an answer at all: most pages are no answer to a form.
    pub fn is_some(&self) -> bool {
        self.problem.is_some() || self.shown_once.is_some() || !self.uploads.is_empty()
    }

    /// What a field holds to begin with: what was typed there, before what is kept of it.
    pub fn typed_or(&self, field: &str, kept: &str) -> String {
        self.typed.get(field).map_or(kept, String::as_str).to_owned()
    }
}

/// How many notifications of who is signed in are unread.
#[derive(Debug, Clone, Copy)]
pub struct Unread(pub u32);

/// In how many direct conversations of who is signed in something is unread.
#[derive(Debug, Clone, Copy)]
pub struct UnreadConversations(pub u32);

/// What the site calls itself.
#[derive(Debug, Clone)]
pub struct SiteName(pub String);

/// Whether the site has rules to read.
#[derive(Debug, Clone, Copy)]
pub struct HasRules(pub bool);

/// The site's address as others know it, with a slash at its end.
#[derive(Debug, Clone)]
pub struct PublicUrl(pub String);

impl PublicUrl {
    /// The address of a path of this site, as others know it.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.0.trim_end_matches('/'))
    }
}

/// The largest file taken, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct MaxUploadBytes(pub u64);
