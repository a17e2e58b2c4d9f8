//! Sending forms.

use crate::model::{
    errors::{FieldProblem, Problem},
    ids::PinId,
};
use leptos::prelude::window;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, HtmlFormElement, Request, RequestInit, Response};

/// When something can be tried again that was tried too often, where the answer does not say, in seconds.
const A_WHILE: u64 = 60;

/// The answer to a form that went well.
#[derive(Deserialize)]
struct Done {
    location: String,
}

/// The body of a problem (RFC 9457), as far as pages need it.
#[derive(Deserialize)]
struct Details {
    status: u16,
    detail: String,
    #[serde(default)]
    errors: Vec<FieldProblem>,
    /// The pin that has the title already, and the title.
    pin: Option<PinId>,
    title_taken: Option<String>,
}

impl Details {
    /// The same as a problem of ours.
    fn problem(self, retry_after: Option<&str>) -> Problem {
        let Self { status, detail, errors, pin, title_taken } = self;
        if let (Some(pin), Some(title)) = (pin, title_taken) {
            return Problem::TitleTaken { title, pin };
        }
        match status {
            _ if !errors.is_empty() => Problem::Invalid { fields: errors },
            401 if detail == Problem::NotSignedIn.to_string() => Problem::NotSignedIn,
            401 => Problem::WrongCredentials,
            403 => Problem::Forbidden { detail },
            404 => Problem::NotFound,
            409 => Problem::Already { detail },
            410 => Problem::StaleLink { detail },
            422 => Problem::Refused { detail },
            429 => Problem::TooMany { retry_after: retry_after.and_then(|wait| wait.parse().ok()).unwrap_or(A_WHILE) },
            500 => Problem::Internal,
            503 => Problem::Busy,
            507 => Problem::DiskFull,
            _ => Problem::BadRequest { detail },
        }
    }
}

/// Sends a form as its browser would, and gives the address to go on to.
///
/// # Errors
/// What the server says, or [`Problem::Offline`].
pub async fn post_form(form: &HtmlFormElement) -> Result<String, Problem> {
    let fields = FormData::new_with_form(form).map_err(|_| Problem::Internal)?;
    post(&form.action(), &fields).await
}

/// Sends some fields as a form of them would be, and gives the address to go on to.
///
/// # Errors
/// As [`post_form`].
pub async fn post_fields(action: &str, fields: &[(&str, &str)]) -> Result<String, Problem> {
    let form = FormData::new().map_err(|_| Problem::Internal)?;
    for (name, value) in fields {
        form.append_with_str(name, value).map_err(|_| Problem::Internal)?;
    }
    post(action, &form).await
}

async fn post(action: &str, fields: &FormData) -> Result<String, Problem> {
    let (response, text) = send(action, fields).await.map_err(|_| Problem::Offline)?;
    if response.ok() {
        let done: Done = serde_json::from_str(&text).map_err(|_| Problem::Internal)?;
        return Ok(done.location);
    }
    let retry_after = response.headers().get("retry-after").ok().flatten();
    Err(problem(&text, retry_after.as_deref()))
}

/// The problem that an answer tells of, with its `Retry-After` header.
pub(super) fn problem(text: &str, retry_after: Option<&str>) -> Problem {
    serde_json::from_str::<Details>(text).map_or(Problem::Internal, |details| details.problem(retry_after))
}

async fn send(action: &str, fields: &FormData) -> Result<(Response, String), JsValue> {
    let headers = Headers::new()?;
    headers.append("accept", "application/json")?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_headers(&headers);
    options.set_body(fields.as_ref());
    let request = Request::new_with_str_and_init(action, &options)?;
    let response: Response = JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response, text.as_string().unwrap_or_default()))
}

/// Goes to an address with a fresh page: who is signed in has changed.
pub fn go_to(address: &str) {
    if let Err(error) = window().location().set_href(address) {
        leptos::logging::error!("could not go on: {error:?}");
    }
}

/// What a field of a form holds; empty where there is none.
pub fn filled(form: &HtmlFormElement, name: &str) -> String {
    let fields = FormData::new_with_form(form).ok();
    fields.and_then(|fields| fields.get(name).as_string()).unwrap_or_default()
}
