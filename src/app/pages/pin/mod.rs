//! The page of one pin: the picture at the best size for the screen, its details, and the way to its neighbours.

mod download;
mod earlier;
mod file;
mod graph;
mod moderated;
mod panel;
mod parts;
mod related;
mod share;
mod stage;

pub(super) use parts::option as mention_option;

use crate::{
    app::{
        components::{Comments, FeedOf, FormProblem, ProblemNotice, Success},
        islands::{Viewer, ViewerContent},
        served::{Content, PageRequest, Part, Title},
        start::FormAnswer,
    },
    model::{
        boards::PinOnBoards,
        comments::{Start, Thread},
        errors::Problem,
        ids::PinId,
        mine::EarlierPin,
        page::{Cursor, other_list},
        pictures::PictureState,
        pins::{PinCard, PinDetail},
    },
    services::{boards, comments, feeds, pins},
};
use leptos::prelude::*;

/// The addresses of the pins beside this one, in the list that one came from.
#[derive(Debug, Clone, Default)]
struct Steps {
    back: Option<String>,
    on: Option<String>,
}

/// A pin with what stands around it.
struct Shown {
    detail: PinDetail,
    boards: PinOnBoards,
    steps: Steps,
    /// What the owner is told of the file.
    file: Option<file::OwnFile>,
    /// An earlier pin of the owner's that looks nearly the same, for the owner.
    earlier: Option<EarlierPin>,
}

/// The page of a pin.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let pin = request.id()?;
    match request.part {
        None => {}
        Some(Part::Pin) => return Ok(article(shown(&request, pin).await?)),
        Some(part) => return parts::load(request, pin, part).await,
    }
    let shown = shown(&request, pin).await?;
    let thread = thread_of(&request, &shown.detail.card).await;
    let related = related::load(&request, pin).await;
    let answer = request.answer;
    Ok(Content::new(move || {
        let problem = answer.problem.clone();
        let comments = match thread {
            Ok(thread) => view! { <Comments pin thread answer=answer.clone() /> }.into_any(),
            Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
        };
        view! {
            <main id="main" class="page" tabindex="-1">
                <Success query="saved" words="Your changes are saved." />
                <Success query="reported" words="Thank you. The moderators of this site will review it." />
                <FormProblem problem />
                <div class="pin-page">
                    <Article shown answer />
                    {comments}
                </div>
                // Apart from the picture, which is drawn anew while it is being processed.
                <Viewer><ViewerContent /></Viewer>
                <related::Related pins=related />
            </main>
        }
    }))
}

/// The pin with what stands around it. What is not there beside a pin takes nothing from it: its page is whole without.
async fn shown(request: &PageRequest, pin: PinId) -> Result<Shown, Problem> {
    let caller = &request.caller;
    let detail = pins::pin(caller, pin).await?;
    let boards = boards::with_pin(caller, pin).await.unwrap_or_default();
    let steps = steps(request, pin).await.unwrap_or_default();
    let file = file::load(request, &detail).await;
    let earlier = earlier::load(request, &detail).await;
    Ok(Shown { detail, boards, steps, file, earlier })
}

/// What is said about the pin: the newest, or the comments that the address leads to.
async fn thread(request: &PageRequest, pin: PinId) -> Result<Thread, Problem> {
    comments::thread(&request.caller, pin, beginning(request)?).await
}

/// The same of a pin that the page has already.
async fn thread_of(request: &PageRequest, pin: &PinCard) -> Result<Thread, Problem> {
    comments::thread_of(&request.caller, pin.id, pin.comment_count, beginning(request)?).await
}

/// Where the comments begin that the address asks for.
fn beginning(request: &PageRequest) -> Result<Start, Problem> {
    Ok(match request.query("comments").map(|cursor| cursor.parse()).transpose()? {
        Some(Cursor::Comment(comment)) => Start::Before(comment),
        Some(_) => return Err(other_list()),
        // Whoever follows a link to a comment that is none comes to the newest.
        None => request.query("comment").and_then(|at| at.parse().ok()).map_or(Start::Newest, Start::At),
    })
}

/// The pins beside this one in the list that the address says one came from. What was looked for leads nowhere.
async fn steps(request: &PageRequest, pin: PinId) -> Result<Steps, Problem> {
    let list =
        request.query("from").and_then(|from| FeedOf::come_from(&from, request.query("tag"), request.query("q")));
    let Some(list) = list.filter(|list| list.q().is_none()) else { return Ok(Steps::default()) };
    let caller = &request.caller;
    let (before, after) = feeds::neighbours(&caller.site, caller.viewer(), pin, &list).await?;
    let address = |pin: Option<PinId>| pin.map(|pin| list.pin_address(pin));
    Ok(Steps { back: address(before), on: address(after) })
}

/// The picture and what is beside it alone.
fn article(shown: Shown) -> Content {
    Content::new(move || view! { <Article shown answer=FormAnswer::default() /> })
}

#[component]
fn Article(shown: Shown, answer: FormAnswer) -> impl IntoView {
    let Shown { detail, boards, steps, file, earlier } = shown;
    let PinCard { title, alt_text, picture, .. } = detail.card.clone();
    let alt = if alt_text.is_empty() { title.clone() } else { alt_text };
    let ready = picture.state == PictureState::Ready;
    view! {
        <Title text=title />
        <graph::Graph detail=detail.clone() />
        <article class="pin" data-processing=(!ready).then_some("")>
            <stage::Stage picture alt steps />
            <panel::Panel detail boards file earlier answer />
        </article>
    }
}
