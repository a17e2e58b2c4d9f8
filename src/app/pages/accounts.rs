//! Signing up and signing in.

use crate::{
    app::{
        addresses::{Intent, sign_in_address, sign_up_address, with_query},
        components::{
            AuthPage, AvatarField, Field, Form, NewPasswordField, PasswordField, Remark, StaleLink, Success, problem_of,
        },
        served::{Content, PageRequest, Title},
        start::{FormAnswer, HasRules},
    },
    model::{
        accounts::SignUpMode,
        errors::Problem,
        links::{LinkFacts, LinkPurpose, LinkState},
    },
    services::links,
};
use leptos::prelude::*;

/// What the address says by this name, or the form that was refused: that brings back what it was sent with.
pub(super) fn asked(request: &PageRequest, name: &str) -> String {
    request.query(name).unwrap_or_else(|| request.answer.typed_or(name, ""))
}

/// The sign-up page: open to everyone, to those who were invited, or to nobody, and always to the first admin.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn sign_up(request: PageRequest) -> Result<Content, Problem> {
    let [first_admin, token, next] = ["first_admin", "invitation", "next"].map(|name| asked(&request, name));
    let invitation = if token.is_empty() {
        None
    } else {
        let link = links::facts(&request.caller.site, LinkPurpose::Invitation, &token).await?;
        Some((token, link))
    };
    let can_restore = !first_admin.is_empty() && request.caller.site.has_backup_place();
    let restore = can_restore.then(|| with_query("/restore", &[("first_admin", &first_admin)]));
    Ok(Content::new(move || {
        view! {
            <Title text="Sign up" />
            <SignUp first_admin restore invitation next answer=request.answer />
        }
    }))
}

/// The heading of the sign-up page.
const WELCOME: &str = "Create your account";

#[component]
fn SignUp(
    /// The token in the link for the first admin; empty without.
    first_admin: String,
    /// Where the first admin can restore a backup instead.
    restore: Option<String>,
    /// The token in an invitation, and what that is.
    invitation: Option<(String, LinkFacts)>,
    /// Where one was going.
    next: String,
    answer: FormAnswer,
) -> impl IntoView {
    match (expect_context::<SignUpMode>(), invitation) {
        _ if !first_admin.is_empty() => view! {
            <AuthPage title=WELCOME lead="This account will be the site’s first admin.">
                <SignUpForm next answer token=("first_admin", first_admin) />
                {restore.map(|href| view! {
                    <p class="auth__other">"Have a backup of a site? "<a href=href>"Restore it here"</a></p>
                })}
            </AuthPage>
        }
        .into_any(),
        (SignUpMode::Closed, _) => {
            view! { <NoSignUp title="Sign-up is closed" lead="Members can still sign in." next /> }.into_any()
        }
        (mode, Some((token, link))) => view! {
            <AuthPage title=WELCOME lead="You’ve been invited. Share your pictures, or keep them private.">
                {if link.state == LinkState::Good {
                    let (token, email) = (("invitation", token), link.email.unwrap_or_default());
                    view! { <SignUpForm next answer token email /> }.into_any()
                } else {
                    view! { <StaleInvitation state=link.state mode /> }.into_any()
                }}
            </AuthPage>
        }
        .into_any(),
        (SignUpMode::Invite, None) => view! {
            <NoSignUp
                title="Sign-up is by invitation only"
                lead="Ask an admin of this site for an invitation link."
                next
            />
        }
        .into_any(),
        (SignUpMode::Open, None) => view! {
            <AuthPage title=WELCOME lead="Share your pictures, or keep them private.">
                <SignUpForm next answer />
            </AuthPage>
        }
        .into_any(),
    }
}

#[component]
fn StaleInvitation(state: LinkState, mode: SignUpMode) -> impl IntoView {
    view! {
        <StaleLink state>
            <p>"Ask the person who invited you for a new link."</p>
            {(mode == SignUpMode::Open).then(|| view! {
                <a class="button button--primary button--wide" href="/signup">"Sign up without an invitation"</a>
            })}
            <p class="auth__other">"Have an account? "<a href="/login">"Sign in"</a></p>
        </StaleLink>
    }
}

/// Shown in place of the form where visitors cannot sign up.
#[component]
fn NoSignUp(
    title: &'static str,
    lead: &'static str,
    /// Where one was going.
    next: String,
) -> impl IntoView {
    view! {
        <AuthPage title lead>
            <a class="button button--primary button--wide" href=sign_in_address(&next)>"Sign in"</a>
            <a class="button button--secondary button--wide" href="/">"Explore pictures"</a>
        </AuthPage>
    }
}

/// The form of a new account.
#[component]
fn SignUpForm(
    /// Where one was going.
    next: String,
    answer: FormAnswer,
    /// The token that lets one in, by the name of its field.
    #[prop(optional)]
    token: Option<(&'static str, String)>,
    /// The address that an invitation was sent to.
    #[prop(optional)]
    email: String,
) -> impl IntoView {
    let HasRules(rules) = expect_context();
    let sign_in = sign_in_address(&next);
    let email = answer.typed_or("email", &email);
    let [username, display_name] = ["username", "display_name"].map(|name| answer.typed_or(name, ""));
    let problem = answer.problem.clone();
    let wrong = move |field: &str| problem_of(&answer.problem, field);
    view! {
        <Form action="/signup" submit="Sign up" busy="Creating your account" done="Your account is ready. One moment." problem>
            {token.map(|(name, token)| view! { <input type="hidden" name=name value=token /> })}
            <GoOn next />
            <Field name="email" label="E-mail" kind="email" autocomplete="email" typed=email wrong=wrong("email") />
            <Field
                name="username"
                label="User name"
                autocomplete="username"
                hint="3 to 30 letters, digits or underscores. Your profile will be at /@name."
                typed=username
                wrong=wrong("username")
            />
            <Field
                name="display_name"
                label="Display name"
                autocomplete="name"
                optional=true
                typed=display_name
                wrong=wrong("display_name")
            />
            <NewPasswordField wrong=wrong("password") />
            <AvatarField wrong=wrong("avatar") />
        </Form>
        {rules.then(|| view! { <p class="auth__other">"By signing up, you agree to the "<a href="/rules">"rules"</a>"."</p> })}
        <p class="auth__other">"Have an account? "<a href=sign_in>"Sign in"</a></p>
    }
}

/// Where one was going, as a field of the form.
#[component]
fn GoOn(next: String) -> impl IntoView {
    (!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next /> })
}

/// The sign-in page.
pub async fn sign_in(request: PageRequest) -> Result<Content, Problem> {
    let (next, intent) = (asked(&request, "next"), Intent::named(&asked(&request, "why")));
    Ok(Content::new(move || {
        view! {
            <Title text="Sign in" />
            <AuthPage title="Welcome back" lead="Sign in to your account.">
                <SignIn next intent answer=request.answer />
            </AuthPage>
        }
    }))
}

#[component]
fn SignIn(
    /// Where one was going.
    next: String,
    /// What one wanted to do.
    intent: Option<Intent>,
    answer: FormAnswer,
) -> impl IntoView {
    let open = expect_context::<SignUpMode>() == SignUpMode::Open;
    let sign_up = sign_up_address(&next);
    let login = answer.typed_or("login", "");
    let problem = answer.problem.clone();
    let wrong = move |field: &str| problem_of(&answer.problem, field);
    view! {
        <Success query="reset" words="Your password has been changed. Sign in with the new one." />
        {intent.map(|intent| view! { <Remark words=intent.words() /> })}
        <Form action="/login" submit="Sign in" busy="Signing in" done="Signed in. One moment." problem>
            <GoOn next />
            {intent.map(|intent| view! { <input type="hidden" name="why" value=intent.name() /> })}
            <Field name="login" label="E-mail or user name" autocomplete="username" typed=login wrong=wrong("login") />
            <PasswordField autocomplete="current-password" wrong=wrong("password") />
        </Form>
        <p class="auth__other"><a href="/forgot">"Forgot your password?"</a></p>
        {open.then(|| view! { <p class="auth__other">"New here? "<a href=sign_up>"Create an account"</a></p> })}
    }
}
