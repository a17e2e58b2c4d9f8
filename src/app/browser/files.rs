//! Files: chosen, pasted, shown before they are sent, and sent with their progress.

use super::forms::problem;
use crate::model::{
    errors::Problem,
    pins::{UploadAnswer, Visibility},
};
use js_sys::Promise;
use leptos::{ev, prelude::*};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, File, FileList, FormData, HtmlInputElement, ProgressEvent, Url, XmlHttpRequest};

/// An address under which the browser shows a local file. It ends with this.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// Makes an address for a file.
    pub fn new(file: &File) -> Option<Self> {
        Url::create_object_url_with_blob(file).ok().map(Self)
    }

    /// The address.
    pub fn address(&self) -> String {
        self.0.clone()
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // An address that is gone already is no matter.
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// The files chosen in an input, which is emptied, so that the same file can be chosen again.
pub fn chosen_files(input: &HtmlInputElement) -> Vec<File> {
    let files = list(input.files());
    input.set_value("");
    files
}

/// The files in what was pasted.
pub fn pasted_files(event: &ClipboardEvent) -> Vec<File> {
    list(event.clipboard_data().and_then(|data| data.files()))
}

fn list(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

/// Asks before the page is left, as long as `busy` says so.
pub fn tell_before_leaving(busy: impl Fn() -> bool + 'static) {
    let handle = window_event_listener(ev::beforeunload, move |event| {
        if busy() {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

#[derive(Deserialize)]
struct Items {
    items: Vec<UploadAnswer>,
}

/// Sends one file with its words, and says how far it is, from 0 to 1. A fetch cannot tell that; an XMLHttpRequest can.
///
/// # Errors
/// What the server says, or [`Problem::Offline`].
pub async fn send_file(
    file: &File,
    title: &str,
    visibility: Visibility,
    progress: impl Fn(f64) + 'static,
) -> Result<UploadAnswer, Problem> {
    let Answer { status, text, retry_after } =
        post(file, title, visibility, progress).await.map_err(|_| Problem::Offline)?;
    if status == 0 {
        return Err(Problem::Offline);
    }
    if status != 202 {
        return Err(problem(&text, retry_after.as_deref()));
    }
    let items: Items = serde_json::from_str(&text).map_err(|_| Problem::Internal)?;
    items.items.into_iter().next().ok_or(Problem::Internal)
}

/// What a file was answered.
struct Answer {
    /// 0 where there was no answer.
    status: u16,
    text: String,
    retry_after: Option<String>,
}

async fn post(
    file: &File,
    title: &str,
    visibility: Visibility,
    progress: impl Fn(f64) + 'static,
) -> Result<Answer, JsValue> {
    let form = FormData::new()?;
    // Words go before the file they belong to.
    form.append_with_str("title", title)?;
    form.append_with_str("visibility", visibility.name())?;
    form.append_with_blob_and_filename("file", file, &file.name())?;
    let request = XmlHttpRequest::new()?;
    request.open("POST", "/upload")?;
    request.set_request_header("accept", "application/json")?;
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            progress(event.loaded() / event.total());
        }
    });
    request.upload()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_form_data(Some(&form))?;
    JsFuture::from(ended).await?;
    let retry_after = request.get_response_header("retry-after")?;
    Ok(Answer { status: request.status()?, text: request.response_text()?.unwrap_or_default(), retry_after })
}
