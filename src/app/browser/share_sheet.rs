//! The system's share sheet. Phones have one, most desktop browsers do not.

use js_sys::{Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = navigator, js_name = share, catch)]
    fn open_share_sheet(data: &Object) -> Result<Promise, JsValue>;
}

/// Whether the browser has a share sheet.
pub fn can_share() -> bool {
    let navigator = Reflect::get(&window(), &"navigator".into());
    navigator.is_ok_and(|navigator| Reflect::has(&navigator, &"share".into()).unwrap_or(false))
}

/// Opens the share sheet for an address.
pub async fn share(title: &str, address: &str) {
    let data = Object::new();
    let filled = [("title", title), ("url", address)]
        .into_iter()
        .try_for_each(|(key, value)| Reflect::set(&data, &key.into(), &value.into()).map(drop));
    if let Ok(promise) = filled.and_then(|()| open_share_sheet(&data)) {
        // Fails as well where the sheet is closed, which needs no words.
        let _ = JsFuture::from(promise).await;
    }
}
