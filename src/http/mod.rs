//! The server's doors: axum's router, and one file for each thing that comes in or goes out.

mod accounts;
mod acts;
mod address;
mod admin;
mod api;
mod assets;
mod body_times;
mod channels;
mod communities;
mod connections;
mod devices;
mod draining;
mod expiring_links;
mod files;
mod forms;
mod headers;
mod health;
mod hosts;
mod live;
mod media;
mod monitoring;
mod multipart;
mod notices;
mod outages;
mod pages;
mod pins;
mod problems;
mod reading_limits;
mod request_ids;
mod restores;
mod served;
mod sessions;
mod settings;
mod shared;
mod theme;
mod traces;
mod uploads;

use crate::{
    app::served::{Files, PAGES},
    config::Config,
    services::Site,
    telemetry,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    http::{Request, StatusCode},
    middleware,
    routing::{get, post},
};
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use std::{sync::Arc, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, timeout::TimeoutLayer,
    trace::TraceLayer,
};

pub use admin::admin_addresses;
pub use api::document;
pub use assets::{SiteFilesMissing, find_site_files};
pub use connections::Connections;
pub use live::encode as encode_frame;
pub use media::FastPath;
pub use monitoring::monitoring_router;

use request_ids::RequestId;

/// How long the head of an answer may take, but for uploads and changes of many pins: longer than a statement may
/// (`statement_timeout`), so that only a database which says nothing at all gets here.
const ANSWER_PATIENCE: Duration = Duration::from_secs(18);

/// The largest body of a request that is no upload, in bytes.
const FORM_LIMIT: usize = 64 * 1024;

/// The largest body of a form with ticked boxes, in bytes: some 150 for each.
const SELECTION_LIMIT: usize = 512 * 1024;

/// What every handler can ask for. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    site: Site,
    leptos: LeptosOptions,
    files: Arc<Files>,
    trusted_proxies: Arc<[IpNet]>,
    media: Arc<media::Memory>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl FromRef<AppState> for Site {
    fn from_ref(state: &AppState) -> Self {
        state.site.clone()
    }
}

/// The whole site as one service, and the short way past it.
pub fn router(site: Site, leptos: LeptosOptions, config: &Config) -> (Router, FastPath) {
    let secure = config.serving.secure();
    let sessions = sessions::layer(site.db().clone(), secure);
    let (files, trusted_proxies) = (Arc::new(assets::files(&leptos)), config.access.trusted_proxies.as_slice().into());
    let media = Arc::new(media::Memory::new(secure));
    let state = AppState { site, leptos, files, trusted_proxies, media };
    let uploads = Router::new()
        .route("/upload", post(uploads::create_pins))
        .route("/signup", post(accounts::sign_up))
        .route("/settings", post(settings::profile))
        .route("/pin/{id}/edit", post(pins::edit))
        .merge(channels::uploads())
        .merge(communities::picture_routes())
        // The services count these bytes as they stream.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(|request, next| body_times::in_time(body_times::OF_UPLOADS, request, next)));
    let pages = Router::new()
        .merge(pages_alone())
        .merge(forms_of_accounts())
        .merge(communities::routes())
        .merge(expiring_links::routes())
        .merge(shared::routes())
        .merge(theme::routes())
        .merge(admin::router(&state))
        .merge(acts::routes())
        .fallback_service(assets::public_files(&state))
        .layer(DefaultBodyLimit::max(FORM_LIMIT));
    // Room for thousands of ticked boxes.
    let selections =
        Router::new().route("/uploads", post(pins::change_many)).layer(DefaultBodyLimit::max(SELECTION_LIMIT));
    let others = pages
        .layer(timeout())
        .merge(selections)
        .layer(middleware::from_fn(|request, next| body_times::in_time(body_times::OF_FORMS, request, next)));
    let people = uploads.merge(others).layer(sessions.clone()).layer(middleware::from_fn(theme::read));
    let people = people.layer(CsrfLayer::new()).layer(CompressionLayer::new());
    // Files are neither pages nor compressed, and change nothing. It is asked who looks where not everyone may have one.
    let media = media::routes().layer(timeout()).layer(sessions);
    let programs = api::router(&state, &config.access).layer(CompressionLayer::new());
    let package = Router::new().nest(&format!("/{}", state.leptos.site_pkg_dir), assets::package(&state.leptos));
    let counted = people
        .merge(media)
        .merge(package)
        .merge(programs)
        .layer(middleware::from_fn_with_state(state.clone(), reading_limits::check))
        .layer(CatchPanicLayer::custom(problems::from_panic))
        .layer(middleware::from_fn_with_state(state.clone(), outages::in_words))
        .layer(middleware::from_fn_with_state(state.clone(), restores::meanwhile));
    let machines = Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready));
    let host: Option<Arc<str>> = config.serving.host.as_deref().map(Arc::from);
    let fast_path = FastPath::new(state.clone(), host.clone());
    let outside = ServiceBuilder::new()
        .layer(middleware::from_fn(request_ids::name))
        .layer(TraceLayer::new_for_http().make_span_with(request_span))
        .layer(middleware::from_fn(move |request, next| headers::secure(secure, request, next)))
        .layer(middleware::from_fn_with_state(state.clone(), draining::close_connection))
        .layer(middleware::from_fn_with_state(host, hosts::check))
        .layer(CatchPanicLayer::custom(problems::from_panic));
    let all = counted.merge(machines).layer(outside).with_state(state.clone());
    (watched(all, state), fast_path)
}

/// The same, measured and traced where that is asked for.
fn watched(all: Router, state: AppState) -> Router {
    let all = if telemetry::is_on() { all.layer(middleware::from_fn(monitoring::measure)) } else { all };
    if telemetry::is_traced() { all.layer(middleware::from_fn_with_state(state, traces::follow)) } else { all }
}

/// Answers 503 where the head of an answer takes too long.
fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_PATIENCE)
}

/// Pages that other doors lead to. A member's is one segment, as is a file in `public/`: the fallback looks for the file first. What an
/// expiring link leads to is a page for browsers alone: its own door decides.
const BY_OTHER_DOORS: [&str; 2] = ["/{handle}", "/l/{token}"];

fn pages_alone() -> Router<AppState> {
    let addresses = PAGES.iter().map(|(address, _)| *address).filter(|address| !BY_OTHER_DOORS.contains(address));
    addresses.fold(Router::new(), |router, address| router.route(address, get(pages::page)))
}

/// The forms that pages post, but for those with files.
fn forms_of_accounts() -> Router<AppState> {
    Router::new()
        .route("/login", post(accounts::sign_in))
        .route("/logout", post(accounts::sign_out).get(|| async { forms::to_page("/") }))
        .route("/forgot", post(accounts::forgot_password))
        .route("/reset", post(accounts::reset_password))
        .route("/verify", post(accounts::verify_email))
        .route("/restore", post(restores::restore))
        .route("/settings/email", post(settings::email))
        .route("/settings/email/verification", post(settings::verification))
        .route("/settings/password", post(settings::password))
        .route("/settings/sessions", post(settings::end_sessions))
        .route("/settings/tokens", post(settings::make_token))
        .route("/settings/tokens/revoke", post(settings::revoke_token))
        .route("/settings/delete", post(settings::delete))
        .route("/pin/{id}/delete", post(pins::delete))
        .route("/uploads/restore", post(pins::restore).get(|| async { forms::to_page("/uploads") }))
        .route("/notifications/read", post(notices::read))
}

/// Every address of a page: braces stand for what differs.
pub fn page_addresses() -> Vec<String> {
    PAGES.iter().map(|(address, _)| (*address).to_owned()).collect()
}

/// Whatever stands below these in a path is secret.
const SECRET_BELOW: [&str; 3] = [shared::BELOW, "/invite/", "/api/v1/invitations/"];

/// The span of a request: what was asked for, under the id that the answer carries.
fn request_span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.extensions().get::<RequestId>();
    let (id, theirs) = id.map_or(("", ""), |id| (id.ours.as_str(), id.theirs.as_str()));
    // The path alone: a query can hold a token. So does the path of an expiring link, and of an invitation.
    let path = request.uri().path();
    let path = SECRET_BELOW.into_iter().find(|below| path.starts_with(below)).unwrap_or(path);
    // At the highest level, so that every line about the request has it, however little is logged.
    tracing::error_span!("request", method = %request.method(), path, id, theirs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::reserved_names::is_reserved;

    #[tokio::test]
    async fn the_first_part_of_every_pages_address_is_nobodys_user_name() {
        let pages = page_addresses();
        let firsts: Vec<_> = pages.iter().filter_map(|page| page.split('/').nth(1)).collect();
        assert!(firsts.len() > 20);
        for first in firsts {
            let could_be_a_name =
                first.len() >= 3 && first.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            assert!(!could_be_a_name || is_reserved(first), "/{first}");
        }
    }
}
