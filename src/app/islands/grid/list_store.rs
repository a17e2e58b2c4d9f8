//! Pages of lists that the browser keeps (IndexedDB) for whoever comes back to a list. All of them belong to one account: a page of
//! another one, or one without an account, deletes them.

use super::html;
use crate::app::browser::dom;
use js_sys::{Array, JsString, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DocumentFragment, Element, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransactionMode};

/// The database.
const NAME: &str = "tessera-lists";

/// The pages, by the list's id and their number.
const PAGES: &str = "pages";

/// The key under which local storage holds whose pages they are.
const OWNER: &str = "lists-of";

/// How many lists are kept: the newest ones.
const KEPT: usize = 10;

/// The database, open. It is closed after each use: an open one can keep a page from being kept for the way back.
pub(super) struct ListStore(IdbDatabase);

/// A page of a list, as strings that stay in the browser: its tiles, the style and the state of the sheet with them, and the pager.
pub(super) struct Page(Array);

impl Page {
    /// The page that was drawn as this list and this pager.
    pub(super) fn of(list: &Element, pager: &Element) -> Self {
        let [style, state] = ["style", "data-sheet"].map(|name| JsValue::from(dom::attribute(list, name)));
        Self(Array::of4(&html::inner(list), &style, &state, &html::outer(pager)))
    }

    pub(super) fn tiles(&self) -> Option<DocumentFragment> {
        html::parsed(&self.part(0))
    }

    pub(super) fn pager(&self) -> Option<Element> {
        html::parsed(&self.part(3))?.first_element_child()
    }

    /// Gives the sheet the height that it has with this page.
    pub(super) fn extend(&self, sheet: &Element) {
        for (number, name) in [(1, "style"), (2, "data-sheet")] {
            dom::set(sheet, name, Some(&String::from(self.part(number))));
        }
    }

    fn part(&self, number: u32) -> JsString {
        self.0.get(number).unchecked_into()
    }
}

impl ListStore {
    /// # Errors
    /// What the browser says; some keep nothing in private windows.
    pub(super) async fn open() -> Result<Self, JsValue> {
        let factory = window().indexed_db()?.ok_or(JsValue::UNDEFINED)?;
        let opening = factory.open_with_u32(NAME, 1)?;
        let new = opening.clone();
        let create = Closure::<dyn Fn()>::new(move || {
            if let Ok(database) = new.result() {
                // Where this fails, so does each transaction.
                let _ = database.unchecked_into::<IdbDatabase>().create_object_store(PAGES);
            }
        });
        opening.set_onupgradeneeded(Some(create.as_ref().unchecked_ref()));
        Ok(Self(answer(&opening).await?.unchecked_into()))
    }

    /// How many pages of a list are kept, from its first one on.
    pub(super) async fn count(&self, list: &str) -> Result<u32, JsValue> {
        let keys = self.keys().await?;
        let numbers = keys.iter().filter(|(of, _)| of == list).map(|(_, number)| *number);
        // Where one is missing, it ends.
        Ok(numbers.zip(0_u32..).take_while(|(number, at)| number == at).count() as u32)
    }

    pub(super) async fn page(&self, list: &str, number: u32) -> Result<Page, JsValue> {
        let request = self.pages(IdbTransactionMode::Readonly)?.get(&key(list, number))?;
        answer(&request).await?.dyn_into().map(Page)
    }

    /// Keeps pages of a list, numbered from `from`. A new list takes the place of the oldest one.
    pub(super) async fn keep(&self, list: &str, from: u32, pages: &[Page]) -> Result<(), JsValue> {
        let store = self.pages(IdbTransactionMode::Readwrite)?;
        for (number, page) in (from..).zip(pages) {
            store.put_with_key(&page.0, &key(list, number))?;
        }
        if from == 0 { self.prune().await } else { Ok(()) }
    }

    async fn prune(&self) -> Result<(), JsValue> {
        let keys = self.keys().await?;
        let mut lists: Vec<_> = keys.iter().map(|(list, _)| list).collect();
        lists.dedup();
        let Some(last) = lists.len().checked_sub(KEPT + 1).and_then(|last| lists.get(last)) else { return Ok(()) };
        let store = self.pages(IdbTransactionMode::Readwrite)?;
        for (list, number) in keys.iter().take_while(|(list, _)| list <= *last) {
            store.delete(&key(list, *number))?;
        }
        Ok(())
    }

    /// The lists' ids and the numbers of their pages, the oldest list first.
    async fn keys(&self) -> Result<Vec<(String, u32)>, JsValue> {
        let request = self.pages(IdbTransactionMode::Readonly)?.get_all_keys()?;
        let keys: Array = answer(&request).await?.unchecked_into();
        let parts = |key: JsValue| {
            let key: Array = key.dyn_into().ok()?;
            Some((key.get(0).as_string()?, key.get(1).as_f64()? as u32))
        };
        Ok(keys.iter().filter_map(parts).collect())
    }

    fn pages(&self, mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
        self.0.transaction_with_str_and_mode(PAGES, mode)?.object_store(PAGES)
    }
}

impl Drop for ListStore {
    /// What is being written is finished first.
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Notes whose lists are kept from now on; `false` where the browser keeps nothing.
pub(super) fn claim(member: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(OWNER, member).is_ok())
}

/// Deletes what is kept, unless it is this member's. A visitor's name is empty.
pub(super) fn forget_others(member: &str) {
    let Some(storage) = storage() else { return };
    let others = storage.get_item(OWNER).ok().flatten().is_some_and(|owner| owner != member);
    if let (true, Ok(Some(factory))) = (others, window().indexed_db())
        && factory.delete_database(NAME).is_ok()
    {
        // It was just read.
        let _ = storage.remove_item(OWNER);
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn key(list: &str, number: u32) -> Array {
    Array::of2(&list.into(), &number.into())
}

async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(answered).await?;
    request.result()
}
