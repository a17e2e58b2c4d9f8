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
use std::cell::{Cell, RefCell};
use uuid::Uuid;
use web_sys::File;

/// How far an upload is.
#[derive(Debug, Clone, PartialEq)]
pub enum UploadStep {
    /// In the list; nobody has said that it should go.
    Chosen,
    /// The account has this file already: whether it is sent all the same is for its member to say.
    Known(Known),
    /// To be sent, once it is its turn: how much of it the site has already, from 0 to 1.
    Waiting(f64),
    /// Under way: how much of it, from 0 to 1.
    Sending(f64),
    /// Taken in; the picture is being made.
    Processing(PinId),
    /// Everybody who may can see it.
    Ready(PinId),
    /// Not taken.
    Failed(Failure),
}

/// A file that the account has already.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// The oldest pin that has it.
    pub pin: PinId,
    /// Whether it was to be sent when that was found out.
    pub was_waiting: bool,
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
        matches!(self, Self::Chosen | Self::Known(_) | Self::Waiting(_) | Self::Failed(_))
    }

    /// Whether its file is still to be sent.
    pub(super) const fn is_unsent(&self) -> bool {
        matches!(self, Self::Chosen | Self::Known(_) | Self::Waiting(_) | Self::Sending(_))
    }

    /// Whether it has arrived, and its picture is being made.
    pub(super) const fn is_processing(&self) -> bool {
        matches!(self, Self::Processing(_))
    }

    /// Whether another try can help where it has failed.
    pub(super) const fn can_be_retried(&self) -> bool {
        matches!(self, Self::Failed(Failure { again: true, .. }))
    }

    /// Its name in the page.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Chosen | Self::Waiting(_) => "waiting",
            Self::Known(_) => "known",
            Self::Sending(_) => "sending",
            Self::Processing(_) => "processing",
            Self::Ready(_) => "ready",
            Self::Failed(_) => "failed",
        }
    }

    /// How much of it is done, from 0 to 1; `None` while its picture is being made.
    pub const fn part(&self) -> Option<f64> {
        match self {
            Self::Chosen | Self::Known(_) | Self::Failed(_) => Some(0.0),
            Self::Waiting(sent) | Self::Sending(sent) => Some(*sent),
            Self::Processing(_) => None,
            Self::Ready(_) => Some(1.0),
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

impl Words {
    /// The text of a field by the field's name; `None` for a title that nobody has typed.
    pub fn text(&self, field: &str) -> Option<&str> {
        match field {
            "title" => self.title.as_deref(),
            "description" => Some(&self.description),
            "alt_text" => Some(&self.alt_text),
            "tags" => Some(&self.tags),
            _ => None,
        }
    }

    /// Sets the text of a field by the field's name.
    pub fn set_text(&mut self, field: &str, text: String) {
        match field {
            "title" => self.title = Some(text),
            "description" => self.description = text,
            "alt_text" => self.alt_text = text,
            "tags" => self.tags = text,
            _ => {}
        }
    }
}

/// The tags for all and those of one, with commas between them.
pub(super) fn all_tags(for_all: &str, own: &str) -> String {
    let tags: Vec<_> = [for_all, own].into_iter().filter(|tags| !tags.trim().is_empty()).collect();
    tags.join(", ")
}

/// One file of this tab's uploads.
pub struct Upload {
    /// Names it among this tab's; later ones have larger keys.
    pub key: u32,
    /// What the file is called.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Changed by the queue, which counts.
    pub(super) step: RefCell<UploadStep>,
    pub(super) words: RefCell<Words>,
    pub(super) location: Cell<Option<Location>>,
    /// Whether the next frame shows it anew.
    pub(super) is_marked: Cell<bool>,
    pub(super) wire: Wire,
}

/// What an upload is to the line.
pub(super) struct Wire {
    /// Not there where it arrived before this page.
    pub(super) file: Option<File>,
    /// By which the server knows this upload again.
    pub(super) key: Uuid,
    /// Whether it may be sent: the account was found not to have this file, or its member wants it all the same.
    pub(super) is_checked: Cell<bool>,
    /// How often it has met a fault that may have been the server's.
    pub(super) faults: Cell<u8>,
    /// What the site has of it, where it goes in pieces and has begun.
    pub(super) begun: RefCell<Option<Begun>>,
    /// The errand that is under way.
    pub(super) errand: RefCell<Option<Errand>>,
    /// Whether it was taken off the list.
    pub(super) removed: Cell<bool>,
    /// What the browser keeps of it.
    pub(super) kept: Cell<Kept>,
}

/// What the browser keeps of an upload.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kept {
    /// The number of its entry.
    pub(super) id: Option<u32>,
    /// Whether its file is there.
    pub(super) file: bool,
    /// Whether the last that was written is there.
    pub(super) is_written: bool,
    /// Whether it is among those to be written.
    pub(super) is_changed: bool,
}

/// What the site has of an upload that goes in pieces.
#[derive(Debug, Clone)]
pub(super) struct Begun {
    /// Where the rest of it goes: an address of the site, for the account alone whose upload it is.
    pub(super) address: String,
    /// What was said of it when it began. It becomes a pin with that.
    pub(super) metadata: String,
    /// How many bytes the site is known to have.
    pub(super) offset: u64,
}

impl Begun {
    /// How much that is of so many bytes, from 0 to 1.
    pub(super) fn part(&self, bytes: u64) -> f64 {
        self.offset as f64 / bytes.max(1) as f64
    }
}

impl Wire {
    pub(super) fn new(file: Option<File>, key: Uuid) -> Self {
        Self {
            file,
            key,
            is_checked: Cell::new(false),
            faults: Cell::new(0),
            begun: RefCell::default(),
            errand: RefCell::new(None),
            removed: Cell::new(false),
            kept: Cell::default(),
        }
    }
}

impl Upload {
    /// Makes an upload of a file; one larger than `limit` bytes fails before it travels.
    pub(super) fn new(key: u32, file: File, limit: u64) -> Self {
        let bytes = file.size() as u64;
        let step = if bytes > limit {
            let words = format!("This file is {}. The limit is {}.", Bytes(bytes), Bytes(limit));
            UploadStep::Failed(Failure { words, pin: None, again: false })
        } else {
            UploadStep::Chosen
        };
        Self::of(key, file.name(), bytes, step, Words::default(), Wire::new(Some(file), browser::new_key()))
    }

    /// Makes an upload that is on its way already.
    pub(super) fn of(key: u32, name: String, bytes: u64, step: UploadStep, words: Words, wire: Wire) -> Self {
        Self {
            key,
            name,
            bytes,
            step: RefCell::new(step),
            words: RefCell::new(words),
            location: Cell::new(None),
            is_marked: Cell::new(false),
            wire,
        }
    }

    /// How far it is.
    pub fn step(&self) -> UploadStep {
        self.step.borrow().clone()
    }

    /// What is said of it.
    pub fn words(&self) -> Words {
        self.words.borrow().clone()
    }

    /// How much of it the site is known to have, from 0 to 1.
    pub(super) fn part_there(&self) -> f64 {
        self.wire.begun.borrow().as_ref().map_or(0.0, |begun| begun.part(self.bytes))
    }

    /// What becomes of its location, once it was taken in.
    pub fn location(&self) -> Option<Location> {
        self.location.get()
    }

    /// Whether it was taken off the list.
    pub fn is_removed(&self) -> bool {
        self.wire.removed.get()
    }

    /// The file, unless it arrived before this page.
    pub fn file(&self) -> Option<&File> {
        self.wire.file.as_ref()
    }

    /// What it is called as long as nobody says otherwise.
    pub fn own_title(&self) -> String {
        title_of_file(&self.name)
    }
}
