//! A gallery's channel: its pictures as a grid like any other, and above it the form to post some. What is posted meanwhile appears above
//! the grid.

use super::{Below, Frame, Front, Live, Room, beside::Around, composer, composer::Writing, head};
use crate::{
    app::{
        components::{Empty, FeedOf, Icon},
        served::{self, Content, Grid, PageRequest, Part, Strip, Title, list, no_such_part},
    },
    model::{
        channels::ChannelDetail,
        errors::Problem,
        feeds::{Order, Window},
        page::Page,
        pins::PinCard,
    },
    services::feeds,
};
use leptos::prelude::*;

/// The list of a gallery's pictures, in the order that the address asks for.
fn feed(request: &PageRequest, room: &ChannelDetail) -> Result<FeedOf, Problem> {
    let community = room.community.ok_or(Problem::NotFound)?;
    let popular = request.query("sort").is_some_and(|sort| sort == "popular");
    let order = if popular { Order::Popular(Window::All) } else { Order::Newest };
    Ok(FeedOf::Channel { community, id: room.id, order })
}

/// The page of a gallery.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor.
pub(super) async fn load(request: PageRequest, room: Room, around: Around, front: Front) -> Result<Content, Problem> {
    let viewer = room.viewer(&request);
    let feed = feed(&request, &room.detail)?;
    let page = list(&request.caller, &feed, request.cursor().as_deref()).await?;
    let writing = Writing::of(&request, &room, &viewer).await?;
    let answer = request.answer;
    Ok(Content::new(move || {
        let problem = answer.problem.clone().filter(|_| !composer::is_answered(&answer));
        let Room { detail: room, .. } = room;
        let title = room.name.clone();
        let head = view! { <head::Head room=room.clone() viewer=viewer.clone() front /> };
        view! {
            <Title text=title />
            <Frame around front problem grid=true>
                <Live room=room.clone() viewer=viewer.clone() position=room.position>
                    {head}
                    <div class="gallery">
                        <div class="gallery__post"><Below room=room.clone() viewer writing answer /></div>
                        <Pictures feed page name=room.name />
                    </div>
                </Live>
            </Frame>
        }
    }))
}

/// The pictures, and the order they are in.
#[component]
fn Pictures(feed: FeedOf, page: Page<PinCard>, name: String) -> impl IntoView {
    let label = format!("Pictures in {name}");
    let grid = if page.items.is_empty() {
        view! { <Empty icon=Icon::Pictures title="No pictures yet" words="Pictures that are posted here appear in this place." /> }
            .into_any()
    } else {
        view! { <Grid feed=feed.clone() page label /> }.into_any()
    };
    view! {
        <Orders feed />
        <section class="gallery__fresh" aria-label="New pictures" data-fresh hidden></section>
        {grid}
    }
}

#[component]
fn Orders(feed: FeedOf) -> impl IntoView {
    let FeedOf::Channel { community, id, order: shown } = feed else { return ().into_any() };
    let link = |order: Order, words: &'static str| {
        let address = FeedOf::Channel { community, id, order }.address(None);
        let current = (order == shown).then_some("true");
        view! { <a class="segmented__option" href=address aria-current=current>{words}</a> }
    };
    view! {
        <nav class="orders" aria-label="Sort order">
            <div class="segmented">
                {link(Order::Newest, "Newest")}
                {link(Order::Popular(Window::All), "Most liked")}
            </div>
        </nav>
    }
    .into_any()
}

/// A part of the grid; or those of some pictures that are posted here, which may be newer than the grid or no longer there.
///
/// # Errors
/// As [`load`].
pub(super) async fn part(request: PageRequest, room: Room, part: Part) -> Result<Content, Problem> {
    if part == Part::Fresh {
        let (site, viewer) = (&request.caller.site, request.caller.viewer());
        let cards = feeds::posted_cards(site, viewer, room.detail.id, &request.pins).await?;
        return Ok(Content::new(move || view! { <Strip pins=cards /> }));
    }
    let feed = feed(&request, &room.detail)?;
    let found = served::part(&request, &feed).await?;
    found.ok_or_else(no_such_part)
}
