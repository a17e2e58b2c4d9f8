//! What is known of a pin, beside its picture.

use super::{Around, boards, pieces};
use maud::{Markup, html};
use tessera::{
    app::{
        addresses::{Intent, with_query},
        icons::Icon,
    },
    model::{
        boards::BoardCard,
        pictures::LOWEST,
        pins::PinDetail,
        prose::{Piece, pieces as pieces_of},
    },
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

/// What a link to a stranger's page says of it.
const STRANGE: &str = "nofollow ugc noopener noreferrer";

pub fn panel(around: &Around, detail: &PinDetail, on_boards: &[BoardCard]) -> Markup {
    let card = &detail.card;
    html! {
        aside class="pin__panel" aria-label="About this picture" {
            h1 class="pin__title" dir="auto" { (card.title) }
            div class="pin__byline" {
                a class="pin__owner" href={ "/@" (card.owner.username) } {
                    (pieces::avatar(&card.owner, "avatar"))
                    span class="pin__who" {
                        span class="pin__name" dir="auto" { (card.owner.display_name) }
                        span class="pin__handle" { "@" (card.owner.username) }
                    }
                }
                (pieces::follow(around, &card.owner, "button button--primary button--small"))
            }
            (acts(around, detail))
            div data-on-boards {
                @if !on_boards.is_empty() {
                    section class="on-boards" {
                        h2 class="on-boards__title" { "On boards" }
                        (boards::cards(on_boards, "Boards that show this picture"))
                    }
                }
            }
            @if !detail.description.is_empty() { p class="prose" dir="auto" { (prose(&detail.description)) } }
            @if !detail.tags.is_empty() {
                ul class="tags" aria-label="Tags" {
                    @for tag in &detail.tags {
                        li { a class="tag" href=(with_query("/", &[("tag", tag)])) dir="auto" { "#" (tag) } }
                    }
                }
            }
            p class="pin__badges" {
                span class="badge" { (pieces::icon(Icon::Globe, "icon icon--small")) "Public" }
            }
            div class="pin__more" {
                @if !card.alt_text.is_empty() {
                    details class="disclosure" {
                        summary class="disclosure__toggle" { "Alternative text" }
                        p class="disclosure__body" { (card.alt_text) }
                    }
                }
            }
            (facts(detail))
        }
    }
}

/// The buttons by which it is saved, liked, downloaded and handed on.
fn acts(around: &Around, detail: &PinDetail) -> Markup {
    let card = &detail.card;
    html! {
        div class="pin__like" data-saved {
            a class="button button--primary" href=(around.sign_in_to(Intent::Save)) {
                (pieces::icon(Icon::Board, "icon icon--small")) "Save"
            }
            (pieces::like(around, card))
            div class="pin__share" {
                (download(detail))
                button class="button button--secondary" type="button" data-needs-script data-share data-title=(card.title)
                    data-address={ (around.site) "/pin/" (card.id) } {
                    (pieces::icon(Icon::Link, "icon icon--small"))
                    span data-share-word { "Copy link" }
                }
            }
        }
    }
}

fn download(detail: &PinDetail) -> Markup {
    let (picture, title) = (&detail.card.picture, &detail.card.title);
    html! {
        details class="dropdown" {
            summary class="dropdown__toggle button button--secondary" id="download" {
                (pieces::icon(Icon::Download, "icon icon--small")) "Download"
            }
            div class="dropdown__panel" {
                ul class="sizes" {
                    @for size in picture.available().iter().filter(|size| size.n != LOWEST) {
                        li {
                            a class="dropdown__item" href=(picture.address(size.n)) download={ (title) " " (size.width) ".webp" } {
                                (size.width) " × " (size.height)
                            }
                        }
                    }
                    @for size in &detail.given.thumbnails {
                        li {
                            a class="dropdown__item" href=(picture.thumbnail_address(size.height))
                                download={ (title) " h" (size.height) ".webp" } { "Thumbnail, " (size.height) " px high" }
                        }
                    }
                    @if detail.given.original {
                        li {
                            a class="dropdown__item" href=(picture.original_address()) download="" { "Download original" }
                        }
                    }
                }
            }
        }
    }
}

fn facts(detail: &PinDetail) -> Markup {
    let picture = &detail.card.picture;
    html! {
        dl class="facts" {
            dt class="facts__name" { "Added" }
            dd class="facts__value" { (moment(detail.created_at)) }
            dt class="facts__name" { "Dimensions" }
            dd class="facts__value" { (picture.width) " × " (picture.height) }
            @if let Some(address) = &detail.source_url {
                dt class="facts__name" { "Source" }
                dd class="facts__value" { (source(address)) }
            }
        }
    }
}

/// A point in time that is more than a month ago.
fn moment(at: OffsetDateTime) -> Markup {
    let in_full = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    let short = format_description!("[day padding:none] [month repr:short] [year]");
    html! {
        time datetime=(at.format(&Rfc3339).unwrap_or_default()) title=(at.format(in_full).unwrap_or_default()) {
            (at.format(short).unwrap_or_default())
        }
    }
}

fn source(address: &str) -> Markup {
    html! {
        @match pieces_of(address).as_slice() {
            [Piece::Address(whole)] => {
                @let bare = whole.split_once("://").map_or(*whole, |(_, rest)| rest);
                a class="facts__link" href=(address) rel=(STRANGE) {
                    (bare.trim_start_matches("www.").trim_end_matches('/'))
                }
            },
            _ => { (address) },
        }
    }
}

fn prose(text: &str) -> Markup {
    html! {
        @for piece in pieces_of(text) {
            @match piece {
                Piece::Address(address) => { a href=(address) rel=(STRANGE) dir="ltr" { (address) } },
                Piece::Words(words) | Piece::Mention(words) => { (words) },
            }
        }
    }
}
