//! Personal access tokens: made, shown once, and taken back.

use super::{Section, settings_page};
use crate::{
    app::{
        components::{
            ButtonForm, Checkbox, Day, Draw, Empty, Fetched, Field, FormProblem, Icon, Moment, ShownOnce, Success,
            Wrong, problem_of,
        },
        start::FormAnswer,
    },
    model::{
        accounts::{Me, Role},
        errors::Problem,
        settings::{AccessToken, Scope},
    },
    server_fns,
};
use leptos::prelude::*;

/// For how long a token can be made to work, in days, as the form sends it.
const LIVES: [(&str, &str); 4] = [("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("", "Until it is revoked")];

/// Personal access tokens.
#[component]
pub fn Tokens() -> impl IntoView {
    settings_page(Section::Tokens, |me, mut answer| {
        let tokens = Resource::new(|| (), |()| server_fns::settings::access_tokens());
        let made = answer.shown_once.take().map(|text| {
            // What was typed has been done.
            answer.typed.clear();
            let words = "Give it to the program that asked for it. It is as good as your password.".to_owned();
            view! { <ShownOnce title="Your new token" words text /> }
        });
        view! {
            <Success query="revoked" words="That token works no more." />
            {made}
            <TokenForm me answer />
            <h2 class="page__section-title">"Your tokens"</h2>
            <Fetched from=tokens let:tokens><List tokens /></Fetched>
        }
    })
}

/// The form of a new token. It is not sent by script: the page that comes back shows the token.
#[component]
fn TokenForm(me: Me, answer: FormAnswer) -> impl IntoView {
    let name = answer.typed_or("name", "");
    let life = answer.typed_or("expires_in_days", "90");
    let scopes = answer.typed_or("scopes", Scope::Read.name());
    let problem = RwSignal::new(answer.problem);
    view! {
        <form class="form" method="post" action="/settings/tokens" enctype="multipart/form-data">
            <FormProblem problem />
            <Field
                name="name"
                label="Name"
                autocomplete="off"
                hint="What it is for, so that you know it again later."
                typed=name
                problem
            />
            <ScopeChoice admin=me.role != Role::Member chosen=scopes problem />
            <LifeChoice chosen=life problem />
            <button class="button button--primary" type="submit">"Make a token"</button>
        </form>
    }
}

#[component]
fn ScopeChoice(
    /// Whether looking after the site can be chosen.
    admin: bool,
    /// The names of what is ticked to begin with, with spaces between.
    chosen: String,
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let wrong = Memo::new(move |_| problem.with(|problem| problem_of(problem, "scopes")));
    let boxes = Scope::ALL
        .into_iter()
        .filter(|scope| admin || *scope != Scope::Admin)
        .map(|scope| {
            let checked = chosen.split_whitespace().any(|name| name == scope.name());
            view! { <Checkbox name="scopes" value=scope.name() label=scope.words() checked /> }
        })
        .collect_view();
    view! {
        <fieldset class="choices" id="scopes" aria-describedby=move || wrong.get().map(|_| "scopes-error")>
            <legend class="field__label">"What it may be used for"</legend>
            {boxes}
            <Wrong name="scopes" wrong />
        </fieldset>
    }
}

#[component]
fn LifeChoice(chosen: String, problem: RwSignal<Option<Problem>>) -> impl IntoView {
    let name = "expires_in_days";
    let wrong = Memo::new(move |_| problem.with(|problem| problem_of(problem, name)));
    let options =
        LIVES.map(|(days, words)| view! { <option value=days selected=days == chosen>{words}</option> }).collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=name>"Works for"</label>
            <select
                class="input input--choice"
                id=name
                name=name
                aria-describedby=move || wrong.get().map(|_| "expires_in_days-error")
                aria-invalid=move || wrong.get().map(|_| "true")
            >
                {options}
            </select>
            <Wrong name wrong />
        </div>
    }
}

#[component]
fn List(tokens: Vec<AccessToken>) -> impl IntoView {
    if tokens.is_empty() {
        let words = "Programs that you let in will be listed here, and can be shut out again.";
        return view! { <Empty icon=Icon::Key title="No tokens yet" words /> }.into_any();
    }
    let entries = tokens.into_iter().map(|token| view! { <Entry token /> }).collect_view();
    view! { <ul class="entries">{entries}</ul> }.into_any()
}

#[component]
fn Entry(token: AccessToken) -> impl IntoView {
    let AccessToken { id, name, scopes, created_at, used_at, expires_at } = token;
    let used = match used_at {
        Some(at) => view! { <span>"Last used "<Moment at /></span> }.into_any(),
        None => view! { <span>"Not used so far"</span> }.into_any(),
    };
    let life = match expires_at {
        Some(at) => view! { <span>"Works until "<Day at /></span> }.into_any(),
        None => view! { <span>"Works until it is revoked"</span> }.into_any(),
    };
    view! {
        <li class="entry">
            <Draw icon=Icon::Key class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name" dir="auto">{name.clone()}</p>
                <p class="entry__facts">
                    {scopes.into_iter().map(|scope| view! { <span class="badge">{scope.name()}</span> }).collect_view()}
                    <span>"Made "<Day at=created_at /></span>
                    {life}
                    {used}
                </p>
            </div>
            <div class="entry__actions">
                <ButtonForm
                    action="/settings/tokens/revoke"
                    fields=vec![("token", id.to_string())]
                    class="button button--secondary"
                >
                    "Revoke"<span class="visually-hidden">{format!(" {name}")}</span>
                </ButtonForm>
            </div>
        </li>
    }
}
