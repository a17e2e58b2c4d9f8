//! Files that the account has already. The browser hashes each file before it is sent, and the site says which of them it knows: of those
//! somebody is asked. Outside of HTTPS and localhost browsers hash nothing, and nobody is asked.

use super::{
    queue::UploadQueue,
    upload::{Known, Upload, UploadStep},
};
use crate::{
    app::browser::{self, post},
    model::{ids::PinId, pins::FILES_AT_ONCE},
};
use js_sys::{Array, Reflect};
use std::{mem, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

/// Where it is asked which files are known.
const KNOWN_FILES: &str = "/fn/known_files";

/// The largest file that is hashed, in bytes. The browser reads and hashes beside the page, but takes a file only as a whole: all of it is in
/// memory meanwhile, and copied once by the page, which must not be kept from answering by that.
const LARGEST: u64 = 64 << 20;

/// After how many bytes the site is asked, so that the first files need not wait for the last.
const BYTES_AT_ONCE: u64 = 32 << 20;

impl UploadQueue {
    /// Finds out which of these the account has, after those that are being looked at. None of them is sent before.
    pub(super) fn check(&self, uploads: impl IntoIterator<Item = Rc<Upload>>) {
        let begins = self.with(|state| {
            state.unchecked.extend(uploads);
            !state.unchecked.is_empty() && !mem::replace(&mut state.is_checking, true)
        });
        if begins {
            spawn_local(self.clone().check_all());
        }
    }

    async fn check_all(self) {
        loop {
            let some = self.next_unchecked();
            if some.is_empty() {
                break;
            }
            let known = self.known(&some).await;
            for upload in some {
                let pin = known.iter().find(|(key, _)| *key == upload.key).map(|(_, pin)| *pin);
                self.checked(&upload, pin);
            }
            self.run();
        }
        self.with(|state| state.is_checking = false);
    }

    /// Those that are asked about next.
    fn next_unchecked(&self) -> Vec<Rc<Upload>> {
        self.with(|state| {
            let (mut some, mut bytes) = (Vec::new(), 0);
            while some.len() < FILES_AT_ONCE && bytes < BYTES_AT_ONCE {
                let Some(upload) = state.unchecked.pop_front() else { break };
                bytes += upload.bytes;
                some.push(upload);
            }
            some
        })
    }

    /// The pins that the account has of these, by their keys. Where that cannot be found out, they are sent as if it had none.
    async fn known(&self, uploads: &[Rc<Upload>]) -> Vec<(u32, PinId)> {
        let mut hashes = Vec::new();
        for upload in uploads.iter().filter(|upload| can_be_hashed(upload)) {
            // One after the other, as each is in memory.
            if let Some(hash) = hash(upload).await {
                hashes.push((upload.key, hash));
            }
        }
        if hashes.is_empty() {
            return Vec::new();
        }
        let sha256 = hashes.iter().map(|(_, hash)| hash.as_str()).collect::<Vec<_>>().join(",");
        let account = self.account().to_string();
        let fields = [("sha256", sha256.as_str()), ("account", account.as_str())];
        let answer = post::ask_with_fields(KNOWN_FILES, &fields).await;
        let pins = answer.map(|answer| pins_in(&answer)).unwrap_or_default();
        let pin_of = |hash: &str| pins.iter().find(|(known, _)| known == hash).map(|(_, pin)| *pin);
        hashes.iter().filter_map(|(key, hash)| Some((*key, pin_of(hash)?))).collect()
    }

    /// It was found out which pin of the account has this file, if one does.
    fn checked(&self, upload: &Rc<Upload>, known: Option<PinId>) {
        let step = upload.step();
        let was_waiting = matches!(step, UploadStep::Waiting(_));
        match known.filter(|_| was_waiting || step == UploadStep::Chosen) {
            Some(pin) => self.set_step(upload, UploadStep::Known(Known { pin, was_waiting })),
            None => upload.wire.is_checked.set(true),
        }
    }

    /// Has one uploaded though the account has it.
    pub fn keep_both(&self, key: u32) {
        self.keep_known(|upload| upload.key == key);
    }

    /// Has all uploaded that the account has.
    pub fn keep_all_known(&self) {
        self.keep_known(|_| true);
    }

    fn keep_known(&self, which: impl Fn(&Upload) -> bool) {
        let uploads = self.with(|state| state.uploads.clone());
        for upload in uploads.into_iter().filter(|upload| which(upload)) {
            let UploadStep::Known(known) = upload.step() else { continue };
            upload.wire.is_checked.set(true);
            if known.was_waiting {
                self.send_later(upload);
            } else {
                self.set_step(&upload, UploadStep::Chosen);
            }
        }
        self.run();
    }
}

fn can_be_hashed(upload: &Upload) -> bool {
    browser::can_hash() && upload.bytes <= LARGEST && !upload.is_removed()
}

async fn hash(upload: &Upload) -> Option<String> {
    browser::sha256(upload.file()?).await
}

/// The pins in the site's answer, by the hashes of their files.
fn pins_in(answer: &JsValue) -> Vec<(String, PinId)> {
    let items = Reflect::get(answer, &"items".into()).ok().and_then(|items| items.dyn_into::<Array>().ok());
    let pin_of =
        |item: JsValue| Some((post::text_of(&item, "sha256")?, post::text_of(&item, "pin")?.parse::<PinId>().ok()?));
    items.unwrap_or_default().iter().filter_map(pin_of).collect()
}
