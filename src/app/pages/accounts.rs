//! Signing up and signing in.

use super::explore::Mosaic;
use crate::{
    app::{
        browser::ObjectUrl,
        components::{AccountForm, Draw, Field, Hint, Icon, PasswordField, Wrong, described_by, problem_of},
        start::{Answered, FormAnswer},
    },
    model::{accounts::PASSWORD_SHORTEST, errors::Problem},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// The form of a new account.
#[component]
pub fn SignUp() -> impl IntoView {
    let FormAnswer { problem, typed, .. } = Answered::take().unwrap_or_default();
    let typed = move |name: &str| typed.get(name).cloned().unwrap_or_default();
    let problem = RwSignal::new(problem);
    let query = use_query_map();
    let invited = query.with_untracked(|query| query.get("first_admin")).unwrap_or_else(|| typed("first_admin"));
    let first_admin = !invited.is_empty();
    let lead = if first_admin {
        "You will run this site: yours is the first admin's account."
    } else {
        "An account keeps your pictures, public and private."
    };
    let password_hint = "At least 10 characters. A sentence is good.";
    debug_assert!(password_hint.contains(&PASSWORD_SHORTEST.to_string()));
    view! {
        <Title text="Sign up" />
        <AuthPage title="Make it yours" lead>
            <AccountForm action="/signup" submit="Sign up" busy="Making your account" done="Your account is ready. One moment." problem>
                {first_admin.then(|| view! { <input type="hidden" name="first_admin" value=invited /> })}
                <Field name="email" label="E-mail" kind="email" autocomplete="email" typed=typed("email") problem />
                <Field
                    name="username"
                    label="User name"
                    autocomplete="username"
                    hint="3 to 30 letters, digits and _; your page is at /@name."
                    typed=typed("username")
                    problem
                />
                <Field
                    name="display_name"
                    label="Display name"
                    autocomplete="name"
                    optional=true
                    typed=typed("display_name")
                    problem
                />
                <PasswordField autocomplete="new-password" hint=password_hint problem />
                <AvatarField problem />
            </AccountForm>
            <p class="auth__other">"Have an account? "<a href="/login">"Sign in"</a></p>
        </AuthPage>
    }
}

/// The form of coming back.
#[component]
pub fn SignIn() -> impl IntoView {
    let FormAnswer { problem, typed, .. } = Answered::take().unwrap_or_default();
    let problem = RwSignal::new(problem);
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next")).or_else(|| typed.get("next").cloned());
    let login = typed.get("login").cloned().unwrap_or_default();
    view! {
        <Title text="Sign in" />
        <AuthPage title="Welcome back" lead="Your pictures are where you left them.">
            <AccountForm action="/login" submit="Sign in" busy="Signing in" done="Signed in. One moment." problem>
                {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
                <Field name="login" label="E-mail or user name" autocomplete="username" typed=login problem />
                <PasswordField autocomplete="current-password" problem />
            </AccountForm>
            <p class="auth__other">"New here? "<a href="/signup">"Make an account"</a></p>
        </AuthPage>
    }
}

#[component]
fn AuthPage(title: &'static str, lead: &'static str, children: Children) -> impl IntoView {
    view! {
        <main id="main" class="auth" tabindex="-1">
            <div class="auth__side" aria-hidden="true"><div class="auth__mosaic"><Mosaic /></div></div>
            <div class="auth__main">
                <div class="auth__card">
                    <header class="auth__head">
                        <h1 class="auth__title">{title}</h1>
                        <p class="auth__lead">{lead}</p>
                    </header>
                    {children()}
                </div>
            </div>
        </main>
    }
}

/// A picture of oneself, seen as the circle it will be.
#[component]
fn AvatarField(problem: RwSignal<Option<Problem>>) -> impl IntoView {
    let hint = "Cut to a circle. JPEG, PNG, WebP and others will do.";
    let wrong = Memo::new(move |_| problem.with(|problem| problem_of(problem, "avatar")));
    let preview = RwSignal::new(None::<Arc<ObjectUrl>>);
    view! {
        <div class="field">
            <label class="field__label" for="avatar">
                "Picture of you "<span class="field__optional">"(optional)"</span>
            </label>
            <div class="avatar-picker">
                <span class="avatar avatar-picker__preview" aria-hidden="true">
                    {move || match preview.get() {
                        Some(preview) => view! {
                            <img class="avatar__picture" src=preview.address() alt="" width="128" height="128" />
                        }
                        .into_any(),
                        None => view! { <Draw icon=Icon::Person /> }.into_any(),
                    }}
                </span>
                <div class="avatar-picker__choice">
                    <input
                        class="file-input"
                        id="avatar"
                        name="avatar"
                        type="file"
                        accept="image/*"
                        aria-describedby=move || described_by("avatar", hint, wrong.get().is_some())
                        aria-invalid=move || wrong.get().map(|_| "true")
                        on:change:target=move |event| {
                            let file = event.target().files().and_then(|files| files.get(0));
                            preview.set(file.as_ref().and_then(ObjectUrl::new).map(Arc::new));
                        }
                    />
                    <Hint name="avatar" hint />
                </div>
            </div>
            <Wrong name="avatar" wrong />
        </div>
    }
}
