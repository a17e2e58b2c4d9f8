//! Where one is signed in.

use super::{Section, page, visited};
use crate::{
    app::{
        components::{ButtonForm, Draw, FormProblem, Icon, Moment, Success},
        served::{Content, PageRequest},
    },
    model::{errors::Problem, settings::SignedIn},
    services,
};
use leptos::prelude::*;

/// Where one is signed in.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn sessions(request: PageRequest) -> Result<Content, Problem> {
    let caller = &request.caller;
    let Some(me) = caller.viewer() else { return Ok(visited(Section::Sessions)) };
    let sessions = services::sessions::list(&caller.site, me, caller.session).await?;
    let problem = request.answer.problem;
    Ok(page(Section::Sessions, move || {
        view! {
            <Success query="ended" words="Signed out of the selected sessions." />
            <FormProblem problem />
            <List sessions />
        }
    }))
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
            view! { <p class="page__lead">"You aren’t signed in anywhere else."</p> }.into_any()
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
                    {current.then(|| view! { <span class="badge badge--accent">"Current session"</span> })}
                    {program.then(|| view! { <span class="badge">"App"</span> })}
                    <span>"Last used "<Moment at=seen /></span>
                    <span>"Signed in "<Moment at=since /></span>
                </p>
            </div>
            // The current session ends by “Sign out” in the menu.
            {(!current).then(|| view! {
                <div class="entry__actions">
                    <ButtonForm
                        action="/settings/sessions"
                        fields=vec![("session", id.to_string())]
                        class="button button--secondary button--small"
                    >
                        "Sign out"<span class="visually-hidden">{format!(" {device}")}</span>
                    </ButtonForm>
                </div>
            })}
        </li>
    }
}
