//! The page of a board: what it is, whose, and what is on it in its owner's order.

use super::is_own;
use crate::{
    app::{
        components::{Avatar, AvatarSize, BoardMosaic, Draw, Empty, FeedOf, Icon, Success},
        counts::pictures,
        prose::prose,
        served::{Content, Grid, PageRequest, Title, list, part},
    },
    model::{
        boards::{BoardCard, BoardDetail},
        errors::Problem,
        page::Page,
        pins::PinCard,
        visibility::PublicOrPrivate,
    },
    services::boards,
};
use leptos::prelude::*;

/// The page of a board.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::BadRequest`] for a broken cursor.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let id = request.id()?;
    let feed = FeedOf::Board { id };
    if let Some(part) = part(&request, &feed).await? {
        return Ok(part);
    }
    let board = boards::board(&request.caller, id).await?;
    let page = list(&request.caller, &feed, request.cursor().as_deref()).await?;
    Ok(Content::new(move || {
        view! {
            <main id="main" class="page" tabindex="-1">
                <Success query="saved" words="Your changes are saved." />
                <Shown board page />
            </main>
        }
    }))
}

#[component]
fn Shown(board: BoardDetail, page: Page<PinCard>) -> impl IntoView {
    let feed = FeedOf::Board { id: board.card.id };
    let label = format!("Pictures on {}", board.card.title);
    let own = is_own(&board);
    let grid = if page.items.is_empty() {
        view! { <Nothing own /> }.into_any()
    } else {
        view! { <Grid feed page label /> }.into_any()
    };
    view! {
        <Title text=board.card.title.clone() />
        <Head board />
        {grid}
    }
}

#[component]
fn Head(board: BoardDetail) -> impl IntoView {
    let own = is_own(&board);
    let BoardDetail { card, description, editable, .. } = board;
    let BoardCard { id, title, visibility, owner, count, pictures: drawn } = card;
    let arranged = own && count > 1;
    view! {
        <header class="board">
            <div class="board__cover"><BoardMosaic drawn /></div>
            <div class="board__words">
                <h1 class="board__title" dir="auto">{title}</h1>
                <p class="board__facts">
                    <a class="board__owner" href=format!("/@{}", owner.username)>
                        <Avatar person=owner.clone() size=AvatarSize::Small />
                        <bdi>{owner.display_name.clone()}</bdi>
                    </a>
                    <span>{pictures(count)}</span>
                    {(visibility == PublicOrPrivate::Private).then(|| view! {
                        <span class="badge badge--accent"><Draw icon=Icon::Lock class="icon--small" />"Private: only you can see it"</span>
                    })}
                </p>
                {(!description.is_empty()).then(|| view! { <p class="prose" dir="auto">{prose(&description, |_| false)}</p> })}
                {editable.then(|| view! {
                    <div class="actions">
                        {arranged.then(|| view! {
                            <a class="button button--secondary" href=format!("/board/{id}/arrange")>
                                <Draw icon=Icon::Grip class="icon--small" />"Arrange"
                            </a>
                        })}
                        <a class="button button--secondary" href=format!("/board/{id}/edit")>
                            <Draw icon=Icon::Edit class="icon--small" />"Edit"
                        </a>
                    </div>
                })}
            </div>
        </header>
    }
}

#[component]
fn Nothing(own: bool) -> impl IntoView {
    let words = if own {
        "Open a picture and select “Save” to add it here."
    } else {
        "The owner has not added any pictures."
    };
    view! {
        <Empty icon=Icon::Board title="No pictures yet" words>
            <a class="button button--secondary" href="/">"Explore pictures"</a>
        </Empty>
    }
}
