//! Pieces of the page that come and go. The server has drawn all of them; the document has those that are needed now.

use crate::app::browser::dom;
use web_sys::{Element, Node};

/// Puts the pieces that are shown into an element, in this order, and takes the others out. What stays is not touched, so it keeps the focus.
pub(super) fn arrange(place: &Element, pieces: &[(&Element, bool)]) {
    let mut next: Option<&Element> = None;
    for (piece, is_shown) in pieces.iter().copied().rev() {
        let is_there = piece.parent_element().is_some_and(|parent| parent == *place);
        if is_shown && !is_there {
            // `next` is in that place.
            let _ = place.insert_before(piece, next.map(AsRef::<Node>::as_ref));
        } else if is_there && !is_shown {
            piece.remove();
        }
        if is_shown {
            next = Some(piece);
        }
    }
}

/// The same for pieces that name in `data-at` what has to hold for them to be shown. Those without it always are.
pub(super) fn arrange_by(place: &Element, pieces: &[Element], holds: &[(&str, bool)]) {
    let is_shown =
        |piece: &Element| piece.get_attribute("data-at").is_none_or(|at| holds.contains(&(at.as_str(), true)));
    let pieces: Vec<_> = pieces.iter().map(|piece| (piece, is_shown(piece))).collect();
    arrange(place, &pieces);
}

/// Sets the text of an element, unless it has that text: a screen reader might say it again.
pub(super) fn say(element: &Element, words: &str) {
    if element.text_content().unwrap_or_default() != words {
        element.set_text_content(Some(words));
    }
}

/// Gives an element a class, or takes it away.
pub(super) fn toggle(element: &Element, class: &str, on: bool) {
    // Browsers refuse no such name.
    let _ = element.class_list().toggle_with_force(class, on);
}

/// Disables a button or a field, or enables it.
pub(super) fn disable(element: &Element, is_disabled: bool) {
    dom::set(element, "disabled", is_disabled.then_some(""));
}
