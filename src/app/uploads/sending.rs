//! Sending what waits: several files side by side. One that fails stops nothing, and none is lost with the line.

use super::{
    line::{Line, pause},
    queue::{Going, UploadQueue},
    upload::{Failure, Upload, UploadStep},
};
use crate::{
    app::browser::{Errand, Parcel, Trouble},
    model::{errors::Problem, pictures::PictureState, pins::UploadAnswer},
};
use gloo_timers::future::sleep;
use leptos::{prelude::*, task::spawn_local};
use std::{sync::Arc, time::Duration};

/// How many files travel side by side. Measured with 500 small photographs: see `docs/ARCHITECTURE.md`.
const SIDE_BY_SIDE: usize = 4;

/// How often a file is sent again after what may have been the server's fault.
const FAULTS_MOST: u8 = 3;

/// How often the time that is left is estimated.
const ESTIMATE: Duration = Duration::from_secs(1);

impl UploadQueue {
    /// Sends what waits, as far as that may be.
    pub(super) fn run(self) {
        while self.has_room() {
            let Some(first) = self.next() else { break };
            let senders = self.state.try_update_value(|state| {
                state.senders += 1;
                state.senders
            });
            spawn_local(async move {
                let mut next = Some(first);
                while let Some(upload) = next {
                    self.send(upload).await;
                    self.watch();
                    let room = self.has_room_but_for_one();
                    next = if room { self.next() } else { None };
                }
                self.state.update_value(|state| state.senders -= 1);
            });
            if senders == Some(1) {
                self.estimate();
            }
        }
        // Nothing is left by which to try it.
        if self.counted().to_go() == 0 && self.line.get_untracked() != Line::Good {
            self.line_is_back();
        }
    }

    fn room(self) -> usize {
        match self.going.get_untracked() {
            Going::On => self.line.get_untracked().room(SIDE_BY_SIDE),
            Going::Paused | Going::SignedOut => 0,
        }
    }

    fn has_room(self) -> bool {
        self.state.with_value(|state| state.senders) < self.room()
    }

    /// For a sender that asks whether it may go on.
    fn has_room_but_for_one(self) -> bool {
        self.state.with_value(|state| state.senders) <= self.room()
    }

    /// Takes the next that waits, marked as being sent.
    fn next(self) -> Option<Arc<Upload>> {
        let waiting = self.state.try_update_value(|state| {
            while let Some(upload) = state.waiting.pop_front() {
                if !upload.wire.removed.get() && upload.step.get_untracked() == UploadStep::Waiting {
                    return Some(upload);
                }
            }
            None
        });
        let upload = waiting.flatten()?;
        self.set_step(&upload, UploadStep::Sending(0.0));
        Some(upload)
    }

    /// Sends one, and sees to what becomes of it.
    async fn send(self, upload: Arc<Upload>) {
        let turn = self.state.with_value(|state| state.turns);
        let Some(errand) = Errand::new() else { return };
        upload.wire.errand.replace(Some(errand.clone()));
        let parcel = self.parcel(&upload);
        let sent = upload.clone();
        let answer = errand.send(&parcel, move |part| self.set_step(&sent, UploadStep::Sending(part))).await;
        upload.wire.errand.replace(None);
        if upload.wire.removed.get() {
            return;
        }
        match answer {
            Ok(UploadAnswer::Accepted { id, title, state, location }) => {
                upload.location.set(location);
                upload.words.update(|words| words.title = Some(title));
                if state == PictureState::Ready {
                    self.set_step(&upload, UploadStep::Ready(id));
                } else {
                    self.set_step(&upload, UploadStep::Processing(id));
                    self.state.update_value(|state| state.working.push(upload));
                }
            }
            Ok(UploadAnswer::Refused { error, pin, .. }) => {
                self.fail(&upload, Failure { words: error, pin, again: true })
            }
            Err(Trouble::Later(after)) => {
                self.send_first(upload);
                return self.line_is_lost(after);
            }
            Err(Trouble::Again(problem)) => self.fault(upload, &problem).await,
            Err(Trouble::Refused(Problem::NotSignedIn)) => {
                self.send_first(upload);
                self.going.set(Going::SignedOut);
            }
            Err(Trouble::Refused(problem)) => {
                let pin = match problem {
                    Problem::TitleTaken { pin, .. } => Some(pin),
                    _ => None,
                };
                self.fail(&upload, Failure { words: problem.to_string(), pin, again: true });
            }
        }
        self.line_holds(turn);
    }

    /// What is sent of an upload. From now on, who will see it is settled.
    fn parcel(self, upload: &Upload) -> Parcel {
        let words = upload.words.get_untracked();
        let visibility = words.visibility.unwrap_or(self.for_all.visibility.get_untracked());
        upload.words.update(|words| words.visibility = Some(visibility));
        let tags = [self.for_all.tags.get_untracked(), words.tags];
        let tags: Vec<_> = tags.into_iter().filter(|tags| !tags.trim().is_empty()).collect();
        Parcel {
            file: upload.file().clone(),
            key: upload.wire.key.get(),
            // A name that nobody has thought of is numbered where it is taken; one that was typed is refused.
            title: words.title.filter(|title| title.trim() != upload.own_title()),
            description: words.description,
            alt_text: words.alt_text,
            tags: tags.join(", "),
            visibility,
        }
    }

    fn fail(self, upload: &Upload, failure: Failure) {
        self.set_step(upload, UploadStep::Failed(failure));
    }

    /// It goes before all others that wait.
    fn send_first(self, upload: Arc<Upload>) {
        self.set_step(&upload, UploadStep::Waiting);
        self.state.update_value(|state| state.waiting.push_front(upload));
    }

    /// What may have been the server's fault is tried again, after all others.
    async fn fault(self, upload: Arc<Upload>, problem: &Problem) {
        let faults = upload.wire.faults.get() + 1;
        upload.wire.faults.set(faults);
        if faults >= FAULTS_MOST {
            return self.fail(&upload, Failure { words: problem.to_string(), pin: None, again: true });
        }
        self.set_step(&upload, UploadStep::Waiting);
        sleep(Duration::from_secs(faults.into())).await;
        self.state.update_value(|state| state.waiting.push_back(upload));
    }

    /// Waits before anything is sent again, each time longer.
    fn line_is_lost(self, asked: Option<u64>) {
        let before = self.line.get_untracked();
        let lost = before.lost(asked.is_some());
        let Line::Lost { tries, .. } = lost else { return };
        if lost == before {
            return;
        }
        let turn = self.turn(lost);
        self.seconds_left.set(None);
        let wait = pause(tries, asked, js_sys::Math::random());
        spawn_local(async move {
            sleep(Duration::from_secs_f64(wait)).await;
            if self.state.with_value(|state| state.turns) == turn {
                self.try_line();
            }
        });
    }

    /// Tries with one file whether the line is back.
    pub(super) fn try_line(self) {
        let line = self.line.get_untracked();
        if matches!(line, Line::Lost { .. }) {
            self.turn(line.after_pause());
            self.run();
        }
    }

    /// A file has been answered that was sent after so many turns: an answer from before the line was lost says nothing.
    fn line_holds(self, turn: u32) {
        if self.line.get_untracked() != Line::Good && self.state.with_value(|state| state.turns) == turn {
            self.line_is_back();
            self.run();
        }
    }

    fn line_is_back(self) {
        self.turn(Line::Good);
    }

    fn turn(self, line: Line) -> u32 {
        self.line.set(line);
        let turns = self.state.try_update_value(|state| {
            state.turns += 1;
            state.turns
        });
        turns.unwrap_or_default()
    }

    /// Estimates the time that is left, as long as something is being sent.
    fn estimate(self) {
        spawn_local(async move {
            let mut moved = self.state.with_value(|state| state.moved);
            loop {
                sleep(ESTIMATE).await;
                let seconds = self.state.try_update_value(|state| {
                    let now = state.moved;
                    let busy = state.senders > 0;
                    if busy {
                        state.pace.see(now - moved, ESTIMATE.as_secs_f64());
                    }
                    moved = now;
                    busy.then(|| state.pace.seconds_for(state.totals.bytes_to_go))
                });
                let Some(Some(seconds)) = seconds else { break };
                self.seconds_left.set(seconds);
            }
            self.seconds_left.set(None);
        });
    }
}
