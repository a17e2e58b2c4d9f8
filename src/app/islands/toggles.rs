//! What is switched on and off by one press: likes, follows, and boards that a picture is saved to. It is shown at once and sent after;
//! what could not be done is put back, and said.

use super::{dom, post, saves, toasts};
use crate::app::counts::{followers, grouped, likes};
use js_sys::{JSON, Object, Reflect};
use leptos::prelude::{document, window};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, PageTransitionEvent};

/// The forms.
const TOGGLES: &str = "form[data-toggle]";

/// On a form that has been switched: whether the server drew it as on.
const DRAWN: &str = "data-drawn";
/// On a count that has been changed: how many the server counted.
const COUNTED: &str = "data-counted";
/// Under which key a tab notes what was still being sent when a page was left.
const UNDERWAY: &str = "underway";
/// How long a page may take to be left, in milliseconds.
const LEAVING: i32 = 3_000;
/// How many toggles a tab remembers.
const REMEMBERED: u32 = 300;

/// What a form switches. Forms of the same are switched together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Toggle {
    action: String,
    /// The form's field that names what is switched: `pin`, `name` or `board`.
    field: String,
    /// What that field holds.
    about: String,
    /// How the form says that it is to be off, and on.
    wishes: [&'static str; 2],
}

/// What was pressed on this page.
struct Press {
    toggle: Toggle,
    on: bool,
    /// Whether the server is being told.
    sending: bool,
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
    show_underway();
    dom::on(&window(), "pagehide", |_| {
        let underway: Vec<_> = PRESSES.with_borrow(|presses| {
            presses.iter().filter(|press| press.sending).map(|press| press.toggle.key()).collect()
        });
        dom::note(UNDERWAY, (!underway.is_empty()).then(|| underway.join("\n")).as_deref());
    });
    dom::on(&window(), "pageshow", |event| {
        // A page that comes back as it was left does not know what was pressed on the pages after it.
        let persisted = event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
        if let (true, Some(root)) = (persisted, document().document_element()) {
            PRESSES.with_borrow_mut(|presses| presses.retain(|press| press.sending));
            apply_switched(&root);
        }
    });
}

/// Puts what was switched in this tab into what was drawn before that. The server knows better about what it draws now.
pub fn apply_switched(within: &Element) {
    let switched = switched();
    for form in dom::all_in(within, TOGGLES) {
        // A heart beats when it is pressed, not whenever it is shown.
        if let Some(button) = button_of(&form) {
            dom::set(&button, "data-pressed", None);
        }
        let on = Reflect::get(&switched, &Toggle::of(&form).key().into());
        if let Some(on) = on.ok().and_then(|on| on.as_bool()) {
            show(&form, on);
        }
    }
    saves::apply_switched(within, &switched);
}

/// Puts what was still being sent when the page before was left into this one: the server may have drawn it before that.
fn show_underway() {
    let Some(underway) = dom::noted(UNDERWAY) else { return };
    dom::note(UNDERWAY, None);
    let switched = switched();
    for form in dom::all(TOGGLES) {
        let key = Toggle::of(&form).key();
        let on = Reflect::get(&switched, &key.as_str().into()).ok().and_then(|on| on.as_bool());
        if let Some(on) = on.filter(|_| underway.lines().any(|known| known == key)) {
            show(&form, on);
        }
    }
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
    let sending = toggle.update(|press| {
        press.on = on;
        std::mem::replace(&mut press.sending, true)
    });
    if !sending {
        spawn_local(send(toggle, !on));
    }
}

/// Tells the server, until it has been told what was pressed last: nothing overtakes. `kept` is what it says so far.
async fn send(toggle: Toggle, mut kept: bool) {
    while let Some(on) = toggle.pressed().filter(|on| *on != kept) {
        let fields = [("want", toggle.wishes[usize::from(on)]), (toggle.field.as_str(), toggle.about.as_str())];
        match post::post_fields(&toggle.action, &fields).await {
            Ok(_) => {
                kept = on;
                if toggle.is_of_board() {
                    spawn_local(show_boards());
                }
            }
            Err(refusal) if refusal.left => {
                // Until the page is left it counts as being sent: so the next one is told.
                dom::after(LEAVING, move || toggle.update(|press| press.sending = false));
                return;
            }
            Err(refusal) => {
                toggle.update(|press| press.on = kept);
                toggle.set(kept);
                if refusal.wants_sign_in() {
                    dom::go(&format!("/login?next={}", js_sys::encode_uri_component(&dom::here())), false);
                } else {
                    toasts::error(&refusal.words);
                }
            }
        }
    }
    toggle.update(|press| press.sending = false);
}

impl Toggle {
    fn of(form: &Element) -> Self {
        let field = dom::first_in(form, "input:not([name=back])");
        let said = |name: &str| field.as_ref().map(|field| dom::attribute(field, name)).unwrap_or_default();
        let wishes = match dom::attribute(form, "data-toggle").as_str() {
            "like" => ["unlike", "like"],
            "follow" => ["unfollow", "follow"],
            _ => ["take", "put"],
        };
        Self { action: dom::attribute(form, "action"), field: said("name"), about: said("value"), wishes }
    }

    /// By which it is remembered.
    fn key(&self) -> String {
        [self.action.as_str(), " ", self.about.as_str()].concat()
    }

    fn is_of_board(&self) -> bool {
        self.field == "board"
    }

    /// What it was last set to on this page, where it was.
    fn pressed(&self) -> Option<bool> {
        PRESSES.with_borrow(|presses| presses.iter().find(|press| press.toggle == *self).map(|press| press.on))
    }

    fn update<T>(&self, change: impl FnOnce(&mut Press) -> T) -> T {
        PRESSES.with_borrow_mut(|presses| {
            let known = presses.iter().position(|press| press.toggle == *self);
            let at = known.unwrap_or_else(|| {
                presses.push(Press { toggle: self.clone(), on: false, sending: false });
                presses.len() - 1
            });
            change(&mut presses[at])
        })
    }

    /// Shows it in all its forms, and remembers it for the pages that one goes back to.
    fn set(&self, on: bool) {
        let Self { action, field, about, .. } = self;
        for field in dom::all(&format!("{TOGGLES}[action=\"{action}\"] > input[name=\"{field}\"][value=\"{about}\"]")) {
            if let Some(form) = field.parent_element() {
                show(&form, on);
            }
        }
        remember(&self.key(), on);
        if self.is_of_board() {
            // A list of the board that was kept is no longer right.
            dom::note_changed(&["/board/", about.as_str()].concat());
            saves::note(&self.action, dom::first(".save__board[aria-pressed=true]").is_some());
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
    let Toggle { about, wishes, .. } = Toggle::of(form);
    if !form.has_attribute(DRAWN) {
        dom::set(form, DRAWN, Some(if on { "false" } else { "true" }));
    }
    let drawn = dom::attribute(form, DRAWN) == "true";
    let count = |counted: u32| count(counted, drawn, on);
    dom::set(&button, "aria-pressed", Some(if on { "true" } else { "false" }));
    dom::set(&button, "value", Some(wishes[usize::from(!on)]));
    match wishes[1] {
        "like" => show_likes(form, &about, count),
        "follow" => show_follow(&button, on, &about, count),
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

/// Under which key a tab remembers what a member switched. Others may sign in there after them.
fn memory() -> String {
    let member = dom::first("html[data-member]").map(|root| dom::attribute(&root, "data-member"));
    format!("switched:{}", member.unwrap_or_default())
}

/// What was switched in this tab: an object with the keys of toggles and whether each is on, the last one at its end.
fn switched() -> Object {
    let noted = dom::noted(&memory()).and_then(|noted| JSON::parse(&noted).ok());
    noted.and_then(|noted| noted.dyn_into::<Object>().ok()).unwrap_or_default()
}

/// Remembers that something was switched.
pub(super) fn remember(key: &str, on: bool) {
    let (switched, key) = (switched(), JsValue::from_str(key));
    // An object of JSON refuses nothing. Set anew, a key stands at the end.
    let _ = Reflect::delete_property(&switched, &key);
    let _ = Reflect::set(&switched, &key, &on.into());
    let keys = Object::keys(&switched);
    for oldest in 0..keys.length().saturating_sub(REMEMBERED) {
        let _ = Reflect::delete_property(&switched, &keys.get(oldest));
    }
    if let Ok(text) = JSON::stringify(&switched) {
        dom::note(&memory(), Some(&String::from(text)));
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
