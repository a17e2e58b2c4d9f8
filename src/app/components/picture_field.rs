//! The field by which the picture of a pin is replaced.

use super::{Hint, Wrong, described_by, sources};
use crate::model::pictures::Picture;
use leptos::prelude::*;

/// How wide the preview is drawn at most, in CSS pixels: the style sheet has the same.
const DRAWN: &str = "136px";

/// The most that it needs, in pixels: on a screen of more than three times the density.
const WIDEST: u32 = 474;

/// What is to be known of a replacement.
const HINT: &str = "Link, title, likes and comments are kept.";

/// Chooses a picture from one's files. Before it stands the current one (`.picture-picker__preview`): a script shows there what was
/// chosen, as `<img class="picture-picker__picture" alt="">`.
#[component]
pub fn PictureField(
    /// The current one.
    picture: Picture,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    let current = (!picture.available().is_empty()).then(|| {
        let sources = sources(&picture, WIDEST);
        view! { <img class="picture-picker__picture" src=sources.src srcset=sources.srcset sizes=DRAWN alt="" /> }
    });
    view! {
        <div class="field">
            <label class="field__label" for="file">
                "Replace the picture "<span class="field__optional">"(optional)"</span>
            </label>
            <div class="picture-picker">
                <span class="picture-picker__preview" aria-hidden="true">{current}</span>
                <div class="picture-picker__choice">
                    <input
                        class="file-input"
                        id="file"
                        name="file"
                        type="file"
                        accept="image/*"
                        aria-describedby=described_by("file", HINT, wrong.is_some())
                        aria-invalid=wrong.is_some().then_some("true")
                        data-preview="picture"
                    />
                    <Hint name="file" hint=HINT />
                </div>
            </div>
            <Wrong name="file" wrong />
        </div>
    }
}
