//! Where pictures are chosen, and with script dropped or pasted, and folders of them.

use crate::{
    app::{
        components::{Draw, Icon},
        start::MaxUploadBytes,
    },
    model::errors::Bytes,
};
use leptos::prelude::*;

/// The zone.
#[component]
pub fn DropZone() -> impl IntoView {
    let MaxUploadBytes(limit) = expect_context();
    let hint = format!("JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF, up to {} each.", Bytes(limit));
    view! {
        <div class="dropzone">
            <span class="dropzone__icon"><Draw icon=Icon::Picture /></span>
            // The style sheet shows one of them: nothing is dropped by a finger.
            <label class="dropzone__title" for="files">
                <span class="dropzone__drop">"Drop pictures here"</span>
                <span class="dropzone__choose">"Choose pictures"</span>
            </label>
            <p class="dropzone__hint" id="files-hint">
                <span class="dropzone__drop">"You can also choose files or a folder, or paste a picture. "</span>
                {hint}
            </p>
            <div class="dropzone__buttons" data-needs-script>
                <span class="button button--secondary" aria-hidden="true">"Choose pictures"</span>
                // Above the input that lies over the zone.
                <button class="button button--quiet dropzone__folder" type="button">"Choose a folder"</button>
                <input id="folder" type="file" multiple hidden aria-label="Folder of pictures" />
            </div>
            <input
                class="dropzone__input file-input"
                id="files"
                name="file"
                type="file"
                accept="image/*"
                multiple
                aria-describedby="files-hint"
            />
        </div>
    }
}
