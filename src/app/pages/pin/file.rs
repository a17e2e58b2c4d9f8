//! What was done to the file of a pin, for its owner. The place is read from the file only where the owner asks for it, by a form.

use crate::{
    app::served::PageRequest,
    model::{
        errors::{Bytes, Problem},
        file_story::{FileFacts, FileStory, StoredSize},
        ids::PinId,
        pictures::{Picture, PictureState},
        pins::{Location, OwnLocation, PinDetail},
    },
    services::file_story,
};
use leptos::prelude::*;

/// Where the section stands on the page.
const SECTION: &str = "file";

/// What the owner is shown.
pub(super) struct OwnFile {
    story: FileStory,
    /// Whether they asked for the place.
    asked: bool,
    /// Why the file could not be read.
    problem: Option<Problem>,
}

/// Loads it; `None` for everybody but the owner.
pub(super) async fn load(request: &PageRequest, detail: &PinDetail) -> Option<OwnFile> {
    detail.location?;
    let (caller, pin) = (&request.caller, detail.card.id);
    let asked = request.query("place").is_some();
    let problem = if asked {
        match file_story::with_place(caller, pin).await {
            Ok(story) => return Some(OwnFile { story, asked, problem: None }),
            Err(problem) => Some(problem),
        }
    } else {
        None
    };
    let story = file_story::of(caller, pin).await.ok()?;
    Some(OwnFile { story, asked, problem })
}

/// The section, closed until somebody opens it.
#[component]
pub(super) fn FileDetails(file: OwnFile, detail: PinDetail) -> impl IntoView {
    let OwnFile { story, asked, problem } = file;
    let FileStory { format, bytes, width, height, sizes, .. } = &story;
    let sent = format!("{format}, {width} × {height} px, {}", Bytes(*bytes));
    let made: Vec<_> = sizes.iter().map(size_words).collect();
    let ready = story.state == PictureState::Ready;
    let saved = story.saved_bytes().map(|saved| saved_words(saved, *bytes));
    let contents = contents(&story, &detail, asked);
    view! {
        <details class="disclosure" id=SECTION open=asked>
            <summary class="disclosure__toggle">"What we did to your file"</summary>
            <dl class="facts">
                <dt class="facts__name">"You sent"</dt>
                <dd class="facts__value">{sent}</dd>
                <dt class="facts__name">"Sizes made"</dt>
                <dd class="facts__value">
                    <ul>{made.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
                    {(!ready).then_some("Still being processed.")}
                </dd>
                {saved.map(|words| view! {
                    <dt class="facts__name">"Saved"</dt>
                    <dd class="facts__value">{words}</dd>
                })}
                {problem.map(|problem| view! {
                    <dt class="facts__name">"File not read"</dt>
                    <dd class="facts__value">{problem.to_string()}</dd>
                })}
                {ready.then_some(contents)}
                <dt class="facts__name">"Your original"</dt>
                <dd class="facts__value">{original(&detail.card.picture, detail.given.original, ready)}</dd>
            </dl>
        </details>
    }
}

fn size_words(StoredSize { size, bytes }: &StoredSize) -> String {
    format!("{} × {} px, {}", size.width, size.height, Bytes(*bytes))
}

fn saved_words(saved: i64, of: u64) -> String {
    let difference = Bytes(saved.unsigned_abs());
    match saved {
        0 => "The full size is as large as your file.".to_owned(),
        ..0 => format!("The full size is {difference} larger than your file."),
        _ => {
            let percent = saved.unsigned_abs() * 100 / of.max(1);
            format!("The full size is {difference} ({percent}%) smaller than your file.")
        }
    }
}

/// What else was in the file, and what has become of it.
fn contents(story: &FileStory, detail: &PinDetail, asked: bool) -> AnyView {
    let pin = detail.card.id;
    let Some(facts) = &story.facts else {
        let words = if asked {
            "This file could not be checked.".into_any()
        } else {
            reading(pin, "Check this file").into_any()
        };
        return view! { <dt class="facts__name">"Metadata"</dt><dd class="facts__value">{words}</dd> }.into_any();
    };
    let facts = facts.clone();
    let (colours, turned, metadata) = (colour_words(&facts), turned_words(facts.orientation), metadata_words(&facts));
    let place = place(story, detail.location, pin);
    view! {
        {(facts.frames > 1).then(|| view! {
            <dt class="facts__name">"Animation"</dt>
            <dd class="facts__value">{format!("{} frames, kept in all sizes but the smallest", facts.frames)}</dd>
        })}
        <dt class="facts__name">"Colours"</dt>
        <dd class="facts__value">{colours}</dd>
        <dt class="facts__name">"Orientation"</dt>
        <dd class="facts__value">{turned}</dd>
        <dt class="facts__name">"Metadata"</dt>
        <dd class="facts__value">{metadata}</dd>
        {facts.camera.map(|camera| view! {
            <dt class="facts__name">"Camera"</dt>
            <dd class="facts__value">{format!("{camera}, removed from all sizes")}</dd>
        })}
        <dt class="facts__name">"Place"</dt>
        <dd class="facts__value">{place}</dd>
    }
    .into_any()
}

fn colour_words(facts: &FileFacts) -> String {
    match &facts.colour_profile {
        None => "No colour profile found, so read as sRGB".to_owned(),
        Some(name) if name.starts_with("sRGB") => name.clone(),
        Some(name) => format!("{name}, converted to sRGB"),
    }
}

/// What was done by an orientation, which has the number it has in Exif.
const fn turned_words(orientation: u8) -> &'static str {
    match orientation {
        2 => "Mirrored",
        3 => "Turned by 180°",
        4 => "Mirrored and turned by 180°",
        5 => "Mirrored and turned 90° anticlockwise",
        6 => "Turned 90° clockwise",
        7 => "Mirrored and turned 90° clockwise",
        8 => "Turned 90° anticlockwise",
        _ => "Already upright",
    }
}

fn metadata_words(facts: &FileFacts) -> String {
    if facts.metadata.is_empty() {
        return "None found in your file".to_owned();
    }
    let kinds: Vec<_> = facts.metadata.iter().map(|kind| kind.label()).collect();
    format!("Removed from all sizes: {} ({})", kinds.join(", "), Bytes(facts.metadata_bytes))
}

/// Where the picture was taken, and who gets to know it.
fn place(story: &FileStory, location: Option<OwnLocation>, pin: PinId) -> AnyView {
    if !story.has_place {
        return "Your file does not say where it was taken.".into_any();
    }
    let named = match &story.place {
        None => reading(pin, "Show where it was taken").into_any(),
        Some(place) if place.is_empty() => {
            view! { <p>"Your file has location data that cannot be read."</p> }.into_any()
        }
        Some(place) => view! { <p dir="auto"><strong>{place.to_string()}</strong></p> }.into_any(),
    };
    let fate = location.and_then(OwnLocation::fate).unwrap_or(Location::Removed);
    view! { {named}<p>{fate.words()}</p> }.into_any()
}

/// A button that has the file read. It is no link, as browsers fetch links to pins before anybody goes there.
fn reading(pin: PinId, words: &'static str) -> impl IntoView {
    view! {
        <form method="get" action=format!("/pin/{pin}#{SECTION}")>
            <input type="hidden" name="place" value="1" />
            <button class="button button--secondary button--small" type="submit">{words}</button>
        </form>
    }
}

fn original(picture: &Picture, given: bool, ready: bool) -> AnyView {
    match (given, ready) {
        (true, _) => view! {
            "Kept as you sent it. "
            <a href=picture.original_address() download="">"Download your original"</a>
        }
        .into_any(),
        (false, true) => "Kept as you sent it. Your plan does not include downloading it.".into_any(),
        (false, false) => "Kept as you sent it.".into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_said_either_way() {
        assert_eq!(saved_words(750_000, 1_000_000), "The full size is 750 kB (75%) smaller than your file.");
        assert_eq!(saved_words(-2_000, 1_000), "The full size is 2 kB larger than your file.");
        assert_eq!(saved_words(0, 1_000), "The full size is as large as your file.");
    }
}
