//! The forms of accounts: sign up, sign in, sign out. A browser gets a page or is sent on; a script gets JSON.

use super::{AppState, multipart, pages, sessions};
use crate::{
    app::start::FormAnswer,
    model::{
        accounts::SignUp,
        errors::{FieldProblem, Problem},
    },
    services::{
        Caller, accounts,
        uploads::{self, Arrived},
    },
};
use axum::{
    Json,
    extract::{Multipart, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;
use std::collections::HashMap;
use tower_sessions::Session;

/// What a script hears of a form that went well.
#[derive(Serialize)]
struct Done {
    /// Where to go on.
    location: String,
}

/// Opens an account and signs it in.
pub(super) async fn sign_up(
    State(state): State<AppState>,
    caller: Caller,
    session: Session,
    uri: Uri,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Problem> {
    let mut form = Form::read(&state, multipart).await?;
    let signed_up = match form.avatar.take().transpose() {
        Ok(avatar) => accounts::sign_up(&state.site, form.sign_up(), avatar).await,
        Err(problem) => Err(problem),
    };
    match signed_up {
        Ok(user) => {
            sessions::sign_in(&session, user, &headers).await?;
            Ok(go_on(&headers, "/"))
        }
        Err(problem) => form.refused(&state, caller, uri, &headers, problem).await,
    }
}

/// Signs an account in.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    caller: Caller,
    session: Session,
    uri: Uri,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Problem> {
    let form = Form::read(&state, multipart).await?;
    match accounts::sign_in(&state.site, form.get("login"), form.get("password").to_owned()).await {
        Ok(user) => {
            sessions::sign_in(&session, user, &headers).await?;
            Ok(go_on(&headers, local_path(form.get("next"))))
        }
        Err(problem) => form.refused(&state, caller, uri, &headers, problem).await,
    }
}

/// Signs out.
pub(super) async fn sign_out(session: Session, headers: HeaderMap) -> Result<Response, Problem> {
    sessions::sign_out(&session).await?;
    Ok(go_on(&headers, "/"))
}

/// A form as it was sent.
struct Form {
    texts: HashMap<String, String>,
    avatar: Option<Result<Arrived, Problem>>,
}

impl Form {
    async fn read(state: &AppState, mut multipart: Multipart) -> Result<Self, Problem> {
        let mut form = Self { texts: HashMap::new(), avatar: None };
        while let Some(field) = multipart::next(&mut multipart).await? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name() {
                // A browser sends a nameless file where none was chosen.
                Some("") => {}
                Some(_) => form.avatar = Some(receive_avatar(state, multipart::bytes(field)).await),
                None => {
                    form.texts.insert(name, multipart::text(field).await?);
                }
            }
        }
        Ok(form)
    }

    fn get(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    fn sign_up(&self) -> SignUp {
        let text = |name| self.get(name).to_owned();
        SignUp {
            email: text("email"),
            username: text("username"),
            display_name: text("display_name"),
            password: text("password"),
            first_admin: self.texts.get("first_admin").filter(|token| !token.is_empty()).cloned(),
        }
    }

    /// Says what was wrong, and keeps what was typed; but for passwords, which are never sent back.
    async fn refused(
        mut self,
        state: &AppState,
        caller: Caller,
        uri: Uri,
        headers: &HeaderMap,
        problem: Problem,
    ) -> Result<Response, Problem> {
        if pages::wants_json(headers) {
            return Err(problem);
        }
        self.texts.retain(|name, _| name != "password");
        let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let answer = FormAnswer { problem: Some(problem), typed: self.texts, uploads: Vec::new() };
        Ok(pages::answer_form(state, caller, uri, status, answer).await)
    }
}

/// Takes in an avatar; what is wrong with it is a problem of its field.
async fn receive_avatar(
    state: &AppState,
    bytes: impl futures::Stream<Item = Result<bytes::Bytes, Problem>>,
) -> Result<Arrived, Problem> {
    uploads::receive(&state.site, bytes).await.map_err(|problem| match problem {
        Problem::Refused { .. } | Problem::TooLarge { .. } => {
            Problem::Invalid { fields: vec![FieldProblem { field: "avatar".to_owned(), message: problem.to_string() }] }
        }
        other => other,
    })
}

fn go_on(headers: &HeaderMap, location: &str) -> Response {
    if pages::wants_json(headers) {
        return Json(Done { location: location.to_owned() }).into_response();
    }
    Redirect::to(location).into_response()
}

/// A path of this site; whatever else stands there is the main page. A browser reads `//host` and `/\host` as another
/// site's address.
fn local_path(next: &str) -> &str {
    let mut bytes = next.bytes();
    let local = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic());
    if local && plain { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_addresses_of_this_site_are_gone_on_to() {
        for (next, path) in [
            ("/upload", "/upload"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nb", "/"),
        ] {
            assert_eq!(local_path(next), path);
        }
    }
}
