//! How it stands with the backups of the site, on the overview.

use crate::{
    app::{
        components::{Draw, Icon, Moment},
        counts,
    },
    model::{
        backups::{BackupState, FailedBackup, GoodBackup},
        errors::Bytes,
    },
};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The last backups; nothing where the site has none and is to have none.
#[component]
pub(super) fn Backups(state: BackupState) -> impl IntoView {
    if state == BackupState::default() {
        return ().into_any();
    }
    let late = state.failed.is_none() && state.is_late(OffsetDateTime::now_utc());
    let last = match state.good {
        Some(GoodBackup { at, files, bytes }) => view! {
            <dl class="known">
                <div class="known__one"><dt>"Last successful backup"</dt><dd><Moment at /></dd></div>
                <div class="known__one"><dt>"Size"</dt><dd>{format!("{}, {}", Bytes(bytes), counts::files(files))}</dd></div>
            </dl>
        }
        .into_any(),
        None => view! { <p class="admin__words">"No backup has succeeded yet."</p> }.into_any(),
    };
    view! {
        <section class="admin__part" aria-labelledby="backups">
            <h2 class="admin__title" id="backups">"Backups"</h2>
            {state.failed.map(|failed| view! { <Failed failed /> })}
            {late.then(|| view! { <Late /> })}
            {last}
        </section>
    }
    .into_any()
}

#[component]
fn Failed(failed: FailedBackup) -> impl IntoView {
    view! {
        <div class="alert" role="alert">
            <Draw icon=Icon::Alert />
            <div class="alert__body">
                <h3 class="alert__title">"The last backup failed"</h3>
                <p>{failed.problem}</p>
                <p>"It began "<Moment at=failed.at />"."</p>
            </div>
        </div>
    }
}

#[component]
fn Late() -> impl IntoView {
    view! {
        <div class="alert" role="alert">
            <Draw icon=Icon::Alert />
            <div class="alert__body">
                <h3 class="alert__title">"Backups are overdue"</h3>
                <p>"No backup has been made for longer than planned. Check whether a background worker is running."</p>
            </div>
        </div>
    }
}
