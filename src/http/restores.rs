//! Restoring a backup in a browser: the form, and what everybody is answered while it goes on, as there is nothing else to see then.

use super::{
    AppState,
    forms::Form,
    outages::{self, Bare},
};
use crate::{
    model::{
        addresses::with_query,
        errors::{Problem, grouped},
    },
    services::backups::{self, RestoreState},
};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// What browsers know as the time after which a page is to be loaded again, in seconds (WHATWG HTML, "Refresh").
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// Begins to restore what was chosen.
pub(super) async fn restore(form: Form) -> Result<Response, Problem> {
    let token = form.text("first_admin");
    let begun = backups::begin_fresh(&form.caller.site, &token, form.get("backup")).await;
    form.answer(begun.map(|()| with_query("/restore", &[("first_admin", &token)]))).await
}

/// Answers all requests while a backup is being restored, but for those for the files of our pages.
pub(super) async fn meanwhile(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let below_package =
        request.uri().path().strip_prefix('/').and_then(|path| path.strip_prefix(&*state.leptos.site_pkg_dir));
    if below_package.is_some_and(|path| path.starts_with('/')) {
        return next.run(request).await;
    }
    let (title, words, refresh) = match state.site.restore_state() {
        RestoreState::None | RestoreState::Failed(_) => return next.run(request).await,
        RestoreState::Running(progress) => {
            let (done, files) = progress.files();
            let words = if files > 0 && done == files {
                "All files are back. The accounts follow.".to_owned()
            } else {
                format!("Files restored: {} of {}.", grouped(done), grouped(files))
            };
            ("This site is being restored", words, "3")
        }
        RestoreState::Done => {
            ("This site has been restored", "It restarts now. Sign in in a moment.".to_owned(), "10;url=/login")
        }
    };
    if !outages::wants_page(request.headers()) {
        return Problem::Busy.into_response();
    }
    let action = if refresh == "3" { ("", "Refresh") } else { ("/login", "Sign in") };
    let page = Bare { title, words: &words, action, status: StatusCode::SERVICE_UNAVAILABLE };
    let mut response = page.drawn(&state.files.css);
    response.headers_mut().insert(REFRESH, HeaderValue::from_static(refresh));
    response
}
