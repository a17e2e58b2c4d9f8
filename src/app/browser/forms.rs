//! Sending forms.

use crate::model::errors::{FieldProblem, Problem};
use leptos::prelude::window;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, HtmlFormElement, Request, RequestInit, Response};

/// The answer to a form that went well.
#[derive(Deserialize)]
struct Done {
    location: String,
}

/// The body of a problem (RFC 9457), as far as pages need it.
#[derive(Deserialize)]
pub(super) struct Details {
    status: u16,
    detail: String,
    #[serde(default)]
    errors: Vec<FieldProblem>,
}

impl From<Details> for Problem {
    fn from(details: Details) -> Self {
        match (details.status, details.errors) {
            (_, fields) if !fields.is_empty() => Self::Invalid { fields },
            (401, _) if details.detail == Self::NotSignedIn.to_string() => Self::NotSignedIn,
            (401, _) => Self::WrongCredentials,
            (422, _) => Self::Refused { detail: details.detail },
            _ => Self::BadRequest { detail: details.detail },
        }
    }
}

/// Sends a form as its browser would, and gives the address to go on to.
///
/// # Errors
/// What the server says, or [`Problem::Offline`].
pub async fn post_form(form: &HtmlFormElement) -> Result<String, Problem> {
    let (ok, text) = send(form).await.map_err(|_| Problem::Offline)?;
    if ok {
        let done: Done = serde_json::from_str(&text).map_err(|_| Problem::Internal)?;
        return Ok(done.location);
    }
    Err(problem(&text))
}

/// The problem that an answer tells of.
pub(super) fn problem(text: &str) -> Problem {
    serde_json::from_str::<Details>(text).map_or(Problem::Internal, Problem::from)
}

async fn send(form: &HtmlFormElement) -> Result<(bool, String), JsValue> {
    let headers = Headers::new()?;
    headers.append("accept", "application/json")?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_headers(&headers);
    options.set_body(FormData::new_with_form(form)?.as_ref());
    let request = Request::new_with_str_and_init(&form.action(), &options)?;
    let response: Response = JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.ok(), text.as_string().unwrap_or_default()))
}

/// Goes to an address with a fresh page: who is signed in has changed.
pub fn go_to(address: &str) {
    if let Err(error) = window().location().set_href(address) {
        leptos::logging::error!("could not go on: {error:?}");
    }
}
