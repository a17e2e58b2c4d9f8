//! The question before files are swept.

use crate::{
    app::{
        components::{ButtonForm, FormProblem},
        counts::files,
        pages::admin::frame::{Frame, Section},
        served::{Content, PageRequest},
    },
    model::{
        errors::{Bytes, Problem},
        storage::{FileKind, Storage},
    },
    services,
};
use leptos::prelude::*;

/// The question before files are swept, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn sweep_storage(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Storage, "Clean up the storage?", &request).await?;
    let caller = &request.caller;
    let storage = services::storage::storage(&caller.site, caller.admin()?).await?;
    let problem = request.answer.problem;
    Ok(frame.around(move || {
        view! {
            <FormProblem problem />
            <Question storage />
        }
    }))
}

#[component]
fn Question(storage: Storage) -> impl IntoView {
    let unreferenced = storage.kinds.iter().find(|room| room.kind == FileKind::Unreferenced && room.files > 0);
    let unreferenced =
        unreferenced.map(|room| format!("{} ({}) that nothing refers to. ", files(room.files), Bytes(room.bytes)));
    let strays = match &storage.check {
        Some(check) if check.stray_files == 0 => None,
        Some(check) => Some(format!(
            "{} ({}) not in the database, older than a day.",
            files(check.stray_files),
            Bytes(check.stray_bytes)
        )),
        None => Some("Files not in the database, older than a day. Run a check first to see how many.".to_owned()),
    };
    if unreferenced.is_none() && strays.is_none() {
        return view! {
            <section class="admin__part">
                <p class="admin__words">"There is nothing to clean up."</p>
                <div class="actions"><a class="button button--secondary" href="/admin/storage">"Back"</a></div>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="admin__part admin__part--danger" aria-labelledby="sweep">
            <h2 class="admin__title" id="sweep">"What will be permanently deleted"</h2>
            <p class="admin__words">{unreferenced}{strays}</p>
            <p class="admin__words">"No file that a picture needs will be deleted."</p>
            <div class="actions">
                <a class="button button--secondary" href="/admin/storage">"Cancel"</a>
                <ButtonForm action="/fn/admin_sweep_storage" class="button button--danger">"Clean up"</ButtonForm>
            </div>
        </section>
    }
    .into_any()
}
