//! A picture of oneself, chosen from one's files.

use super::{Avatar, AvatarSize, Draw, Hint, Icon, Wrong, described_by, problem_of};
use crate::{
    app::browser::ObjectUrl,
    model::{accounts::Person, errors::Problem},
};
use leptos::prelude::*;
use std::sync::Arc;

/// A picture of oneself, seen as the circle it will be.
#[component]
pub fn AvatarField(
    /// Who it is of, where that is known: their present picture is shown until another is chosen.
    #[prop(optional)]
    person: Option<Person>,
    /// What is wrong with the form.
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let hint = "Cut to a circle. JPEG, PNG, WebP and others will do.";
    let wrong = Memo::new(move |_| problem.with(|problem| problem_of(problem, "avatar")));
    let chosen = RwSignal::new(None::<Arc<ObjectUrl>>);
    view! {
        <div class="field">
            <label class="field__label" for="avatar">
                "Picture of you "<span class="field__optional">"(optional)"</span>
            </label>
            <div class="avatar-picker">
                <span class="avatar-picker__preview" aria-hidden="true">
                    {move || preview(chosen.get(), person.clone())}
                </span>
                <div class="avatar-picker__choice">
                    <input
                        class="file-input"
                        id="avatar"
                        name="avatar"
                        type="file"
                        accept="image/*"
                        aria-describedby=move || described_by("avatar", hint, wrong.get().is_some())
                        aria-invalid=move || wrong.get().map(|_| "true")
                        on:change:target=move |event| {
                            let file = event.target().files().and_then(|files| files.get(0));
                            chosen.set(file.as_ref().and_then(ObjectUrl::new).map(Arc::new));
                        }
                    />
                    <Hint name="avatar" hint />
                </div>
            </div>
            <Wrong name="avatar" wrong />
        </div>
    }
}

fn preview(chosen: Option<Arc<ObjectUrl>>, person: Option<Person>) -> AnyView {
    match (chosen, person) {
        (Some(chosen), _) => view! {
            <span class="avatar avatar--picked avatar--plain">
                <img class="avatar__picture" src=chosen.address() alt="" width="128" height="128" />
            </span>
        }
        .into_any(),
        (None, Some(person)) => view! { <Avatar person size=AvatarSize::Picked /> }.into_any(),
        (None, None) => {
            view! { <span class="avatar avatar--picked avatar--plain"><Draw icon=Icon::Person /></span> }.into_any()
        }
    }
}
