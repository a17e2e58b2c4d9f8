//! Where one is signed in.

use super::{Section, settings_page};
use crate::{
    app::components::{ButtonForm, Draw, Fetched, FormProblem, Icon, Moment, Success},
    model::settings::SignedIn,
    server_fns,
};
use leptos::prelude::*;

/// Where one is signed in.
#[component]
pub fn Sessions() -> impl IntoView {
    settings_page(Section::Sessions, |_me, answer| {
        let sessions = Resource::new(|| (), |()| server_fns::settings::sessions());
        let problem = RwSignal::new(answer.problem);
        view! {
            <Success query="ended" words="Signed out there." />
            <FormProblem problem />
            <Fetched from=sessions let:sessions><List sessions /></Fetched>
        }
    })
}

#[component]
fn List(sessions: Vec<SignedIn>) -> impl IntoView {
    let others = sessions.iter().any(|session| !session.current);
    view! {
        <ul class="entries">
            {sessions.into_iter().map(|session| view! { <Entry session /> }).collect_view()}
        </ul>
        {if others {
            view! {
                <ButtonForm
                    action="/settings/sessions"
                    fields=vec![("others", "1".to_owned())]
                    class="button button--secondary"
                >
                    "Sign out everywhere else"
                </ButtonForm>
            }
            .into_any()
        } else {
            view! { <p class="page__lead">"You are signed in nowhere else."</p> }.into_any()
        }}
    }
}

#[component]
fn Entry(session: SignedIn) -> impl IntoView {
    let SignedIn { id, device, program, since, seen, current } = session;
    let icon = if program { Icon::Program } else { Icon::Device };
    view! {
        <li class="entry">
            <Draw icon class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name">{device.clone()}</p>
                <p class="entry__facts">
                    {current.then(|| view! { <span class="badge badge--accent">"This one"</span> })}
                    {program.then(|| view! { <span class="badge">"Program"</span> })}
                    <span>"Last used "<Moment at=seen /></span>
                    <span>"Signed in "<Moment at=since /></span>
                </p>
            </div>
            // One leaves the one that one is in by the menu.
            {(!current).then(|| view! {
                <div class="entry__actions">
                    <ButtonForm
                        action="/settings/sessions"
                        fields=vec![("session", id.to_string())]
                        class="button button--secondary"
                    >
                        "Sign out"<span class="visually-hidden">{format!(" {device}")}</span>
                    </ButtonForm>
                </div>
            })}
        </li>
    }
}
