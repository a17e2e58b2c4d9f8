//! The list that is shown, as one entry of the tab's history. The entry's state holds the list's id, under which its pages are kept, and
//! how far one was in it.

use super::{
    PAGER, TILE,
    list_store::{self, ListStore, Page},
};
use crate::app::browser::{dom, scrolled};
use js_sys::{Array, Date, JSON, Math, Object, Reflect};
use leptos::prelude::{document, window};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

/// The name of the id in the state of the history's entry.
const ID: &str = "list";

/// A list.
pub(super) struct List {
    /// When it was begun (milliseconds since 1970), a random number, and who looks at it: `1732900000000.123@ana`. Ids of lists that
    /// were begun later are greater, compared as texts.
    id: RefCell<String>,
    /// Whether the page was come to by back, forward or a reload.
    pub(super) is_returned: bool,
    member: String,
    path: String,
    /// How many of its pages are kept.
    kept: Cell<u32>,
    /// The page that the server drew, until there is a second one.
    first: RefCell<Option<Page>>,
    /// The pin whose link has the focus, where it came there by the keyboard.
    pub(super) focused: RefCell<Option<String>>,
}

/// Where one was in a list.
pub(super) struct Spot {
    /// How far down the page was scrolled, in CSS pixels.
    pub(super) top: f64,
    /// Which part of the sheet was above the middle of the window, from 0 to 1.
    pub(super) part: f64,
    /// The pin whose link had the focus.
    pub(super) focused: Option<String>,
}

impl List {
    /// The list on the page at a path. A visitor's name is empty.
    pub(super) fn of_page(member: String, path: String) -> Self {
        let known = known_id().filter(|id| id.rsplit_once('@').is_some_and(|(_, of)| of == member));
        let (is_returned, id) = (known.is_some(), RefCell::new(known.unwrap_or_default()));
        let (kept, first, focused) = (Cell::default(), RefCell::default(), RefCell::default());
        let list = Self { id, is_returned, member, path, kept, first, focused };
        if !is_returned {
            list.renew();
        }
        list
    }

    pub(super) fn id(&self) -> String {
        self.id.borrow().clone()
    }

    /// Whether it was changed in this tab after it was begun: pictures were saved to the board, or taken from it.
    pub(super) fn is_outdated(&self) -> bool {
        self.changed().is_some_and(|changed| changed > self.id())
    }

    /// Loads the page anew, as another list: under the same id it would be outdated again.
    pub(super) fn load_anew(&self) {
        if self.renew()
            && let Err(error) = window().location().reload()
        {
            dom::report("could not load the list anew", &error);
        }
    }

    /// Begins with what the server drew. Pages that are kept under the id it had do not belong to that.
    pub(super) fn begin(&self, sheet: &Element) {
        if self.is_returned {
            self.renew();
        }
        let pager = dom::first(PAGER).filter(|pager| dom::first_in(pager, "a[rel=next]").is_some());
        *self.first.borrow_mut() = pager.map(|pager| Page::of(sheet, &pager));
    }

    /// Goes on below this many pages that were kept.
    pub(super) fn go_on_below(&self, pages: u32) {
        self.kept.set(pages);
    }

    /// Whether any of its pages are kept.
    pub(super) fn is_kept(&self) -> bool {
        self.kept.get() > 0
    }

    /// Keeps the next page, and with the second one the first: a list of one page is as the server draws it.
    pub(super) fn keep(&self, page: Page) {
        let (from, first) = (self.kept.get(), self.first.take());
        if (from == 0 && first.is_none()) || !list_store::claim(&self.member) {
            return;
        }
        let pages: Vec<_> = first.into_iter().chain([page]).collect();
        self.kept.set(from + pages.len() as u32);
        let id = self.id();
        spawn_local(async move {
            // A browser that keeps nothing shows the list from its beginning again.
            if let Ok(store) = ListStore::open().await {
                let _ = store.keep(&id, from, &pages).await;
            }
        });
    }

    /// Where one was in it when the page was left.
    pub(super) fn spot(&self) -> Option<Spot> {
        let spot: Array = JSON::parse(&dom::noted(&self.spot_key())?).ok()?.dyn_into().ok()?;
        let [top, part] = [0, 1].map(|number| spot.get(number).as_f64());
        Some(Spot { top: top?, part: part.unwrap_or_default(), focused: spot.get(2).as_string() })
    }

    /// Notes where one is when the page is left. It is noted beside the history's state, not in it: what is written there while a page
    /// is left can come too late, and Chromium does not keep such a page for the way back.
    pub(super) fn follow(self: &Rc<Self>, sheet: &Element) {
        let list = Rc::clone(self);
        dom::on(&document(), "focusin", move |event| {
            let by_keys = |link: &Element| matches!(link.matches(".tile__link:focus-visible"), Ok(true));
            let tile = dom::target(&event).filter(by_keys).and_then(|link| link.closest(TILE).ok().flatten());
            *list.focused.borrow_mut() = tile.map(|tile| dom::attribute(&tile, "data-pin"));
        });
        let (list, left) = (Rc::clone(self), sheet.clone());
        dom::on(&window(), "pagehide", move |_| list.note_spot(&left));
        let (list, left) = (Rc::clone(self), sheet.clone());
        // The browser may end a tab that is out of sight without telling it.
        dom::on(&document(), "visibilitychange", move |_| {
            if document().hidden() {
                list.note_spot(&left);
            }
        });
    }

    fn note_spot(&self, sheet: &Element) {
        let shape = sheet.get_bounding_client_rect();
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        let part = (height / 2.0 - shape.top()) / shape.height();
        let focused = JsValue::from(self.focused.borrow().clone());
        let spot = JSON::stringify(&Array::of3(&scrolled().into(), &part.into(), &focused));
        if let Ok(spot) = spot {
            dom::note(&self.spot_key(), Some(&String::from(spot)));
        }
    }

    fn spot_key(&self) -> String {
        ["spot:", &self.id()].concat()
    }

    /// When it was last changed in this tab, in milliseconds since 1970.
    fn changed(&self) -> Option<String> {
        dom::noted(&["changed:", &self.path].concat())
    }

    /// Gives it an id that is later than any change, whatever the clock does; `false` where the history does not take it, so that the
    /// list begins anew for whoever comes back.
    fn renew(&self) -> bool {
        let now = (Date::now() as u64).to_string().max(self.changed().unwrap_or_default());
        let random = ((Math::random() * 1e9) as u32).to_string();
        *self.id.borrow_mut() = [now.as_str(), ".", &random, "@", &self.member].concat();
        enter(&self.id()).is_ok()
    }
}

fn known_id() -> Option<String> {
    let state = window().history().ok()?.state().ok()?;
    Reflect::get(&state, &ID.into()).ok()?.as_string()
}

/// Writes an id into the state of the history's entry, beside what is there.
fn enter(id: &str) -> Result<(), JsValue> {
    let history = window().history()?;
    let state = Object::new();
    Object::assign(&state, history.state()?.unchecked_ref());
    Reflect::set(&state, &ID.into(), &id.into())?;
    history.replace_state(&state, "")
}
