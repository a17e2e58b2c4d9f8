//! Boards as cards.

use super::pieces;
use maud::{Markup, html};
use tessera::{app::counts, model::boards::BoardCard};

const SIZES: &str = "(width < 600px) 60vw, 18rem";

const WIDEST: u32 = 480;

/// Boards, each with a few of its pictures and whose it is.
pub fn cards(boards: &[BoardCard], label: &str) -> Markup {
    html! {
        ul class="boards" aria-label=(label) {
            @for board in boards {
                li {
                    a class="board-card" href={ "/board/" (board.id) } {
                        (mosaic(board))
                        span class="board-card__title" dir="auto" { (board.title) }
                        span class="board-card__facts" {
                            span { (counts::pictures(board.count)) }
                            span { "by " bdi { (board.owner.display_name) } }
                        }
                    }
                }
            }
        }
    }
}

fn mosaic(board: &BoardCard) -> Markup {
    html! {
        span class="board-mosaic" data-count=(board.pictures.len()) aria-hidden="true" {
            @for picture in &board.pictures {
                @let (src, srcset) = pieces::sources(picture, WIDEST);
                span class="board-mosaic__tile" style=[pieces::placeholder(picture)] {
                    img class="board-mosaic__picture" src=(src) srcset=(srcset) sizes=(SIZES) width=(picture.width)
                        height=(picture.height) alt="" loading="lazy" decoding="async";
                }
            }
        }
    }
}
