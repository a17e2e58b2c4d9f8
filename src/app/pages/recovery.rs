//! A password that was forgotten: asking for a link, and setting a new one by it.

use crate::{
    app::{
        components::{AccountForm, AuthPage, Fetched, Field, NewPasswordField, StaleLink, Success},
        start::{Answered, FormAnswer, MailIsOn},
    },
    model::links::{LinkPurpose, LinkState},
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Asks for a link to set a new password.
#[component]
pub fn Forgot() -> impl IntoView {
    let FormAnswer { problem, typed, .. } = Answered::take().unwrap_or_default();
    let MailIsOn(mail) = expect_context();
    let problem = RwSignal::new(problem);
    let email = typed.get("email").cloned().unwrap_or_default();
    let lead = if mail {
        "Tell us your e-mail address, and we send you a link to set a new one."
    } else {
        "This site sends no mail. Ask whoever runs it for a link to set a new password."
    };
    view! {
        <Title text="Forgot your password?" />
        <AuthPage title="Forgot your password?" lead>
            {mail.then(|| view! {
                <Success
                    query="sent"
                    words="If there is an account with that address, a mail with a link is on its way. The link works for an hour."
                />
                <AccountForm action="/forgot" submit="Send the link" busy="Sending" done="Done. One moment." problem>
                    <Field name="email" label="E-mail" kind="email" autocomplete="email" typed=email problem />
                </AccountForm>
            })}
            <p class="auth__other"><a href="/login">"Back to signing in"</a></p>
        </AuthPage>
    }
}

/// Sets a new password, for whoever holds a link.
#[component]
pub fn Reset() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let query = use_query_map();
    let token = query.with_untracked(|query| query.get("token")).unwrap_or_else(|| answer.typed_or("token", ""));
    let problem = RwSignal::new(answer.problem);
    let asked = token.clone();
    let link = Resource::new(|| (), move |()| server_fns::settings::link(LinkPurpose::ResetPassword, asked.clone()));
    view! {
        <Title text="Set a new password" />
        <AuthPage title="Set a new password" lead="Wherever you are signed in, you will have to sign in again.">
            <Fetched from=link let:link>
                {if link.state == LinkState::Good {
                    let token = token.clone();
                    view! {
                        <AccountForm
                            action="/reset"
                            submit="Set the password"
                            busy="Setting your password"
                            done="Your password is changed. One moment."
                            problem
                        >
                            <input type="hidden" name="token" value=token />
                            <NewPasswordField label="New password" problem />
                        </AccountForm>
                    }
                    .into_any()
                } else {
                    view! {
                        <StaleLink state=link.state>
                            <a class="button button--primary button--wide" href="/forgot">"Get a new link"</a>
                        </StaleLink>
                    }
                    .into_any()
                }}
            </Fetched>
        </AuthPage>
    }
}
