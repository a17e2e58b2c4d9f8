//! The question before files are swept.

use crate::{
    app::{
        components::{ButtonForm, Fetched, FormProblem},
        counts::files,
        pages::admin::frame::{Section, admin_part},
    },
    model::{
        errors::Bytes,
        storage::{FileKind, StoragePage},
    },
    server_fns,
};
use leptos::prelude::*;

/// The question before files are swept.
#[component]
pub fn SweepStorage() -> impl IntoView {
    admin_part(Section::Storage, "Sweep the storage?", |_me, answer| {
        let storage = Resource::new(|| (), |()| server_fns::admin::storage::storage(String::new(), None));
        let problem = RwSignal::new(answer.problem);
        view! {
            <FormProblem problem />
            <Fetched from=storage let:found><Question found /></Fetched>
        }
    })
}

#[component]
fn Question(found: StoragePage) -> impl IntoView {
    let storage = found.storage;
    let unreferenced = storage.kinds.iter().find(|room| room.kind == FileKind::Unreferenced);
    let unreferenced = unreferenced.map_or_else(String::new, |room| {
        format!("{} ({}) that nothing refers to, as counted last. ", files(room.files), Bytes(room.bytes))
    });
    let strays = match &storage.check {
        Some(check) => format!(
            "{} ({}) older than a day that the database does not know, as found last.",
            files(check.stray_files),
            Bytes(check.stray_bytes)
        ),
        None => "Files older than a day that the database does not know. Nobody has looked so far how many those are."
            .to_owned(),
    };
    view! {
        <section class="admin__part admin__part--danger" aria-labelledby="sweep">
            <h2 class="admin__title" id="sweep">"This will be deleted for good"</h2>
            <p class="admin__words">{unreferenced}{strays}</p>
            <p class="admin__words">"Nothing that a picture needs is among it."</p>
            <div class="admin__actions">
                <a class="button button--secondary" href="/admin/storage">"Keep it"</a>
                <ButtonForm action="/admin/storage/sweep" class="button button--danger">"Sweep now"</ButtonForm>
            </div>
        </section>
    }
}
