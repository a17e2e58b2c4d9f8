//! How files come into the list: chosen, pasted or dropped, a few at once.

use super::{
    left_out::LeftOut,
    queue::UploadQueue,
    upload::{Upload, UploadStep},
};
use crate::app::browser::Dropped;
use gloo_timers::future::sleep;
use std::{rc::Rc, time::Duration};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// With more files than this, each is shown as a line rather than as a card.
const CARDS_MOST: usize = 60;

/// How many files are taken into the list at once. Hundreds would keep the page from answering for a moment.
pub(super) const TAKEN_IN_AT_ONCE: usize = 20;

impl UploadQueue {
    /// Adds files to the list, as many as one's plan takes at once.
    pub fn add(&self, mut files: Vec<File>) {
        if files.is_empty() {
            return;
        }
        let is_idle = self.with(|state| {
            let totals = state.overview.totals;
            let there = totals.chosen + totals.known + totals.to_go() + state.arriving.len();
            let room = (state.batch as usize).saturating_sub(there).min(files.len());
            let beyond = files.split_off(room);
            // A folder comes in pieces.
            if !state.overview.is_reading {
                state.beyond_plan = LeftOut::default();
            }
            state.beyond_plan.add(beyond.iter().map(File::name).collect());
            state.overview.too_many = (state.beyond_plan.count > 0).then_some(state.batch);
            let is_idle = state.arriving.is_empty();
            state.arriving.extend(files);
            state.overview.arriving = state.arriving.len();
            is_idle
        });
        self.changed();
        if !is_idle {
            return;
        }
        self.take_in();
        let queue = self.clone();
        spawn_local(async move {
            while queue.overview().arriving > 0 {
                // Whatever else the page has to do comes between.
                sleep(Duration::ZERO).await;
                queue.take_in();
            }
        });
    }

    /// Adds what was chosen out of a folder, and remembers what of it was no picture.
    pub fn add_folder(&self, (files, left_out): (Vec<File>, Vec<String>)) {
        self.with(|state| {
            state.left_out = LeftOut::default();
            state.left_out.add(left_out);
        });
        self.changed();
        self.add(files);
    }

    /// Adds what was dropped, piece by piece.
    pub fn add_dropped(&self, dropped: Dropped) {
        let files = self.with(|state| match dropped {
            Dropped::Files { files, left_out } => {
                if !std::mem::replace(&mut state.overview.is_reading, true) {
                    // With the first piece, what was said of an earlier drop is over.
                    (state.left_out, state.beyond_plan) = (LeftOut::default(), LeftOut::default());
                }
                state.left_out.add(left_out);
                files
            }
            Dropped::End => {
                state.overview.is_reading = false;
                Vec::new()
            }
        });
        self.changed();
        self.add(files);
    }

    /// Takes some of the files that arrive into the list.
    fn take_in(&self) {
        let uploads: Vec<_> = self.with(|state| {
            let some = state.arriving.len().min(TAKEN_IN_AT_ONCE);
            let files: Vec<_> = state.arriving.drain(..some).collect();
            let uploads = files.into_iter().map(|file| {
                let upload = Upload::new(state.last_key + 1, file, state.limit);
                state.enter(upload)
            });
            uploads.collect()
        });
        self.put_on_list(&uploads);
        self.keep_all(&uploads);
        self.check(uploads.into_iter().filter(|upload| *upload.step.borrow() == UploadStep::Chosen));
    }

    /// Files of folders that were left out, as they are no pictures.
    pub fn left_out(&self) -> LeftOut {
        self.with(|state| state.left_out.clone())
    }

    /// Files that were left out, as one's plan takes no more at once.
    pub fn beyond_plan(&self) -> LeftOut {
        self.with(|state| state.beyond_plan.clone())
    }

    /// Puts further uploads at the end of the list.
    pub(super) fn put_on_list(&self, uploads: &[Rc<Upload>]) {
        self.with(|state| {
            let overview = &mut state.overview;
            overview.arriving = state.arriving.len();
            // Cards that are there stay cards until the list is empty, or grows too long.
            overview.is_dense |= overview.totals.count + overview.arriving > CARDS_MOST;
            state.uploads.extend_from_slice(uploads);
            state.changes.came.extend_from_slice(uploads);
        });
        self.changed();
    }
}
