//! How others see one.

use super::{Section, settings_page};
use crate::{
    app::{
        components::{AccountForm, AvatarField, Checkbox, Fetched, Field, Success, TextField},
        start::FormAnswer,
    },
    model::{accounts::Me, settings::Account},
    server_fns,
};
use leptos::prelude::*;

/// How others see one.
#[component]
pub fn Profile() -> impl IntoView {
    settings_page(Section::Profile, |me, answer| {
        let account = Resource::new(|| (), |()| server_fns::settings::account());
        view! {
            <Success query="saved" words="Your profile is saved." />
            <Fetched from=account let:account>
                <ProfileForm me=me.clone() answer=answer.clone() account />
            </Fetched>
        }
    })
}

#[component]
fn ProfileForm(me: Me, answer: FormAnswer, account: Account) -> impl IntoView {
    let person = me.person;
    let has_avatar = person.avatar.is_some();
    let remove = answer.typed.contains_key("remove_avatar");
    let name = answer.typed_or("display_name", &person.display_name);
    let bio = answer.typed_or("bio", &account.bio);
    let problem = RwSignal::new(answer.problem);
    view! {
        <AccountForm action="/settings" submit="Save" look="button--primary" busy="Saving" done="Saved. One moment." problem>
            <AvatarField person problem />
            {has_avatar.then(|| view! {
                <Checkbox name="remove_avatar" value="1" label="Remove the picture" checked=remove />
            })}
            <Field name="display_name" label="Display name" autocomplete="name" typed=name problem />
            <TextField name="bio" label="About you" hint="At most 500 characters." optional=true typed=bio problem />
        </AccountForm>
    }
}
