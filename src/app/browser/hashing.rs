//! What files are known by, whatever they are called.

use js_sys::{Promise, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

#[wasm_bindgen]
extern "C" {
    // Bound here rather than by web-sys, which takes for granted that it is there: see `can_hash`.
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = digest, catch)]
    fn digest(algorithm: &str, bytes: &JsValue) -> Result<Promise, JsValue>;
}

/// Whether the browser hashes files; outside of HTTPS and localhost none does.
pub fn can_hash() -> bool {
    window().is_secure_context()
}

/// The SHA-256 of a file in hexadecimal digits; `None` where it cannot be read. The browser works it out beside the page, with the whole
/// file in its memory.
pub async fn sha256(file: &File) -> Option<String> {
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    let hash = JsFuture::from(digest("SHA-256", &bytes).ok()?).await.ok()?;
    Some(hexadecimal(&Uint8Array::new(&hash).to_vec()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_are_written_as_the_server_writes_them() {
        assert_eq!(super::hexadecimal(&[0, 9, 0xa0, 0xff]), hex::encode([0, 9, 0xa0, 0xff]));
    }
}
