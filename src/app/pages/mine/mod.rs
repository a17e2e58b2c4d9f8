//! One's own uploads: found, sorted, selected, and changed many at once.

mod filters;
mod list;
mod news;
mod selection;
mod to_board;
mod wanted;

use crate::{
    app::{
        components::FormProblem,
        served::{Content, PageRequest, Part, Title, no_such_part, states},
        start::FormAnswer,
    },
    model::{accounts::Me, boards::BoardChoice, errors::Problem, mine::MyPage},
    services::{boards, mine},
};
use filters::Filters;
use leptos::prelude::*;
use list::{Found, More, Shown};
use news::{Deleting, News};
use selection::Selected;
use wanted::Wanted;

/// One's own uploads. Visitors are asked to sign in.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor; [`Problem::NotSignedIn`] for a part.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    match (request.part, request.caller.me.clone()) {
        (None, None) => {
            let words = "You can find, edit and delete your pictures there.";
            Ok(Content::sign_in_first("Your uploads", "Sign in to see your uploads", words, "/uploads"))
        }
        (_, None) => Err(Problem::NotSignedIn),
        (None, Some(me)) => whole(request, me).await,
        (Some(part), Some(me)) => a_part(&request, me, part).await,
    }
}

async fn whole(request: PageRequest, me: Me) -> Result<Content, Problem> {
    let wanted = Wanted::read(request.queries());
    let page = page(&request, &me, &wanted).await?;
    // Without them, a new one can still be made.
    let boards = boards::choices(&request.caller.site, me.id).await.unwrap_or_default();
    let answer = request.answer;
    Ok(Content::new(move || view! { <Uploads me wanted page boards answer /> }))
}

/// A part of the page: more of the list, what has become of pictures in it, or of what was deleted.
async fn a_part(request: &PageRequest, me: Me, part: Part) -> Result<Content, Problem> {
    let caller = &request.caller;
    let wanted = Wanted::read(request.queries());
    match part {
        Part::Tiles => {
            let page = page(request, &me, &wanted).await?;
            let below = request.sheet.clone();
            Ok(Content::new(move || view! { <More shown=Shown::new(me, wanted, Selected::default()) page below /> }))
        }
        Part::States if request.pins.is_empty() => {
            let deleting = mine::deleting(&caller.site, me.id).await?;
            Ok(Content::new(move || view! { <Deleting deleting /> }))
        }
        Part::States => {
            let pins = mine::named(caller, &request.pins).await?;
            let shown = Shown::new(me, wanted, Selected::default());
            Ok(states(request, pins, |pin| &pin.card, move |pin| shown.again(pin)))
        }
        _ => Err(no_such_part()),
    }
}

async fn page(request: &PageRequest, me: &Me, wanted: &Wanted) -> Result<MyPage, Problem> {
    let cursor = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    mine::list(&request.caller.site, me.id, &wanted.filter, wanted.sort, cursor).await
}

#[component]
fn Uploads(
    me: Me,
    wanted: Wanted,
    page: MyPage,
    /// One's own boards.
    boards: Vec<BoardChoice>,
    answer: FormAnswer,
) -> impl IntoView {
    let shown = Shown::new(me, wanted.clone(), Selected::of(&answer));
    view! {
        <Title text="Your uploads" />
        <main id="main" class="page" tabindex="-1">
            <header class="page__head">
                <h1 class="page__title">"Your uploads"</h1>
            </header>
            <News left=wanted.address(None) />
            <FormProblem problem=answer.problem.clone() />
            <Filters wanted />
            <Found shown page boards answer />
        </main>
    }
}
