//! Loads the second bundle (`app/lazy`) where it is needed: on pages with a `[data-lazy]`, and where uploads are under way.

use super::dom;
use js_sys::{Object, Promise, Reflect, parse_float};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

/// Under which key the browser notes whose uploads are under way.
pub const UNDER_WAY: &str = "uploads";

/// Loads it, where it is needed.
pub fn start() {
    let Some(root) = dom::first("html") else { return };
    let account = dom::attribute(&root, "data-uploads");
    let account = account.split(' ').next().unwrap_or_default();
    if dom::first("[data-lazy]").is_some() || are_under_way(account) {
        spawn_local(async move {
            if let Err(error) = load(&root).await {
                dom::report("could not load what this page needs", &error);
            }
        });
    }
}

/// Whether uploads of this member are under way, as an earlier page has noted.
pub fn are_under_way(account: &str) -> bool {
    let noted = window().local_storage().ok().flatten().and_then(|storage| storage.get_item(UNDER_WAY).ok().flatten());
    noted.is_some_and(|noted| noted == account)
}

/// Loads and starts it. The document says where it is (`data-lazy-files`: script and WASM) and who uploads (`data-uploads`: whose account,
/// the largest file in bytes, how many at once).
async fn load(root: &Element) -> Result<(), JsValue> {
    let files = dom::attribute(root, "data-lazy-files");
    let (script, wasm) = files.split_once(' ').unwrap_or_default();
    let module = JsFuture::from(call(&window(), "load", &[script.into()])?.unchecked_into::<Promise>()).await?;
    let options = Object::new();
    Reflect::set(&options, &"module_or_path".into(), &wasm.into())?;
    JsFuture::from(call(&module, "default", &[options.into()])?.unchecked_into::<Promise>()).await?;
    let uploads = dom::attribute(root, "data-uploads");
    let mut uploads = uploads.split(' ');
    let account = uploads.next().unwrap_or_default();
    let mut number = || JsValue::from_f64(uploads.next().map_or(0.0, parse_float));
    call(&module, "start", &[account.into(), number(), number()])?;
    Ok(())
}

fn call(of: &JsValue, name: &str, given: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: js_sys::Function = Reflect::get(of, &name.into())?.dyn_into()?;
    function.apply(of, &given.iter().collect())
}
