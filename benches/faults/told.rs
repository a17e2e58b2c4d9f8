//! What clients were told, which must hold whatever happens.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// A picture that was taken.
pub struct Uploaded {
    pub pin: String,
    /// Of the file as it was sent, in hexadecimal digits.
    pub sha256: String,
}

/// A message that was taken.
pub struct Sent {
    pub seq: i64,
    pub body: String,
}

/// All that one client was told.
#[derive(Default)]
pub struct Told {
    pub uploads: Vec<Uploaded>,
    /// Whether they like a pin, of those that they have liked or unliked.
    pub likes: HashMap<String, bool>,
    /// By their keys.
    pub messages: HashMap<String, Sent>,
    /// What has not come to an end, in words.
    pub unsettled: Vec<String>,
    before: usize,
}

impl Told {
    /// What comes from now on is new.
    pub fn begin(&mut self) {
        self.before = self.uploads.len();
        self.unsettled.clear();
    }

    pub fn new_uploads(&self) -> &[Uploaded] {
        &self.uploads[self.before..]
    }
}

/// A pin that everybody can look at.
#[derive(Clone)]
pub struct Pin {
    pub id: String,
    pub image: String,
    /// The paths of its picture's files.
    pub files: Vec<String>,
}

/// The pins whose pictures are ready.
#[derive(Default)]
pub struct Shown(Mutex<Vec<Pin>>);

impl Shown {
    pub fn add(&self, pin: Pin) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(pin);
    }

    /// Any of them; `None` while there is none.
    pub fn any(&self) -> Option<Pin> {
        let pins = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (!pins.is_empty()).then(|| pins[rand::random_range(0..pins.len())].clone())
    }
}
