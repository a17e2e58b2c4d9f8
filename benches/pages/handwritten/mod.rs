//! The pages as one writes them by hand, with axum and maud: the markup of the site's own pages (`src/app`), element by element, as a
//! visitor gets them. What they load they load through the same services, in the same order. The list of pins as JSON stands by itself.

mod boards;
mod document;
mod explore;
mod grid;
mod list;
mod pieces;
mod pin;
mod pin_panel;
mod profile;
mod search;

use axum::{
    Router,
    http::{HeaderName, Uri, header::CONTENT_TYPE},
    routing::get,
    serve::ListenerExt,
};
use maud::Markup;
use std::net::{Ipv4Addr, SocketAddr};
use tessera::{
    app::addresses::{Intent, sign_in_to},
    model::{errors::Problem, site::Front},
    services::{Caller, Site, site_settings},
};
use tokio::net::TcpListener;

/// A page as it is answered.
pub type Html = ([(HeaderName, &'static str); 1], String);

/// Serves them on a port of its own, as long as this process is there.
pub async fn serve(site: Site) -> SocketAddr {
    let router = Router::new()
        .route("/", get(explore::page))
        .route("/pin/{id}", get(pin::page))
        .route("/search", get(search::page))
        .route("/{handle}", get(profile::page))
        .route("/api/v1/pins", get(list::pins))
        .with_state(site);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let listener = listener.tap_io(|connection| connection.set_nodelay(true).expect("a socket"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A visitor.
fn visitor(site: Site) -> Caller {
    Caller { site, me: None, session: None, token: None, from: Ipv4Addr::LOCALHOST.into() }
}

/// What a page says of the site, and where it stands.
pub struct Around {
    front: Front,
    /// The site's address, without a slash at its end.
    site: String,
    path: String,
    /// The path with its query.
    here: String,
}

impl Around {
    async fn of(site: &Site, uri: &Uri) -> Result<Self, Problem> {
        let here = uri.path_and_query().map_or("/", |here| here.as_str()).to_owned();
        let address = site.address("/").trim_end_matches('/').to_owned();
        Ok(Self { front: site_settings::front(site).await?, site: address, path: uri.path().to_owned(), here })
    }

    /// Where a visitor signs in, to do something, and comes back from.
    fn sign_in_to(&self, intent: Intent) -> String {
        sign_in_to(intent, &self.here)
    }
}

/// What is a page's own.
pub struct Content {
    /// What it is called; nothing for the main page.
    title: String,
    /// What it adds to the head.
    head: Markup,
    /// What stands between header and footer.
    main: Markup,
}

fn answer(page: Markup) -> Html {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string())
}
