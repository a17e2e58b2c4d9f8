//! The page of an expiring link: shows its picture, asks for its password, or says why it no longer works.

use crate::{
    app::{
        components::{AuthPage, Draw, Drawing, FormProblem, Icon, Moment, Notice, PasswordField, problem_of},
        served::{AnswerStatus, Content, PageRequest, Title},
    },
    model::{
        errors::Problem,
        expiring_links::{LinkEnd, LinkSize, SharedPicture, SharedState},
        pictures::thumbnail_size,
        pins::PinCard,
    },
    services::expiring_links,
};
use leptos::prelude::*;

/// What the pages are called that tell nothing of the picture.
const TITLE: &str = "A shared picture";

/// The one format of originals that most browsers do not show.
const NOT_SHOWN: &str = "TIFF";

/// The page of a link.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such link; [`Problem::Busy`] where its picture is not there yet. Where the picture can be had and
/// was not sent all the same, why.
pub async fn shared(request: PageRequest) -> Result<Content, Problem> {
    let token = request.param("token").to_owned();
    let state = expiring_links::state(&request.caller.site, &token).await?;
    match (state, request.answer.problem) {
        (SharedState::Ended(end), _) => Ok(Content::new(move || view! { <Ended end /> })),
        (SharedState::Locked, problem) => Ok(Content::new(move || view! { <Locked token problem /> })),
        (SharedState::Open(_), Some(problem)) => Err(problem),
        (SharedState::Open(picture), None) => {
            let picture = *picture;
            Ok(Content::new(move || view! { <Shown token picture /> }))
        }
    }
}

#[component]
fn Ended(end: LinkEnd) -> impl IntoView {
    AnswerStatus::set(410);
    view! {
        <Title text=TITLE />
        <main id="main" class="page" tabindex="-1">
            <Notice drawing=Drawing::Lost title="This link no longer works" words=end.words().to_owned()>
                <a class="button button--primary" href="/">"Explore pictures"</a>
            </Notice>
        </main>
    }
}

/// The form is not sent by script: what comes back is the picture.
#[component]
fn Locked(token: String, problem: Option<Problem>) -> impl IntoView {
    let wrong = problem_of(&problem, "password");
    view! {
        <Title text=TITLE />
        <AuthPage
            title="A picture was shared with you"
            lead="It is protected by a password. If you do not have it, ask the person who sent you the link."
        >
            <form class="form" method="post" action=format!("/l/{token}") enctype="multipart/form-data">
                <FormProblem problem />
                <PasswordField autocomplete="off" wrong />
                <button class="button button--primary button--wide" type="submit">"View picture"</button>
            </form>
        </AuthPage>
    }
}

/// The picture. It counts as a view once it is fetched, not its page.
#[component]
fn Shown(token: String, picture: SharedPicture) -> impl IntoView {
    let SharedPicture { card, size, format, expires_at } = picture;
    let PinCard { title, alt_text, owner, picture, .. } = card;
    let (width, height) = match size {
        LinkSize::Height(height) => thumbnail_size(picture.width, picture.height, height),
        LinkSize::Full | LinkSize::Original => (picture.width, picture.height),
    };
    // Without the query a browser that goes there gets this page.
    let file = format!("/l/{token}?file");
    let alt = if alt_text.is_empty() { title.clone() } else { alt_text };
    view! {
        <Title text=title.clone() />
        <main id="main" class="page page--wide" tabindex="-1">
            <header class="page__head">
                <h1 class="page__title" dir="auto">{title}</h1>
                <p class="page__lead">
                    "Shared by "<a href=format!("/@{}", owner.username)><bdi>{owner.display_name.clone()}</bdi></a>
                    ". The link expires "<Moment at=expires_at />"."
                </p>
            </header>
            {if format == NOT_SHOWN {
                view! {
                    <p>"Most browsers can’t show TIFF files."</p>
                    <p>
                        <a class="button button--primary" href=file download="">
                            <Draw icon=Icon::Download class="icon--small" />"Download"
                        </a>
                    </p>
                }
                .into_any()
            } else {
                view! {
                    <img
                        class="shared__picture"
                        src=file
                        width=width.to_string()
                        height=height.to_string()
                        alt=alt
                        fetchpriority="high"
                        decoding="async"
                    />
                }
                .into_any()
            }}
        </main>
    }
}
