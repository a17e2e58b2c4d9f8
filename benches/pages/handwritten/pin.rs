//! The page of a pin: its picture, what is known of it, what is said about it, and what is like it.

use super::{Around, Content, Html, document::whole, grid::strip, pieces, pin_panel::panel, visitor};
use axum::{
    extract::{Path, State},
    http::Uri,
};
use maud::{Markup, html};
use tessera::{
    app::{
        addresses::{sign_in_address, sign_up_address},
        icons::Icon,
    },
    model::{
        accounts::SignUpMode,
        comments::{Start, Thread},
        errors::Problem,
        ids::PinId,
        pictures::{FULL, LOWEST},
        pins::{PinCard, PinDetail},
    },
    services::{Site, boards, comments, pins, related},
};

const SIZES: &str = "(width < 960px) 100vw, calc(100vw - 26rem)";

/// How wide the picture is that stands beside a link to the page.
const GRAPH_WIDEST: u32 = 1200;

pub async fn page(State(site): State<Site>, uri: Uri, Path(id): Path<String>) -> Result<Html, Problem> {
    let caller = visitor(site);
    let id: PinId = id.parse().map_err(|_| Problem::NotFound)?;
    let around = Around::of(&caller.site, &uri).await?;
    let detail = pins::pin(&caller, id).await?;
    let on_boards = boards::with_pin(&caller, id).await.unwrap_or_default();
    let thread = comments::thread_of(&caller, id, detail.card.comment_count, Start::Newest).await?;
    let related = related::like_this(&caller.site, None, id).await.unwrap_or_default();
    let main = html! {
        main id="main" class="page" tabindex="-1" {
            div class="pin-page" {
                article class="pin" {
                    (stage(&detail.card))
                    (panel(&around, &detail, &on_boards.public))
                }
                (said(&around, id, &thread))
            }
            (viewer())
            @if !related.is_empty() {
                section class="related" aria-labelledby="related-title" {
                    h2 class="page__section-title" id="related-title" { "More like this" }
                    (strip(&around, &related))
                }
            }
        }
    };
    Ok(whole(&around, &Content { title: detail.card.title.clone(), head: graph(&around, &detail), main }))
}

/// What it is called where it is shown instead of the picture.
fn alt(card: &PinCard) -> &str {
    if card.alt_text.is_empty() { &card.title } else { &card.alt_text }
}

fn stage(card: &PinCard) -> Markup {
    let picture = &card.picture;
    let (src, srcset) = pieces::sources(picture, picture.width);
    let placeholder = pieces::placeholder(picture).map(|placeholder| format!(";{placeholder}")).unwrap_or_default();
    let style = format!("--r:{:.4};--w:{}{placeholder}", picture.ratio(), picture.width);
    html! {
        div class="pin__stage" {
            div class="pin__frame" style=(style) {
                a class="pin__open" href=(picture.address(FULL)) {
                    img class="pin__picture" src=(src) srcset=(srcset) sizes=(SIZES) width=(picture.width)
                        height=(picture.height) alt=(alt(card)) fetchpriority="high" decoding="async" data-carried="";
                    span class="visually-hidden" { " (enlarge)" }
                }
            }
        }
    }
}

/// The comments, where there are none.
fn said(around: &Around, pin: PinId, thread: &Thread) -> Markup {
    assert_eq!(thread.count, 0, "a pin without comments");
    html! {
        section class="comments" id="comments" aria-labelledby="comments-title" data-pin=(pin) {
            h2 class="comments__title" id="comments-title" tabindex="-1" { "Comments" }
            p class="visually-hidden" role="status" {}
            p class="comments__sign-in" {
                a class="button button--primary" href=(sign_in_address(&around.here)) { "Sign in to comment" }
                @if around.front.sign_up == SignUpMode::Open {
                    a class="button button--secondary" href=(sign_up_address(&around.here)) { "Create an account" }
                }
            }
            div class="empty" {
                span class="empty__icon" { (pieces::icon(Icon::Comment, "icon")) }
                p class="empty__title" { "No comments yet" }
                p class="empty__words" { "Be the first to comment." }
            }
            ol class="comments__list" {}
        }
    }
}

/// The picture over the whole screen, as the island that it is on the site.
fn viewer() -> Markup {
    let buttons = [
        (Icon::Minus, "Zoom out", "out"),
        (Icon::Plus, "Zoom in", "in"),
        (Icon::Whole, "Fit to screen", "fit"),
        (Icon::Close, "Close", "close"),
    ];
    html! {
        leptos-island data-component="Viewer" {
            dialog class="viewer" {
                leptos-children {
                    div class="viewer__bar" {
                        output class="viewer__scale" { "Fit" }
                        @for (icon, words, does) in buttons {
                            button class="icon-button viewer__button" type="button" aria-label=(words)
                                autofocus[does == "in"] data-zoom=(does) { (pieces::icon(icon, "icon")) }
                        }
                    }
                    div class="viewer__window" tabindex="-1" { div class="viewer__picture" {} }
                }
            }
        }
    }
}

/// What other sites show beside a link to the page.
fn graph(around: &Around, detail: &PinDetail) -> Markup {
    let PinDetail { card, description, .. } = detail;
    let address = format!("{}/pin/{}", around.site, card.id);
    let words = match description.split_whitespace().collect::<Vec<_>>().join(" ") {
        words if words.is_empty() => format!("A picture by {}", card.owner.display_name),
        words => words,
    };
    let available = card.picture.available();
    let best = available.iter().rev().find(|size| size.width <= GRAPH_WIDEST && size.n != LOWEST).or(available.last());
    html! {
        link rel="canonical" href=(address);
        meta property="og:site_name" content=(around.front.name);
        meta property="og:type" content="article";
        meta property="og:url" content=(address);
        meta property="og:title" content=(card.title);
        meta property="og:description" content=(words);
        meta name="twitter:title" content=(card.title);
        meta name="twitter:description" content=(words);
        meta name="twitter:card" content=(if best.is_some() { "summary_large_image" } else { "summary" });
        @if let Some(size) = best {
            @let image = format!("{}{}", around.site, card.picture.address(size.n));
            meta property="og:image" content=(image);
            meta property="og:image:type" content="image/webp";
            meta property="og:image:width" content=(size.width);
            meta property="og:image:height" content=(size.height);
            meta property="og:image:alt" content=(alt(card));
            meta name="twitter:image" content=(image);
            meta name="twitter:image:alt" content=(alt(card));
        }
    }
}
