//! Another picture in the place of the one that a pin has.

use super::{Hint, Wrong, described_by, problem_of, sources};
use crate::{
    app::browser::ObjectUrl,
    model::{errors::Problem, pictures::Picture},
};
use leptos::prelude::*;
use std::sync::Arc;

/// How wide the preview is drawn at most, in CSS pixels: the style sheet has the same.
const DRAWN: &str = "136px";

/// A picture chosen from one's files; until then, the present one is shown.
#[component]
pub fn PictureField(
    /// The present one.
    picture: Picture,
    /// What is wrong with the form.
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let hint = "Its address, its words and all that belongs to it stay.";
    let wrong = Memo::new(move |_| problem.with(|problem| problem_of(problem, "file")));
    let chosen = RwSignal::new(None::<Arc<ObjectUrl>>);
    view! {
        <div class="field">
            <label class="field__label" for="file">
                "Replace the picture "<span class="field__optional">"(optional)"</span>
            </label>
            <div class="picture-picker">
                <span class="picture-picker__preview" aria-hidden="true">{move || preview(chosen.get(), &picture)}</span>
                <div class="picture-picker__choice">
                    <input
                        class="file-input"
                        id="file"
                        name="file"
                        type="file"
                        accept="image/*"
                        aria-describedby=move || described_by("file", hint, wrong.get().is_some())
                        aria-invalid=move || wrong.get().map(|_| "true")
                        on:change:target=move |event| {
                            let file = event.target().files().and_then(|files| files.get(0));
                            chosen.set(file.as_ref().and_then(ObjectUrl::new).map(Arc::new));
                        }
                    />
                    <Hint name="file" hint />
                </div>
            </div>
            <Wrong name="file" wrong />
        </div>
    }
}

fn preview(chosen: Option<Arc<ObjectUrl>>, picture: &Picture) -> Option<AnyView> {
    if let Some(chosen) = chosen {
        return Some(view! { <img class="picture-picker__picture" src=chosen.address() alt="" /> }.into_any());
    }
    let sources = (!picture.available().is_empty()).then(|| sources(picture, 474))?;
    Some(
        view! {
            <img class="picture-picker__picture" src=sources.src srcset=sources.srcset sizes=DRAWN alt="" />
        }
        .into_any(),
    )
}
