//! The comments on a pin's page: they are written, changed and deleted in place, and read backwards page by page. Without script each of
//! these is a form or a link that leads to a page of its own.

mod list;

use super::{
    dialogs, dom, mention_field, moments,
    post::{self, Refusal},
    toasts, wrong,
};
use leptos::prelude::window;
use list::{EMPTY, LIST, fetch, fetch_newest, focus_title, show_count, show_newest};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlTextAreaElement};

/// What a comment shows unless it is being edited.
const SAID: &str = ".comment__words, .comment__actions";

/// What deletes a comment.
const DELETE: &str = "/fn/delete_comment";

/// How much of the window's end may be covered, by the bar at the foot of small screens: CSS pixels.
const COVERED: f64 = 80.0;

/// Listens for the forms and the links of the comments. A page that comes back from the browser's cache has nothing to renew here.
pub fn start() {
    instead("submit", "#comments form.write", send);
    instead("click", "#comments > [data-earlier] a", list::go_earlier);
    instead("click", "#comments a.comment__action[href$='/edit']", edit);
    instead("submit", "#comments form.write__body", save);
    instead("click", "#comments form.write__body [data-cancel]", cancel);
    instead("click", "#comments a.comment__action[href$='/delete']", ask_delete);
}

/// Does something here that a link or a form would do on another page.
fn instead(name: &str, selector: &'static str, then: fn(Element)) {
    dom::on_each(name, selector, move |element, event| {
        if !dom::has_modifier(&event) {
            event.prevent_default();
            then(element);
        }
    });
}

/// A form with the words of a comment.
struct Writing {
    field: Element,
    area: HtmlTextAreaElement,
    button: Element,
}

impl Writing {
    /// The form, unless it is being sent.
    fn of(form: &Element) -> Option<Self> {
        let area: HtmlTextAreaElement = dom::first_in(form, "textarea")?.dyn_into().ok()?;
        let button = dom::first_in(form, "[type=submit]:not(:disabled)")?;
        Some(Self { field: area.closest(".field").ok()??, area, button })
    }

    /// What is to be sent. Until that is done, nothing else is.
    fn begin(&self) -> String {
        wrong::show(&self.field, None);
        dom::set(&self.button, "disabled", Some(""));
        self.area.value()
    }

    fn end(&self) {
        dom::set(&self.button, "disabled", None);
    }

    /// Says why it was refused.
    fn refuse(&self, refusal: &Refusal) {
        wrong::show(&self.field, Some(&refusal.of_field("body")));
    }
}

/// Sends a new comment, and shows it among what has been said meanwhile.
fn send(form: Element) {
    let Some(writing) = Writing::of(&form) else { return };
    let (action, body) = (dom::attribute(&form, "action"), writing.begin());
    writing.area.set_value("");
    let pending = show_pending(&body);
    spawn_local(async move {
        let sent = post::post_fields(&action, &[("pin", &pin()), ("body", &body)]).await;
        let newest = if sent.is_ok() { Some(fetch_newest().await) } else { None };
        pending.iter().for_each(Element::remove);
        set_empty_shown(true);
        writing.end();
        if let Err(refusal) = sent {
            // What was written is there again, before what was written since.
            let since = writing.area.value();
            let text = if since.is_empty() { body } else { format!("{body}\n{since}") };
            writing.area.set_value(&text);
            writing.refuse(&refusal);
            dom::focus(&writing.area, true);
            // It had the focus before, and may be far above the end of the list, where the comment was on its way.
            writing.field.scroll_into_view_with_bool(true);
        }
        match newest {
            Some(Ok(newest)) => show_newest(&newest),
            Some(Err(refusal)) => toasts::error(&refusal.words),
            None => {}
        }
    });
}

/// Shows a comment that is on its way. The form stands above the list, whose end may be out of sight.
fn show_pending(body: &str) -> Option<Element> {
    let pending = dom::copy_of_template("pending-comment")?;
    dom::first_in(&pending, ".comment__words")?.set_text_content(Some(body));
    dom::first(LIST)?.append_with_node_1(&pending).ok()?;
    set_empty_shown(false);
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    if pending.get_bounding_client_rect().bottom() > height - COVERED {
        pending.scroll_into_view_with_bool(false);
    }
    Some(pending)
}

/// Shows what stands in the place of comments, or hides it.
fn set_empty_shown(shown: bool) {
    dom::first(EMPTY).iter().for_each(|empty| set_shown(empty, shown));
}

fn set_shown(element: &Element, shown: bool) {
    dom::set(element, "hidden", (!shown).then_some(""));
}

/// The comment around something in it.
fn entry_of(within: &Element) -> Option<Element> {
    within.closest(".comment").ok().flatten()
}

/// The id of the pin.
fn pin() -> String {
    dom::first("#comments").map(|section| dom::attribute(&section, "data-pin")).unwrap_or_default()
}

/// The id of a comment.
fn id_of(entry: &Element) -> String {
    entry.id().trim_start_matches("comment-").to_owned()
}

/// The address where a comment can be fetched.
fn address_of(entry: &Element) -> String {
    format!("/pin/{}?comment={}", pin(), id_of(entry))
}

/// Puts the form of a comment in the place of its words.
fn edit(link: Element) {
    let Some(entry) = entry_of(&link).filter(|_| !link.has_attribute("aria-busy")) else { return };
    dom::set(&link, "aria-busy", Some("true"));
    spawn_local(async move {
        let form = fetch(&address_of(&entry), "comment-form").await;
        dom::set(&link, "aria-busy", None);
        match (form, dom::first_in(&entry, ".comment__body")) {
            (Ok(form), Some(body)) if body.append_with_node_1(&form).is_ok() => {
                show_said(&entry, false);
                mention_field::attach(&form);
                go_to_end(&form);
            }
            _ => dom::go(&dom::attribute(&link, "href"), false),
        }
    });
}

fn show_said(entry: &Element, shown: bool) {
    dom::all_in(entry, SAID).iter().for_each(|said| set_shown(said, shown));
}

/// Gives the focus to the field of a form, after all that stands in it.
fn go_to_end(form: &Element) {
    let area = dom::first_in(form, "textarea").and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(area) = area {
        let end = area.text_length();
        // Text can be selected in any such field.
        let _ = area.set_selection_range(end, end);
        dom::focus(&area, false);
    }
}

/// Puts the words of a comment back in the place of its form.
fn cancel(button: Element) {
    let (Some(entry), Ok(Some(form))) = (entry_of(&button), button.closest("form")) else { return };
    form.remove();
    show_said(&entry, true);
    dom::focus(&entry, false);
}

/// Saves the words of a comment, and shows it as it is then.
fn save(form: Element) {
    let (Some(writing), Some(entry)) = (Writing::of(&form), entry_of(&form)) else { return };
    let (action, body) = (dom::attribute(&form, "action"), writing.begin());
    spawn_local(async move {
        let saved = match post::post_fields(&action, &[("comment", &id_of(&entry)), ("body", &body)]).await {
            Ok(_) => fetch(&address_of(&entry), "comment").await,
            Err(refusal) => Err(refusal),
        };
        match saved {
            Ok(now) => {
                // Who cancelled meanwhile is somewhere else by now.
                let waits = form.is_connected();
                moments::renew(&now);
                if entry.replace_with_with_node_1(&now).is_ok() && waits {
                    dom::focus(&now, false);
                }
            }
            Err(refusal) => {
                writing.end();
                writing.refuse(&refusal);
            }
        }
    });
}

fn ask_delete(link: Element) {
    let Some(entry) = entry_of(&link) else { return };
    dialogs::ask("ask-delete-comment", move || {
        spawn_local(async move {
            match post::post_fields(DELETE, &[("comment", &id_of(&entry))]).await {
                Ok(_) => show_deleted(&entry).await,
                Err(refusal) => toasts::error(&refusal.words),
            }
        });
    });
}

/// Takes a comment away.
async fn show_deleted(entry: &Element) {
    entry.remove();
    toasts::success("Comment deleted.");
    focus_title(false);
    let Ok(newest) = fetch_newest().await else { return };
    if dom::first("#comments .comment").is_some() {
        show_count(&newest);
    } else {
        show_newest(&newest);
    }
}
