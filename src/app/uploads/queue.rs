//! The list of uploads, and what can be done with it.

use super::{
    changes::{Changes, Show},
    left_out::LeftOut,
    line::Line,
    pace::Pace,
    persistence::Keeping,
    totals::Totals,
    upload::{Upload, UploadStep, Words},
};
use crate::{
    app::browser,
    model::{ids::UserId, pins::Visibility},
};
use std::{cell::RefCell, collections::VecDeque, rc::Rc};
use web_sys::File;

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

/// What holds for the list as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Overview {
    /// How far all of it is.
    pub totals: Totals,
    /// Who sees those of which nothing else is said.
    pub visibility: Visibility,
    /// Whether they are being sent.
    pub going: Going,
    /// How the line is.
    pub line: Line,
    /// How many seconds it will take, once that can be told.
    pub seconds_left: Option<f64>,
    /// Whether each is a line rather than a card.
    pub is_dense: bool,
    /// How many files are on their way into the list, folders still being read not counted.
    pub arriving: usize,
    /// Whether a folder that was dropped is still being read.
    pub is_reading: bool,
    /// How many files one's plan takes at once, where more were added than that.
    pub too_many: Option<u32>,
}

/// The uploads of this tab. Copies are the same list.
#[derive(Clone)]
pub struct UploadQueue(Rc<Queue>);

struct Queue {
    /// Whose uploads they are. Not the user's name, which another may have one day.
    account: UserId,
    state: RefCell<State>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) limit: u64,
    pub(super) batch: u32,
    /// In the order they were added, which is that of their keys.
    pub(super) uploads: Vec<Rc<Upload>>,
    pub(super) overview: Overview,
    /// Tags for all, beside their own, with commas between them.
    pub(super) tags: String,
    pub(super) last_key: u32,
    pub(super) arriving: VecDeque<File>,
    /// Files of folders that were left out, as they are no pictures.
    pub(super) left_out: LeftOut,
    /// Files that were left out, as one's plan takes no more at once.
    pub(super) beyond_plan: LeftOut,
    /// Of these it is to be found out whether the account has them.
    pub(super) unchecked: VecDeque<Rc<Upload>>,
    pub(super) is_checking: bool,
    pub(super) changes: Changes,
    pub(super) show: Option<Show>,
    pub(super) is_show_due: bool,
    /// How many bytes have moved in all, those of files that have to be sent again too.
    pub(super) moved: u64,
    pub(super) pace: Pace,
    pub(super) waiting: VecDeque<Rc<Upload>>,
    pub(super) senders: usize,
    /// How often the line has been lost or has come back.
    pub(super) turns: u32,
    pub(super) working: Vec<Rc<Upload>>,
    pub(super) watching: bool,
    pub(super) keeping: Keeping,
}

impl State {
    /// Counts an upload in that has the next key.
    pub(super) fn enter(&mut self, upload: Upload) -> Rc<Upload> {
        self.last_key = upload.key;
        self.overview.totals.add(&upload.step.borrow(), upload.bytes);
        Rc::new(upload)
    }
}

impl UploadQueue {
    /// An empty list for files of at most `limit` bytes, and `batch` of them at once. What the browser keeps of the account's uploads
    /// comes back to it.
    pub fn new(account: UserId, limit: u64, batch: u32) -> Self {
        let state = RefCell::new(State { limit, batch, ..State::default() });
        let queue = Self(Rc::new(Queue { account, state }));
        let busy = queue.clone();
        browser::ask_before_leaving(move || busy.would_lose());
        let online = queue.clone();
        browser::when_online(move || online.try_line());
        let (left, back) = (queue.clone(), queue.clone());
        browser::when_left_or_back(move || left.leave(), move || back.keep());
        queue.keep();
        queue
    }

    pub(super) fn account(&self) -> UserId {
        self.0.account
    }

    /// Looks at the state or changes it. Within this, nothing may be called that does so as well.
    pub(super) fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.state.borrow_mut())
    }

    /// What holds for the list as a whole, as it is now.
    pub fn overview(&self) -> Overview {
        self.with(|state| state.overview)
    }

    /// The sums as they are now, to the last byte.
    pub(super) fn totals(&self) -> Totals {
        self.with(|state| state.overview.totals)
    }

    /// Tags for all, with commas between them.
    pub fn tags(&self) -> String {
        self.with(|state| state.tags.clone())
    }

    /// The upload of this key.
    pub fn find(&self, key: u32) -> Option<Rc<Upload>> {
        self.with(|state| {
            let place = state.uploads.binary_search_by_key(&key, |upload| upload.key).ok()?;
            state.uploads.get(place).cloned()
        })
    }

    /// Takes an upload off the list, and calls it back where it is under way. What became a pin stays one.
    pub fn remove(&self, key: u32) {
        self.take_off(|upload| upload.key == key);
    }

    /// Takes everything off the list that is not on its way.
    pub fn clear(&self) {
        self.take_off(|upload| !matches!(*upload.step.borrow(), UploadStep::Sending(_) | UploadStep::Waiting(_)));
    }

    /// Takes off the list what the account has already.
    pub fn skip_known(&self) {
        self.take_off(|upload| matches!(*upload.step.borrow(), UploadStep::Known(_)));
    }

    fn take_off(&self, which: impl Fn(&Upload) -> bool) {
        let gone = self.with(|state| {
            let uploads = std::mem::take(&mut state.uploads);
            let (gone, stay): (Vec<_>, Vec<_>) = uploads.into_iter().partition(|upload| which(upload));
            state.uploads = stay;
            state.changes.gone = true;
            gone
        });
        for upload in &gone {
            self.count_out(upload);
        }
        self.with(|state| {
            if state.uploads.is_empty() {
                state.overview.is_dense = false;
                state.left_out = LeftOut::default();
            }
        });
        self.write_changes();
        self.changed();
        self.run();
    }

    fn count_out(&self, upload: &Upload) {
        upload.wire.removed.set(true);
        self.with(|state| state.overview.totals.take(&upload.step.borrow(), upload.bytes));
        self.forget(upload);
        let errand = upload.wire.errand.take();
        if let Some(errand) = errand {
            errand.call_back();
        }
        self.terminate(upload);
    }

    /// Sends what was chosen.
    pub fn send_all(&self) {
        self.send_those(|step| *step == UploadStep::Chosen);
    }

    /// Sends again all that has failed and that another try can help.
    pub fn retry_all(&self) {
        self.send_those(UploadStep::can_be_retried);
    }

    fn send_those(&self, which: impl Fn(&UploadStep) -> bool) {
        let uploads = self.with(|state| state.uploads.clone());
        for upload in uploads.into_iter().filter(|upload| which(&upload.step.borrow())) {
            self.send_later(upload);
        }
        self.resume();
    }

    /// Sends one upload again.
    pub fn retry(&self, key: u32) {
        if let Some(upload) = self.find(key).filter(|upload| upload.step.borrow().can_be_retried()) {
            self.send_later(upload);
            self.resume();
        }
    }

    pub(super) fn send_later(&self, upload: Rc<Upload>) {
        upload.wire.faults.set(0);
        self.set_waiting(&upload);
        self.with(|state| state.waiting.push_back(upload));
    }

    /// Begins no further file, until it is told to go on. Those under way arrive.
    pub fn pause(&self) {
        self.set_going(Going::Paused);
    }

    /// Goes on.
    pub fn resume(&self) {
        self.set_going(Going::On);
        self.run();
    }

    pub(super) fn set_going(&self, going: Going) {
        let before = self.with(|state| std::mem::replace(&mut state.overview.going, going));
        if before != going {
            self.note_for_all();
            self.changed();
        }
    }

    /// Says of all that are still to be sent who sees them, whatever was said of each.
    pub fn show_all_to(&self, visibility: Visibility) {
        let uploads = self.with(|state| {
            state.overview.visibility = visibility;
            state.uploads.clone()
        });
        for upload in &uploads {
            let is_own = upload.step.borrow().is_open() && upload.words.borrow().visibility.is_some();
            if is_own {
                upload.words.borrow_mut().visibility = None;
                self.note(upload);
                self.upload_changed(upload);
            }
        }
        self.note_for_all();
        self.changed();
    }

    /// Says of all which tags they have beside their own.
    pub fn tag_all(&self, tags: String) {
        let is_other = self.with(|state| {
            let is_other = state.tags != tags;
            state.tags = tags;
            is_other
        });
        if is_other {
            self.note_for_all();
        }
    }

    /// Changes what is said of one upload.
    pub fn say(&self, key: u32, change: impl FnOnce(&mut Words)) {
        if let Some(upload) = self.find(key) {
            change(&mut upload.words.borrow_mut());
            self.note(&upload);
        }
    }

    /// Marks an upload as one that waits.
    pub(super) fn set_waiting(&self, upload: &Rc<Upload>) {
        self.set_step(upload, UploadStep::Waiting(upload.part_there()));
    }

    /// Brings an upload further, and counts it.
    pub(super) fn set_step(&self, upload: &Rc<Upload>, step: UploadStep) {
        if upload.is_removed() {
            return;
        }
        let before = upload.step.replace(step.clone());
        self.with(|state| {
            let totals = &mut state.overview.totals;
            let sent = totals.bytes_sent;
            totals.take(&before, upload.bytes);
            totals.add(&step, upload.bytes);
            state.moved += totals.bytes_sent.saturating_sub(sent);
        });
        if std::mem::discriminant(&before) != std::mem::discriminant(&step) {
            self.note(upload);
        }
        self.upload_changed(upload);
    }
}
