//! The list beyond the tab. What is on it is kept in the browser, and the next page of the same member takes it up again. One tab of a
//! member at a time keeps and takes up; when it closes, another does. Where that cannot be (another tab does, a browser without locks,
//! as outside of HTTPS and localhost, or without a store, or a full disk), the list is the tab's own, and leaving it asks first.

use super::{
    adding::TAKEN_IN_AT_ONCE,
    entries::{ForAllKept, fields, restored},
    queue::{Going, Overview, UploadQueue},
    upload::{Kept, Upload, UploadStep},
};
use crate::app::browser::{self, Entry, Fields, TabLock, UploadStore, Writing, dom};
use gloo_timers::future::sleep;
use std::{rc::Rc, time::Duration};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Under which number stands what holds for all uploads. Theirs come after it.
const FOR_ALL: u32 = 0;

/// How soon what has changed is written, in milliseconds. What changes within that time is written in one go.
const WRITTEN_AFTER: i32 = 250;

/// How the list is kept.
#[derive(Default)]
pub(super) struct Keeping {
    lock: Option<TabLock>,
    store: Option<UploadStore>,
    /// How often this tab has begun to keep it, or ended.
    turns: u32,
    last_id: u32,
    /// Keys of uploads that have changed.
    changed: Vec<u32>,
    /// Numbers of entries that nobody needs any more.
    gone: Vec<u32>,
    for_all_changed: bool,
    is_due: bool,
}

impl Keeping {
    /// What is to be written, and where; `None` where there is nothing, or it is not for this tab to write it.
    fn take_changes(&mut self) -> Option<(UploadStore, Vec<u32>, Vec<u32>)> {
        self.is_due = false;
        let store = self.store.clone()?;
        if self.changed.is_empty() && self.gone.is_empty() && !self.for_all_changed {
            return None;
        }
        self.for_all_changed = false;
        Some((store, std::mem::take(&mut self.changed), std::mem::take(&mut self.gone)))
    }
}

impl UploadQueue {
    /// Waits until it is this tab's turn to keep the list, and takes up what is there.
    pub(super) fn keep(&self) {
        let name = format!("tessera-uploads-{}", self.account());
        let begun = self.with(|state| {
            let keeping = &mut state.keeping;
            if keeping.lock.is_some() {
                return None;
            }
            let lock = TabLock::request(&name)?;
            keeping.lock = Some(lock.clone());
            keeping.turns += 1;
            Some((lock, keeping.turns))
        });
        let Some((lock, turn)) = begun else { return };
        let queue = self.clone();
        spawn_local(async move {
            if !lock.is_granted().await {
                return;
            }
            let Ok(store) = UploadStore::open(&name).await else { return };
            let entries = store.read().await;
            match entries {
                Ok(entries) if queue.with(|state| state.keeping.turns) == turn => queue.take_up(store, entries).await,
                _ => store.close(),
            }
        });
    }

    /// Lets another page keep the list, where nothing of it is kept by this one. A page with a lock would be made anew when one comes
    /// back to it, instead of being there at once.
    pub(super) fn leave(&self) {
        self.write_changes();
        let given_up = self.with(|state| {
            let is_kept = |upload: &Rc<Upload>| upload.wire.kept.get().id.is_some();
            if state.uploads.iter().any(is_kept) {
                return None;
            }
            state.keeping.turns += 1;
            Some((state.keeping.lock.take(), state.keeping.store.take()))
        });
        let (lock, store) = given_up.unwrap_or_default();
        if let Some(lock) = lock {
            lock.release();
        }
        if let Some(store) = store {
            store.close();
        }
    }

    async fn take_up(&self, store: UploadStore, entries: Vec<Entry>) {
        let is_empty = self.with(|state| {
            state.keeping.last_id = entries.last().map_or(FOR_ALL, |entry| entry.id);
            state.uploads.is_empty()
        });
        let mut entries = entries.into_iter().peekable();
        let for_all = entries.next_if(|entry| entry.id == FOR_ALL).map(|entry| ForAllKept::of(&entry.fields));
        let for_all = for_all.unwrap_or_default();
        if entries.peek().is_some() {
            self.take_up_for_all(&for_all, is_empty);
        }
        let of_each = Some(&for_all).filter(|_| !is_empty);
        while entries.peek().is_some() {
            let some = entries.by_ref().take(TAKEN_IN_AT_ONCE).collect();
            self.list_again(some, of_each);
            // Whatever else the page has to do comes between.
            sleep(Duration::ZERO).await;
        }
        // Nothing was written until now, as what holds for all is written with it, and may hold for others than before.
        let new: Vec<_> = self.with(|state| {
            state.keeping.store = Some(store);
            let is_new = |upload: &&Rc<Upload>| of_each.is_some() || upload.wire.kept.get().id.is_none();
            state.uploads.iter().filter(is_new).cloned().collect()
        });
        self.keep_all(&new);
        self.check([]);
        self.run();
        self.watch();
    }

    /// Goes on as the earlier page did. What was said of all its uploads is said of all in this list, unless there are others in it.
    fn take_up_for_all(&self, for_all: &ForAllKept, is_empty: bool) {
        self.with(|state| {
            if for_all.paused && state.overview.totals.to_go() == 0 {
                state.overview.going = Going::Paused;
            }
            if is_empty {
                state.overview.visibility = for_all.visibility;
                state.tags.clone_from(&for_all.tags);
            }
        });
        self.changed();
    }

    /// Puts uploads of an earlier page on the list. What was said `for_all` of them is said of each, where it is given.
    fn list_again(&self, entries: Vec<Entry>, for_all: Option<&ForAllKept>) {
        let uploads = self.with(|state| {
            let mut uploads = Vec::new();
            for entry in entries {
                let id = entry.id;
                let Some(upload) = restored(state.last_key + 1, entry, for_all) else {
                    state.keeping.gone.push(id);
                    continue;
                };
                let upload = state.enter(upload);
                match *upload.step.borrow() {
                    UploadStep::Chosen if !upload.wire.is_checked.get() => {
                        state.unchecked.push_back(Rc::clone(&upload))
                    }
                    UploadStep::Waiting(_) => state.waiting.push_back(Rc::clone(&upload)),
                    UploadStep::Processing(_) => state.working.push(Rc::clone(&upload)),
                    _ => {}
                }
                uploads.push(upload);
            }
            uploads
        });
        self.put_on_list(&uploads);
    }

    /// Whether leaving would lose something: a file that is still to be sent, and that the browser does not keep.
    pub(super) fn would_lose(&self) -> bool {
        let is_lost = |upload: &Rc<Upload>| {
            let kept = upload.wire.kept.get();
            upload.step.borrow().is_unsent() && !(kept.file && kept.is_written)
        };
        self.with(|state| state.overview.arriving > 0 || state.uploads.iter().any(is_lost))
    }

    /// Keeps these, at once.
    pub(super) fn keep_all(&self, uploads: &[Rc<Upload>]) {
        for upload in uploads {
            self.mark(upload);
        }
        self.write_changes();
    }

    /// Notes that an upload has changed, or what is said of it.
    pub(super) fn note(&self, upload: &Upload) {
        self.mark(upload);
        self.write_soon();
    }

    /// Notes that what holds for all has changed.
    pub(super) fn note_for_all(&self) {
        self.with(|state| state.keeping.for_all_changed = state.keeping.store.is_some());
        self.write_soon();
    }

    /// Keeps nothing more of an upload that is taken off the list.
    pub(super) fn forget(&self, upload: &Upload) {
        self.with(|state| state.keeping.gone.extend(upload.wire.kept.take().id));
    }

    fn mark(&self, upload: &Upload) {
        let kept = upload.wire.kept.get();
        self.with(|state| {
            if state.keeping.store.is_some() && !kept.is_changed {
                upload.wire.kept.set(Kept { is_changed: true, ..kept });
                state.keeping.changed.push(upload.key);
            }
        });
    }

    fn write_soon(&self) {
        let due = self.with(|state| {
            let keeping = &mut state.keeping;
            keeping.store.is_some() && !std::mem::replace(&mut keeping.is_due, true)
        });
        if due {
            let queue = self.clone();
            dom::after(WRITTEN_AFTER, move || queue.write_changes());
        }
    }

    /// Writes what has changed, in one go.
    pub(super) fn write_changes(&self) {
        let taken = self.with(|state| state.keeping.take_changes());
        let Some((store, changed, mut gone)) = taken else { return };
        self.note_under_way();
        let uploads: Vec<_> = changed.into_iter().filter_map(|key| self.find(key)).collect();
        let committed = self.write(&store, &uploads, &mut gone).map(Writing::commit);
        let queue = self.clone();
        spawn_local(async move {
            let is_written = match committed {
                Ok(committed) => committed.await.is_ok(),
                Err(_) => false,
            };
            for upload in &uploads {
                let kept = upload.wire.kept.get();
                upload.wire.kept.set(Kept { is_written, file: kept.file && is_written, ..kept });
            }
            if !is_written {
                queue.with(|state| state.keeping.gone.extend(gone));
            }
        });
    }

    /// Notes for the next page of the same member whether there is something for it to go on with.
    fn note_under_way(&self) {
        let account = (self.totals().to_go() > 0).then(|| self.account().to_string());
        browser::note_uploads_under_way(account.as_deref());
    }

    fn write(&self, store: &UploadStore, uploads: &[Rc<Upload>], gone: &mut Vec<u32>) -> Result<Writing, JsValue> {
        for upload in uploads {
            upload.wire.kept.set(Kept { is_changed: false, ..upload.wire.kept.get() });
        }
        let writing = store.write()?;
        writing.put(FOR_ALL, &self.for_all_fields())?;
        for upload in uploads {
            let Some(fields) = fields(upload) else {
                gone.extend(upload.wire.kept.take().id);
                continue;
            };
            let kept = upload.wire.kept.get();
            let id = kept.id.unwrap_or_else(|| self.next_id());
            writing.put(id, &fields)?;
            // Once it has arrived, the file is needed no more.
            let file = upload.file().filter(|_| !upload.step.borrow().is_processing());
            match file {
                Some(file) if !kept.file => writing.put_file(id, file)?,
                None if kept.file => writing.delete_file(id)?,
                _ => {}
            }
            upload.wire.kept.set(Kept { id: Some(id), file: file.is_some(), ..kept });
        }
        for id in gone.iter() {
            writing.delete(*id)?;
        }
        Ok(writing)
    }

    fn next_id(&self) -> u32 {
        self.with(|state| {
            state.keeping.last_id += 1;
            state.keeping.last_id
        })
    }

    fn for_all_fields(&self) -> Fields {
        let Overview { going, visibility, .. } = self.overview();
        let paused = (going == Going::Paused).then_some("paused");
        Fields::of(&[("visibility", Some(visibility.name())), ("tags", Some(&self.tags())), ("going", paused)])
    }
}
