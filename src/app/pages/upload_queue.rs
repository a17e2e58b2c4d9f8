//! The uploads of this tab: several travel side by side, and one that fails stops nothing.

use crate::{
    app::{
        browser,
        components::{Upload, UploadStep, toasts},
    },
    model::{
        errors::Problem,
        ids::PinId,
        pictures::PictureState,
        pins::{STATES_AT_ONCE, UploadAnswer, UploadState},
    },
    server_fns,
};
use gloo_timers::future::sleep;
use leptos::{prelude::*, task::spawn_local};
use std::{collections::HashMap, time::Duration};
use web_sys::File;

/// How many files travel side by side. More would only share the same line.
const SIDE_BY_SIDE: usize = 3;

/// How long between questions whether pictures are ready.
const LOOK_AGAIN: Duration = Duration::from_millis(700);

/// The list and what happens to it. Copies are the same list.
#[derive(Clone, Copy)]
pub struct UploadQueue {
    /// The uploads, in the order they were added.
    pub uploads: RwSignal<Vec<Upload>>,
    limit: u64,
    last_key: StoredValue<u32>,
    senders: StoredValue<usize>,
    watching: StoredValue<bool>,
}

/// How far all of it is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Overall {
    /// How many uploads there are.
    pub count: usize,
    /// How many of them have been sent.
    pub sent: usize,
    /// How many wait to be sent.
    pub waiting: usize,
    /// How many are being sent.
    pub sending: usize,
    /// How many bytes there are.
    pub bytes: f64,
    /// How many of them have been sent.
    pub bytes_sent: f64,
}

impl UploadQueue {
    /// An empty list for files of at most `limit` bytes.
    pub fn new(limit: u64) -> Self {
        Self {
            uploads: RwSignal::new(Vec::new()),
            limit,
            last_key: StoredValue::new(0),
            senders: StoredValue::new(0),
            watching: StoredValue::new(false),
        }
    }

    /// Adds files to the list.
    pub fn add(self, files: Vec<File>) {
        let added: Vec<_> = files
            .into_iter()
            .map(|file| {
                self.last_key.update_value(|key| *key += 1);
                Upload::new(self.last_key.get_value(), file, self.limit)
            })
            .collect();
        self.uploads.update(|uploads| uploads.extend(added));
    }

    /// Takes an upload off the list. What became a pin stays one.
    pub fn remove(self, key: u32) {
        self.uploads.update(|uploads| uploads.retain(|upload| upload.key != key));
    }

    /// Takes everything off the list that is not on its way.
    pub fn clear(self) {
        self.uploads.update(|uploads| {
            uploads.retain(|upload| matches!(upload.step.get_untracked(), UploadStep::Sending(_)));
        });
    }

    /// Sends one upload again.
    pub fn retry(self, key: u32) {
        let upload = self.uploads.with_untracked(|uploads| uploads.iter().find(|upload| upload.key == key).cloned());
        let Some(upload) = upload.filter(|upload| upload.bytes() <= self.limit as f64) else { return };
        upload.step.set(UploadStep::Waiting);
        self.send_all();
    }

    /// Sends what waits.
    pub fn send_all(self) {
        while self.senders.get_value() < SIDE_BY_SIDE {
            let Some(first) = self.next() else { return };
            self.senders.update_value(|senders| *senders += 1);
            spawn_local(async move {
                let mut next = Some(first);
                while let Some(upload) = next {
                    send(&upload).await;
                    self.watch();
                    next = self.next();
                }
                let _left = self.senders.try_update_value(|senders| *senders -= 1);
            });
        }
    }

    /// How far all of it is.
    pub fn overall(self) -> Overall {
        self.uploads.with(|uploads| {
            uploads.iter().fold(Overall::default(), |mut all, upload| {
                let bytes = upload.bytes();
                let (sent, part) = match upload.step.get() {
                    UploadStep::Waiting => {
                        all.waiting += 1;
                        (0, 0.0)
                    }
                    UploadStep::Failed(_) => (0, 0.0),
                    UploadStep::Sending(part) => {
                        all.sending += 1;
                        (0, part)
                    }
                    UploadStep::Processing(_) | UploadStep::Ready(_) => (1, 1.0),
                };
                Overall {
                    count: all.count + 1,
                    sent: all.sent + sent,
                    bytes: all.bytes + bytes,
                    bytes_sent: all.bytes_sent + bytes * part,
                    ..all
                }
            })
        })
    }

    /// Takes the next that waits, marked as being sent, so that nobody else takes it.
    fn next(self) -> Option<Upload> {
        let waiting = self.uploads.try_with_untracked(|uploads| {
            uploads.iter().find(|upload| upload.step.get_untracked() == UploadStep::Waiting).cloned()
        })??;
        waiting.step.set(UploadStep::Sending(0.0));
        Some(waiting)
    }

    /// Asks for the state of what is under work, until nothing is.
    fn watch(self) {
        if self.watching.try_get_value() != Some(false) {
            return;
        }
        self.watching.set_value(true);
        spawn_local(async move {
            loop {
                let working = self.working();
                if working.is_empty() {
                    break;
                }
                sleep(LOOK_AGAIN).await;
                let pins = working.keys().copied().take(STATES_AT_ONCE).collect();
                if let Ok(states) = server_fns::uploads::upload_states(pins).await {
                    for (pin, state) in states {
                        if let Some(upload) = working.get(&pin) {
                            advance(upload, pin, state);
                        }
                    }
                }
            }
            if self.watching.try_update_value(|watching| *watching = false).is_some() {
                self.tell_when_done();
            }
        });
    }

    /// Says so, once all of it is there.
    fn tell_when_done(self) {
        let steps: Vec<_> =
            self.uploads.with_untracked(|uploads| uploads.iter().map(|upload| upload.step.get_untracked()).collect());
        if steps.iter().all(|step| matches!(step, UploadStep::Ready(_))) {
            toasts::success(match steps.len() {
                1 => "Your picture is up.".to_owned(),
                count => format!("All {count} pictures are up."),
            });
        }
    }

    fn working(self) -> HashMap<PinId, Upload> {
        let working = self.uploads.try_with_untracked(|uploads| {
            let working = uploads.iter().filter_map(|upload| match upload.step.get_untracked() {
                UploadStep::Processing(pin) => Some((pin, upload.clone())),
                _ => None,
            });
            working.collect()
        });
        working.unwrap_or_default()
    }
}

async fn send(upload: &Upload) {
    let step = upload.step.clone();
    let title = upload.title.get_untracked();
    let visibility = upload.visibility.get_untracked();
    let progress = move |part| step.set(UploadStep::Sending(part));
    let answer = browser::send_file(&upload.file, &title, visibility, progress).await;
    upload.step.set(match answer {
        Ok(UploadAnswer::Accepted { id, .. }) => UploadStep::Processing(id),
        Ok(UploadAnswer::Refused { error, .. }) => UploadStep::Failed(error),
        Err(problem) => {
            if problem == Problem::NotSignedIn {
                toasts::error("You have been signed out. Sign in again in another tab, then retry.".to_owned());
            }
            UploadStep::Failed(problem.to_string())
        }
    });
}

fn advance(upload: &Upload, pin: PinId, state: UploadState) {
    match state {
        UploadState::Pinned { progress: PictureState::Ready, .. } => upload.step.set(UploadStep::Ready(pin)),
        UploadState::Pinned { .. } => {}
        UploadState::Refused { reason } => upload.step.set(UploadStep::Failed(reason)),
    }
}
