//! What admins and moderators take away as CSV, and who may call the server functions that are theirs. All of their addresses stand in one
//! list, so that none can be left out of the test that calls them as somebody else.

mod audit;
mod csv;
mod figures;
mod jobs;
mod members;
mod moderation;
mod storage;

use super::{AppState, api, page_addresses, pages};
use crate::{
    app::start::FormAnswer,
    model::{accounts::Role, errors::Problem},
    services::Caller,
};
use axum::{
    Router,
    extract::{Request, State},
    handler::Handler,
    http::{Method, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};

/// How the paths of server functions begin that are for admins alone, and of those that are for moderators, too.
const FUNCTIONS: [&str; 2] = ["/fn/admin_", MODERATOR_FUNCTIONS];
const MODERATOR_FUNCTIONS: &str = "/fn/moderator_";

/// How the paths begin that are for moderators, too: of pages, with what lies below them, and of server functions.
const FOR_MODERATORS: [&str; 3] = ["/admin/pins", "/admin/reports", MODERATOR_FUNCTIONS];

/// A file to take away.
struct AdminRoute {
    path: &'static str,
    handler: MethodRouter<AppState>,
}

impl AdminRoute {
    fn get<T: 'static>(path: &'static str, handler: impl Handler<T, AppState>) -> Self {
        Self { path, handler: get(handler) }
    }
}

/// Every file.
fn routes() -> Vec<AdminRoute> {
    [audit::routes(), figures::routes(), jobs::routes(), members::routes(), moderation::routes(), storage::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// The files, behind a door that is not there for others.
pub(super) fn router(state: &AppState) -> Router<AppState> {
    let router = routes().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler));
    router.route_layer(middleware::from_fn_with_state(state.clone(), keep_out))
}

/// Whether whoever asks may call this server function: before anything of their request is read, as below.
pub(super) fn may_call(caller: &Caller, path: &str) -> bool {
    !is_guarded(path) || is_there_for(caller, path)
}

/// Whether a server function is for admins or moderators.
fn is_guarded(path: &str) -> bool {
    FUNCTIONS.iter().any(|begin| path.starts_with(begin))
}

fn is_there_for(caller: &Caller, path: &str) -> bool {
    match caller.me.as_ref().map(|me| me.role) {
        Some(Role::Admin) => true,
        Some(Role::Moderator) => FOR_MODERATORS.iter().any(|begin| path.starts_with(begin)),
        Some(Role::Member) | None => false,
    }
}

/// Answers others before anything of their request is read. Whether they may, the services ask again.
async fn keep_out(State(state): State<AppState>, caller: Caller, request: Request, next: Next) -> Response {
    if is_there_for(&caller, request.uri().path()) {
        return next.run(request).await;
    }
    if pages::wants_json(request.headers()) {
        return Problem::NotFound.into_response();
    }
    // A page that is nobody's, so that it shows nothing but that.
    pages::answer_form(
        &state,
        caller,
        "/admin".parse().unwrap_or_default(),
        StatusCode::NOT_FOUND,
        FormAnswer::default(),
    )
    .await
}

/// Every address that is for admins and moderators, with its method: pages, files, server functions, and the operations of the API. Braces
/// stand for what differs.
pub fn admin_addresses() -> Vec<(Method, String)> {
    let pages = page_addresses().into_iter().map(|path| (Method::GET, path));
    let pages = pages.filter(|(_, path)| path == "/admin" || path.starts_with("/admin/"));
    let here = routes().into_iter().map(|route| (Method::GET, route.path.to_owned()));
    let called = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (method, path.to_owned()));
    let called = called.filter(|(_, path)| is_guarded(path));
    pages.chain(here).chain(called).chain(api::admin_operations()).collect()
}
