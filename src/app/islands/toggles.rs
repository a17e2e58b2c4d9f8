//! What is switched on and off by one press: likes, follows, and boards that a picture is saved to. It is shown at once and sent after;
//! what could not be done is put back, and said.

use super::{
    dom, post, saves,
    switched::{self, Switched},
    toasts,
};
use crate::app::counts::{followers, grouped, likes};
use leptos::prelude::{document, window};
use std::{
    cell::{Cell, RefCell},
    iter,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, PageTransitionEvent};

/// The forms.
const TOGGLES: &str = "form[data-toggle]";

/// On a form that has been switched: whether the server drew it as on.
const DRAWN: &str = "data-drawn";
/// On a count that has been changed: how many the server counted.
const COUNTED: &str = "data-counted";

/// What a form switches. Forms of the same are switched together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Toggle {
    action: String,
    /// The form's fields that name what is switched: `pin` or `name`, or `pin` and `board`. With what each holds.
    fields: Vec<(String, String)>,
    /// How the form says that it is to be off, and on.
    wishes: [&'static str; 2],
}

/// What was pressed on this page.
struct Press {
    toggle: Toggle,
    on: bool,
}

thread_local! {
    static PRESSES: RefCell<Vec<Press>> = const { RefCell::new(Vec::new()) };
    /// How often the boards that show the picture were asked for.
    static LOOKS: Cell<u32> = const { Cell::new(0) };
}

/// Listens for presses.
pub fn start() {
    dom::on_each("submit", TOGGLES, |form, event| {
        event.prevent_default();
        press(&form);
    });
    if let Some((root, underway)) = document().document_element().zip(Switched::underway()) {
        apply(&root, &underway);
    }
    dom::on(&window(), "pageshow", |event| {
        // A page that comes back as it was left does not know what was pressed on the pages after it.
        let persisted = event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
        if let (true, Some(root)) = (persisted, document().document_element()) {
            PRESSES.with_borrow_mut(|presses| presses.retain(|press| switched::is_sending(&press.toggle.key())));
            apply_switched(&root);
        }
    });
}

/// Puts what was switched in this tab into what was drawn before that. The server knows better about what it draws now.
pub fn apply_switched(within: &Element) {
    for button in dom::all_in(within, TOGGLES).iter().filter_map(button_of) {
        // A heart beats when it is pressed, not whenever it is shown.
        dom::set(&button, "data-pressed", None);
    }
    apply(within, &Switched::all());
}

fn apply(within: &Element, switched: &Switched) {
    for form in dom::all_in(within, TOGGLES) {
        if let Some(on) = switched.get(&Toggle::of(&form).key()) {
            show(&form, on);
        }
    }
    saves::apply(within, switched);
}

/// Puts what was pressed on this page into a part of it that may have been drawn before the server heard of that.
pub fn apply_pressed(within: &Element) {
    for form in dom::all_in(within, TOGGLES) {
        if let Some(on) = Toggle::of(&form).pressed() {
            show(&form, on);
        }
    }
}

fn press(form: &Element) {
    let Some(button) = button_of(form) else { return };
    let (toggle, on) = (Toggle::of(form), dom::attribute(&button, "aria-pressed") != "true");
    dom::set(&button, "data-pressed", Some(""));
    toggle.set(on);
    toggle.press(on);
    if switched::begin_sending(&toggle.key()) {
        spawn_local(send(toggle, !on));
    }
}

/// Tells the server, until it has been told what was pressed last: nothing overtakes. `kept` is what it says so far.
async fn send(toggle: Toggle, mut kept: bool) {
    while let Some(on) = toggle.pressed().filter(|on| *on != kept) {
        let mut fields = vec![("want", toggle.wishes[usize::from(on)])];
        fields.extend(toggle.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        match post::post_fields(&toggle.action, &fields).await {
            Ok(_) => {
                kept = on;
                if toggle.board().is_some() {
                    spawn_local(show_boards());
                }
            }
            Err(refusal) if refusal.left => return switched::end_sending(toggle.key(), Some(&refusal)),
            Err(refusal) => {
                toggle.press(kept);
                toggle.set(kept);
                if refusal.wants_sign_in() {
                    dom::go(&format!("/login?next={}", js_sys::encode_uri_component(&dom::here())), false);
                } else {
                    toasts::error(&refusal.words);
                }
            }
        }
    }
    switched::end_sending(toggle.key(), None);
}

impl Toggle {
    fn of(form: &Element) -> Self {
        let fields = dom::all_in(form, "input:not([name=back])");
        let fields = fields.iter().map(|field| (dom::attribute(field, "name"), dom::attribute(field, "value")));
        let wishes = match dom::attribute(form, "data-toggle").as_str() {
            "like" => ["unlike", "like"],
            "follow" => ["unfollow", "follow"],
            _ => ["take", "put"],
        };
        Self { action: dom::attribute(form, "action"), fields: fields.collect(), wishes }
    }

    /// By which it is remembered.
    fn key(&self) -> String {
        let values = self.fields.iter().map(|(_, value)| value.as_str());
        iter::once(self.action.as_str()).chain(values).collect::<Vec<_>>().join(" ")
    }

    /// What one of its fields holds; `None` where it has none of this name.
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The board that a picture is put on or taken off, with the picture; `None` where something else is switched.
    fn board(&self) -> Option<(&str, &str)> {
        self.field("board").zip(self.field("pin"))
    }

    /// What it was last set to on this page, where it was.
    fn pressed(&self) -> Option<bool> {
        PRESSES.with_borrow(|presses| presses.iter().find(|press| press.toggle == *self).map(|press| press.on))
    }

    /// Notes that it was set on this page.
    fn press(&self, on: bool) {
        PRESSES.with_borrow_mut(|presses| match presses.iter_mut().find(|press| press.toggle == *self) {
            Some(press) => press.on = on,
            None => presses.push(Press { toggle: self.clone(), on }),
        });
    }

    /// Shows it in all its forms, and remembers it for the pages that one goes back to.
    fn set(&self, on: bool) {
        for form in dom::all(TOGGLES).iter().filter(|form| Self::of(form) == *self) {
            show(form, on);
        }
        switched::remember(&self.key(), on);
        if let Some((board, pin)) = self.board() {
            // A list of the board that was kept is no longer right.
            dom::note_changed(&["/board/", board].concat());
            saves::set(pin, dom::first(".save__board[aria-pressed=true]").is_some());
        }
    }
}

/// The button by which a form is pressed.
pub(super) fn button_of(form: &Element) -> Option<Element> {
    dom::first_in(form, "button[aria-pressed]")
}

/// Shows a form as on or off, and what stands around it. Counts follow from what the server drew: shown twice, they stay.
fn show(form: &Element, on: bool) {
    let Some(button) = button_of(form) else { return };
    if (dom::attribute(&button, "aria-pressed") == "true") == on {
        return;
    }
    let toggle = Toggle::of(form);
    if !form.has_attribute(DRAWN) {
        dom::set(form, DRAWN, Some(if on { "false" } else { "true" }));
    }
    let drawn = dom::attribute(form, DRAWN) == "true";
    let count = |counted: u32| count(counted, drawn, on);
    dom::set(&button, "aria-pressed", Some(if on { "true" } else { "false" }));
    dom::set(&button, "value", Some(toggle.wishes[usize::from(!on)]));
    let about = |name: &str| toggle.field(name).unwrap_or_default();
    match toggle.wishes[1] {
        "like" => show_likes(form, about("pin"), count),
        "follow" => show_follow(&button, on, about("name"), count),
        _ => show_saved(form),
    }
}

fn show_likes(form: &Element, pin: &str, count: impl Fn(u32) -> u32) {
    if let Some(on_tile) = dom::first_in(form, ".like__count") {
        let count = count(counted(&on_tile));
        on_tile.set_text_content((count > 0).then(|| grouped(count.into())).as_deref());
    }
    let beside = form.parent_element().and_then(|around| dom::first_in(&around, "[data-like-count]"));
    let Some(beside) = beside else { return };
    let (name, class, words) = match count(dom::attribute(&beside, "data-like-count").parse().unwrap_or(0)) {
        0 => ("span", "like__none", "No likes yet".to_owned()),
        count => ("a", "like__who", likes(count)),
    };
    let Ok(who) = document().create_element(name) else { return };
    who.set_class_name(class);
    who.set_text_content(Some(&words));
    dom::set(&who, "href", (name == "a").then(|| ["/pin/", pin, "/likes"].concat()).as_deref());
    beside.replace_children_with_node_1(&who);
}

fn show_follow(button: &Element, on: bool, name: &str, count: impl Fn(u32) -> u32) {
    for (class, has) in [("button--primary", !on), ("button--secondary", on), ("follow--on", on)] {
        let _ = button.class_list().toggle_with_force(class, has);
    }
    if let Some(word) = dom::first_in(button, ".follow__word") {
        word.set_text_content(Some(if on { "Following" } else { "Follow" }));
    }
    if let Some(shown) = dom::first(&format!("a.profile__count[href=\"/@{name}/followers\"]")) {
        shown.set_text_content(Some(&followers(count(counted(&shown)))));
    }
}

fn show_saved(form: &Element) {
    let Ok(Some(save)) = form.closest(".save") else { return };
    if let Some(word) = dom::first_in(&save, "[data-save-word]") {
        let any = dom::first_in(&save, ".save__board[aria-pressed=true]").is_some();
        word.set_text_content(Some(if any { "Saved" } else { "Save" }));
    }
}

/// How many the server counted, from its words: "1,240 followers". It is kept beside them, as they change.
fn counted(shown: &Element) -> u32 {
    if !shown.has_attribute(COUNTED) {
        let words = shown.text_content().unwrap_or_default();
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        dom::set(shown, COUNTED, Some(&digits));
    }
    dom::attribute(shown, COUNTED).parse().unwrap_or(0)
}

/// How many there are, where the server counted so many and drew the toggle as on or off.
fn count(counted: u32, drawn: bool, on: bool) -> u32 {
    counted.saturating_add(on.into()).saturating_sub(drawn.into())
}

/// Shows the public boards that the picture is on now.
async fn show_boards() {
    let look = LOOKS.get() + 1;
    LOOKS.set(look);
    let Ok(html) = post::part(&dom::here(), "saved", &[]).await else { return };
    let drawn = dom::parsed(&html).and_then(|parsed| parsed.query_selector("[data-on-boards]").ok().flatten());
    // The answer to an earlier question may come last.
    if let (Some(shown), Some(drawn), true) = (dom::first("[data-on-boards]"), drawn, LOOKS.get() == look) {
        // Both are there, and neither is in the other.
        let _ = shown.replace_with_with_node_1(&drawn);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_was_switched_here_counts_on_top_of_what_the_server_drew() {
        let counts = [(5, false, true), (5, true, true), (5, true, false), (0, true, false)];
        assert_eq!(counts.map(|(counted, drawn, on)| super::count(counted, drawn, on)), [6, 5, 4, 0]);
    }
}
