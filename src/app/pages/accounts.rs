//! Signing up and signing in.

use crate::{
    app::{
        components::{
            AccountForm, AuthPage, AvatarField, Fetched, Field, NewPasswordField, PasswordField, StaleLink, Success,
        },
        start::{Answered, FormAnswer, HasRules},
    },
    model::{
        accounts::SignUpMode,
        links::{LinkPurpose, LinkState},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page of a new account: for everyone, for whoever was invited, or for nobody, and always for the first admin.
#[component]
pub fn SignUp() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let query = use_query_map();
    // A form that was refused brings back the token it was sent with.
    let token = |name: &str| query.with_untracked(|query| query.get(name)).unwrap_or_else(|| answer.typed_or(name, ""));
    let (first_admin, invitation) = (token("first_admin"), token("invitation"));
    let page = match expect_context::<SignUpMode>() {
        _ if !first_admin.is_empty() => view! {
            <AuthPage title=WELCOME lead="You will run this site: yours is the first admin’s account.">
                <SignUpForm answer token=("first_admin", first_admin) />
            </AuthPage>
        }
        .into_any(),
        SignUpMode::Closed => {
            view! { <NoSignUp title="No new accounts at the moment" lead="Whoever has one can sign in." /> }.into_any()
        }
        mode if !invitation.is_empty() => view! { <Invited answer invitation mode /> }.into_any(),
        SignUpMode::Invite => view! {
            <NoSignUp title="By invitation only" lead="Whoever runs this site can send you a link to sign up with." />
        }
        .into_any(),
        SignUpMode::Open => view! {
            <AuthPage title=WELCOME lead="An account keeps your pictures, public and private.">
                <SignUpForm answer />
            </AuthPage>
        }
        .into_any(),
    };
    view! {
        <Title text="Sign up" />
        {page}
    }
}

/// What the page of a new account opens with.
const WELCOME: &str = "Make it yours";

/// The same, for whoever was asked to come.
#[component]
fn Invited(answer: FormAnswer, invitation: String, mode: SignUpMode) -> impl IntoView {
    let asked = invitation.clone();
    let link = Resource::new(|| (), move |()| server_fns::settings::link(LinkPurpose::Invitation, asked.clone()));
    view! {
        <AuthPage title=WELCOME lead="You are invited. An account keeps your pictures, public and private.">
            <Fetched from=link let:link>
                {if link.state == LinkState::Good {
                    let (token, email) = (("invitation", invitation.clone()), link.email.unwrap_or_default());
                    view! { <SignUpForm answer=answer.clone() token email /> }.into_any()
                } else {
                    view! { <StaleInvitation state=link.state mode /> }.into_any()
                }}
            </Fetched>
        </AuthPage>
    }
}

#[component]
fn StaleInvitation(state: LinkState, mode: SignUpMode) -> impl IntoView {
    view! {
        <StaleLink state>
            <p>"Please ask whoever invited you for a new one."</p>
            {(mode == SignUpMode::Open).then(|| view! {
                // External: the router would stay on this page, which has read its address already.
                <a class="button button--primary button--wide" href="/signup" rel="external">"Sign up without it"</a>
            })}
            <p class="auth__other">"Have an account? "<a href="/login">"Sign in"</a></p>
        </StaleLink>
    }
}

/// What stands in the place of the form where one cannot sign up.
#[component]
fn NoSignUp(title: &'static str, lead: &'static str) -> impl IntoView {
    view! {
        <AuthPage title lead>
            <a class="button button--primary button--wide" href="/login">"Sign in"</a>
            <a class="button button--secondary button--wide" href="/">"Explore pictures"</a>
        </AuthPage>
    }
}

/// The form of a new account.
#[component]
fn SignUpForm(
    answer: FormAnswer,
    /// The token that lets one in, by the name of its field.
    #[prop(optional)]
    token: Option<(&'static str, String)>,
    /// The address that an invitation was sent to.
    #[prop(optional)]
    email: String,
) -> impl IntoView {
    let problem = RwSignal::new(answer.problem.clone());
    let HasRules(rules) = expect_context();
    let email = answer.typed_or("email", &email);
    let typed = move |name: &str| answer.typed_or(name, "");
    view! {
        <AccountForm action="/signup" submit="Sign up" busy="Making your account" done="Your account is ready. One moment." problem>
            {token.map(|(name, token)| view! { <input type="hidden" name=name value=token /> })}
            <Field name="email" label="E-mail" kind="email" autocomplete="email" typed=email problem />
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
            <NewPasswordField problem />
            <AvatarField problem />
        </AccountForm>
        {rules.then(|| view! { <p class="auth__other">"By signing up you agree to the "<a href="/rules">"rules"</a>"."</p> })}
        <p class="auth__other">"Have an account? "<a href="/login">"Sign in"</a></p>
    }
}

/// The form of coming back.
#[component]
pub fn SignIn() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next")).or_else(|| answer.typed.get("next").cloned());
    let login = answer.typed_or("login", "");
    let problem = RwSignal::new(answer.problem);
    let open = expect_context::<SignUpMode>() == SignUpMode::Open;
    view! {
        <Title text="Sign in" />
        <AuthPage title="Welcome back" lead="Your pictures are where you left them.">
            <Success query="reset" words="Your password is changed. Sign in with the new one." />
            <AccountForm action="/login" submit="Sign in" busy="Signing in" done="Signed in. One moment." problem>
                {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
                <Field name="login" label="E-mail or user name" autocomplete="username" typed=login problem />
                <PasswordField autocomplete="current-password" problem />
            </AccountForm>
            <p class="auth__other"><a href="/forgot">"Forgot your password?"</a></p>
            {open.then(|| view! { <p class="auth__other">"New here? "<a href="/signup">"Make an account"</a></p> })}
        </AuthPage>
    }
}
