//! Forms of pages: read, and answered. A browser gets a page or is sent on; a script of ours gets JSON.

use super::{
    AppState,
    multipart::{Bounds, Parts},
    pages,
};
use crate::{
    app::start::FormAnswer,
    model::{addresses::local_path, errors::Problem, mine::NAMED_MOST},
    server_fns::Done,
    services::{Caller, allowances::Allowance, uploads::Arrived},
};
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use std::collections::HashMap;
use url::form_urlencoded;

/// How many text fields a form can have: as many as pins can be selected, and some.
const FIELDS_MOST: usize = NAMED_MOST + 50;

/// How many bytes of text a form can have in all its fields: it is held in memory.
const TEXT_MOST: u64 = 256 * 1024;

/// A form as it was sent, and who sent it.
pub(super) struct Form {
    pub(super) caller: Caller,
    texts: HashMap<String, String>,
    /// Every value in the order they came: boxes of one name are sent one by one.
    all: Vec<(String, String)>,
    file: Option<FormFile>,
    state: AppState,
    headers: HeaderMap,
    page: Uri,
}

/// The picture that came along with a form.
struct FormFile {
    /// The field it came in.
    field: String,
    name: String,
    taken: Result<Arrived, Problem>,
}

/// A form of which it is known who sends it, and whose body has not been read. So a form that comes with a file is judged first.
pub(super) struct Unread {
    form: Form,
    request: Request,
}

impl FromRequest<AppState> for Unread {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, state).await?;
        let (headers, page) = (parts.headers.clone(), parts.uri.clone());
        let form =
            Form { caller, texts: HashMap::new(), all: Vec::new(), file: None, state: state.clone(), headers, page };
        Ok(Self { form, request: Request::from_parts(parts, body) })
    }
}

impl Unread {
    /// Who sends it.
    pub(super) fn caller(&self) -> &Caller {
        &self.form.caller
    }

    /// Reads it, with a picture where this allows one.
    ///
    /// # Errors
    /// [`Problem::BadRequest`] where it cannot be read.
    pub(super) async fn read(self, mut allowance: Option<Allowance>) -> Result<Form, Problem> {
        let Self { mut form, request } = self;
        let files = allowance.as_ref().map_or(0, Allowance::total);
        let bounds = Bounds { parts: FIELDS_MOST, files, texts: TEXT_MOST };
        form.take(Parts::of(request, bounds).await?, &mut allowance).await?;
        Ok(form)
    }

    /// As [`Form::of_page`].
    pub(super) fn of_page(self, path: &str) -> Self {
        Self { form: self.form.of_page(path), ..self }
    }

    /// Answers without reading it.
    pub(super) async fn refuse(self, problem: Problem) -> Result<Response, Problem> {
        self.form.refused(problem).await
    }
}

impl FromRequest<AppState> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        Unread::from_request(request, state).await?.read(None).await
    }
}

impl Form {
    async fn take(&mut self, mut parts: Parts, allowance: &mut Option<Allowance>) -> Result<(), Problem> {
        while let Some(part) = parts.next().await? {
            let field = part.name().to_owned();
            let Some(name) = part.file_name().map(str::to_owned) else {
                let text = part.text().await?;
                self.texts.insert(field.clone(), text.clone());
                self.all.push((field, text));
                continue;
            };
            let Some(bytes) = part.file().await else { continue };
            let no_files = || Problem::BadRequest { detail: "This form does not accept files.".to_owned() };
            let allowance = allowance.as_mut().ok_or_else(no_files)?;
            let taken = allowance.receive(&self.caller.site, bytes).await.map_err(|wrong| of_field(&field, wrong));
            if let Err(problem) = &taken
                && !matches!(problem, Problem::Invalid { .. } | Problem::Plan { .. })
            {
                // It is no fault of the file's, and the rest of it has not been read.
                return Err(problem.clone());
            }
            self.file = Some(FormFile { field, name, taken });
        }
        Ok(())
    }

    /// What a field holds; empty where it was not sent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// The same, owned.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// What a field holds; `None` where it was left empty.
    pub(super) fn filled(&self, name: &str) -> Option<String> {
        self.texts.get(name).filter(|text| !text.is_empty()).cloned()
    }

    /// What a field holds; `None` where it was not sent at all.
    pub(super) fn sent(&self, name: &str) -> Option<String> {
        self.texts.get(name).cloned()
    }

    /// Every value of a field, as of boxes that were ticked.
    pub(super) fn every(&self, name: &str) -> Vec<&str> {
        self.all.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// What a field holds, where that is a path of this site.
    pub(super) fn local(&self, name: &str) -> Option<&str> {
        local_path(self.get(name))
    }

    /// The picture that came along in this field, where one was chosen.
    ///
    /// # Errors
    /// [`Problem::Invalid`] at its field where it cannot be taken.
    pub(super) fn picture(&mut self, field: &str) -> Result<Option<Arrived>, Problem> {
        Ok(self.named_picture(field)?.map(|(_, picture)| picture))
    }

    /// The same, with what its file is called.
    ///
    /// # Errors
    /// As [`Form::picture`].
    pub(super) fn named_picture(&mut self, field: &str) -> Result<Option<(String, Arrived)>, Problem> {
        let found = self.file.take_if(|file| file.field == field);
        found.map(|FormFile { name, taken, .. }| taken.map(|picture| (name, picture))).transpose()
    }

    /// All text fields, URL-encoded as server functions read them.
    pub(super) fn encoded(&self) -> String {
        encoded(&self.texts, &self.all)
    }

    /// The headers it came with.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Answers with another page of the site to show when the form is refused than the one it was sent to.
    pub(super) fn of_page(mut self, path: &str) -> Self {
        if let Ok(page) = path.parse() {
            self.page = page;
        }
        self
    }

    /// Goes on to `location` where all went well; else says what was wrong, and keeps what was typed.
    pub(super) async fn answer(self, done: Result<impl AsRef<str>, Problem>) -> Result<Response, Problem> {
        match done {
            Ok(location) => Ok(go_on(&self.headers, location.as_ref())),
            Err(problem) => self.refused(problem).await,
        }
    }

    /// Shows the page again with something that is never shown again; or says what was wrong.
    pub(super) async fn answer_once(mut self, done: Result<String, Problem>) -> Result<Response, Problem> {
        match done {
            Ok(shown) => {
                let typed = self.typed();
                let answer = FormAnswer { shown_once: Some(shown), typed, ..FormAnswer::default() };
                let mut response =
                    pages::answer_form(&self.state, self.caller, self.page, StatusCode::OK, answer).await;
                let no_store = axum::http::HeaderValue::from_static("private, no-store");
                response.headers_mut().insert(axum::http::header::CACHE_CONTROL, no_store);
                Ok(response)
            }
            Err(problem) => self.refused(problem).await,
        }
    }

    /// What was typed, but for passwords, which are never sent back. Of boxes that were ticked, all, with spaces between.
    fn typed(&mut self) -> HashMap<String, String> {
        let mut typed = std::mem::take(&mut self.texts);
        for (name, text) in &mut typed {
            *text = self
                .all
                .iter()
                .filter(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
                .collect::<Vec<_>>()
                .join(" ");
        }
        typed.retain(|name, _| !name.contains("password"));
        typed
    }

    /// Says what was wrong, and keeps what was typed.
    async fn refused(mut self, problem: Problem) -> Result<Response, Problem> {
        if pages::wants_json(&self.headers) {
            return Err(problem);
        }
        if matches!(problem, Problem::NotSignedIn) {
            return Ok(Redirect::to(&sign_in_address(&self.page)).into_response());
        }
        let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let answer = FormAnswer { problem: Some(problem), typed: self.typed(), ..FormAnswer::default() };
        Ok(pages::answer_form(&self.state, self.caller, self.page, status, answer).await)
    }
}

/// Text fields for a server function, URL-encoded. Of a name that ends in `[]`, as that of boxes of which several can be ticked, every
/// value, which it reads as a list; of any other name, the last value.
fn encoded(last: &HashMap<String, String>, all: &[(String, String)]) -> String {
    let is_list = |name: &str| name.ends_with("[]");
    let fields = last.iter().filter(|(name, _)| !is_list(name));
    let lists = all.iter().filter(|(name, _)| is_list(name)).map(|(name, value)| (name, value));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields.chain(lists)).finish()
}

/// Where to sign in and come back to a page.
fn sign_in_address(page: &Uri) -> String {
    let path = page.path();
    let query =
        page.query().map(|query| form_urlencoded::byte_serialize(format!("?{query}").as_bytes()).collect::<String>());
    format!("/login?next={path}{}", query.unwrap_or_default())
}

/// What is wrong with a picture, as a problem of its field.
fn of_field(field: &str, problem: Problem) -> Problem {
    match problem {
        Problem::Refused { .. } | Problem::TooLarge { .. } => Problem::field(field, problem.to_string()),
        other => other,
    }
}

/// Where one comes to who opens the address of a form that is no page's: to the page that the form is on.
///
/// # Errors
/// [`Problem::NotFound`] where that cannot be a page of this site.
pub(super) fn to_page(path: &str) -> Result<Redirect, Problem> {
    local_path(path).map(Redirect::to).ok_or(Problem::NotFound)
}

/// Sends a browser on; tells a script where to go.
pub(super) fn go_on(headers: &HeaderMap, location: &str) -> Response {
    if pages::wants_json(headers) {
        return Json(Done { location: location.to_owned() }).into_response();
    }
    Redirect::to(location).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use leptos::server_fn::codec::{FromReq, PostUrl};
    use serde::Deserialize;

    /// What a server function can take.
    #[derive(Debug, Deserialize)]
    struct Arguments {
        #[serde(default)]
        pin: Vec<String>,
        board: String,
    }

    #[tokio::test]
    async fn a_server_function_reads_every_value_of_a_list_and_the_last_of_other_fields() {
        for (sent, pin, board) in [
            (vec![("board", "a")], vec![], "a"),
            (vec![("pin[]", "one"), ("board", "a")], vec!["one"], "a"),
            (vec![("pin[]", "2 & 3"), ("board", "a"), ("pin[]", "1"), ("board", "b=ü")], vec!["2 & 3", "1"], "b=ü"),
        ] {
            let all: Vec<_> = sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let body = encoded(&all.iter().cloned().collect(), &all);
            let request = Request::post("/fn/x").body(Body::from(body)).unwrap();
            let read = <Arguments as FromReq<PostUrl, _, Problem>>::from_req(request).await.unwrap();
            assert_eq!((read.pin.iter().map(String::as_str).collect::<Vec<_>>(), read.board.as_str()), (pin, board));
        }
    }

    #[test]
    fn whoever_signs_in_comes_back_to_the_whole_address() {
        assert_eq!(sign_in_address(&Uri::from_static("/upload")), "/login?next=/upload");
        let address = sign_in_address(&Uri::from_static("/?sort=popular&window=week"));
        assert_eq!(address, "/login?next=/%3Fsort%3Dpopular%26window%3Dweek");
    }
}
