//! A password that was forgotten: asking for a link, and setting a new one by it.

use super::accounts::asked;
use crate::{
    app::{
        components::{AuthPage, Field, Form, NewPasswordField, StaleLink, Success, problem_of},
        served::{Content, PageRequest, Title},
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        links::{LinkPurpose, LinkState},
    },
    services::links,
};
use leptos::prelude::*;

/// Asks for a link to set a new password.
pub async fn forgot(request: PageRequest) -> Result<Content, Problem> {
    let mail = request.caller.site.sends_mail();
    let lead = if mail {
        "Enter your e-mail address and we’ll send you a link to set a new password."
    } else {
        "This site can’t send e-mail. Ask an admin for a link to set a new password."
    };
    Ok(Content::new(move || {
        view! {
            <Title text="Forgot your password?" />
            <AuthPage title="Forgot your password?" lead>
                {mail.then(|| view! { <ForgotForm answer=request.answer /> })}
                <p class="auth__other"><a href="/login">"Back to sign-in"</a></p>
            </AuthPage>
        }
    }))
}

#[component]
fn ForgotForm(answer: FormAnswer) -> impl IntoView {
    let email = answer.typed_or("email", "");
    let wrong = problem_of(&answer.problem, "email");
    view! {
        <Success
            query="sent"
            words="If an account with this address exists, we’ve sent it an e-mail with a link. The link works for one hour."
        />
        <Form action="/forgot" submit="Send link" busy="Sending" done="Done. One moment." problem=answer.problem>
            <Field name="email" label="E-mail" kind="email" autocomplete="email" typed=email wrong />
        </Form>
    }
}

/// Sets a new password by a link.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn reset(request: PageRequest) -> Result<Content, Problem> {
    let token = asked(&request, "token");
    let link = links::facts(&request.caller.site, LinkPurpose::ResetPassword, &token).await?;
    Ok(Content::new(move || {
        view! {
            <Title text="Set a new password" />
            <AuthPage title="Set a new password" lead="You’ll be signed out on all your devices.">
                {if link.state == LinkState::Good {
                    view! { <ResetForm token answer=request.answer /> }.into_any()
                } else {
                    view! {
                        <StaleLink state=link.state>
                            <a class="button button--primary button--wide" href="/forgot">"Get a new link"</a>
                        </StaleLink>
                    }
                    .into_any()
                }}
            </AuthPage>
        }
    }))
}

#[component]
fn ResetForm(token: String, answer: FormAnswer) -> impl IntoView {
    let wrong = problem_of(&answer.problem, "password");
    view! {
        <Form
            action="/reset"
            submit="Set password"
            busy="Setting your password"
            done="Your password has been changed. One moment."
            problem=answer.problem
        >
            <input type="hidden" name="token" value=token />
            <NewPasswordField label="New password" wrong />
        </Form>
    }
}
