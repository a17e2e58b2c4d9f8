//! The details of a pin beside its picture, and what can be done with it.

use super::{
    download::Download,
    earlier::Earlier,
    file::{FileDetails, OwnFile},
    moderated::{HiddenNote, ModerateLink},
    share::ShareLink,
};
use crate::{
    app::{
        addresses::with_query,
        components::{
            AskDelete, Avatar, AvatarSize, Draw, FollowButton, Icon, LikeButton, Moment, OnBoards, SaveToBoard,
            restriction,
        },
        pages::links::ShareForAWhile,
        prose::{STRANGE, prose},
        start::FormAnswer,
    },
    model::{
        accounts::Me,
        boards::{BoardChoice, PinOnBoards},
        expiring_links::Sharing,
        ids::PinId,
        mine::EarlierPin,
        pictures::PictureState,
        pins::{Location, OwnLocation, PinCard, PinDetail, Visibility},
        prose::{Piece, pieces},
    },
};
use leptos::prelude::*;

/// The details of a pin.
#[component]
pub(super) fn Panel(
    /// What is known of it.
    detail: PinDetail,
    /// The boards it is on.
    boards: PinOnBoards,
    /// What the owner is told of the file.
    file: Option<OwnFile>,
    /// An earlier pin of the owner's that looks nearly the same, for the owner.
    earlier: Option<EarlierPin>,
    /// What a form on this page was answered.
    answer: FormAnswer,
) -> impl IntoView {
    let PinOnBoards { mine, public } = boards;
    let saved = saved(&detail, mine, answer);
    let file = file.map(|file| view! { <FileDetails file detail=detail.clone() /> });
    let followed = detail.owner_followed;
    let PinDetail { card, created_at, description, source_url, tags, editable, hidden, given, location, .. } = detail;
    let PinCard { id, title, alt_text, visibility, owner, picture, .. } = card;
    let me = expect_context::<Option<Me>>();
    let signed_in = me.is_some();
    let own = me.is_some_and(|me| me.person.username == owner.username);
    let ready = picture.state == PictureState::Ready;
    let size = format!("{} × {}", picture.width, picture.height);
    let sharing = Sharing::given(&given);
    view! {
        <aside class="pin__panel" aria-label="About this picture">
            <h1 class="pin__title" dir="auto">{title}</h1>
            <HiddenNote hidden />
            <Earlier pin=earlier />
            <div class="pin__byline">
                <a class="pin__owner" href=format!("/@{}", owner.username)>
                    <Avatar person=owner.clone() size=AvatarSize::Medium />
                    <span class="pin__who">
                        <span class="pin__name" dir="auto">{owner.display_name.clone()}</span>
                        <span class="pin__handle">{format!("@{}", owner.username)}</span>
                    </span>
                </a>
                <FollowButton person=owner.clone() followed />
            </div>
            {saved}
            <OnBoards boards=public />
            {(!description.is_empty()).then(|| view! { <p class="prose" dir="auto">{prose(&description, |_| false)}</p> })}
            {(!tags.is_empty()).then(|| tag_links(tags))}
            <p class="pin__badges">
                {badge(visibility, own)}
                {(!ready).then(|| view! {
                    <span class="badge"><Draw icon=Icon::Clock class="icon--small" />"Processing"</span>
                })}
            </p>
            {editable.then(|| view! { <Actions id sharing /> })}
            <div class="pin__more">
                {(!alt_text.is_empty()).then(|| view! {
                    <details class="disclosure">
                        <summary class="disclosure__toggle">"Alternative text"</summary>
                        <p class="disclosure__body">{alt_text}</p>
                    </details>
                })}
                {file}
            </div>
            <dl class="facts">
                <dt class="facts__name">"Added"</dt>
                <dd class="facts__value"><Moment at=created_at /></dd>
                <dt class="facts__name">"Dimensions"</dt>
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
            {signed_in.then(|| view! {
                <p class="actions">
                    {(!own).then(|| view! {
                        <a class="button button--secondary button--small" href=format!("/pin/{id}/report")>"Report this picture"</a>
                    })}
                    <ModerateLink id />
                </p>
            })}
        </aside>
    }
}

/// What the owner reads about the location.
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
            let meaning = if visibility == Visibility::Private && !own { "only its owner can see it" } else { meaning };
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

/// Edit and Delete, for those who may, and sharing for the owner. With script a dialog asks before a deletion; without, it can be undone.
#[component]
fn Actions(
    id: PinId,
    /// What links to it can be; none where there are none.
    sharing: Option<Sharing>,
) -> impl IntoView {
    let action = format!("/pin/{id}/delete");
    view! {
        <div class="actions">
            <a class="button button--secondary" href=format!("/pin/{id}/edit")><Draw icon=Icon::Edit class="icon--small" />"Edit"</a>
            <form method="post" action=action.clone() enctype="multipart/form-data">
                <button class="button button--secondary" type="submit" data-ask="ask-delete"><Draw icon=Icon::Delete class="icon--small" />"Delete"</button>
            </form>
            {sharing.map(|sharing| view! { <ShareForAWhile id sharing /> })}
        </div>
        <AskDelete question="Delete this picture?">
            <form method="post" action=action enctype="multipart/form-data">
                <button class="button button--danger" type="submit">"Delete"</button>
            </form>
        </AskDelete>
    }
}

/// The buttons by which a pin is saved, liked, downloaded and handed on.
pub(super) fn saved(detail: &PinDetail, mine: Vec<BoardChoice>, answer: FormAnswer) -> impl IntoView + use<> {
    let PinDetail { card, given, .. } = detail.clone();
    let (id, title, picture) = (card.id, card.title.clone(), card.picture.clone());
    let ready = picture.state == PictureState::Ready;
    view! {
        <SaveToBoard card=card.clone() mine answer>
            <LikeButton card />
            <div class="pin__share">
                {ready.then(|| view! { <Download picture given title=title.clone() /> })}
                <ShareLink id title />
            </div>
        </SaveToBoard>
    }
}
