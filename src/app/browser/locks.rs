//! Locks that the tabs of one browser share (Web Locks).

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    // Bound here: web-sys counts it among what may still change, and takes for granted that there are locks. Outside of
    // HTTPS and localhost a browser has none, and this fails instead.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, options: &Object, hold: &JsValue) -> Result<Promise, JsValue>;
}

/// A lock that one tab has at a time. Copies are the same lock.
#[derive(Debug, Clone)]
pub struct TabLock {
    granted: Promise,
    waiting: AbortController,
    end: Function,
}

impl TabLock {
    /// Asks for the lock of this name; `None` where the browser has no locks.
    pub fn request(name: &str) -> Option<Self> {
        let waiting = AbortController::new().ok()?;
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), &waiting.signal()).ok()?;
        let mut end = None;
        // The lock is held for as long as this promise is open, or the document is there.
        let held = Promise::new(&mut |resolve, _| end = Some(resolve));
        let mut requested = None;
        let granted = Promise::new(&mut |granted, _| {
            let held = held.clone();
            let hold = Closure::<dyn FnMut(JsValue) -> Promise>::once_into_js(move |_lock: JsValue| {
                // To resolve a promise cannot fail.
                let _ = granted.call0(&JsValue::UNDEFINED);
                held
            });
            requested = request(name, &options, &hold).ok();
        });
        let requested: Promise = requested?;
        // That it is refused is told by the request alone.
        let granted = Promise::race(&Array::of2(&granted, &requested));
        Some(Self { granted, waiting, end: end? })
    }

    /// Waits until this tab has the lock; `false` once it is released before.
    pub async fn is_granted(&self) -> bool {
        JsFuture::from(self.granted.clone()).await.is_ok()
    }

    /// Gives the lock to the next tab, or waits for it no longer.
    pub fn release(&self) {
        self.waiting.abort();
        // To resolve a promise cannot fail.
        let _ = self.end.call0(&JsValue::UNDEFINED);
    }
}
