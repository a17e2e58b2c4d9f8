//! What whoever follows an expiring link sees, where it is not the picture itself.

use crate::{
    app::{
        components::{AuthPage, Drawing, Fetched, FormProblem, Notice, PasswordField, ProblemNotice},
        start::Answered,
    },
    model::{
        errors::Problem,
        expiring_links::{LinkEnd, SharedState},
    },
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page of a link: asks for its password, or says why it works no more.
#[component]
pub fn Shared() -> impl IntoView {
    let problem = Answered::take().and_then(|answer| answer.problem);
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|params| params.get("token")).unwrap_or_default());
    let found = Resource::new(
        move || token.get(),
        // What goes wrong is said within the frame of a page.
        |token| async move { Ok::<_, Problem>(server_fns::expiring_links::shared_link(token).await) },
    );
    view! {
        <Title text="A shared picture" />
        <Fetched from=found alone=true let:found>
            {match found {
                Ok(SharedState::Ended(end)) => view! { <Ended end /> }.into_any(),
                Ok(SharedState::Locked) => {
                    view! { <Locked token=token.get_untracked() problem=problem.clone() /> }.into_any()
                }
                Ok(SharedState::Open) => {
                    view! { <Other problem=problem.clone().unwrap_or(Problem::Busy) /> }.into_any()
                }
                Err(problem) => view! { <Other problem /> }.into_any(),
            }}
        </Fetched>
    }
}

#[component]
fn Ended(end: LinkEnd) -> impl IntoView {
    AnswerStatus::set(410);
    view! {
        <main id="main" class="page" tabindex="-1">
            <Notice drawing=Drawing::Lost title="This link works no more" words=end.words().to_owned()>
                <a class="button button--primary" href="/">"Explore pictures"</a>
            </Notice>
        </main>
    }
}

/// The form is not sent by script: what comes back is the picture.
#[component]
fn Locked(token: String, problem: Option<Problem>) -> impl IntoView {
    let problem = RwSignal::new(problem);
    view! {
        <AuthPage title="A picture for you" lead="It has a password. Whoever sent you the link knows it.">
            <form class="form" method="post" action=format!("/l/{token}") enctype="multipart/form-data">
                <FormProblem problem />
                <PasswordField autocomplete="off" problem />
                <button class="button button--primary button--wide" type="submit">"See the picture"</button>
            </form>
        </AuthPage>
    }
}

/// There is no such link; or there is, and its picture could not be sent just now.
#[component]
fn Other(problem: Problem) -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <ProblemNotice problem />
        </main>
    }
}
