//! Sending forms, and fetching parts of pages as HTML. No deserializers: an answer is read where it is needed.

use crate::model::errors::Problem;
use leptos::prelude::window;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, HtmlFormElement, RequestCache, RequestInit, Response};

/// What is said where no server answers.
const OFFLINE_TITLE: &str = "No connection";
const OFFLINE: &str = "The site cannot be reached. Please check your connection and try again.";

/// What is said where an answer makes no sense.
const NO_SENSE_TITLE: &str = "Something went wrong";
pub const NO_SENSE: &str = "Something went wrong on our side. Please try again.";

/// By which header a page is asked for one of its parts alone.
const PART: &str = "x-part";

/// Why something was not done.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The answer's status; 0 where none came.
    pub status: u16,
    /// What kind of trouble it is, in few words.
    pub title: String,
    /// What is wrong, for people.
    pub words: String,
    /// What is wrong with which field.
    pub fields: Vec<(String, String)>,
    /// A title that another pin of one's own has, and that pin's id.
    pub taken: Option<Box<(String, String)>>,
    /// Whether no answer came because the page was left. What was sent is on its way.
    pub left: bool,
}

/// Hears whether the page is being left, which breaks off its requests. It listens only while one is under way: some browsers do not keep
/// a page for the way back that listens.
struct Leaving {
    is_left: Rc<Cell<bool>>,
    heard: Closure<dyn FnMut()>,
}

impl Leaving {
    const EVENT: &str = "beforeunload";

    fn listen() -> Self {
        let is_left = Rc::new(Cell::new(false));
        let told = Rc::clone(&is_left);
        let heard = Closure::<dyn FnMut()>::new(move || told.set(true));
        // Browsers refuse no listener.
        let _ = window().add_event_listener_with_callback(Self::EVENT, heard.as_ref().unchecked_ref());
        Self { is_left, heard }
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let _ = window().remove_event_listener_with_callback(Self::EVENT, self.heard.as_ref().unchecked_ref());
    }
}

impl Refusal {
    /// Where an answer makes no sense, or none came.
    pub fn new(status: u16, words: &str) -> Self {
        let title = if status == 0 { OFFLINE_TITLE } else { NO_SENSE_TITLE };
        Self { status, title: title.to_owned(), words: words.to_owned(), fields: Vec::new(), taken: None, left: false }
    }

    /// Where fields need another look, as the server says it.
    pub fn of_fields(fields: Vec<(String, String)>) -> Self {
        let title = Problem::Invalid { fields: Vec::new() }.title();
        Self { title: title.to_owned(), fields, ..Self::new(422, "") }
    }

    /// Whether one has to sign in first.
    pub fn wants_sign_in(&self) -> bool {
        self.status == 401
    }

    /// What is wrong with a field, or else as a whole.
    pub fn of_field(&self, name: &str) -> String {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or(&self.words, |(_, words)| words).clone()
    }
}

/// Sends a form as its browser would, and gives the address to go on to.
///
/// # Errors
/// What the server says.
pub async fn post_form(form: &HtmlFormElement) -> Result<String, Refusal> {
    let fields = FormData::new_with_form(form).map_err(|_| Refusal::new(0, NO_SENSE))?;
    location(&post(&form.get_attribute("action").unwrap_or_default(), &fields, false).await?)
}

/// Sends some fields as a form of them would be, and gives the address to go on to.
///
/// # Errors
/// As [`post_form`].
pub async fn post_fields(action: &str, fields: &[(&str, &str)]) -> Result<String, Refusal> {
    location(&ask_with_fields(action, fields).await?)
}

/// The same, for an answer that says more than where to go on: see [`text_of`] and [`is_true`].
///
/// # Errors
/// As [`post_form`].
pub async fn ask_with_fields(action: &str, fields: &[(&str, &str)]) -> Result<JsValue, Refusal> {
    let form = FormData::new().map_err(|_| Refusal::new(0, NO_SENSE))?;
    for (name, value) in fields {
        form.append_with_str(name, value).map_err(|_| Refusal::new(0, NO_SENSE))?;
    }
    post(action, &form, true).await
}

/// `outlives`: a page that is left meanwhile does not take back what was pressed. Browsers allow that for small forms, without files.
async fn post(action: &str, fields: &FormData, outlives: bool) -> Result<JsValue, Refusal> {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(fields.as_ref());
    let _ = js_sys::Reflect::set(options.as_ref(), &"keepalive".into(), &outlives.into());
    let leaving = Leaving::listen();
    let answered = ask(action, &[("accept", "application/json")], &options).await;
    let left = outlives && leaving.is_left.get();
    let (response, text) = answered.map_err(|refusal| Refusal { left, ..refusal })?;
    if !response.ok() {
        return Err(refusal(response.status(), &text));
    }
    js_sys::JSON::parse(&text).map_err(|_| Refusal::new(response.status(), NO_SENSE))
}

fn location(answer: &JsValue) -> Result<String, Refusal> {
    text_of(answer, "location").ok_or_else(|| Refusal::new(200, NO_SENSE))
}

/// Fetches a part of a page of this site, as HTML. `headers` are sent along.
///
/// # Errors
/// What the server says.
pub async fn part(address: &str, part: &str, headers: &[(&str, &str)]) -> Result<String, Refusal> {
    let mut all = vec![(PART, part), ("accept", "text/html")];
    all.extend_from_slice(headers);
    let options = RequestInit::new();
    // Else it would take the place of the page in the browser's cache, which has the same address.
    options.set_cache(RequestCache::NoStore);
    let (response, text) = ask(address, &all, &options).await?;
    let is_part = response.headers().get(PART).ok().flatten().is_some();
    match response.status() {
        200 if is_part => Ok(text),
        status => Err(refusal(status, &text)),
    }
}

async fn ask(address: &str, headers: &[(&str, &str)], options: &RequestInit) -> Result<(Response, String), Refusal> {
    let sent = async {
        let all = Headers::new()?;
        for (name, value) in headers {
            all.append(name, value)?;
        }
        options.set_headers(&all);
        let response: Response =
            JsFuture::from(window().fetch_with_str_and_init(address, options)).await?.dyn_into()?;
        let text = JsFuture::from(response.text()?).await?;
        Ok::<_, JsValue>((response, text.as_string().unwrap_or_default()))
    };
    sent.await.map_err(|_| Refusal::new(0, OFFLINE))
}

/// A problem (RFC 9457) as far as pages need it.
fn refusal(status: u16, text: &str) -> Refusal {
    let Ok(problem) = js_sys::JSON::parse(text) else { return Refusal::new(status, NO_SENSE) };
    let title = text_of(&problem, "title").unwrap_or_else(|| NO_SENSE_TITLE.to_owned());
    let words = text_of(&problem, "detail").unwrap_or_else(|| NO_SENSE.to_owned());
    let taken = text_of(&problem, "title_taken").zip(text_of(&problem, "pin")).map(Box::new);
    let errors = js_sys::Reflect::get(&problem, &"errors".into()).unwrap_or_default();
    let fields = if js_sys::Array::is_array(&errors) { js_sys::Array::from(&errors) } else { js_sys::Array::new() };
    let fields = fields.iter().filter_map(|each| Some((text_of(&each, "field")?, text_of(&each, "message")?)));
    let mut fields: Vec<_> = fields.collect();
    if taken.is_some() {
        fields.push(("title".to_owned(), words.clone()));
    }
    Refusal { status, title, words, fields, taken, left: false }
}

/// A text in an answer, where there is one under this name.
pub fn text_of(answer: &JsValue, name: &str) -> Option<String> {
    js_sys::Reflect::get(answer, &name.into()).ok()?.as_string()
}

/// A number in an answer, where there is one under this name.
pub fn number_of(answer: &JsValue, name: &str) -> Option<f64> {
    js_sys::Reflect::get(answer, &name.into()).ok()?.as_f64()
}

/// Whether something in an answer is true.
pub fn is_true(answer: &JsValue, name: &str) -> bool {
    js_sys::Reflect::get(answer, &name.into()).is_ok_and(|value| value.is_truthy())
}
