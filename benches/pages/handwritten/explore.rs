//! Everybody's pictures, the newest first.

use super::{Around, Content, Html, document::whole, grid::grid, visitor};
use axum::{
    extract::{Query, State},
    http::Uri,
};
use maud::{Markup, html};
use std::collections::HashMap;
use tessera::{
    app::served::list,
    model::{
        accounts::SignUpMode,
        errors::Problem,
        feeds::{FeedOf, Order, Window},
    },
    services::Site,
};

pub async fn page(
    State(site): State<Site>,
    uri: Uri,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Html, Problem> {
    let caller = visitor(site);
    let around = Around::of(&caller.site, &uri).await?;
    let feed = FeedOf::Explore { order: Order::Newest };
    let page = list(&caller, &feed, query.get("cursor").map(String::as_str)).await?;
    let main = html! {
        main id="main" class="page" tabindex="-1" {
            (hero(around.front.sign_up))
            (orders())
            (grid(&around, &feed, &page, "Newest pictures"))
        }
    };
    Ok(whole(&around, &Content { title: String::new(), head: Markup::default(), main }))
}

fn hero(sign_up: SignUpMode) -> Markup {
    let (address, words) =
        if sign_up == SignUpMode::Open { ("/signup", "Create an account") } else { ("/login", "Sign in") };
    html! {
        section class="hero" {
            div class="hero__words" {
                h1 class="hero__title" { "Pictures worth a second look" }
                p class="hero__lead" { "Share your pictures, and discover what others have shared." }
            }
            a class="button button--primary hero__action" href=(address) { (words) }
            div class="hero__mosaic" aria-hidden="true" {
                div class="mosaic" { @for _ in 0..36 { span class="mosaic__tile" {} } }
            }
        }
    }
}

fn orders() -> Markup {
    let popular = FeedOf::Explore { order: Order::Popular(Window::Week) }.address(None);
    html! {
        nav class="orders" aria-label="Sort order" {
            div class="segmented" {
                a class="segmented__option" href="/" aria-current="true" { "Newest" }
                a class="segmented__option" href=(popular) { "Most liked" }
            }
        }
    }
}
