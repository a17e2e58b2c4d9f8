//! What the browser keeps of uploads, as texts by their names: how they are written, and read again.

use super::upload::{Begun, Failure, Kept, Upload, UploadStep, Wire, Words, all_tags};
use crate::{
    app::browser::{Entry, Fields},
    model::{ids::PinId, pins::Visibility},
};

/// What holds for all uploads.
#[derive(Default)]
pub(super) struct ForAllKept {
    pub(super) visibility: Visibility,
    pub(super) tags: String,
    pub(super) paused: bool,
}

impl ForAllKept {
    pub(super) fn of(fields: &Fields) -> Self {
        Self {
            visibility: fields.get("visibility").and_then(|name| name.parse().ok()).unwrap_or_default(),
            tags: fields.get("tags").unwrap_or_default(),
            paused: fields.get("going").is_some(),
        }
    }
}

/// What is kept of an upload beside its file; `None` of one that is done, or that no other try can help.
pub(super) fn fields(upload: &Upload) -> Option<Fields> {
    let (step, pin, failure) = match upload.step() {
        // What somebody was asked about is asked about again.
        UploadStep::Chosen | UploadStep::Known(_) => ("chosen", None, None),
        // What is under way when the page ends is sent again, or from where it was. The server knows it by its key.
        UploadStep::Waiting(_) | UploadStep::Sending(_) => ("waiting", None, None),
        UploadStep::Processing(pin) => ("processing", Some(pin), None),
        UploadStep::Failed(Failure { words, pin, again: true }) => ("failed", pin, Some(words)),
        UploadStep::Ready(_) | UploadStep::Failed(_) => return None,
    };
    let (words, begun) = (upload.words(), upload.wire.begun.borrow());
    let begun = begun.as_ref();
    Some(Fields::of(&[
        ("key", Some(&upload.wire.key.to_string())),
        ("name", Some(&upload.name)),
        ("bytes", Some(&upload.bytes.to_string())),
        ("step", Some(step)),
        ("checked", upload.wire.is_checked.get().then_some("checked")),
        ("address", begun.map(|begun| begun.address.as_str())),
        ("metadata", begun.map(|begun| begun.metadata.as_str())),
        ("offset", begun.map(|begun| begun.offset.to_string()).as_deref()),
        ("pin", pin.map(|pin| pin.to_string()).as_deref()),
        ("failure", failure.as_deref()),
        ("title", words.title.as_deref()),
        ("description", Some(&words.description)),
        ("alt_text", Some(&words.alt_text)),
        ("tags", Some(&words.tags)),
        ("visibility", words.visibility.map(Visibility::name)),
    ]))
}

/// The upload that an entry tells of; `None` where it tells of none, as one written by another version of this page may.
pub(super) fn restored(key: u32, Entry { id, fields, file }: Entry, for_all: Option<&ForAllKept>) -> Option<Upload> {
    let text = |name| fields.get(name);
    let pin: Option<PinId> = text("pin").and_then(|pin| pin.parse().ok());
    let (bytes, begun) = (text("bytes")?.parse().ok()?, begun(&fields));
    let step = match text("step")?.as_str() {
        "chosen" => UploadStep::Chosen,
        "waiting" => UploadStep::Waiting(begun.as_ref().map_or(0.0, |begun| begun.part(bytes))),
        "processing" => UploadStep::Processing(pin?),
        "failed" => UploadStep::Failed(Failure { words: text("failure")?, pin, again: true }),
        _ => return None,
    };
    if file.is_none() && !step.is_processing() {
        return None;
    }
    let mut words = Words {
        title: text("title"),
        description: text("description").unwrap_or_default(),
        alt_text: text("alt_text").unwrap_or_default(),
        tags: text("tags").unwrap_or_default(),
        visibility: text("visibility").and_then(|name| name.parse().ok()),
    };
    if let Some(for_all) = for_all {
        words.visibility = words.visibility.or(Some(for_all.visibility));
        words.tags = all_tags(&for_all.tags, &words.tags);
    }
    let kept = Kept { id: Some(id), file: file.is_some(), is_written: true, is_changed: false };
    let wire = Wire::new(file, text("key")?.parse().ok()?);
    wire.kept.set(kept);
    wire.begun.replace(begun);
    // What may have been sent would be found to be known by itself.
    wire.is_checked.set(step != UploadStep::Chosen || text("checked").is_some());
    Some(Upload::of(key, text("name")?, bytes, step, words, wire))
}

/// What the site has of an upload, as an entry tells. The entry is the account's own, and so is the address.
fn begun(fields: &Fields) -> Option<Begun> {
    let (address, metadata) = (fields.get("address")?, fields.get("metadata")?);
    Some(Begun { address, metadata, offset: fields.get("offset")?.parse().ok()? })
}
