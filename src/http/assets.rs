//! The files of the site itself: the WASM package and what lies in `public/`.

use super::{AppState, pages};
use crate::app::served::Files;
use axum::{
    Router,
    handler::Handler,
    http::{HeaderValue, Response, header::CACHE_CONTROL},
};
use leptos::config::{LeptosOptions, get_configuration};
use std::path::{Path, PathBuf};
use thiserror::Error;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// The site's files are nowhere to be found.
#[derive(Debug, Error)]
#[error(
    "the site's files were not found: start from the checkout, or keep Leptos.toml and the folder “site” next to the \
     program"
)]
pub struct SiteFilesMissing;

/// Finds `Leptos.toml` and the site's files: in the working directory, beside the program, or in the checkout that the
/// program was built in.
///
/// # Errors
/// [`SiteFilesMissing`].
pub fn find_site_files() -> Result<LeptosOptions, SiteFilesMissing> {
    let program = std::env::current_exe().unwrap_or_default();
    let beside = program.ancestors().skip(1).take(3).map(Path::to_owned);
    let places = std::iter::once(PathBuf::from(".")).chain(beside);
    let place = places.into_iter().find(|place| place.join("Leptos.toml").exists()).ok_or(SiteFilesMissing)?;
    let file = place.join("Leptos.toml");
    let configuration = get_configuration(file.to_str()).map_err(|_| SiteFilesMissing)?;
    let mut options = configuration.leptos_options;
    if std::env::var_os("LEPTOS_SITE_ROOT").is_none() {
        let installed = place.join("site");
        let root = if installed.is_dir() { installed } else { place.join(&*options.site_root) };
        options.site_root = root.to_string_lossy().into_owned().into();
    }
    // The hashes lie beside the program. Where they do not (a test, a bare copy), names go without.
    options.hash_files &= program.with_file_name(&*options.hash_file).exists();
    Ok(options)
}

/// The addresses of the files that pages load.
pub(super) fn files(options: &LeptosOptions) -> Files {
    let hashes = std::env::current_exe().ok().filter(|_| options.hash_files);
    let hashes = hashes.and_then(|program| std::fs::read_to_string(program.with_file_name(&*options.hash_file)).ok());
    let hash = |kind: &str| {
        let lines = hashes.as_deref().unwrap_or_default().lines();
        let found = lines.filter_map(|line| line.split_once(':')).find(|(known, _)| known.trim() == kind);
        found.map_or_else(String::new, |(_, hash)| format!(".{}", hash.trim()))
    };
    let file =
        |name: &str, kind: &str, ending: &str| format!("/{}/{name}{}.{ending}", options.site_pkg_dir, hash(kind));
    Files {
        css: file(&options.output_name, "css", "css"),
        community_css: file("communities", "communities-css", "css"),
        js: file("islands", "islands-js", "js"),
        wasm: file("islands", "islands-wasm", "wasm"),
        lazy: [file("lazy", "lazy-js", "js"), file("lazy", "lazy-wasm", "wasm")],
        talk: [file("talk", "talk-js", "js"), file("talk", "talk-wasm", "wasm")],
    }
}

/// The WASM package. Its files carry their hash in their name, so whoever has one keeps it.
pub(super) fn package(options: &LeptosOptions) -> Router<AppState> {
    let folder = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    let cache = if options.hash_files { "public, max-age=31536000, immutable" } else { "no-cache" };
    Router::new().fallback_service(ServeDir::new(folder).precompressed_br().precompressed_gzip()).layer(
        SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, move |response: &Response<_>| {
            // A file that is missing now may come with the next version.
            response.status().is_success().then(|| HeaderValue::from_static(cache))
        }),
    )
}

/// Icons and the like by their names; whatever else is asked for is a page that does not exist.
pub(super) fn public_files(state: &AppState) -> Router {
    let folder = Path::new(&*state.leptos.site_root).to_owned();
    let files = ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .call_fallback_on_method_not_allowed(true)
        .fallback(pages::page.with_state(state.clone()));
    Router::new().fallback_service(files)
}
