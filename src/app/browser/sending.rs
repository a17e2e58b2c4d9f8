//! Sending a file with its words, told how far it is. A fetch cannot tell that; an XMLHttpRequest can. `resumable` sends one in pieces.

use crate::model::{
    ids::UserId,
    pins::{UPLOAD_ACCOUNT, Visibility},
};
use gloo_timers::callback::Interval;
use js_sys::{Date, Promise};
use std::{cell::Cell, rc::Rc};
use uuid::{Builder, Uuid};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FormData, ProgressEvent, XmlHttpRequest};

/// The least time between two words on how far a file is, in milliseconds.
const TELL_EVERY: f64 = 100.0;

/// How long nothing may move, and no answer come, before a line is taken for dead, in milliseconds. Some networks
/// vanish without a word to anyone.
const PATIENCE: f64 = 120_000.0;

/// How often that is looked at, in milliseconds.
const LOOK_EVERY: u32 = 5_000;

/// The header in which it is said where in its file a piece begins, and how much of the file has come.
pub(super) const UPLOAD_OFFSET: &str = "upload-offset";

/// A file with all that is said of it.
#[derive(Debug)]
pub struct Parcel {
    /// The file.
    pub file: File,
    /// Whose upload it is.
    pub account: UserId,
    /// Names this upload: if its answer is lost, sending it again makes no second pin.
    pub key: Uuid,
    /// What it is called, where somebody has said so.
    pub title: Option<String>,
    /// What is said of it.
    pub description: String,
    /// What it shows.
    pub alt_text: String,
    /// Its tags, with commas between them.
    pub tags: String,
    /// Who will see it.
    pub visibility: Visibility,
}

/// What was answered.
#[derive(Debug)]
pub struct Reply {
    /// 0 where no answer came.
    pub status: u16,
    pub text: String,
    /// After how many seconds the server asks to try again.
    pub retry_after: Option<u64>,
    /// Where that is which was made.
    pub location: Option<String>,
    /// How many bytes of a file the server has, where it is sent in pieces.
    pub offset: Option<u64>,
}

/// A file on its way, which can be called back. It makes one request at a time.
#[derive(Debug, Clone)]
pub struct Errand(XmlHttpRequest);

/// A request of an errand.
pub(super) struct Call<'a> {
    pub(super) method: &'static str,
    pub(super) address: &'a str,
    /// Whose upload it is about.
    pub(super) account: &'a str,
    /// Further headers.
    pub(super) headers: &'a [(&'static str, &'a str)],
    pub(super) body: Body<'a>,
}

/// What a request carries.
pub(super) enum Body<'a> {
    Nothing,
    Form(&'a FormData),
    Bytes(&'a Blob),
}

/// A name for an upload that no other has. `crypto.randomUUID` is there on HTTPS alone, this everywhere.
pub fn new_key() -> Uuid {
    let mut bytes = [0; 16];
    if let Ok(crypto) = leptos::prelude::window().crypto() {
        // Asked for sixteen bytes, it has no reason to fail.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    Builder::from_random_bytes(bytes).into_uuid()
}

impl Errand {
    /// One that has not begun; `None` where the browser cannot.
    pub fn new() -> Option<Self> {
        XmlHttpRequest::new().ok().map(Self)
    }

    /// Calls it back. Whoever waits for its answer is told that none came.
    pub fn call_back(&self) {
        // One that is over already is no matter.
        let _ = self.0.abort();
    }

    /// Sends the parcel, and says how far it is, from 0 to 1.
    ///
    /// # Errors
    /// What the browser says, where it sends nothing.
    pub async fn send(&self, parcel: &Parcel, progress: impl Fn(f64) + 'static) -> Result<Reply, JsValue> {
        self.send_form(&form(parcel)?, &parcel.account.to_string(), progress).await
    }

    /// Sends the form of an upload of this account, and says how far it is, from 0 to 1.
    ///
    /// # Errors
    /// As [`Errand::send`].
    pub async fn send_form(
        &self,
        form: &FormData,
        account: &str,
        progress: impl Fn(f64) + 'static,
    ) -> Result<Reply, JsValue> {
        let body = Body::Form(form);
        self.make(Call { method: "POST", address: "/upload", account, headers: &[], body }, Box::new(progress)).await
    }

    /// Makes a request, and says how much of its body is sent, from 0 to 1.
    ///
    /// # Errors
    /// As [`Errand::send`].
    pub(super) async fn make(&self, call: Call<'_>, progress: Box<dyn Fn(f64)>) -> Result<Reply, JsValue> {
        let Self(request) = self;
        request.open(call.method, call.address)?;
        request.set_request_header("accept", "application/json")?;
        request.set_request_header(UPLOAD_ACCOUNT, call.account)?;
        for (name, value) in call.headers {
            request.set_request_header(name, value)?;
        }
        let moved = Rc::new(Cell::new(Date::now()));
        let on_progress = {
            let moved = moved.clone();
            let told = Cell::new(0.0);
            Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
                let now = Date::now();
                moved.set(now);
                if event.total() > 0.0 && now - told.get() >= TELL_EVERY {
                    told.set(now);
                    progress(event.loaded() / event.total());
                }
            })
        };
        request.upload()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
        let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
        match call.body {
            Body::Nothing => request.send(),
            Body::Form(form) => request.send_with_opt_form_data(Some(form)),
            Body::Bytes(bytes) => request.send_with_opt_blob(Some(bytes)),
        }?;
        let watched = self.clone();
        let _watch = Interval::new(LOOK_EVERY, move || {
            if Date::now() - moved.get() > PATIENCE {
                watched.call_back();
            }
        });
        JsFuture::from(ended).await?;
        request.upload()?.set_onprogress(None);
        let number = |name: &str| {
            let value = request.get_response_header(name)?;
            Ok::<_, JsValue>(value.and_then(|value| value.trim().parse::<u64>().ok()))
        };
        Ok(Reply {
            status: request.status()?,
            text: request.response_text()?.unwrap_or_default(),
            retry_after: number("retry-after")?,
            location: request.get_response_header("location")?,
            offset: number(UPLOAD_OFFSET)?,
        })
    }
}

impl Parcel {
    /// What is said of the file, by the names of the fields.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("key", self.key.to_string()),
            ("visibility", self.visibility.name().to_owned()),
            ("title", self.title.clone().unwrap_or_default()),
            ("description", self.description.clone()),
            ("alt_text", self.alt_text.clone()),
            ("tags", self.tags.clone()),
        ];
        all.into_iter().filter(|(_, words)| !words.is_empty()).collect()
    }
}

/// The parcel as a form. Words go before the file they belong to.
fn form(parcel: &Parcel) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    for (name, words) in parcel.fields() {
        form.append_with_str(name, &words)?;
    }
    form.append_with_blob_and_filename("file", &parcel.file, &parcel.file.name())?;
    Ok(form)
}
