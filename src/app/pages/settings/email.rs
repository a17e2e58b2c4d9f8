//! The address of one’s e-mail.

use super::{Section, kept_tokens::KeptTokens, page, visited};
use crate::{
    app::{
        components::{ButtonForm, Draw, Field, Form, Icon, PasswordField, Remark, Success, problem_of},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        settings::{AccessToken, Account},
    },
    services::{access_tokens, settings},
};
use leptos::prelude::*;

/// Shows and changes one’s e-mail address.
///
/// # Errors
/// [`Problem::NotSignedIn`] where the account has been deleted meanwhile.
pub async fn email(request: PageRequest) -> Result<Content, Problem> {
    let Some(me) = request.caller.viewer() else { return Ok(visited(Section::Email)) };
    let site = &request.caller.site;
    let account = settings::account(site, me).await?;
    let tokens = access_tokens::list(site, me).await?;
    let mail = site.sends_mail();
    Ok(page(Section::Email, move || {
        view! {
            <Success
                query="sent"
                words="We’ve sent a link to your new address. Follow it to confirm the change."
            />
            <Success query="saved" words="Your e-mail address has been changed." />
            <Success query="resent" words="We’ve sent you a new link. The previous one no longer works." />
            {(!mail).then(|| view! {
                <Remark words="This site can’t send e-mail. An admin can create a link for you to confirm your address." />
            })}
            <Addresses account mail />
            <ChangeForm tokens answer=request.answer />
        }
    }))
}

/// The address, the one that waits to take its place, and the button for another link to confirm it.
#[component]
fn Addresses(account: Account, mail: bool) -> impl IntoView {
    let Account { email, verified, new_email, .. } = account;
    let resend_old = mail && !verified && new_email.is_none();
    view! {
        <ul class="entries">
            <Address email verified facts="" resend=resend_old />
            {new_email.map(|email| view! {
                <Address email verified=false facts="Replaces your current address once you confirm it." resend=mail />
            })}
        </ul>
    }
}

#[component]
fn Address(email: String, verified: bool, facts: &'static str, resend: bool) -> impl IntoView {
    let (class, words) =
        if verified { ("badge badge--accent", "Confirmed") } else { ("badge badge--danger", "Not confirmed") };
    view! {
        <li class="entry">
            <Draw icon=Icon::Mail class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name">{email}</p>
                <p class="entry__facts"><span class=class>{words}</span>{(!facts.is_empty()).then_some(facts)}</p>
            </div>
            {resend.then(|| view! {
                <div class="entry__actions">
                    <ButtonForm action="/settings/email/verification" class="button button--secondary button--small">
                        "Resend link"
                    </ButtonForm>
                </div>
            })}
        </li>
    }
}

#[component]
fn ChangeForm(tokens: Vec<AccessToken>, answer: FormAnswer) -> impl IntoView {
    let (email, chosen) = (answer.typed_or("email", ""), answer.typed_or("keep_tokens", ""));
    let problem = answer.problem.clone();
    let wrong = move |field: &str| problem_of(&answer.problem, field);
    view! {
        <Form
            action="/settings/email"
            submit="Change e-mail"
            look="button--primary"
            busy="Changing your e-mail"
            done="Done. One moment."
            problem
        >
            <Field name="email" label="New e-mail" kind="email" autocomplete="email" typed=email wrong=wrong("email") />
            <PasswordField label="Your password" autocomplete="current-password" wrong=wrong("password") />
            <p class="field__hint">
                "Once your e-mail has changed, you’ll be signed out everywhere else and your access tokens will be revoked."
            </p>
            <KeptTokens tokens chosen />
        </Form>
    }
}
