//! The words beside a picture, and what can be done with it.

use super::moderated::{HiddenNote, ModerateLink};
use crate::{
    app::{
        addresses::with_query,
        components::{AskDelete, Avatar, AvatarSize, Day, Draw, Icon, LikeButton, SaveToBoard, restriction},
        pages::links::ShareForAWhile,
        prose::{STRANGE, prose},
        start::FormAnswer,
    },
    model::{
        accounts::Me,
        boards::PinOnBoards,
        expiring_links::Sharing,
        ids::PinId,
        pictures::{LOWEST, Picture, PictureState},
        pins::{Given, Location, OwnLocation, PinCard, PinDetail, Visibility},
        prose::{Piece, pieces},
    },
};
use leptos::{ev::MouseEvent, prelude::*};

/// The words of a pin.
#[component]
pub(super) fn Panel(
    /// What is known of it.
    detail: PinDetail,
    /// The boards it is on.
    boards: PinOnBoards,
    /// What a form on this page was answered.
    answer: FormAnswer,
) -> impl IntoView {
    let PinDetail { card, created_at, description, source_url, tags, editable, hidden, given, location, .. } = detail;
    let (liked, saved) = (card.clone(), card.clone());
    let PinCard { id, title, alt_text, visibility, owner, picture, .. } = card;
    let me = expect_context::<Option<Me>>();
    let signed_in = me.is_some();
    let own = me.is_some_and(|me| me.person.username == owner.username);
    let ready = picture.state == PictureState::Ready;
    let size = format!("{} × {}", picture.width, picture.height);
    view! {
        <aside class="pin__panel" aria-label="About this picture">
            <h1 class="pin__title" dir="auto">{title.clone()}</h1>
            <HiddenNote hidden />
            <a class="pin__owner" href=format!("/@{}", owner.username)>
                <Avatar person=owner.clone() size=AvatarSize::Medium />
                <span class="pin__who">
                    <span class="pin__name" dir="auto">{owner.display_name.clone()}</span>
                    <span class="pin__handle">{format!("@{}", owner.username)}</span>
                </span>
            </a>
            <SaveToBoard card=saved boards answer><LikeButton card=liked /></SaveToBoard>
            {(!description.is_empty()).then(|| view! { <p class="prose" dir="auto">{prose(&description, |_| false)}</p> })}
            {(!tags.is_empty()).then(|| tag_links(tags))}
            <p class="pin__badges">
                {badge(visibility, own)}
                {(!ready).then(|| view! {
                    <span class="badge"><Draw icon=Icon::Clock class="icon--small" />"Processing"</span>
                })}
            </p>
            {editable.then(|| view! { <Actions id /> })}
            {Sharing::given(&given).map(|sharing| view! { <div><ShareForAWhile id sharing /></div> })}
            <div class="pin__more">
                {(!alt_text.is_empty()).then(|| view! {
                    <details class="disclosure">
                        <summary class="disclosure__toggle">"Alternative text"</summary>
                        <p class="disclosure__body">{alt_text}</p>
                    </details>
                })}
                {ready.then(|| view! { <Sizes picture given title=title.clone() /> })}
            </div>
            <dl class="facts">
                <dt class="facts__name">"Added"</dt>
                <dd class="facts__value"><Day at=created_at /></dd>
                <dt class="facts__name">"Size"</dt>
                <dd class="facts__value">{size}</dd>
                {location.and_then(OwnLocation::fate).map(|fate| view! {
                    <dt class="facts__name">"Location"</dt>
                    <dd class="facts__value">{location_words(fate)}</dd>
                })}
                {source_url.map(|address| view! {
                    <dt class="facts__name">"Source"</dt>
                    <dd class="facts__value">{source(&address)}</dd>
                })}
            </dl>
            {(signed_in && !own).then(|| view! {
                <p><a class="button button--quiet button--small" href=format!("/pin/{id}/report")>"Report this picture"</a></p>
            })}
            <ModerateLink id />
        </aside>
    }
}

/// What its owner is told of where it was taken.
const fn location_words(fate: Location) -> &'static str {
    match fate {
        Location::None => "None found in your file",
        Location::Removed => "Removed from what others can download",
        Location::Shared => "Shared in the original",
    }
}

fn badge(visibility: Visibility, own: bool) -> impl IntoView {
    match restriction(visibility) {
        None => view! { <span class="badge"><Draw icon=Icon::Globe class="icon--small" />"Public"</span> }.into_any(),
        Some((icon, word, meaning)) => {
            // An admin sees it as well.
            let meaning = if visibility == Visibility::Private && !own { "only its owner sees it" } else { meaning };
            view! { <span class="badge badge--accent"><Draw icon class="icon--small" />{format!("{word}: {meaning}")}</span> }
                .into_any()
        }
    }
}

/// Where a picture comes from: a link where it is an address of the web, and nothing else.
fn source(address: &str) -> AnyView {
    match pieces(address).as_slice() {
        [Piece::Address(whole)] => {
            let bare = whole.split_once("://").map_or(*whole, |(_, rest)| rest);
            let shown = bare.trim_start_matches("www.").trim_end_matches('/').to_owned();
            view! { <a class="facts__link" href=address.to_owned() rel=STRANGE>{shown}</a> }.into_any()
        }
        _ => address.to_owned().into_any(),
    }
}

fn tag_links(tags: Vec<String>) -> impl IntoView {
    let link = |tag: String| {
        let address = with_query("/", &[("tag", &tag)]);
        view! { <li><a class="tag" href=address dir="auto">{format!("#{tag}")}</a></li> }
    };
    view! { <ul class="tags" aria-label="Tags">{tags.into_iter().map(link).collect_view()}</ul> }
}

/// For whoever may: the way to its form, and its end. With script it is asked first; without, it can be undone.
#[component]
fn Actions(id: PinId) -> impl IntoView {
    let asked = RwSignal::new(false);
    let ask = move |event: MouseEvent| {
        event.prevent_default();
        asked.set(true);
    };
    let action = format!("/pin/{id}/delete");
    view! {
        <div class="pin__actions">
            <a class="button button--secondary" href=format!("/pin/{id}/edit")><Draw icon=Icon::Edit class="icon--small" />"Edit"</a>
            <form method="post" action=action.clone() enctype="multipart/form-data">
                <button class="button button--quiet" type="submit" on:click=ask><Draw icon=Icon::Delete class="icon--small" />"Delete"</button>
            </form>
        </div>
        <AskDelete open=asked question="Delete this picture?">
            <form method="post" action=action enctype="multipart/form-data">
                <button class="button button--danger" type="submit">"Delete"</button>
            </form>
        </AskDelete>
    }
}

/// The picture in all its sizes, to be taken home: the quality states, and what the owner's plan gives.
#[component]
fn Sizes(picture: Picture, given: Given, title: String) -> impl IntoView {
    let name = file_name(&title);
    let link = |address: String, file: String, words: String| {
        view! {
            <li>
                <a class="sizes__link" href=address rel="external" download=file>
                    <Draw icon=Icon::Download class="icon--small" />{words}
                </a>
            </li>
        }
    };
    let states = picture.available().into_iter().filter(|size| size.n != LOWEST).map(|size| {
        let words = format!("{} × {}", size.width, size.height);
        link(picture.address(size.n), format!("{name} {}.webp", size.width), words)
    });
    let states = states.collect_view();
    let thumbnails = given.thumbnails.iter().map(|size| {
        let words = format!("Thumbnail, {} px high", size.height);
        link(picture.thumbnail_address(size.height), format!("{name} h{}.webp", size.height), words)
    });
    let thumbnails = thumbnails.collect_view();
    let original =
        given.original.then(|| link(picture.original_address(), String::new(), "The original file".to_owned()));
    view! {
        <details class="disclosure">
            <summary class="disclosure__toggle">"Sizes"</summary>
            <ul class="disclosure__body sizes">{states}{thumbnails}{original}</ul>
        </details>
    }
}

/// A title as the name of a file on any system.
fn file_name(title: &str) -> String {
    let name: String =
        title.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c }).collect();
    name.trim_matches([' ', '.']).to_owned()
}
