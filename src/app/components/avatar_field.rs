//! The field for a profile picture.

use super::{Avatar, AvatarSize, Draw, Hint, Icon, Wrong, described_by};
use crate::model::accounts::Person;
use leptos::prelude::*;

/// What is said of the file: as large as [`AVATAR_LARGEST`](crate::model::accounts::AVATAR_LARGEST).
const HINT: &str = "Shown as a circle. JPEG, PNG or WebP, up to 8 MB.";

/// Chooses a profile picture. Before it stands the circle that it will be (`.avatar-picker__preview`): a script shows there what was
/// chosen, as `<span class="avatar avatar--picked avatar--plain"><img class="avatar__picture" alt="" width="128" height="128"></span>`.
#[component]
pub fn AvatarField(
    /// Who it is of, where that is known: their present picture is shown until another is chosen.
    #[prop(optional)]
    person: Option<Person>,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    let preview = match person {
        Some(person) => view! { <Avatar person size=AvatarSize::Picked /> }.into_any(),
        None => {
            view! { <span class="avatar avatar--picked avatar--plain"><Draw icon=Icon::Person /></span> }.into_any()
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for="avatar">
                "Profile picture "<span class="field__optional">"(optional)"</span>
            </label>
            <div class="avatar-picker">
                <span class="avatar-picker__preview" aria-hidden="true">{preview}</span>
                <div class="avatar-picker__choice">
                    <input
                        class="file-input"
                        id="avatar"
                        name="avatar"
                        type="file"
                        accept="image/*"
                        aria-describedby=described_by("avatar", HINT, wrong.is_some())
                        aria-invalid=wrong.is_some().then_some("true")
                        data-preview="avatar"
                    />
                    <Hint name="avatar" hint=HINT />
                </div>
            </div>
            <Wrong name="avatar" wrong />
        </div>
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
