//! Asking what becomes of pictures that have arrived, until nothing is under work.

use super::{
    line::Line,
    queue::UploadQueue,
    upload::{Failure, Upload, UploadStep},
};
use crate::{
    app::components::toasts,
    model::{ids::PinId, pictures::PictureState, pins::UploadState},
    server_fns,
};
use gloo_timers::future::sleep;
use leptos::{prelude::*, task::spawn_local};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How many are asked about at once: those that arrived first, as they are done first.
const ASKED_AT_ONCE: usize = 100;

/// How long between two questions about a few.
const SOON: Duration = Duration::from_millis(700);

/// How long between two questions about many.
const LATER: Duration = Duration::from_millis(1500);

/// How many are few.
const FEW: usize = 12;

/// How long between two questions while there is no answer.
const NO_ANSWER: Duration = Duration::from_secs(5);

impl UploadQueue {
    /// Asks for the state of what is under work, until nothing is.
    pub(super) fn watch(self) {
        let begin = self.state.try_update_value(|state| {
            let idle = !state.watching && !state.working.is_empty();
            state.watching |= idle;
            idle
        });
        if begin != Some(true) {
            return;
        }
        spawn_local(async move {
            let mut wait = SOON;
            loop {
                sleep(wait).await;
                let asked = self.working();
                if asked.is_empty() {
                    break;
                }
                wait = if asked.len() > FEW { LATER } else { SOON };
                // A question that cannot arrive is only noise.
                if self.line.get_untracked() != Line::Good || !self.ask(&asked).await {
                    wait = NO_ANSWER;
                }
            }
            self.state.update_value(|state| state.watching = false);
            self.tell_when_done();
        });
    }

    /// Those under work that arrived first.
    fn working(self) -> Vec<(PinId, Arc<Upload>)> {
        let working = self.state.try_update_value(|state| {
            state.working.retain(|upload| !upload.wire.removed.get() && pin(upload).is_some());
            let first = state.working.iter().take(ASKED_AT_ONCE);
            first.filter_map(|upload| Some((pin(upload)?, upload.clone()))).collect()
        });
        working.unwrap_or_default()
    }

    /// Asks about these, and says whether there was an answer.
    async fn ask(self, asked: &[(PinId, Arc<Upload>)]) -> bool {
        let pins = asked.iter().map(|(pin, _)| *pin).collect();
        let Ok(states) = server_fns::uploads::upload_states(pins).await else { return false };
        let mut states: HashMap<_, _> = states.into_iter().collect();
        for (pin, upload) in asked {
            match states.remove(pin) {
                Some(UploadState::Pinned { progress: PictureState::Ready, .. }) => {
                    self.set_step(upload, UploadStep::Ready(*pin));
                }
                Some(UploadState::Pinned { .. }) => {}
                Some(UploadState::Refused { reason }) => {
                    // The pin is gone: another try is another upload.
                    upload.wire.key.set(crate::app::browser::new_key());
                    self.set_step(upload, UploadStep::Failed(Failure { words: reason, pin: None, again: true }));
                }
                None => {
                    let words = "This picture has been deleted meanwhile.".to_owned();
                    self.set_step(upload, UploadStep::Failed(Failure { words, pin: None, again: false }));
                }
            }
        }
        true
    }

    /// Says so, once all that was sent is there: one may be on another page by then.
    fn tell_when_done(self) {
        let totals = self.counted();
        if totals.to_go() + totals.processing > 0 || totals.ready == 0 {
            return;
        }
        let words = match (totals.ready, totals.count) {
            (1, 1) => "Your picture is up.".to_owned(),
            (ready, count) if ready == count => format!("All {count} pictures are up."),
            (ready, count) if totals.failed == 0 => format!("{ready} of {count} pictures are up."),
            (ready, count) => format!("{ready} of {count} pictures are up; {} failed.", totals.failed),
        };
        let Some(owner) = self.state.with_value(|state| state.owner.clone()) else { return };
        if totals.failed == 0 {
            owner.with(|| toasts::success(words));
        } else {
            owner.with(|| toasts::error(words));
        }
    }
}

/// The pin of an upload whose picture is under work.
fn pin(upload: &Upload) -> Option<PinId> {
    upload.step.with_untracked(|step| match step {
        UploadStep::Processing(pin) => Some(*pin),
        _ => None,
    })
}
