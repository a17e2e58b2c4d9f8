//! The page of a board: what it is, whose, and what is on it in its owner's order. What its owner does with it stands beside.

mod arrange;
mod delete;
mod drag;
mod edit;
mod moves;
mod of_member;

use crate::{
    app::{
        addresses::with_query,
        components::{
            Avatar, AvatarSize, BoardMosaic, Draw, Empty, FeedOf, Fetched, Grid, Icon, ProblemNotice, SignInFirst,
            Skeleton, Source, Success,
        },
        counts::pictures,
        feeds::Feeds,
        prose::prose,
        start::{Answered, FormAnswer},
    },
    model::{
        accounts::Me,
        boards::{BoardCard, BoardDetail, BoardVisibility},
        errors::Problem,
        ids::BoardId,
        page::Page,
        pins::PinCard,
    },
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

pub use arrange::ArrangeBoard;
pub use delete::DeleteBoard;
pub use edit::{EditBoard, NewBoard};
pub use of_member::MemberBoards;

/// The page of a board.
#[component]
pub fn BoardPage() -> impl IntoView {
    let feeds = expect_context::<Feeds<Page<PinCard>>>();
    let asked = asked();
    let found = Resource::new(
        move || asked.get(),
        move |(id, cursor)| async move {
            let id = id.parse().map_err(|_| Problem::NotFound)?;
            let board = server_fns::boards::board(id).await?;
            let feed = FeedOf::Board { id };
            let page = match feeds.returned(&feed.address(cursor.as_deref())) {
                Some(page) => page,
                None => feed.fetch(cursor).await?,
            };
            Ok::<_, Problem>((board, page))
        },
    );
    view! {
        <main id="main" class="page" tabindex="-1">
            <Success query="saved" words="Your changes are saved." />
            <Suspense fallback=Skeleton>
                {move || {
                    let cursor = asked.with_untracked(|(_, cursor)| cursor.clone());
                    Suspend::new(async move {
                        match found.await {
                            Ok((board, page)) => view! { <Shown board page cursor /> }.into_any(),
                            Err(problem) => view! { <ProblemNotice problem /> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </main>
    }
}

/// Which board the address names, and where in it the page begins.
fn asked() -> Memo<(String, Option<String>)> {
    let (params, query) = (use_params_map(), use_query_map());
    Memo::new(move |_| {
        let id = params.with(|params| params.get("id")).unwrap_or_default();
        (id, query.with(|query| query.get("cursor")))
    })
}

#[component]
fn Shown(board: BoardDetail, page: Page<PinCard>, cursor: Option<String>) -> impl IntoView {
    let feed = FeedOf::Board { id: board.card.id };
    let address = feed.address(cursor.as_deref());
    let label = format!("Pictures on {}", board.card.title);
    let own = is_own(&board);
    let grid = if page.items.is_empty() {
        view! { <Nothing own /> }.into_any()
    } else {
        view! { <Grid feed address first=page label /> }.into_any()
    };
    view! {
        <Title text=board.card.title.clone() />
        <Head board />
        {grid}
    }
}

/// Whether a board is of whoever looks.
fn is_own(board: &BoardDetail) -> bool {
    expect_context::<Option<Me>>().is_some_and(|me| me.person.username == board.card.owner.username)
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
                    {(visibility == BoardVisibility::Private).then(|| view! {
                        <span class="badge badge--accent"><Draw icon=Icon::Lock class="icon--small" />"Private: only you see it"</span>
                    })}
                </p>
                {(!description.is_empty()).then(|| view! { <p class="prose" dir="auto">{prose(&description, |_| false)}</p> })}
                {editable.then(|| view! {
                    <div class="board__actions">
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
        "“Save” on a picture’s page puts it here."
    } else {
        "What its owner puts on it will hang here."
    };
    view! {
        <Empty icon=Icon::Board title="Nothing on it yet" words>
            <a class="button button--secondary" href="/">"Explore pictures"</a>
        </Empty>
    }
}

/// What is on a board, on a page by which that is looked after.
#[derive(Debug, Clone, Copy)]
struct Kept {
    board: BoardId,
    /// The last part of the page's address.
    page: &'static str,
}

impl Source for Kept {
    type Item = PinCard;

    fn address(&self, cursor: Option<&str>) -> String {
        with_query(&format!("/board/{}/{}", self.board, self.page), &[("cursor", cursor.unwrap_or_default())])
    }

    async fn fetch(&self, cursor: Option<String>) -> Result<Page<PinCard>, Problem> {
        server_fns::boards::board_pins(self.board, cursor).await
    }
}

/// A board with a page of what is on it, and whether that is its first.
type WithPins = (BoardDetail, Page<PinCard>, bool);

async fn with_pins(id: BoardId, cursor: Option<String>) -> Result<WithPins, Problem> {
    let board = server_fns::boards::board(id).await?;
    let first = cursor.is_none();
    Ok((board, server_fns::boards::board_pins(id, cursor).await?, first))
}

/// A page by which a board is looked after, for members.
fn looked_after<T, F>(
    title: &'static str,
    action: &'static str,
    fetch: impl Fn(BoardId, Option<String>) -> F + Clone + Send + Sync + 'static,
    content: impl Fn(T, FormAnswer) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, Problem>> + Send + 'static,
{
    let answer = Answered::take().unwrap_or_default();
    let asked = asked();
    if expect_context::<Option<Me>>().is_none() {
        let next = format!("/board/{}/{action}", asked.with_untracked(|(id, _)| id.clone()));
        return sign_in_first(title, next);
    }
    let found = Resource::new(
        move || asked.get(),
        move |(id, cursor)| {
            let fetch = fetch.clone();
            async move { fetch(id.parse().map_err(|_| Problem::NotFound)?, cursor).await }
        },
    );
    view! {
        <Title text=title />
        <main id="main" class=if action == "arrange" { "page" } else { "page page--form" } tabindex="-1">
            <Fetched from=found alone=true let:found>{content(found, answer.clone())}</Fetched>
        </main>
    }
    .into_any()
}

/// What a visitor sees of such a page.
fn sign_in_first(title: &'static str, next: String) -> AnyView {
    AnswerStatus::set(401);
    view! {
        <main id="main" class="page" tabindex="-1">
            <Title text=title />
            <SignInFirst title="Boards belong to members" words="Sign in to make and change yours." next />
        </main>
    }
    .into_any()
}
