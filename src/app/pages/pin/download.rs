//! The picture to download, in all its sizes.

use crate::{
    app::components::{Draw, Dropdown, Icon},
    model::{
        pictures::{LOWEST, Picture},
        pins::Given,
    },
};
use leptos::prelude::*;

/// The quality states, and what the owner's plan gives beside them.
#[component]
pub(super) fn Download(picture: Picture, given: Given, title: String) -> impl IntoView {
    let name = file_name(&title);
    let link = |address: String, file: String, words: String| {
        view! {
            <li><a class="dropdown__item" href=address download=file>{words}</a></li>
        }
    };
    let states = picture.available().into_iter().filter(|size| size.n != LOWEST).map(|size| {
        let words = format!("{} × {}", size.width, size.height);
        link(picture.address(size.n), format!("{name} {}.webp", size.width), words)
    });
    let states = states.collect_view();
    let thumbnails = given.thumbnails.iter().map(|size| {
        let words = format!("Thumbnail, {} px high", size.height);
        link(picture.thumbnail_address(size.height), format!("{name} h{}.webp", size.height), words)
    });
    let thumbnails = thumbnails.collect_view();
    let original =
        given.original.then(|| link(picture.original_address(), String::new(), "Download original".to_owned()));
    let label = view! { <Draw icon=Icon::Download class="icon--small" />"Download" }.into_any();
    view! {
        <Dropdown id="download" class="button button--secondary" label>
            <ul class="sizes">{states}{thumbnails}{original}</ul>
        </Dropdown>
    }
}

/// A title as the name of a file on any system.
fn file_name(title: &str) -> String {
    let name: String =
        title.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c }).collect();
    name.trim_matches([' ', '.']).to_owned()
}
