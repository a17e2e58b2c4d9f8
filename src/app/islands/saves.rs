//! Save on tiles: one press puts a picture on the board that was saved to last, or takes it off again. It is shown at once; a message says
//! which board it was, and takes it back.

use super::{
    dom, post,
    switched::{self, Switched},
    toasts,
    toggles::button_of,
};
use crate::{
    app::addresses::{Intent, sign_in_to},
    model::text::isolated,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// The forms, and which pin each is about.
const FORMS: &str = "form[data-save]";
const PIN: &str = "input[name=pin]";

/// Where they are sent.
const ACTION: &str = "/fn/save";

/// What puts a picture on a board that is named, or takes it off.
const BOARDS: &str = "/fn/pin_boards";

/// Listens for presses.
pub fn start() {
    dom::on_each("submit", FORMS, |form, event| {
        event.prevent_default();
        press(&form);
    });
}

/// Puts what was switched in this tab into tiles that were drawn before that.
pub(super) fn apply(within: &Element, switched: &Switched) {
    for form in dom::all_in(within, FORMS) {
        if let Some(on) = switched.get(&key(&said(&form, PIN))) {
            show(&form, on);
        }
    }
}

fn press(form: &Element) {
    let Some(button) = button_of(form) else { return };
    let (pin, on) = (said(form, PIN), dom::attribute(&button, "aria-pressed") != "true");
    let key = key(&pin);
    // It is not pressed again until it is answered: who presses twice in a hurry wants it saved.
    if !switched::begin_sending(&key) {
        return;
    }
    let page = said(form, "input[name=board]");
    set(&pin, on);
    spawn_local(async move {
        let fields = [("pin", pin.as_str()), ("want", wish(on)), ("board", page.as_str())];
        let done = post::ask_with_fields(ACTION, &fields).await;
        switched::end_sending(key, done.as_ref().err());
        match done {
            Ok(answer) => tell(pin, on, &answer),
            Err(refusal) if refusal.left => {}
            Err(refusal) => {
                set(&pin, !on);
                if refusal.wants_sign_in() {
                    dom::go(&sign_in_to(Intent::Save, &dom::here()), false);
                } else {
                    toasts::error(&refusal.words);
                }
            }
        }
    });
}

/// Says which board a picture was put on or taken off.
fn tell(pin: String, on: bool, answer: &JsValue) {
    // Taken off one board, it may be on another.
    set(&pin, post::is_true(answer, "saved"));
    let (Some(board), Some(title)) = (post::text_of(answer, "board"), post::text_of(answer, "title")) else { return };
    note_board(&pin, &board, on);
    let words = format!("{} “{}”.", if on { "Saved to" } else { "Removed from" }, isolated(&title));
    toasts::with_undo(&words, move || spawn_local(take_back(pin, board, on)));
}

/// Takes back that a picture was put on a board, or off it: `on`.
async fn take_back(pin: String, board: String, on: bool) {
    set(&pin, !on);
    // The button that was pressed for this went away with its message.
    if let Some(button) = forms(&pin).first().and_then(button_of) {
        dom::focus(&button, true);
    }
    let fields = [("want", if on { "take" } else { "put" }), ("pin", pin.as_str()), ("board", board.as_str())];
    switched::begin_sending(&key(&pin));
    let done = post::post_fields(BOARDS, &fields).await;
    switched::end_sending(key(&pin), done.as_ref().err());
    match done {
        Ok(_) => note_board(&pin, &board, !on),
        Err(refusal) if refusal.left => note_board(&pin, &board, !on),
        Err(refusal) => {
            set(&pin, on);
            toasts::error(&refusal.words);
        }
    }
}

/// Shows a picture as saved or not on all its tiles, and remembers it for the pages that one goes back to.
pub(super) fn set(pin: &str, on: bool) {
    forms(pin).iter().for_each(|form| show(form, on));
    switched::remember(&key(pin), on);
}

fn show(form: &Element, on: bool) {
    if let Some(button) = button_of(form) {
        dom::set(&button, "aria-pressed", Some(if on { "true" } else { "false" }));
        dom::set(&button, "value", Some(wish(!on)));
    }
}

/// Notes whether a picture is on a board, for the lists and the pages that one goes back to.
fn note_board(pin: &str, board: &str, on: bool) {
    // As the forms that name the board are remembered.
    switched::remember(&[BOARDS, pin, board].join(" "), on);
    dom::note_changed(&["/board/", board].concat());
}

/// By which it is remembered whether a picture is saved.
fn key(pin: &str) -> String {
    [ACTION, pin].join(" ")
}

fn forms(pin: &str) -> Vec<Element> {
    let fields = dom::all(&[FORMS, " > ", PIN, "[value=\"", pin, "\"]"].concat());
    fields.iter().filter_map(|field| field.parent_element()).collect()
}

/// What a form says in a field; empty where it has none.
fn said(form: &Element, field: &str) -> String {
    dom::first_in(form, field).map(|field| dom::attribute(&field, "value")).unwrap_or_default()
}

/// How the form says what is wanted.
const fn wish(on: bool) -> &'static str {
    if on { "save" } else { "unsave" }
}
