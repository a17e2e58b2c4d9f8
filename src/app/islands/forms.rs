//! Forms that are answered in place: accounts, settings, a pin's details. Without script the browser posts them and gets a page; with
//! script the answer appears in place, what was typed stays, and a success is seen before the page goes on. What is wrong is said at the
//! fields, in the site's own words: the browser's bubbles would lie over the labels.

use super::{
    dom,
    post::{self, Refusal},
    wrong,
};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlFormElement, HtmlInputElement};

const FORM: &str = "form[data-form]";

/// How long a success is shown, in milliseconds: the check mark draws itself meanwhile.
const SUCCESS: i32 = 900;

/// Listens for the forms, and for the buttons that show passwords.
pub fn start() {
    dom::all(FORM).iter().for_each(|form| dom::set(form, "novalidate", Some("")));
    dom::on_each("submit", FORM, |form, event| {
        event.prevent_default();
        let missing = missing(&form);
        if !missing.is_empty() {
            refuse(&form, &Refusal::of_fields(missing));
        } else if let Some(sending) = Sending::of(form) {
            spawn_local(sending.send());
        }
    });
    dom::on_each("click", ".password__toggle", |button, _| {
        let shown = dom::attribute(&button, "aria-pressed") == "true";
        dom::set(&button, "aria-pressed", Some(if shown { "false" } else { "true" }));
        if let Some(field) = document().get_element_by_id(&dom::attribute(&button, "aria-controls")) {
            dom::set(&field, "type", Some(if shown { "password" } else { "text" }));
        }
    });
    // On the way back a form is one that can be sent.
    dom::on(&window(), "pagehide", |_| {
        dom::all(FORM).into_iter().filter_map(Sending::parts).for_each(|form| form.say("idle"));
    });
}

/// The fields that have to be filled in and are empty, with what is said of each. All else is for the server to judge.
fn missing(form: &Element) -> Vec<(String, String)> {
    // Lines of text and longer texts have the same property.
    let is_empty = |field: &Element| field.unchecked_ref::<HtmlInputElement>().value().is_empty();
    let empty = dom::all_in(form, ":required").into_iter().filter(is_empty);
    empty.map(|field| (dom::attribute(&field, "name"), request_for(&field))).collect()
}

/// Asks to fill in a field, by its label.
fn request_for(field: &Element) -> String {
    let around = field.closest(".field").ok().flatten();
    let label = around.and_then(|around| dom::first_in(&around, ".field__label")?.text_content()).unwrap_or_default();
    ["Please fill in “", label.trim(), "”."].concat()
}

/// A form with what says how far it is.
struct Sending {
    form: HtmlFormElement,
    button: Element,
}

impl Sending {
    fn parts(form: Element) -> Option<Self> {
        let button = dom::first_in(&form, ".submit")?;
        Some(Self { form: form.dyn_into().ok()?, button })
    }

    /// The form, unless it is being sent.
    fn of(form: Element) -> Option<Self> {
        Self::parts(form).filter(|sending| dom::attribute(&sending.button, "data-state") == "idle")
    }

    /// Says how far it is: `idle`, `busy` or `done`.
    fn say(&self, state: &str) {
        dom::set(&self.button, "data-state", Some(state));
        let Some(status) = dom::first_in(&self.form, ":scope > [role=status]") else { return };
        let words = |of: &str| status.get_attribute(["data-", of].concat().as_str()).filter(|_| of == state);
        if let Some(busy) = dom::first_in(&self.button, ".visually-hidden") {
            busy.set_text_content(words("busy").as_deref());
        }
        status.set_text_content(words("done").as_deref());
    }

    async fn send(self) {
        self.say("busy");
        match post::post_form(&self.form).await {
            Ok(location) => {
                show_problem(&self.form, None);
                self.say("done");
                dom::after(SUCCESS, move || dom::go(&location, false));
            }
            Err(refusal) => {
                self.say("idle");
                refuse(&self.form, &refusal);
            }
        }
    }
}

/// Says what is wrong: with the whole above all fields, with each field beside it.
fn refuse(form: &Element, refusal: &Refusal) {
    for field in dom::all_in(form, ".field, .choices") {
        wrong::show(&field, None);
    }
    for (name, words) in &refusal.fields {
        if let Some(around) = around(form, name) {
            wrong::show(&around, Some(words));
            if let Ok(Some(folded)) = around.closest("details:not([open])") {
                dom::set(&folded, "open", Some(""));
            }
        }
    }
    show_problem(form, Some(refusal));
}

/// What is around the field of this name, or the group of boxes.
fn around(form: &Element, name: &str) -> Option<Element> {
    let named = ["[name=\"", name, "\"], [id=\"", name, "\"]"].concat();
    dom::first_in(form, &named)?.closest(".field, .choices").ok()?
}

/// Shows what is wrong with the form as a whole, and takes the focus there: it may be out of sight, above the button that was pressed.
fn show_problem(form: &Element, refusal: Option<&Refusal>) {
    if let Some(before) = dom::first_in(form, ":scope > .alert") {
        before.remove();
    }
    let Some((alert, refusal)) = dom::copy_of_template("form-problem").zip(refusal) else { return };
    if let Err(error) = fill(&alert, refusal) {
        dom::report("could not say what is wrong", &error);
    }
    // After what says how far the form is.
    let first = dom::first_in(form, ":scope > [role=status]");
    let _ = match first {
        Some(first) => first.after_with_node_1(&alert),
        None => form.prepend_with_node_1(&alert),
    };
    dom::focus(&alert, false);
}

fn fill(alert: &Element, refusal: &Refusal) -> Result<(), JsValue> {
    if let Some(title) = dom::first_in(alert, ".alert__title") {
        title.set_text_content(Some(&refusal.title));
    }
    let Some(body) = dom::first_in(alert, ".alert__body") else { return Ok(()) };
    if refusal.fields.is_empty() {
        let words = document().create_element("p")?;
        words.set_text_content(Some(&refusal.words));
        body.append_child(&words)?;
    }
    for (name, words) in &refusal.fields {
        add_link(&body, &["#", name].concat(), words)?;
    }
    if let Some((title, pin)) = refusal.taken.as_deref() {
        let link = add_link(&body, &["/pin/", pin].concat(), &["View “", title, "”"].concat())?;
        // On a page of its own: what was typed here is not lost by looking.
        dom::set(&link, "target", Some("_blank"));
        let hint = document().create_element("span")?;
        hint.set_class_name("visually-hidden");
        hint.set_text_content(Some(" (in a new window)"));
        link.append_child(&hint)?;
    }
    Ok(())
}

fn add_link(body: &Element, address: &str, words: &str) -> Result<Element, JsValue> {
    let (line, link) = (document().create_element("p")?, document().create_element("a")?);
    link.set_class_name("alert__link");
    link.set_text_content(Some(words));
    dom::set(&link, "href", Some(address));
    line.append_child(&link)?;
    body.append_child(&line)?;
    Ok(link)
}
