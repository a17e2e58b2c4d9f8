//! One file on its way up: what it is, what is said of it, and how far it is.

use crate::{
    app::browser::{self, Errand},
    model::{
        errors::Bytes,
        ids::PinId,
        pins::{Location, Visibility},
        words::title_of_file,
    },
};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::cell::{Cell, RefCell};
use uuid::Uuid;
use web_sys::File;

/// How far an upload is.
#[derive(Debug, Clone, PartialEq)]
pub enum UploadStep {
    /// In the list; nobody has said that it should go.
    Chosen,
    /// To be sent, once it is its turn.
    Waiting,
    /// Under way: how much of it, from 0 to 1.
    Sending(f64),
    /// Taken in; the picture is being made.
    Processing(PinId),
    /// Everybody who may can see it.
    Ready(PinId),
    /// Not taken.
    Failed(Failure),
}

/// Why a file was not taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// A sentence on why.
    pub words: String,
    /// The pin that stands in its way.
    pub pin: Option<PinId>,
    /// Whether another try can help.
    pub again: bool,
}

impl UploadStep {
    /// Whether its words can still be changed.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Chosen | Self::Waiting | Self::Failed(_))
    }

    /// Its name in the page.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Chosen | Self::Waiting => "waiting",
            Self::Sending(_) => "sending",
            Self::Processing(_) => "processing",
            Self::Ready(_) => "ready",
            Self::Failed(_) => "failed",
        }
    }
}

/// What is said of a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    /// What it is called; its file's name where nobody has said.
    pub title: Option<String>,
    /// What is said of it.
    pub description: String,
    /// What it shows, for whoever cannot see it.
    pub alt_text: String,
    /// Its tags beside those of all, with commas between them.
    pub tags: String,
    /// Who will see it, where that is not as for all.
    pub visibility: Option<Visibility>,
}

/// One file of this tab's uploads.
pub struct Upload {
    /// Names it among this tab's; later ones have larger keys.
    pub key: u32,
    /// What the file is called.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// How far it is. To be changed through the queue, which counts.
    pub step: ArcRwSignal<UploadStep>,
    /// What is said of it.
    pub words: ArcRwSignal<Words>,
    /// What becomes of its location, once it was taken in.
    pub location: ArcRwSignal<Option<Location>>,
    /// Whether its card is near what is in sight.
    pub near: ArcRwSignal<bool>,
    /// Whether all that can be said of it is unfolded.
    pub unfolded: ArcRwSignal<bool>,
    // What stays in the browser's thread.
    pub(super) wire: SendWrapper<Wire>,
}

/// What an upload is to the line.
pub(super) struct Wire {
    pub(super) file: File,
    /// By which the server knows this upload again.
    pub(super) key: Cell<Uuid>,
    /// How often it has met a fault that may have been the server's.
    pub(super) faults: Cell<u8>,
    /// The errand that is under way.
    pub(super) errand: RefCell<Option<Errand>>,
    /// Whether it was taken off the list.
    pub(super) removed: Cell<bool>,
}

impl Upload {
    /// Makes an upload of a file; one larger than `limit` bytes fails before it travels.
    pub(super) fn new(key: u32, file: File, limit: u64) -> Self {
        let bytes = file.size() as u64;
        let step = if bytes > limit {
            let words = format!("This file has {}: {} is the most that can be taken.", Bytes(bytes), Bytes(limit));
            UploadStep::Failed(Failure { words, pin: None, again: false })
        } else {
            UploadStep::Chosen
        };
        Self {
            key,
            name: file.name(),
            bytes,
            step: ArcRwSignal::new(step),
            words: ArcRwSignal::new(Words::default()),
            location: ArcRwSignal::new(None),
            near: ArcRwSignal::new(false),
            unfolded: ArcRwSignal::new(false),
            wire: SendWrapper::new(Wire {
                file,
                key: Cell::new(browser::new_key()),
                faults: Cell::new(0),
                errand: RefCell::new(None),
                removed: Cell::new(false),
            }),
        }
    }

    /// The file.
    pub fn file(&self) -> &File {
        &self.wire.file
    }

    /// What it is called as long as nobody says otherwise.
    pub fn own_title(&self) -> String {
        title_of_file(&self.name)
    }
}
