//! How others see one.

use super::{Section, page, visited};
use crate::{
    app::{
        components::{AvatarField, Checkbox, Field, Form, Success, TextField, problem_of},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{accounts::Person, errors::Problem, settings::Account},
    services::settings,
};
use leptos::prelude::*;

/// How others see one.
///
/// # Errors
/// [`Problem::NotSignedIn`] where the account has been deleted meanwhile.
pub async fn profile(request: PageRequest) -> Result<Content, Problem> {
    let PageRequest { caller, answer, .. } = request;
    let Some(me) = caller.me else { return Ok(visited(Section::Profile)) };
    let account = settings::account(&caller.site, me.id).await?;
    Ok(page(Section::Profile, move || {
        view! {
            <Success query="saved" words="Your profile has been saved." />
            <ProfileForm person=me.person account answer />
        }
    }))
}

#[component]
fn ProfileForm(person: Person, account: Account, answer: FormAnswer) -> impl IntoView {
    let has_avatar = person.avatar.is_some();
    let remove = answer.typed.contains_key("remove_avatar");
    let name = answer.typed_or("display_name", &person.display_name);
    let bio = answer.typed_or("bio", &account.bio);
    let problem = answer.problem.clone();
    let wrong = move |field: &str| problem_of(&answer.problem, field);
    view! {
        <Form action="/settings" submit="Save" look="button--primary" busy="Saving" done="Saved. One moment." problem>
            <AvatarField person wrong=wrong("avatar") />
            {has_avatar.then(|| view! {
                <Checkbox name="remove_avatar" value="1" label="Remove picture" checked=remove />
            })}
            <Field
                name="display_name"
                label="Display name"
                autocomplete="name"
                typed=name
                wrong=wrong("display_name")
            />
            <TextField
                name="bio"
                label="About you"
                hint="Up to 500 characters."
                optional=true
                typed=bio
                wrong=wrong("bio")
            />
        </Form>
    }
}
