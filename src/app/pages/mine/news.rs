//! What became of what was done to many pictures, said on the page that it leads to.

use crate::{
    app::{
        components::{ButtonForm, Draw, Icon},
        counts::pictures,
        location,
    },
    model::ids::{BoardId, DeletionId},
};
use leptos::prelude::*;
use std::str::FromStr;

/// What the address says was done (`?deleted=…&count=3`, `?changed=3`, `?changed=3&board=…`, `?restored=3`).
#[component]
pub(super) fn News(
    /// The address without it.
    left: String,
) -> impl IntoView {
    let deleted = said::<DeletionId>("deleted").map(|deletion| {
        let words = format!("{} deleted.", pictures(said("count").unwrap_or(1)));
        view! { <Undoable deletion words left /> }
    });
    let changed = said("changed").map(|count: u32| match said("board") {
        Some(board) => on_board(count, board).into_any(),
        None => done(format!("{} changed.", pictures(count))).into_any(),
    });
    let restored = said("restored").map(|count: u32| {
        done(if count == 1 {
            "Your picture was restored.".to_owned()
        } else {
            format!("{} restored.", pictures(count))
        })
    });
    view! { {deleted}{changed}{restored} }
}

/// What the address says under a name.
fn said<T: FromStr>(name: &str) -> Option<T> {
    location::query().get(name).and_then(|text| text.parse().ok())
}

/// Where scripts run, it goes away in time (`lazy/selection/deleting.rs`), and `left` becomes the address.
#[component]
fn Undoable(deletion: DeletionId, words: String, left: String) -> impl IntoView {
    view! {
        <div class="alert alert--success alert--action" data-lazy data-left=left>
            <Draw icon=Icon::Done />
            <p class="alert__body" role="status">{words}</p>
            <ButtonForm
                action="/uploads/restore"
                fields=vec![("deletion", deletion.to_string())]
                class="button button--secondary button--small"
            >
                "Undo"
            </ButtonForm>
        </div>
    }
}

fn done(words: String) -> impl IntoView {
    view! {
        <div class="alert alert--success" role="status">
            <Draw icon=Icon::Done />
            <p class="alert__body">{words}</p>
        </div>
    }
}

fn on_board(count: u32, board: BoardId) -> impl IntoView {
    view! {
        <div class="alert alert--success alert--action">
            <Draw icon=Icon::Done />
            <p class="alert__body" role="status">{format!("{} added to the board.", pictures(count))}</p>
            <a class="button button--secondary button--small" href=format!("/board/{board}")>"View board"</a>
        </div>
    }
}

/// Says how many deleted pictures are not gone for good yet, as long as their deletion can be undone: nobody has to wait for the rest.
#[component]
pub(super) fn Deleting(
    /// How many there are still.
    deleting: u32,
) -> impl IntoView {
    let shown = deleting > 0 && said::<DeletionId>("deleted").is_some();
    view! {
        <p class="deleting" role="status" hidden=!shown>
            <span class="spinner" aria-hidden="true"></span>
            {format!("Deleting {}…", pictures(deleting))}
        </p>
    }
}
