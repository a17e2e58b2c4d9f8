//! Loads the bundles that not every page has: `app/lazy` on pages with a `[data-lazy]`, and where uploads are under way; `app/talk` on
//! pages with a `[data-talk]`.

use super::dom;
use crate::app::browser::are_uploads_under_way;
use js_sys::{Object, Promise, Reflect, parse_float};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

/// Loads them, where they are needed.
pub fn start() {
    if let Some(room) = dom::first("[data-talk]") {
        spawn_local(async move {
            if let Err(error) = load_talk(&room).await {
                dom::report("could not load what this page needs", &error);
            }
        });
    }
    let Some(root) = dom::first("html") else { return };
    let account = dom::attribute(&root, "data-uploads");
    let account = account.split(' ').next().unwrap_or_default();
    if dom::first("[data-lazy]").is_some() || are_uploads_under_way(account) {
        spawn_local(async move {
            if let Err(error) = load(&root).await {
                dom::report("could not load what this page needs", &error);
            }
        });
    }
}

/// Loads and starts it. The document says where it is (`data-lazy-files`: script and WASM) and who uploads (`data-uploads`: whose account,
/// the largest file in bytes, how many at once).
async fn load(root: &Element) -> Result<(), JsValue> {
    let module = bundle(&dom::attribute(root, "data-lazy-files")).await?;
    let uploads = dom::attribute(root, "data-uploads");
    let mut uploads = uploads.split(' ');
    let account = uploads.next().unwrap_or_default();
    let mut number = || JsValue::from_f64(uploads.next().map_or(0.0, parse_float));
    call(&module, "start", &[account.into(), number(), number()])?;
    Ok(())
}

/// Loads and starts what channels and conversations need. Its element says where it is.
async fn load_talk(room: &Element) -> Result<(), JsValue> {
    let module = bundle(&dom::attribute(room, "data-talk")).await?;
    call(&module, "start", &[])?;
    Ok(())
}

/// Loads a bundle, given the addresses of its script and its WASM.
async fn bundle(files: &str) -> Result<JsValue, JsValue> {
    let (script, wasm) = files.split_once(' ').unwrap_or_default();
    let module = JsFuture::from(call(&window(), "load", &[script.into()])?.unchecked_into::<Promise>()).await?;
    let options = Object::new();
    Reflect::set(&options, &"module_or_path".into(), &wasm.into())?;
    JsFuture::from(call(&module, "default", &[options.into()])?.unchecked_into::<Promise>()).await?;
    Ok(module)
}

fn call(of: &JsValue, name: &str, given: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: js_sys::Function = Reflect::get(of, &name.into())?.dyn_into()?;
    function.apply(of, &given.iter().collect())
}
