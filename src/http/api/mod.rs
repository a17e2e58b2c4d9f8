//! The API for programs: `/api/v1`, with JSON in and out, an OpenAPI document, and a page to try it.
//!
//! A request passes CORS and admission (who makes it, how often), and reaches its handler, whose signature says which
//! scope the token needs. Cookies are looked at only where the site's own pages use an operation as well: live updates
//! and resumable uploads. Schemas are kept beside their handlers, in one file per resource.

mod access_tokens;
mod accounts;
mod admin;
mod admission;
mod avatars;
mod blocks;
mod board_edits;
mod boards;
mod bodies;
mod browsers;
mod categories;
mod channel_edits;
mod channel_pins;
mod channels;
mod comments;
mod communities;
mod conversations;
mod cors;
mod credentials;
mod document;
mod expiring_links;
mod feeds;
mod file_stories;
mod follows;
mod known_files;
mod likes;
mod live;
mod me;
pub(super) mod members;
mod message_marks;
mod message_search;
pub(super) mod messages;
mod mine;
mod notices;
mod page;
mod params;
mod pin_edits;
mod pins;
mod plans;
mod problems;
mod programs;
mod qualities;
mod reports;
mod resumable_uploads;
mod schemas;
mod search;
mod selections;
mod sessions;
mod several;
mod shapes;
mod site;
mod texts;
mod uploads;

use super::{AppState, FORM_LIMIT, body_times};
use crate::config::AccessConfig;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, Method, header::CACHE_CONTROL},
    middleware,
    routing::{any, get},
};
use tower::ServiceBuilder;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::PathItem;
use utoipa_axum::router::OpenApiRouter;

pub use document::document;

/// The base path of the API. A new version would get another one.
const BASE: &str = "/api/v1";

/// Responses are for their caller only and may hold tokens, so no cache may keep them.
const NO_STORE: HeaderValue = HeaderValue::from_static("private, no-store");

/// The API and its documentation page, without the layers that all parts of the site share.
pub(super) fn router(state: &AppState, access: &AccessConfig) -> Router<AppState> {
    let (operations, _) = operations().split_for_parts();
    let outside = ServiceBuilder::new()
        .layer(middleware::from_fn(resumable_uploads::tell_version))
        .option_layer(cors::layer(&access.cors_origins))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NO_STORE))
        .layer(middleware::from_fn_with_state(state.clone(), admission::admit));
    let api = operations
        .route("/openapi.json", get(document::send))
        .fallback(problems::no_such_route)
        .method_not_allowed_fallback(problems::wrong_method)
        .layer(outside);
    Router::new()
        .nest(BASE, api)
        // Not part of what is nested.
        .route(&format!("{BASE}/"), any(problems::no_such_route))
        .merge(page::router())
}

/// The operations for admins and moderators: method and full path.
pub(super) fn admin_operations() -> Vec<(Method, String)> {
    let below = format!("{BASE}/admin/");
    let of_path = |(path, item): (String, PathItem)| {
        let PathItem { get, put, post, delete, patch, .. } = item;
        let methods = [Method::GET, Method::PUT, Method::POST, Method::DELETE, Method::PATCH];
        let known =
            [get, put, post, delete, patch].into_iter().zip(methods).filter(|(operation, _)| operation.is_some());
        known.map(|(_, method)| (method, path.clone())).collect::<Vec<_>>()
    };
    document().paths.paths.into_iter().filter(|(path, _)| path.starts_with(&below)).flat_map(of_path).collect()
}

/// Every operation, with its description.
fn operations() -> OpenApiRouter<AppState> {
    let small = OpenApiRouter::new()
        .merge(site::routes())
        .merge(accounts::routes())
        .merge(programs::routes())
        .merge(me::routes())
        .merge(sessions::routes())
        .merge(access_tokens::routes())
        .merge(members::routes())
        .merge(follows::routes())
        .merge(pins::routes())
        .merge(file_stories::routes())
        .merge(plans::routes())
        .merge(feeds::routes())
        .merge(search::routes())
        .merge(likes::routes())
        .merge(pin_edits::routes())
        .merge(blocks::routes())
        .merge(boards::routes())
        .merge(board_edits::routes())
        .merge(comments::routes())
        .merge(categories::routes())
        .merge(communities::routes())
        .merge(channels::routes())
        .merge(channel_edits::routes())
        .merge(conversations::routes())
        .merge(message_search::routes())
        .merge(messages::routes())
        .merge(message_marks::routes())
        .merge(channel_pins::routes())
        .merge(reports::routes())
        .merge(mine::routes())
        .merge(uploads::failed_routes())
        .merge(known_files::routes())
        .merge(expiring_links::routes())
        .merge(notices::routes())
        .merge(live::routes())
        .merge(admin::routes())
        .layer(super::timeout())
        .merge(selections::routes())
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(middleware::from_fn(|request, next| body_times::in_time(body_times::OF_FORMS, request, next)));
    let uploads = OpenApiRouter::new()
        .merge(avatars::routes())
        .merge(communities::picture_routes())
        .merge(uploads::routes())
        .merge(resumable_uploads::routes())
        // The services count these bytes as they stream.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(|request, next| body_times::in_time(body_times::OF_UPLOADS, request, next)));
    small.merge(uploads)
}
