//! A picture of oneself, chosen from one's files.

use super::{Avatar, AvatarSize, Draw, Hint, Icon, Wrong, described_by, problem_of};
use crate::{
    app::browser::ObjectUrl,
    model::{accounts::Person, errors::Problem},
};
use leptos::prelude::*;
use std::sync::Arc;

/// What is said of the file: as large as [`AVATAR_LARGEST`](crate::model::accounts::AVATAR_LARGEST).
const HINT: &str = "Cut to a circle. JPEG, PNG, WebP and others, up to 8 MB.";

/// A picture of oneself, seen as the circle it will be.
#[component]
pub fn AvatarField(
    /// Who it is of, where that is known: their present picture is shown until another is chosen.
    #[prop(optional)]
    person: Option<Person>,
    /// What is wrong with the form.
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
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
                        aria-describedby=move || described_by("avatar", HINT, wrong.get().is_some())
                        aria-invalid=move || wrong.get().map(|_| "true")
                        on:change:target=move |event| {
                            let file = event.target().files().and_then(|files| files.get(0));
                            chosen.set(file.as_ref().and_then(ObjectUrl::new).map(Arc::new));
                        }
                    />
                    <Hint name="avatar" hint=HINT />
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

#[cfg(test)]
mod tests {
    use super::HINT;
    use crate::model::{accounts::AVATAR_LARGEST, errors::Bytes};

    #[test]
    fn the_hint_says_how_large_the_file_may_be() {
        assert!(HINT.contains(&Bytes(AVATAR_LARGEST).to_string()));
    }
}
