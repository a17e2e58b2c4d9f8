//! Confirming that an e-mail address is one's own. Following the link does nothing yet: programs that look through mail
//! follow links, too.

use crate::{
    app::{
        components::{AccountForm, AuthPage, Fetched, StaleLink, Success},
        start::{Answered, FormAnswer},
    },
    model::{
        accounts::Me,
        links::{LinkFacts, LinkPurpose, LinkState},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Confirms an address, for whoever holds a link.
#[component]
pub fn Verify() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let done = use_query_map().with_untracked(|query| query.get("done").is_some());
    view! {
        <Title text=TITLE />
        {if done { view! { <Confirmed /> }.into_any() } else { view! { <Asked answer /> }.into_any() }}
    }
}

const TITLE: &str = "Confirm your address";

#[component]
fn Confirmed() -> impl IntoView {
    view! {
        <AuthPage title=TITLE lead="That was all.">
            <Success query="done" words="This address is confirmed." />
            <a class="button button--primary button--wide" href="/">"Explore pictures"</a>
        </AuthPage>
    }
}

#[component]
fn Asked(answer: FormAnswer) -> impl IntoView {
    let query = use_query_map();
    let token = query.with_untracked(|query| query.get("token")).unwrap_or_else(|| answer.typed_or("token", ""));
    let asked = token.clone();
    let link = Resource::new(|| (), move |()| server_fns::settings::link(LinkPurpose::VerifyEmail, asked.clone()));
    view! {
        <AuthPage title=TITLE lead="So that mail from here reaches you, and nobody else.">
            <Fetched from=link let:link>
                {if link.state == LinkState::Good {
                    view! { <ConfirmForm answer=answer.clone() token=token.clone() link /> }.into_any()
                } else {
                    view! { <StaleConfirmation state=link.state /> }.into_any()
                }}
            </Fetched>
        </AuthPage>
    }
}

#[component]
fn ConfirmForm(answer: FormAnswer, token: String, link: LinkFacts) -> impl IntoView {
    let problem = RwSignal::new(answer.problem);
    view! {
        {link.email.map(|email| view! { <p>"Is "<strong>{email}</strong>" yours?"</p> })}
        <AccountForm
            action="/verify"
            submit="Confirm this address"
            busy="Confirming"
            done="This address is confirmed. One moment."
            problem
        >
            <input type="hidden" name="token" value=token />
        </AccountForm>
    }
}

#[component]
fn StaleConfirmation(state: LinkState) -> impl IntoView {
    let (address, words) = match expect_context::<Option<Me>>() {
        Some(_) => ("/settings/email", "Get a new link"),
        None => ("/login?next=/settings/email", "Sign in for a new link"),
    };
    view! {
        <StaleLink state>
            <a class="button button--primary button--wide" href=address>{words}</a>
        </StaleLink>
    }
}
