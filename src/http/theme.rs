//! The theme that a browser has chosen: a cookie, which the form at the foot of every page sets. The server draws pages in it, so it needs
//! no script.

use super::{
    AppState,
    forms::{Form, to_page},
    sessions,
};
use crate::{
    app::theme::Theme,
    model::{addresses::local_path, errors::Problem},
};
use axum::{
    Router,
    extract::Request,
    http::{
        HeaderMap, HeaderValue, Uri,
        header::{REFERER, SET_COOKIE},
        uri::PathAndQuery,
    },
    middleware::Next,
    response::Response,
    routing::post,
};

const COOKIE: &str = "theme";

/// How long a browser keeps it, in seconds: as long as browsers keep a cookie.
const LIFE: u32 = 400 * 24 * 60 * 60;

tokio::task_local! {
    /// What the cookie of the request at hand says.
    static CHOSEN: Option<Theme>;
}

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/theme", post(choose).get(|| async { to_page("/") }))
}

/// Reads the cookie, for whatever page the request is answered with.
pub(super) async fn read(request: Request, next: Next) -> Response {
    let theme = sessions::cookie(request.headers(), COOKIE).and_then(Theme::named);
    CHOSEN.scope(theme, next.run(request)).await
}

/// The theme of the request at hand.
pub(super) fn chosen() -> Option<Theme> {
    CHOSEN.try_with(|theme| *theme).ok().flatten()
}

/// Keeps the choice, and goes back to the page that the form is on. Whatever is no theme is the system's.
async fn choose(form: Form) -> Result<Response, Problem> {
    let (cookie, back) = (cookie(&form), page_of(form.headers()));
    let mut response = form.answer(Ok(back)).await?;
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Scripts of the page may read it.
fn cookie(form: &Form) -> String {
    let secure = if form.caller.site.address("/").starts_with("https:") { "; Secure" } else { "" };
    let (value, life) = Theme::named(form.get("theme")).map_or(("", 0), |theme| (theme.name(), LIFE));
    format!("{COOKIE}={value}; SameSite=Lax{secure}; Path=/; Max-Age={life}")
}

/// The page that a form is on, as its browser says. A field could not say it on pages that lead on within their document.
fn page_of(headers: &HeaderMap) -> String {
    let from = headers.get(REFERER).and_then(|from| from.to_str().ok()).and_then(|from| from.parse::<Uri>().ok());
    let path = from.as_ref().and_then(Uri::path_and_query).map(PathAndQuery::as_str);
    path.and_then(local_path).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_the_page_and_nowhere_else() {
        let page = |from: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(REFERER, HeaderValue::from_static(from));
            page_of(&headers)
        };
        assert_eq!(page("http://127.0.0.1:3000/search?q=two%20words"), "/search?q=two%20words");
        assert_eq!(page("https://evil.example/login"), "/login");
        for other in ["https://evil.example//evil.example", "https://evil.example", "nonsense", ""] {
            assert_eq!(page(other), "/", "{other}");
        }
        assert_eq!(page_of(&HeaderMap::new()), "/");
    }
}
