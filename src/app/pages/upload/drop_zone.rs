//! Where pictures are dropped, chosen or pasted, and folders of them.

use crate::{
    app::{
        browser,
        components::{Draw, Icon},
        counts::Grouped,
        uploads::UploadQueue,
    },
    model::errors::Bytes,
};
use leptos::{html, prelude::*};

/// The zone. While it is shown, the whole page takes what is dropped.
#[component]
pub fn DropZone(
    /// Where pictures go.
    queue: UploadQueue,
    /// The largest file taken, in bytes.
    limit: u64,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let reading = RwSignal::new(false);
    let some = Memo::new(move |_| queue.totals.with(|totals| totals.count > 0));
    let folder = NodeRef::<html::Input>::new();
    Effect::new(move || {
        browser::when_dropped(move |dragging| over.set(dragging), move |dropped| queue.add_dropped(dropped, reading));
    });
    let choose_folder = move |_| {
        if let Some(folder) = folder.get() {
            browser::choose_folder(&folder);
        }
    };
    let hint = format!(
        "or choose them, a whole folder of them, or paste one from the clipboard. JPEG, PNG, GIF, WebP, AVIF, BMP and \
         TIFF, up to {} each.",
        Bytes(limit)
    );
    view! {
        <div class="dropzone" class:dropzone--small=move || some.get() data-over=move || over.get().then_some("")>
            <span class="dropzone__icon"><Draw icon=Icon::Picture /></span>
            <label class="dropzone__title" for="files">"Drop pictures here"</label>
            <p class="dropzone__hint" id="files-hint">{hint}</p>
            <div class="dropzone__buttons" data-needs-script>
                <span class="button button--secondary" aria-hidden="true">"Choose pictures"</span>
                // Above the input that lies over the zone.
                <button class="button button--quiet dropzone__folder" type="button" on:click=choose_folder>
                    "Choose a folder"
                </button>
                <input
                    id="folder"
                    type="file"
                    multiple
                    hidden
                    aria-label="A folder of pictures"
                    node_ref=folder
                    on:change:target=move |event| queue.add_folder(browser::chosen_folder(&event.target()))
                />
            </div>
            <input
                class="dropzone__input file-input"
                id="files"
                name="file"
                type="file"
                accept="image/*"
                multiple
                aria-describedby="files-hint"
                on:change:target=move |event| queue.add(browser::chosen_files(&event.target()))
            />
        </div>
        <p class="upload__remark" role="status">{move || remark(reading.get(), queue.left_out.get())}</p>
        <p class="upload__remark" role="alert">{move || queue.too_many.get().map(too_many)}</p>
    }
}

/// What is said where there were more files than one's plan takes.
fn too_many(batch: u32) -> impl IntoView {
    view! {
        {format!("Your plan takes {} files at once. The others were left out: add them once these are up. ", Grouped(batch))}
        <a href="/settings/plan">"About your plan"</a>
    }
}

/// What is said of folders.
fn remark(reading: bool, left_out: usize) -> Option<String> {
    match (reading, left_out) {
        (true, _) => Some("Looking through the folder…".to_owned()),
        (false, 0) => None,
        (false, 1) => Some("1 other file was left out: it is no picture that can be shown here.".to_owned()),
        (false, count) => {
            Some(format!("{count} other files were left out: they are no pictures that can be shown here."))
        }
    }
}
