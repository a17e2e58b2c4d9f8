//! Plain text of people's own, as it is shown: its web addresses as links, and its mentions where there are such members.

use crate::model::prose::{Piece, pieces};
use leptos::prelude::*;

/// What a link to a stranger's page says of it to search engines, and keeps from that page.
pub const STRANGE: &str = "nofollow ugc noopener noreferrer";

/// A text with its links. Whom it mentions is known to whoever has the text.
pub fn prose(text: &str, is_member: impl Fn(&str) -> bool) -> Vec<AnyView> {
    let piece = |piece: &Piece<'_>| match *piece {
        Piece::Address(address) => {
            view! { <a href=address.to_owned() rel=STRANGE dir="ltr">{address.to_owned()}</a> }.into_any()
        }
        Piece::Mention(mention) if is_member(&mention[1..]) => {
            view! { <a class="mention" href=format!("/{mention}")>{mention.to_owned()}</a> }.into_any()
        }
        Piece::Words(words) | Piece::Mention(words) => words.to_owned().into_any(),
    };
    pieces(text).iter().map(piece).collect()
}
