//! Sending what waits: several files side by side. One that fails stops nothing, and none is lost with the line.

use super::{
    line::{Line, pause},
    outcome::Outcome,
    pieces::InPieces,
    queue::{Going, UploadQueue},
    upload::{Failure, Upload, UploadStep, all_tags},
};
use crate::app::browser::{Errand, Parcel};
use gloo_timers::future::sleep;
use std::{rc::Rc, time::Duration};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// How many files travel side by side. Measured with 500 small photographs: see `docs/ARCHITECTURE.md`.
const SIDE_BY_SIDE: usize = 4;

/// How often a file is sent again after what may have been the server's fault.
const FAULTS_MOST: u8 = 3;

/// How often the time that is left is estimated.
const ESTIMATE: Duration = Duration::from_secs(1);

impl UploadQueue {
    /// Sends what waits, as far as that may be.
    pub(super) fn run(&self) {
        while self.has_room() {
            let Some(first) = self.next() else { break };
            let senders = self.with(|state| {
                state.senders += 1;
                state.senders
            });
            spawn_local(self.clone().send_one_by_one(first));
            if senders == 1 {
                spawn_local(self.clone().estimate());
            }
        }
        // Nothing is left by which to try it.
        if self.totals().to_go() == 0 && self.line() != Line::Good {
            self.line_is_back();
        }
    }

    /// Sends what waits, beginning with `first`, for as long as there is room for one more.
    async fn send_one_by_one(self, first: Rc<Upload>) {
        let mut next = Some(first);
        while let Some(upload) = next {
            self.send(upload).await;
            self.watch();
            next = if self.has_room_but_for_one() { self.next() } else { None };
        }
        self.with(|state| state.senders -= 1);
    }

    fn line(&self) -> Line {
        self.with(|state| state.overview.line)
    }

    fn room(&self) -> usize {
        let now = self.overview();
        match now.going {
            Going::On => now.line.room(SIDE_BY_SIDE),
            Going::Paused | Going::SignedOut => 0,
        }
    }

    fn has_room(&self) -> bool {
        self.with(|state| state.senders) < self.room()
    }

    /// For a sender that asks whether it may go on.
    fn has_room_but_for_one(&self) -> bool {
        self.with(|state| state.senders) <= self.room()
    }

    /// Takes the next that waits, marked as being sent; `None` as well while it is not known whether the account has it.
    fn next(&self) -> Option<Rc<Upload>> {
        let waits =
            |upload: &Rc<Upload>| !upload.is_removed() && matches!(*upload.step.borrow(), UploadStep::Waiting(_));
        let upload = self.with(|state| {
            while state.waiting.front().is_some_and(|first| !waits(first)) {
                state.waiting.pop_front();
            }
            let first = state.waiting.front()?;
            if first.wire.is_checked.get() { state.waiting.pop_front() } else { None }
        })?;
        self.set_step(&upload, UploadStep::Sending(upload.part_there()));
        Some(upload)
    }

    /// Sends one, and sees to what becomes of it.
    async fn send(&self, upload: Rc<Upload>) {
        let turn = self.with(|state| state.turns);
        let (Some(errand), Some(file)) = (Errand::new(), upload.file().cloned()) else { return };
        upload.wire.errand.replace(Some(errand.clone()));
        let outcome = self.outcome(&upload, &errand, &self.parcel(&upload, file), turn).await;
        upload.wire.errand.replace(None);
        if upload.is_removed() {
            // It may have begun in the moment in which it was removed.
            return self.terminate(&upload);
        }
        match outcome {
            Outcome::Accepted { pin, title, is_ready, location } => {
                upload.location.set(location);
                upload.words.borrow_mut().title = Some(title);
                if is_ready {
                    self.set_step(&upload, UploadStep::Ready(pin));
                } else {
                    self.set_step(&upload, UploadStep::Processing(pin));
                    self.with(|state| state.working.push(upload));
                }
            }
            Outcome::Refused(failure) => self.set_step(&upload, UploadStep::Failed(failure)),
            Outcome::Later(after) => {
                self.send_first(upload);
                return self.line_is_lost(after);
            }
            Outcome::Fault(words) => self.fault(upload, words).await,
            Outcome::SignedOut => {
                self.send_first(upload);
                self.set_going(Going::SignedOut);
            }
        }
        self.line_holds(turn);
    }

    /// Sends one, and says what has become of it.
    async fn outcome(&self, upload: &Rc<Upload>, errand: &Errand, parcel: &Parcel, turn: u32) -> Outcome {
        if let Some(in_pieces) = InPieces::of(self, upload, errand, parcel, turn) {
            return in_pieces.send().await;
        }
        self.terminate(upload);
        Outcome::of(errand.send(parcel, self.progress(upload, 0, upload.bytes)).await)
    }

    /// Shows how far an upload is while some of its bytes are sent: `bytes` of them, from `offset` on.
    pub(super) fn progress(&self, upload: &Rc<Upload>, offset: u64, bytes: u64) -> Box<dyn Fn(f64)> {
        let (queue, upload) = (self.clone(), Rc::clone(upload));
        let [from, share] = [offset, bytes].map(|bytes| bytes as f64 / upload.bytes.max(1) as f64);
        Box::new(move |part| queue.set_step(&upload, UploadStep::Sending(from + share * part)))
    }

    /// Notes how much of an upload the site has.
    pub(super) fn arrived(&self, upload: &Rc<Upload>, offset: u64) {
        if let Some(begun) = upload.wire.begun.borrow_mut().as_mut() {
            begun.offset = offset;
        }
        self.set_step(upload, UploadStep::Sending(upload.part_there()));
        self.note(upload);
    }

    /// The same, where nothing of that has moved just now.
    pub(super) fn found(&self, upload: &Rc<Upload>, offset: u64) {
        let moved = self.with(|state| state.moved);
        self.arrived(upload, offset);
        self.with(|state| state.moved = moved);
    }

    /// Has the site delete what it has of an upload that does not go on.
    pub(super) fn terminate(&self, upload: &Upload) {
        let Some(begun) = upload.wire.begun.take() else { return };
        let (account, errand) = (self.account(), Errand::new());
        spawn_local(async move {
            if let Some(errand) = errand {
                errand.terminate(account, &begun.address).await;
            }
        });
    }

    /// What is sent of an upload. From now on, who will see it is settled.
    fn parcel(&self, upload: &Upload, file: File) -> Parcel {
        let words = upload.words();
        let visibility = words.visibility.unwrap_or_else(|| self.overview().visibility);
        upload.words.borrow_mut().visibility = Some(visibility);
        Parcel {
            file,
            account: self.account(),
            key: upload.wire.key,
            // A name that nobody has thought of is numbered where it is taken; one that was typed is refused.
            title: words.title.filter(|title| title.trim() != upload.own_title()),
            description: words.description,
            alt_text: words.alt_text,
            tags: all_tags(&self.tags(), &words.tags),
            visibility,
        }
    }

    /// It goes before all others that wait.
    fn send_first(&self, upload: Rc<Upload>) {
        self.set_waiting(&upload);
        self.with(|state| state.waiting.push_front(upload));
    }

    /// What may have been the server's fault is tried again, after all others.
    async fn fault(&self, upload: Rc<Upload>, words: String) {
        let faults = upload.wire.faults.get() + 1;
        upload.wire.faults.set(faults);
        if faults >= FAULTS_MOST {
            return self.set_step(&upload, UploadStep::Failed(Failure { words, pin: None, again: true }));
        }
        self.set_waiting(&upload);
        sleep(Duration::from_secs(faults.into())).await;
        self.with(|state| state.waiting.push_back(upload));
    }

    /// Waits before anything is sent again, each time longer.
    fn line_is_lost(&self, asked: Option<u64>) {
        let before = self.line();
        let lost = before.lost(asked.is_some());
        let Line::Lost { tries, .. } = lost else { return };
        if lost == before {
            return;
        }
        let turn = self.turn(lost);
        self.set_seconds_left(None);
        let wait = pause(tries, asked, js_sys::Math::random());
        let queue = self.clone();
        spawn_local(async move {
            sleep(Duration::from_millis((wait * 1_000.0) as u64)).await;
            if queue.with(|state| state.turns) == turn {
                queue.try_line();
            }
        });
    }

    /// Tries with one file whether the line is back.
    pub(super) fn try_line(&self) {
        let line = self.line();
        if matches!(line, Line::Lost { .. }) {
            self.turn(line.after_pause());
            self.run();
        }
    }

    /// A file has been answered that was sent after so many turns: an answer from before the line was lost says nothing.
    pub(super) fn line_holds(&self, turn: u32) {
        if self.line() != Line::Good && self.with(|state| state.turns) == turn {
            self.line_is_back();
            self.run();
        }
    }

    fn line_is_back(&self) {
        self.turn(Line::Good);
    }

    fn turn(&self, line: Line) -> u32 {
        let turns = self.with(|state| {
            state.overview.line = line;
            state.turns += 1;
            state.turns
        });
        self.changed();
        turns
    }

    /// Estimates the time that is left, as long as something is being sent.
    async fn estimate(self) {
        let mut moved = self.with(|state| state.moved);
        loop {
            sleep(ESTIMATE).await;
            let seconds = self.with(|state| {
                let before = std::mem::replace(&mut moved, state.moved);
                if state.senders == 0 {
                    return None;
                }
                state.pace.see(state.moved - before, ESTIMATE.as_secs_f64());
                Some(state.pace.seconds_for(state.overview.totals.bytes_to_go))
            });
            let Some(seconds) = seconds else { break };
            self.set_seconds_left(seconds);
        }
        self.set_seconds_left(None);
    }

    fn set_seconds_left(&self, seconds: Option<f64>) {
        self.with(|state| state.overview.seconds_left = seconds);
        self.changed();
    }
}
