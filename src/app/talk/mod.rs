//! What channels and conversations need in a browser. It is a bundle of its own, which `islands/lazy.rs` loads on pages with a
//! `[data-talk]`. The server draws the page, and a stretch of older messages is fetched as it draws them; messages that come over the
//! socket are drawn from copies of its templates. Compiled for the server as well, where its tests run.

mod acts;
mod attached;
mod composer;
mod dates;
mod entry;
mod fresh;
pub mod grouping;
mod keys;
mod line;
mod list;
mod menu;
mod outbox;
mod paging;
mod presence;
mod reading;
mod room;
mod scroll;
mod wire;

use super::browser::dom;
use composer::Composer;
use leptos::prelude::document;
use room::Room;

/// Brings the channel of the page to life.
pub fn start() {
    let Some(root) = dom::first("[data-talk]") else { return };
    let room = Room::of(root);
    let composer = Composer::start(&room);
    keys::start(&room);
    menu::start(&room, composer);
    acts::start(&room);
    paging::start(&room);
    reading::start(&room);
    dates::start();
    line::start(&room);
    if let Some(root) = document().document_element() {
        dom::set(&root, "data-talk-ready", Some(""));
    }
}
