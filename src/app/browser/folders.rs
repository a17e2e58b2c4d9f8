//! What is dropped on a page: files, and folders that are walked through for the pictures in them.

use super::{dom, files::list};
use gloo_timers::future::sleep;
use js_sys::{Array, Promise};
use leptos::prelude::window;
use std::{collections::VecDeque, time::Duration};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DataTransfer, DragEvent, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry, HtmlInputElement,
};

/// How the files end that can be pictures here.
const ENDINGS: [&str; 11] = ["jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp", "avif", "bmp", "tif", "tiff"];

/// What was found in a drop. A large folder comes in pieces.
pub enum Dropped {
    /// Some files. Those out of folders are pictures, as far as their names tell.
    Files {
        /// Them.
        files: Vec<File>,
        /// What the others are called that the folders held.
        left_out: Vec<String>,
    },
    /// That was all.
    End,
}

/// Takes what is dropped anywhere on the page, for as long as the document is there, and says whether something is being
/// dragged over it. Without this, a drop beside the zone would have the browser leave the page for the file.
pub fn when_dropped(over: impl Fn(bool) + Clone + 'static, tell: impl Fn(Dropped) + Clone + 'static) {
    for name in ["dragenter", "dragover"] {
        let over = over.clone();
        dom::on(&window(), name, move |event| {
            if holds_files(event.unchecked_ref()) {
                event.prevent_default();
                over(true);
            }
        });
    }
    let left = over.clone();
    dom::on(&window(), "dragleave", move |event| {
        // From one element of the page to another is not away from it.
        if event.unchecked_ref::<DragEvent>().related_target().is_none() {
            left(false);
        }
    });
    dom::on(&window(), "drop", move |event| {
        over(false);
        let event: &DragEvent = event.unchecked_ref();
        let Some(data) = event.data_transfer().filter(|_| holds_files(event)) else { return };
        event.prevent_default();
        take(&data, tell.clone());
    });
}

fn holds_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0))
}

/// The browser takes the drop away once its event is over, so all entries are asked for at once.
fn take(data: &DataTransfer, tell: impl Fn(Dropped) + 'static) {
    let items = data.items();
    // A folder has no type. To ask each of hundreds of pictures whether it is one would take a tenth of a second.
    let untyped = (0..items.length()).filter_map(|index| items.get(index)).filter(|item| item.type_().is_empty());
    let entries = untyped.filter_map(|item| item.webkit_get_as_entry().ok().flatten());
    let folders: Vec<_> = entries.filter(FileSystemEntry::is_directory).collect();
    let files = list(data.files());
    // A folder is among the files as well, as something that cannot be read.
    let names: Vec<_> = folders.iter().map(FileSystemEntry::name).collect();
    let is_folder = |file: &File| !names.is_empty() && file.type_().is_empty() && names.contains(&file.name());
    let files = files.into_iter().filter(|file| !is_folder(file)).collect();
    spawn_local(async move {
        // The browser itself has just been busy with so many files.
        sleep(Duration::ZERO).await;
        tell(Dropped::Files { files, left_out: Vec::new() });
        let mut folders: VecDeque<_> = folders.into();
        while let Some(folder) = folders.pop_front() {
            let found = walk(folder.unchecked_ref(), &tell).await;
            for folder in found.into_iter().rev() {
                folders.push_front(folder);
            }
        }
        tell(Dropped::End);
    });
}

/// Tells of the files of a folder, and gives the folders in it. What cannot be read is passed over.
async fn walk(folder: &FileSystemDirectoryEntry, tell: &impl Fn(Dropped)) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut folders = Vec::new();
    loop {
        // Browsers give about a hundred at a time, and an empty list at the end.
        let read = Promise::new(&mut |done, failed| {
            if let Err(error) = reader.read_entries_with_callback_and_callback(&done, &failed) {
                let _ = failed.call1(&JsValue::NULL, &error);
            }
        });
        let entries: Array = match JsFuture::from(read).await {
            Ok(entries) => entries.unchecked_into(),
            Err(_) => return folders,
        };
        if entries.length() == 0 {
            return folders;
        }
        let (mut files, mut left_out) = (Vec::new(), Vec::new());
        for entry in entries.iter() {
            let entry: FileSystemEntry = entry.unchecked_into();
            if entry.is_directory() {
                folders.push(entry);
            } else if !can_be_picture(&entry.name()) {
                left_out.push(entry.name());
            } else if let Some(file) = file(entry.unchecked_ref()).await {
                files.push(file);
            }
        }
        tell(Dropped::Files { files, left_out });
    }
}

async fn file(entry: &FileSystemFileEntry) -> Option<File> {
    let read = Promise::new(&mut |done, failed| entry.file_with_callback_and_callback(&done, &failed));
    JsFuture::from(read).await.ok()?.dyn_into().ok()
}

/// Has the browser ask for a folder, where it can; else for files.
pub fn choose_folder(input: &HtmlInputElement) {
    // An attribute that Leptos does not know.
    input.set_webkitdirectory(true);
    input.click();
}

/// The pictures of a folder that was chosen in an input, and what the other files in it are called. The input is emptied.
pub fn chosen_folder(input: &HtmlInputElement) -> (Vec<File>, Vec<String>) {
    let all = super::chosen_files(input).into_iter();
    let (pictures, others): (Vec<_>, Vec<_>) = all.partition(|file| can_be_picture(&file.name()));
    (pictures, others.iter().map(File::name).collect())
}

/// Whether a file in a folder can be a picture, as far as its name tells. Hidden ones are not meant: macOS puts a
/// `._photo.jpg`, which is none, beside each `photo.jpg`.
fn can_be_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    !name.starts_with('.') && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_by_their_names() {
        for name in ["a.jpg", "A.JPEG", "two words.tiff", "a.b.png"] {
            assert!(can_be_picture(name), "{name}");
        }
        for name in ["", "notes.txt", "jpg", ".DS_Store", "._photo.jpg", "film.mp4", "drawing.svg", "a.jpg.part"] {
            assert!(!can_be_picture(name), "{name}");
        }
    }
}
