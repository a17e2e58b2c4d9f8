//! Sending a file in pieces. What has arrived stays with the site however the connection ends, so the rest can follow later: tus 1.0.0
//! (<https://tus.io/protocols/resumable-upload>).

use super::sending::{Body, Call, Errand, Parcel, Reply, UPLOAD_OFFSET};
use crate::model::ids::UserId;
use leptos::prelude::window;
use std::ops::Range;
use wasm_bindgen::JsValue;

/// Where uploads are created. Each has an address of its own from then on.
const UPLOADS: &str = "/api/v1/uploads/files";

/// What each request says of the protocol.
const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");

impl Errand {
    /// Creates an upload of the parcel's file, with its metadata as [`Parcel::metadata`] gives it. The answer names its address
    /// ([`Reply::location`]).
    ///
    /// # Errors
    /// What the browser says, where it sends nothing.
    pub async fn create(&self, parcel: &Parcel, metadata: &str) -> Result<Reply, JsValue> {
        let length = (parcel.file.size() as u64).to_string();
        let headers = [VERSION, ("upload-length", length.as_str()), ("upload-metadata", metadata)];
        self.ask("POST", parcel.account, UPLOADS, &headers).await
    }

    /// Asks for the state of an upload: a JSON object with its `offset`, and its `outcome` once all of it has come.
    ///
    /// # Errors
    /// As [`Errand::create`].
    pub async fn state(&self, account: UserId, address: &str) -> Result<Reply, JsValue> {
        self.ask("GET", account, address, &[VERSION]).await
    }

    /// Sends a piece of the parcel's file, and says how much of the piece is sent, from 0 to 1. The answer says how much of the file the
    /// site has then ([`Reply::offset`]).
    ///
    /// # Errors
    /// As [`Errand::create`].
    pub async fn send_piece(
        &self,
        parcel: &Parcel,
        address: &str,
        piece: Range<u64>,
        progress: Box<dyn Fn(f64)>,
    ) -> Result<Reply, JsValue> {
        let bytes = parcel.file.slice_with_f64_and_f64(piece.start as f64, piece.end as f64)?;
        let (account, offset) = (parcel.account.to_string(), piece.start.to_string());
        let headers = [VERSION, ("content-type", "application/offset+octet-stream"), (UPLOAD_OFFSET, offset.as_str())];
        let (account, body) = (account.as_str(), Body::Bytes(&bytes));
        self.make(Call { method: "PATCH", address, account, headers: &headers, body }, progress).await
    }

    /// Has the site delete what it has of an upload. Should it not hear of that, it does so by itself after a while.
    pub async fn terminate(&self, account: UserId, address: &str) {
        // There is nobody left who would want to know.
        let _ = self.ask("DELETE", account, address, &[VERSION]).await;
    }

    async fn ask(
        &self,
        method: &'static str,
        account: UserId,
        address: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Reply, JsValue> {
        let account = account.to_string();
        let (account, body) = (account.as_str(), Body::Nothing);
        self.make(Call { method, address, account, headers, body }, Box::new(|_| {})).await
    }
}

impl Parcel {
    /// All that is said of the file, as `Upload-Metadata` has it: the fields of the form, and the file's name.
    ///
    /// # Errors
    /// What the browser says; it has no reason to.
    pub fn metadata(&self) -> Result<String, JsValue> {
        let mut metadata = ["filename ", &base64(&self.file.name())?].concat();
        for (name, words) in self.fields() {
            metadata.push_str(&[",", name, " ", &base64(&words)?].concat());
        }
        Ok(metadata)
    }
}

/// The UTF-8 of a text in Base64. The browser takes a character for each byte.
fn base64(text: &str) -> Result<String, JsValue> {
    let bytes: String = text.bytes().map(char::from).collect();
    window().btoa(&bytes)
}
