//! What has become of a file that was sent, read from the site's answer.

use super::upload::Failure;
use crate::{
    app::browser::{
        Reply,
        post::{NO_SENSE, is_true, text_of},
    },
    model::{errors::Problem, ids::PinId, pins::Location},
};
use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What has become of it, by what is to be done next.
pub(super) enum Outcome {
    /// It is a pin.
    Accepted {
        pin: PinId,
        /// What the pin is called.
        title: String,
        /// Whether its picture can be seen already.
        is_ready: bool,
        /// What becomes of the location; left out for what was sent before.
        location: Option<Location>,
    },
    /// As it is, it is not taken.
    Refused(Failure),
    /// The site cannot be reached, or asks to come again later: after so many seconds, where it says.
    Later(Option<u64>),
    /// It may have been the server's mistake, or the way's: another try is worth it. Holds what is said where no try helps.
    Fault(String),
    /// Nobody is signed in any more, or somebody else.
    SignedOut,
}

impl Outcome {
    pub(super) fn of(reply: Result<Reply, JsValue>) -> Self {
        let Ok(Reply { status, text, retry_after, .. }) = reply else { return Self::Later(None) };
        let answer = JSON::parse(&text).unwrap_or(JsValue::NULL);
        // A problem (RFC 9457) of ours has words.
        let detail = text_of(&answer, "detail");
        match (status, detail) {
            (202, _) => first(&answer).unwrap_or_else(|| Self::Fault(NO_SENSE.to_owned())),
            // 423: of a file that goes in pieces, another request is still at work. 502 and 504 are said by whoever stands in front of a
            // server that is just starting.
            (0 | 408 | 423 | 429 | 502..=504, _) => Self::Later(retry_after),
            // 400: what we send is well-formed, so it was broken on the way.
            (400 | 500, detail) => Self::Fault(detail.unwrap_or_else(|| NO_SENSE.to_owned())),
            (401, Some(_)) => Self::SignedOut,
            // A proxy's own limit comes without words of ours.
            (413, detail) => {
                let words = detail.unwrap_or_else(|| "This file is too large for this site.".to_owned());
                Self::Refused(Failure { words, pin: None, again: false })
            }
            _ => Self::Refused(failure(&answer)),
        }
    }

    /// What has become of a file that came in pieces, as the state of its upload says; `None` while nothing has.
    pub(super) fn of_state(state: &JsValue) -> Option<Self> {
        let outcome = Reflect::get(state, &"outcome".into()).ok()?;
        let part = |name: &str| Reflect::get(&outcome, &name.into()).ok().filter(JsValue::is_object);
        part("pin").and_then(|pin| accepted(&pin)).or_else(|| Some(Self::Refused(failure(&part("problem")?))))
    }
}

/// Why a file was not taken, read from a problem (RFC 9457).
fn failure(problem: &JsValue) -> Failure {
    let words = text_of(problem, "detail").unwrap_or_else(|| NO_SENSE.to_owned());
    let pin = text_of(problem, "title_taken").and_then(|_| pin_in(problem, "pin"));
    // No other try makes a picture of it, or a smaller one.
    let never = [Problem::Refused { detail: String::new() }, Problem::TooLarge { limit: 0 }];
    let title = text_of(problem, "title");
    let again = never.iter().all(|never| title.as_deref() != Some(never.title()));
    Failure { words, pin, again }
}

/// What is said of the first of the files that an answer is about; `None` where it says nothing of that kind.
fn first(answer: &JsValue) -> Option<Outcome> {
    let items: Array = Reflect::get(answer, &"items".into()).ok()?.dyn_into().ok()?;
    let item = items.get(0);
    if let Some(words) = text_of(&item, "error") {
        let (pin, again) = (pin_in(&item, "pin"), is_true(&item, "retryable"));
        return Some(Outcome::Refused(Failure { words, pin, again }));
    }
    accepted(&item)
}

fn accepted(item: &JsValue) -> Option<Outcome> {
    Some(Outcome::Accepted {
        pin: pin_in(item, "id")?,
        title: text_of(item, "title")?,
        is_ready: text_of(item, "state").as_deref() == Some(READY),
        location: text_of(item, "location").as_deref().and_then(location),
    })
}

/// What the state of a picture is called that can be seen.
const READY: &str = "ready";

fn location(name: &str) -> Option<Location> {
    match name {
        "none" => Some(Location::None),
        "removed" => Some(Location::Removed),
        "shared" => Some(Location::Shared),
        _ => None,
    }
}

fn pin_in(answer: &JsValue, name: &str) -> Option<PinId> {
    text_of(answer, name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pictures::PictureState;

    #[test]
    fn what_the_server_writes_is_read() {
        for known in [Location::None, Location::Removed, Location::Shared] {
            let written = serde_json::to_value(known).unwrap();
            assert_eq!(written.as_str().and_then(location), Some(known));
        }
        assert_eq!(serde_json::to_value(PictureState::Ready).unwrap(), READY);
    }
}
