//! The list of uploads, and what can be done with it.

use super::{
    line::Line,
    pace::Pace,
    totals::Totals,
    upload::{Upload, UploadStep},
};
use crate::{
    app::browser::{self, Dropped},
    model::pins::Visibility,
};
use gloo_timers::future::sleep;
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use std::{collections::VecDeque, sync::Arc, time::Duration};
use web_sys::File;

/// With more files than this, each is shown as a line rather than as a card.
const CARDS_MOST: usize = 60;

/// How many files are taken into the list at once. Hundreds would keep the page from answering for a moment.
const TAKEN_IN_AT_ONCE: usize = 20;

/// How soon what has changed is seen in the sums.
const SUMS_SEEN: Duration = Duration::from_millis(120);

/// Whether files are being sent, as far as people decide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Going {
    /// What waits is sent.
    #[default]
    On,
    /// Somebody has said so.
    Paused,
    /// The session is over: nothing would be taken.
    SignedOut,
}

/// What is said of all files at once.
#[derive(Debug, Clone, Copy)]
pub struct ForAll {
    /// Who sees those of which nothing else is said.
    pub visibility: RwSignal<Visibility>,
    /// Tags beside their own, with commas between them.
    pub tags: RwSignal<String>,
}

/// The uploads of this tab. Copies are the same list.
#[derive(Clone, Copy)]
pub struct UploadQueue {
    /// The uploads, in the order they were added.
    pub uploads: RwSignal<Vec<Arc<Upload>>>,
    /// How far all of it is, brought up to date a few times a second.
    pub totals: RwSignal<Totals>,
    /// What is said of all.
    pub for_all: ForAll,
    /// Whether they are being sent.
    pub going: RwSignal<Going>,
    /// How the line is.
    pub line: RwSignal<Line>,
    /// How many seconds it will take, once that can be told.
    pub seconds_left: RwSignal<Option<f64>>,
    /// Whether each is a line rather than a card.
    pub dense: RwSignal<bool>,
    /// How many files are on their way into the list, folders still being read not counted.
    pub arriving: RwSignal<usize>,
    /// How many files of folders were left out, as they are no pictures.
    pub left_out: RwSignal<usize>,
    /// How many files one's plan takes at once, where more were added than that.
    pub too_many: RwSignal<Option<u32>>,
    pub(super) state: StoredValue<State>,
}

/// What nobody looks at.
#[derive(Default)]
pub(super) struct State {
    limit: u64,
    batch: u32,
    last_key: u32,
    arriving: VecDeque<SendWrapper<File>>,
    pub(super) totals: Totals,
    sums_due: bool,
    /// How many bytes have moved in all, those of files that have to be sent again too.
    pub(super) moved: u64,
    pub(super) pace: Pace,
    pub(super) waiting: VecDeque<Arc<Upload>>,
    pub(super) senders: usize,
    /// How often the line has been lost or has come back.
    pub(super) turns: u32,
    pub(super) working: Vec<Arc<Upload>>,
    pub(super) watching: bool,
    /// Where news are shown. Known in browsers alone.
    pub(super) owner: Option<Owner>,
}

impl UploadQueue {
    /// An empty list for files of at most `limit` bytes, and `batch` of them at once.
    pub fn new(limit: u64, batch: u32) -> Self {
        let queue = Self {
            uploads: RwSignal::new(Vec::new()),
            totals: RwSignal::new(Totals::default()),
            for_all: ForAll { visibility: RwSignal::new(Visibility::default()), tags: RwSignal::new(String::new()) },
            going: RwSignal::new(Going::On),
            line: RwSignal::new(Line::Good),
            seconds_left: RwSignal::new(None),
            dense: RwSignal::new(false),
            arriving: RwSignal::new(0),
            left_out: RwSignal::new(0),
            too_many: RwSignal::new(None),
            state: StoredValue::new(State { limit, batch, ..State::default() }),
        };
        Effect::new(move || {
            queue.state.update_value(|state| state.owner = Owner::current());
            browser::ask_before_leaving(move || queue.is_busy());
            browser::when_online(move || queue.try_line());
        });
        queue
    }

    /// Whether leaving would lose something.
    pub fn is_busy(self) -> bool {
        let totals = self.counted();
        totals.chosen + totals.to_go() > 0
    }

    /// The sums as they are now, to the last byte.
    pub(super) fn counted(self) -> Totals {
        self.state.with_value(|state| state.totals)
    }

    /// Adds files to the list, as many as one's plan takes at once.
    pub fn add(self, mut files: Vec<File>) {
        let totals = self.counted();
        let (batch, arriving) = self.state.with_value(|state| (state.batch, state.arriving.len()));
        let room = (batch as usize).saturating_sub(totals.chosen + totals.to_go() + arriving);
        if !files.is_empty() {
            self.too_many.set((files.len() > room).then_some(batch));
        }
        files.truncate(room);
        self.state.update_value(|state| state.arriving.extend(files.into_iter().map(SendWrapper::new)));
        if self.arriving.get_untracked() > 0 {
            return;
        }
        self.take_in();
        if self.arriving.get_untracked() > 0 {
            spawn_local(async move {
                while self.arriving.get_untracked() > 0 {
                    // Whatever else the page has to do comes between.
                    sleep(Duration::ZERO).await;
                    self.take_in();
                }
            });
        }
    }

    /// Adds what was chosen out of a folder, and remembers how much of it was no picture.
    pub fn add_folder(self, (files, left_out): (Vec<File>, usize)) {
        self.left_out.set(left_out);
        self.add(files);
    }

    /// Adds what was dropped, piece by piece. `reading` says whether there is more to come.
    pub fn add_dropped(self, dropped: Dropped, reading: RwSignal<bool>) {
        match dropped {
            Dropped::Files { files, left_out } => {
                // With the first piece, what was said of an earlier drop is over.
                let before = if reading.get_untracked() { self.left_out.get_untracked() } else { 0 };
                reading.set(true);
                self.left_out.set(before + left_out);
                self.add(files);
            }
            Dropped::End => reading.set(false),
        }
    }

    /// Takes some of the files that arrive into the list.
    fn take_in(self) {
        let mut all = 0;
        let taken = self.state.try_update_value(|state| {
            all = state.totals.count + state.arriving.len();
            let some = state.arriving.len().min(TAKEN_IN_AT_ONCE);
            let files: Vec<_> = state.arriving.drain(..some).collect();
            let uploads: Vec<_> = files
                .into_iter()
                .map(|file| {
                    state.last_key += 1;
                    let upload = Arc::new(Upload::new(state.last_key, file.take(), state.limit));
                    state.totals.add(&upload.step.get_untracked(), upload.bytes);
                    upload
                })
                .collect();
            (uploads, state.arriving.len())
        });
        let Some((uploads, arriving)) = taken else { return };
        // Cards that are there stay cards until the list is empty, or grows too long.
        if all > CARDS_MOST && !self.dense.get_untracked() {
            self.dense.set(true);
        }
        self.uploads.update(|list| list.extend(uploads));
        self.arriving.set(arriving);
        self.sum_up();
    }

    /// The upload of this key.
    pub fn find(self, key: u32) -> Option<Arc<Upload>> {
        self.uploads.with_untracked(|uploads| {
            let place = uploads.binary_search_by_key(&key, |upload| upload.key).ok()?;
            uploads.get(place).cloned()
        })
    }

    /// Takes an upload off the list, and calls it back where it is under way. What became a pin stays one.
    pub fn remove(self, key: u32) {
        let Some(upload) = self.find(key) else { return };
        self.count_out(&upload);
        self.uploads.update(|uploads| uploads.retain(|upload| upload.key != key));
        self.after_removal();
    }

    /// Takes everything off the list that is not on its way.
    pub fn clear(self) {
        self.uploads.update(|uploads| {
            uploads.retain(|upload| {
                let stays = matches!(upload.step.get_untracked(), UploadStep::Sending(_) | UploadStep::Waiting);
                if !stays {
                    self.count_out(upload);
                }
                stays
            });
        });
        self.after_removal();
    }

    fn count_out(self, upload: &Upload) {
        upload.wire.removed.set(true);
        let step = upload.step.get_untracked();
        self.state.update_value(|state| state.totals.take(&step, upload.bytes));
        if let Some(errand) = upload.wire.errand.take() {
            errand.call_back();
        }
    }

    fn after_removal(self) {
        if self.uploads.with_untracked(Vec::is_empty) {
            self.dense.set(false);
            self.left_out.set(0);
        }
        self.sum_up();
        self.run();
    }

    /// Sends what was chosen.
    pub fn send_all(self) {
        self.send_those(|step| *step == UploadStep::Chosen);
    }

    /// Sends again all that has failed and that another try can help.
    pub fn retry_all(self) {
        self.send_those(|step| matches!(step, UploadStep::Failed(failure) if failure.again));
    }

    fn send_those(self, which: impl Fn(&UploadStep) -> bool) {
        let those: Vec<_> = self.uploads.with_untracked(|uploads| {
            uploads.iter().filter(|upload| upload.step.with_untracked(&which)).cloned().collect()
        });
        for upload in those {
            self.send_later(upload);
        }
        self.resume();
    }

    /// Sends one upload again.
    pub fn retry(self, key: u32) {
        let failed = |upload: &Arc<Upload>| {
            upload.step.with_untracked(|step| matches!(step, UploadStep::Failed(failure) if failure.again))
        };
        if let Some(upload) = self.find(key).filter(failed) {
            self.send_later(upload);
            self.resume();
        }
    }

    fn send_later(self, upload: Arc<Upload>) {
        upload.wire.faults.set(0);
        self.set_step(&upload, UploadStep::Waiting);
        self.state.update_value(|state| state.waiting.push_back(upload));
    }

    /// Begins no further file, until it is told to go on. Those under way arrive.
    pub fn pause(self) {
        self.going.set(Going::Paused);
    }

    /// Goes on.
    pub fn resume(self) {
        self.going.set(Going::On);
        self.run();
    }

    /// Says of all that are still to be sent who sees them, whatever was said of each.
    pub fn show_all_to(self, visibility: Visibility) {
        self.for_all.visibility.set(visibility);
        self.uploads.with_untracked(|uploads| {
            for upload in uploads {
                let own = upload.words.with_untracked(|words| words.visibility.is_some());
                if own && upload.step.with_untracked(UploadStep::is_open) {
                    upload.words.update(|words| words.visibility = None);
                }
            }
        });
    }

    /// Brings an upload further, and counts it.
    pub(super) fn set_step(self, upload: &Upload, step: UploadStep) {
        if upload.wire.removed.get() {
            return;
        }
        let before = upload.step.get_untracked();
        let due = self.state.try_update_value(|state| {
            let sent = state.totals.bytes_sent;
            state.totals.take(&before, upload.bytes);
            state.totals.add(&step, upload.bytes);
            state.moved += state.totals.bytes_sent.saturating_sub(sent);
            !std::mem::replace(&mut state.sums_due, true)
        });
        upload.step.set(step);
        if due == Some(true) {
            set_timeout(move || self.sum_up(), SUMS_SEEN);
        }
    }

    /// Shows the sums.
    fn sum_up(self) {
        let totals = self.state.try_update_value(|state| {
            state.sums_due = false;
            state.totals
        });
        if let Some(totals) = totals {
            self.totals.set(totals);
        }
    }
}
