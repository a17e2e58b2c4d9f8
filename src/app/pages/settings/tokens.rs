//! Personal access tokens: created, shown once, and revoked.

use super::{Section, page, visited};
use crate::{
    app::{
        components::{
            ButtonForm, Checkbox, Choice, Draw, Empty, Field, FormProblem, Icon, Moment, ShownOnce, Success, Wrong,
            problem_of,
        },
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        accounts::Role,
        errors::Problem,
        settings::{AccessToken, Scope},
    },
    services::access_tokens,
};
use leptos::prelude::*;

/// After how many days a token can be made to expire, as the form sends it.
const LIVES: [(&str, &str); 4] = [("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("", "Never")];

/// Personal access tokens.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn tokens(request: PageRequest) -> Result<Content, Problem> {
    let PageRequest { caller, mut answer, .. } = request;
    let Some(me) = caller.me else { return Ok(visited(Section::Tokens)) };
    let tokens = access_tokens::list(&caller.site, me.id).await?;
    let made = answer.shown_once.take();
    if made.is_some() {
        // What was typed has been done.
        answer.typed.clear();
    }
    Ok(page(Section::Tokens, move || {
        let words = "Enter it in the app that needs it. Keep it as secret as your password.".to_owned();
        view! {
            <Success query="revoked" words="The token has been revoked." />
            {made.map(|text| view! { <ShownOnce title="Your new token" words text /> })}
            <TokenForm admin=me.role != Role::Member answer />
            <h2 class="page__section-title">"Your tokens"</h2>
            <List tokens />
        }
    }))
}

/// The form of a new token. It is not sent by script: the page that comes back shows the token.
#[component]
fn TokenForm(
    /// Whether the admin scope can be chosen.
    admin: bool,
    answer: FormAnswer,
) -> impl IntoView {
    let name = answer.typed_or("name", "");
    let life = answer.typed_or("expires_in_days", "90");
    let scopes = answer.typed_or("scopes", Scope::Read.name());
    let lives = LIVES.map(|(days, words)| (days.to_owned(), words.to_owned())).to_vec();
    let problem = answer.problem.clone();
    let wrong = |field: &str| problem_of(&answer.problem, field);
    view! {
        <form class="form" method="post" action="/settings/tokens" enctype="multipart/form-data">
            <FormProblem problem />
            <Field
                name="name"
                label="Name"
                autocomplete="off"
                hint="What the token is for."
                typed=name
                wrong=wrong("name")
            />
            <ScopeChoice admin chosen=scopes wrong=wrong("scopes") />
            <Choice
                name="expires_in_days"
                label="Expires after"
                options=lives
                chosen=life
                wrong=wrong("expires_in_days")
            />
            <button class="button button--primary" type="submit">"Create token"</button>
        </form>
    }
}

#[component]
fn ScopeChoice(
    admin: bool,
    /// The names of what is ticked to begin with, with spaces between.
    chosen: String,
    wrong: Option<String>,
) -> impl IntoView {
    let described_by = wrong.is_some().then_some("scopes-error");
    let boxes = Scope::ALL
        .into_iter()
        .filter(|scope| admin || *scope != Scope::Admin)
        .map(|scope| {
            let checked = chosen.split_whitespace().any(|name| name == scope.name());
            view! { <Checkbox name="scopes" value=scope.name() label=scope.words() checked /> }
        })
        .collect_view();
    view! {
        <fieldset class="choices" id="scopes" aria-describedby=described_by>
            <legend class="field__label">"Permissions"</legend>
            {boxes}
            <Wrong name="scopes" wrong />
        </fieldset>
    }
}

#[component]
fn List(tokens: Vec<AccessToken>) -> impl IntoView {
    if tokens.is_empty() {
        let words = "Tokens that you create appear here. You can revoke them at any time.";
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
        None => view! { <span>"Never used"</span> }.into_any(),
    };
    let life = match expires_at {
        Some(at) => view! { <span>"Expires "<Moment at /></span> }.into_any(),
        None => view! { <span>"Never expires"</span> }.into_any(),
    };
    view! {
        <li class="entry">
            <Draw icon=Icon::Key class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name" dir="auto">{name.clone()}</p>
                <p class="entry__facts">
                    {scopes.into_iter().map(|scope| view! { <span class="badge">{scope.name()}</span> }).collect_view()}
                    <span>"Created "<Moment at=created_at /></span>
                    {life}
                    {used}
                </p>
            </div>
            <div class="entry__actions">
                <ButtonForm
                    action="/settings/tokens/revoke"
                    fields=vec![("token", id.to_string())]
                    class="button button--secondary button--small"
                >
                    "Revoke"<span class="visually-hidden">{format!(" {name}")}</span>
                </ButtonForm>
            </div>
        </li>
    }
}
