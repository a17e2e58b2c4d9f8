//! Asking what becomes of pictures that have arrived, until nothing is under work.

use super::{
    line::Line,
    queue::UploadQueue,
    upload::{Failure, Upload, UploadStep},
};
use crate::{
    app::{
        browser::{dom, post, toasts},
        counts::grouped,
    },
    model::ids::PinId,
};
use gloo_timers::future::sleep;
use std::{rc::Rc, time::Duration};
use wasm_bindgen_futures::spawn_local;

/// How many are asked about at once, as many as a page answers: those that arrived first, as they are done first.
const ASKED_AT_ONCE: usize = 40;

/// How long between two questions.
const SOON: Duration = Duration::from_millis(700);

/// How long between two questions while there is no answer.
const NO_ANSWER: Duration = Duration::from_secs(5);

impl UploadQueue {
    /// Asks for the state of what is under work, until nothing is.
    pub(super) fn watch(&self) {
        let begins = self.with(|state| {
            let is_idle = !state.watching && !state.working.is_empty();
            state.watching |= is_idle;
            is_idle
        });
        if begins {
            spawn_local(self.clone().ask_until_done());
        }
    }

    async fn ask_until_done(self) {
        let mut wait = SOON;
        loop {
            sleep(wait).await;
            let asked = self.working();
            if asked.is_empty() {
                break;
            }
            // A question that cannot arrive is only noise.
            let is_answered = self.overview().line == Line::Good && self.ask(&asked).await;
            wait = if is_answered { SOON } else { NO_ANSWER };
        }
        self.with(|state| state.watching = false);
        self.tell_when_done();
    }

    /// Those under work that arrived first.
    fn working(&self) -> Vec<(PinId, Rc<Upload>)> {
        self.with(|state| {
            state.working.retain(|upload| !upload.is_removed() && pin(upload).is_some());
            let first = state.working.iter().take(ASKED_AT_ONCE);
            first.filter_map(|upload| Some((pin(upload)?, Rc::clone(upload)))).collect()
        })
    }

    /// Asks about these, and says whether there was an answer.
    async fn ask(&self, asked: &[(PinId, Rc<Upload>)]) -> bool {
        let pins = asked.iter().map(|(pin, _)| pin.to_string()).collect::<Vec<_>>().join(",");
        let told = post::part("/upload", "states", &[("x-pins", pins.as_str())]).await;
        let Some(states) = told.ok().and_then(|html| dom::parsed(&html)) else { return false };
        // Neither will change by another try.
        let failed = |words| UploadStep::Failed(Failure { words, pin: None, again: false });
        for (pin, upload) in asked {
            let state = states.query_selector(&format!("[data-pin=\"{pin}\"]")).ok().flatten();
            let step = match state.as_ref().and_then(|state| state.get_attribute("data-state")).as_deref() {
                Some("ready") => UploadStep::Ready(*pin),
                Some("refused") => failed(state.and_then(|state| state.text_content()).unwrap_or_default()),
                Some(_) => continue,
                None => failed("This picture was deleted.".to_owned()),
            };
            self.set_step(upload, step);
        }
        true
    }

    /// Says so, once all that was sent is there: one may be on another page by then.
    fn tell_when_done(&self) {
        let totals = self.totals();
        if totals.to_go() + totals.processing > 0 || totals.ready == 0 {
            return;
        }
        let number = |count: usize| grouped(count as u64);
        let words = match (totals.ready, totals.count) {
            (1, 1) => "Your picture was uploaded.".to_owned(),
            (ready, count) if ready == count => format!("All {} pictures were uploaded.", number(count)),
            (ready, count) if totals.failed == 0 => {
                format!("{} of {} pictures were uploaded.", number(ready), number(count))
            }
            (ready, count) => {
                let [ready, count, failed] = [ready, count, totals.failed].map(number);
                format!("{ready} of {count} pictures were uploaded; {failed} failed.")
            }
        };
        if totals.failed == 0 {
            toasts::success(&words);
        } else {
            toasts::error(&words);
        }
    }
}

/// The pin of an upload whose picture is under work.
fn pin(upload: &Upload) -> Option<PinId> {
    match *upload.step.borrow() {
        UploadStep::Processing(pin) => Some(pin),
        _ => None,
    }
}
