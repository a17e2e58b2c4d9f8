//! How far one picture is, in words, and what can be done.

use super::parts::{arrange_by, say};
use crate::{
    app::{
        browser::dom,
        uploads::{Failure, Known, Upload, UploadStep},
    },
    model::errors::Bytes,
};
use std::cell::RefCell;
use web_sys::Element;

/// An icon, a few words, and a button or a link.
pub(super) struct Status {
    pub(super) element: Element,
    pieces: Vec<Element>,
    words: Element,
    /// What it says now, of a file that waits or is being sent without how much of it.
    shown: RefCell<Option<UploadStep>>,
}

impl Status {
    /// That of an upload, found in its card.
    pub(super) fn of(card: &Element, upload: &Upload) -> Option<Self> {
        let element = dom::first_in(card, ".upload-card__status")?;
        let words = dom::first_in(&element, ".upload-card__words")?;
        say(&dom::first_in(&element, ".upload-card__size")?, &Bytes(upload.bytes).to_string());
        let pieces = dom::all_in(&element, ":scope > *");
        Some(Self { element, pieces, words, shown: RefCell::default() })
    }

    /// Shows how far it is.
    pub(super) fn show(&self, step: &UploadStep) {
        say(&self.words, &words(step));
        let kind = match step {
            UploadStep::Waiting(_) => UploadStep::Waiting(0.0),
            UploadStep::Sending(_) => UploadStep::Sending(0.0),
            other => other.clone(),
        };
        if self.shown.borrow().as_ref() != Some(&kind) {
            self.show_pieces(&kind);
            self.shown.replace(Some(kind));
        }
    }

    fn show_pieces(&self, step: &UploadStep) {
        let pin = match step {
            UploadStep::Ready(pin)
            | UploadStep::Known(Known { pin, .. })
            | UploadStep::Failed(Failure { pin: Some(pin), .. }) => Some(*pin),
            _ => None,
        };
        let address = pin.map(|pin| format!("/pin/{pin}"));
        for link in self.pieces.iter().filter(|piece| piece.tag_name() == "A") {
            dom::set(link, "href", address.as_deref());
        }
        let failure = match step {
            UploadStep::Failed(failure) => Some(failure),
            _ => None,
        };
        let is_known = matches!(step, UploadStep::Known(_));
        let holds = [
            ("chosen", *step == UploadStep::Chosen),
            ("known", is_known),
            ("waiting", matches!(step, UploadStep::Waiting(_))),
            ("busy", matches!(step, UploadStep::Sending(_) | UploadStep::Processing(_))),
            ("ready", matches!(step, UploadStep::Ready(_))),
            ("failed", failure.is_some()),
            ("existing", is_known || failure.is_some_and(|failure| failure.pin.is_some())),
            ("again", failure.is_some_and(|failure| failure.again)),
        ];
        arrange_by(&self.element, &self.pieces, &holds);
    }
}

fn words(step: &UploadStep) -> String {
    match step {
        UploadStep::Chosen => "Ready to upload".to_owned(),
        UploadStep::Known(_) => "You already have this picture".to_owned(),
        UploadStep::Waiting(0.0) => "Waiting".to_owned(),
        UploadStep::Waiting(part) => format!("Waiting, {}% uploaded", (part * 100.0) as u8),
        UploadStep::Sending(part) => format!("Uploading, {}%", (part * 100.0) as u8),
        UploadStep::Processing(_) => "Processing".to_owned(),
        UploadStep::Ready(_) => "Uploaded".to_owned(),
        UploadStep::Failed(failure) => failure.words.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_waits_says_how_much_of_it_has_arrived() {
        for (step, said) in [
            (UploadStep::Waiting(0.0), "Waiting"),
            (UploadStep::Waiting(0.399), "Waiting, 39% uploaded"),
            (UploadStep::Sending(0.399), "Uploading, 39%"),
        ] {
            assert_eq!(words(&step), said);
        }
    }
}
