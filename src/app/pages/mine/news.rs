//! What became of what was done to many pictures, said on the page that it leads to.

use super::wanted::Wanted;
use crate::{
    app::{
        components::{ButtonForm, Draw, Icon},
        counts::pictures,
    },
    model::ids::{BoardId, DeletionId},
    server_fns,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::time::Duration;

/// For how long a deletion can be undone here. The server gives it some more seconds, for slow lines.
const UNDO: Duration = Duration::from_secs(15);

/// How long between looks whether what was deleted is gone.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What the address says was done (`?deleted=…&count=3`, `?changed=3`, `?changed=3&board=…`, `?restored=3`).
#[component]
pub(super) fn News(wanted: Memo<Wanted>) -> impl IntoView {
    let query = use_query_map();
    let number = move |name: &'static str| {
        Memo::new(move |_| query.with(|query| query.get(name)).and_then(|text| text.parse::<u32>().ok()))
    };
    let deletion =
        Memo::new(move |_| query.with(|query| query.get("deleted")).and_then(|text| text.parse::<DeletionId>().ok()));
    let board =
        Memo::new(move |_| query.with(|query| query.get("board")).and_then(|text| text.parse::<BoardId>().ok()));
    let (count, changed, restored) = (number("count"), number("changed"), number("restored"));
    forget_in_time(deletion, wanted);
    view! {
        {move || deletion.get().map(|deletion| view! {
            <div class="alert alert--success alert--action">
                <Draw icon=Icon::Done />
                <p class="alert__body" role="status">{format!("{} deleted.", pictures(count.get().unwrap_or(1)))}</p>
                <ButtonForm
                    action="/uploads/restore"
                    fields=vec![("deletion", deletion.to_string())]
                    class="button button--secondary button--small"
                >
                    "Undo"
                </ButtonForm>
            </div>
        })}
        {move || changed.get().map(|count| match board.get() {
            Some(board) => on_board(count, board).into_any(),
            None => done(format!("{} changed.", pictures(count))).into_any(),
        })}
        {move || restored.get().map(|count| done(if count == 1 {
            "Your picture is back.".to_owned()
        } else {
            format!("{} are back.", pictures(count))
        }))}
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
    let words = if count == 1 {
        "1 picture is on the board.".to_owned()
    } else {
        format!("{} are on the board.", pictures(count))
    };
    view! {
        <div class="alert alert--success alert--action">
            <Draw icon=Icon::Done />
            <p class="alert__body" role="status">{words}</p>
            <a class="button button--secondary button--small" href=format!("/board/{board}")>"See the board"</a>
        </div>
    }
}

/// Takes the way back from the page when it leads nowhere any more.
fn forget_in_time(deletion: Memo<Option<DeletionId>>, wanted: Memo<Wanted>) {
    let navigate = use_navigate();
    Effect::new(move || {
        if deletion.get().is_none() {
            return;
        }
        let navigate = navigate.clone();
        let forget = move || {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&wanted.get_untracked().address(None), options);
        };
        if let Ok(timer) = set_timeout_with_handle(forget, UNDO) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// Says how many deleted pictures are not gone for good yet, and looks again until all are.
#[component]
pub(super) fn Deleting(
    /// How many there are still.
    deleting: RwSignal<u32>,
    /// How many pictures match in all.
    matching: RwSignal<u32>,
    wanted: Memo<Wanted>,
) -> impl IntoView {
    let looked = RwSignal::new(0u32);
    Effect::new(move || {
        let looks = looked.get();
        if deleting.get_untracked() == 0 {
            return;
        }
        let look = async move {
            let Wanted { filter, sort, .. } = wanted.get_untracked();
            if let Ok(page) = server_fns::mine::my_pins(filter, sort, None).await {
                // The page may have been left meanwhile, and its signals with it.
                let _left = deleting.try_set(page.deleting);
                let _left = matching.try_set(page.matching);
            }
            let _left = looked.try_set(looks + 1);
        };
        if let Ok(timer) = set_timeout_with_handle(move || spawn_local(look), LOOK_AGAIN) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <p class="deleting" role="status" hidden=move || deleting.get() == 0>
            <span class="spinner" aria-hidden="true"></span>
            {move || format!("Deleting {}…", pictures(deleting.get()))}
        </p>
    }
}
