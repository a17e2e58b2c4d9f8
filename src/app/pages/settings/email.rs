//! Where mail reaches one.

use super::{Section, kept_tokens::KeptTokens, settings_page};
use crate::{
    app::{
        components::{AccountForm, ButtonForm, Draw, Fetched, Field, Icon, PasswordField, Remark, Success},
        start::{FormAnswer, MailIsOn},
    },
    model::settings::Account,
    server_fns,
};
use leptos::prelude::*;

/// Where mail reaches one.
#[component]
pub fn Email() -> impl IntoView {
    settings_page(Section::Email, |_me, answer| {
        let account = Resource::new(|| (), |()| server_fns::settings::account());
        let MailIsOn(mail) = expect_context();
        view! {
            <Success
                query="sent"
                words="We have sent a link to the new address. It takes the place of the old one once you have confirmed it."
            />
            <Success query="saved" words="Your e-mail address is changed." />
            <Success query="resent" words="We have sent the link again. The one before it works no more." />
            {(!mail).then(|| view! {
                <Remark words="This site sends no mail. An admin can make you a link to confirm your address." />
            })}
            <Fetched from=account let:account><Addresses account mail /></Fetched>
            <ChangeForm answer />
        }
    })
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
                <Address email verified=false facts="Takes the place of the other once it is confirmed." resend=mail />
            })}
        </ul>
    }
}

#[component]
fn Address(email: String, verified: bool, facts: &'static str, resend: bool) -> impl IntoView {
    let (class, words) =
        if verified { ("badge badge--accent", "Confirmed") } else { ("badge badge--danger", "Not confirmed yet") };
    view! {
        <li class="entry">
            <Draw icon=Icon::Mail class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name">{email}</p>
                <p class="entry__facts"><span class=class>{words}</span>{(!facts.is_empty()).then_some(facts)}</p>
            </div>
            {resend.then(|| view! {
                <div class="entry__actions">
                    <ButtonForm action="/settings/email/verification" class="button button--secondary">
                        "Send the link again"
                    </ButtonForm>
                </div>
            })}
        </li>
    }
}

#[component]
fn ChangeForm(answer: FormAnswer) -> impl IntoView {
    let tokens = Resource::new(|| (), |()| server_fns::settings::access_tokens());
    let chosen = answer.typed_or("keep_tokens", "");
    let email = answer.typed_or("email", "");
    let problem = RwSignal::new(answer.problem);
    view! {
        <AccountForm
            action="/settings/email"
            submit="Change e-mail"
            look="button--primary"
            busy="Changing your e-mail"
            done="Done. One moment."
            problem
        >
            <Field name="email" label="New e-mail" kind="email" autocomplete="email" typed=email problem />
            <PasswordField label="Your password" autocomplete="current-password" problem />
            <p class="field__hint">
                "Once your e-mail has changed, you are signed out everywhere else, and your access tokens are revoked."
            </p>
            <Fetched from=tokens let:tokens><KeptTokens tokens chosen=chosen.clone() /></Fetched>
        </AccountForm>
    }
}
