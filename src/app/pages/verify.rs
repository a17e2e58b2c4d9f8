//! Confirming that an e-mail address is one's own. Following the link does nothing yet: programs that look through mail
//! follow links, too.

use super::accounts::asked;
use crate::{
    app::{
        components::{AuthPage, Form, StaleLink, Success},
        served::{Content, PageRequest, Title},
    },
    model::{
        accounts::Me,
        errors::Problem,
        links::{LinkPurpose, LinkState},
    },
    services::links,
};
use leptos::prelude::*;

const TITLE: &str = "Confirm your address";

/// Confirms an address by a link.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    if request.query("done").is_some() {
        return Ok(Content::new(confirmed));
    }
    let token = asked(&request, "token");
    let link = links::facts(&request.caller.site, LinkPurpose::VerifyEmail, &token).await?;
    let problem = request.answer.problem;
    Ok(Content::new(move || {
        view! {
            <Title text=TITLE />
            <AuthPage title=TITLE lead="This makes sure that our e-mails reach only you.">
                {if link.state == LinkState::Good {
                    view! { <ConfirmForm token email=link.email problem /> }.into_any()
                } else {
                    view! { <StaleConfirmation state=link.state /> }.into_any()
                }}
            </AuthPage>
        }
    }))
}

/// What is shown once an address has been confirmed.
fn confirmed() -> impl IntoView {
    view! {
        <Title text=TITLE />
        <AuthPage title=TITLE lead="You’re all set.">
            <Success query="done" words="Your e-mail address is confirmed." />
            <a class="button button--primary button--wide" href="/">"Explore pictures"</a>
        </AuthPage>
    }
}

#[component]
fn ConfirmForm(token: String, email: Option<String>, problem: Option<Problem>) -> impl IntoView {
    view! {
        {email.map(|email| view! { <p>"Is "<strong>{email}</strong>" your e-mail address?"</p> })}
        <Form
            action="/verify"
            submit="Confirm address"
            busy="Confirming"
            done="Your e-mail address is confirmed. One moment."
            problem
        >
            <input type="hidden" name="token" value=token />
        </Form>
    }
}

#[component]
fn StaleConfirmation(state: LinkState) -> impl IntoView {
    let (address, words) = match expect_context::<Option<Me>>() {
        Some(_) => ("/settings/email", "Get a new link"),
        None => ("/login?next=/settings/email", "Sign in to get a new link"),
    };
    view! {
        <StaleLink state>
            <a class="button button--primary button--wide" href=address>{words}</a>
        </StaleLink>
    }
}
