//! What a text may become that is being typed, as options of a list: tags, members, boards and pictures for the search box, one's own tags
//! for a line of tags.

use crate::{
    app::{
        components::{Avatar, AvatarSize, Draw, FeedOf, Icon, sources},
        islands::last_tag,
        served::{Content, PageRequest},
    },
    model::{errors::Problem, pictures::Picture, search::Completion},
    services::{mine, search},
};
use leptos::prelude::*;

/// The least width in pixels that a thumbnail needs, on a screen of three times the density.
const THUMB_WIDEST: u32 = 96;

/// The options.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub(super) async fn load(request: &PageRequest, typed: String) -> Result<Content, Problem> {
    let found = search::completions(&request.caller.site, request.caller.viewer(), &typed).await?;
    Ok(Content::new(move || found.into_iter().map(|completion| option(&completion, &typed)).collect_view()))
}

/// Tags that begin as the last one of a line does, without those that the line holds already. `one`: the line holds one tag alone.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Internal`] where the database fails.
pub(super) async fn tags(request: &PageRequest, line: &str, one: bool) -> Result<Content, Problem> {
    let caller = &request.caller;
    let found = mine::tags(&caller.site, caller.member()?, last_tag(line, one)).await?;
    let options = new_ones(found, line, one);
    let option = |tag: String| view! { <li class="combobox__option" role="option">{tag}</li> };
    Ok(Content::new(move || options.into_iter().map(option).collect_view()))
}

/// Those that the line does not hold already, whole.
fn new_ones(mut found: Vec<String>, line: &str, one: bool) -> Vec<String> {
    let there: Vec<_> = if one { vec![line] } else { line.split(',').collect() };
    found.retain(|tag| !there.iter().any(|there| there.trim().trim_start_matches('#').to_lowercase() == *tag));
    found
}

fn option(completion: &Completion, typed: &str) -> impl IntoView + use<> {
    view! {
        <li class="combobox__option search__option" role="option" data-address=address(completion, typed)>
            {drawn(completion)}
        </li>
    }
}

fn drawn(completion: &Completion) -> AnyView {
    let icon = |icon: Icon| view! { <Draw icon class="icon--small" /> }.into_any();
    let (what, words, kind) = match completion {
        Completion::Tag(tag) => (icon(Icon::Tag), format!("#{tag}"), "Tag".to_owned()),
        Completion::Board(_, title) => (icon(Icon::Board), title.clone(), "Board".to_owned()),
        Completion::Pin(_, title, picture) => {
            (thumb(picture).unwrap_or_else(|| icon(Icon::Picture)), title.clone(), "Picture".to_owned())
        }
        Completion::Person(person) => {
            let face = view! { <Avatar person=person.clone() size=AvatarSize::Small /> }.into_any();
            (face, person.display_name.clone(), format!("@{}", person.username))
        }
    };
    view! {
        <span class="search__what">{what}</span>
        <span class="search__words" dir="auto">{words}</span>
        <span class="search__kind">{kind}</span>
    }
    .into_any()
}

/// A picture as small as an icon, once there is something to show of it.
fn thumb(picture: &Picture) -> Option<AnyView> {
    let src = (!picture.available().is_empty()).then(|| sources(picture, THUMB_WIDEST).src)?;
    Some(view! { <img class="search__thumb" src=src alt="" width="32" height="32" /> }.into_any())
}

/// Where a completion leads, when these words were typed.
fn address(completion: &Completion, typed: &str) -> String {
    match completion {
        Completion::Tag(tag) => FeedOf::Tag { tag: tag.clone() }.address(None),
        Completion::Person(person) => format!("/@{}", person.username),
        Completion::Board(board, _) => format!("/board/{board}"),
        Completion::Pin(pin, ..) => FeedOf::Search { q: typed.to_owned() }.pin_address(*pin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        ids::{BoardId, PictureId, PinId},
        pictures::PictureState,
    };
    use uuid::Uuid;

    #[test]
    fn no_tag_is_offered_twice() {
        let found = || vec!["birds".to_owned(), "birds of prey".to_owned()];
        assert_eq!(new_ones(found(), "#Birds, bir", false), ["birds of prey"]);
        assert_eq!(new_ones(found(), "bir", true), found());
    }

    #[test]
    fn every_completion_leads_somewhere() {
        let (board, pin) = (BoardId::from_uuid(Uuid::from_u128(7)), PinId::from_uuid(Uuid::from_u128(8)));
        let id = PictureId::from_uuid(Uuid::from_u128(9));
        let picture = Picture { id, width: 300, height: 200, state: PictureState::Waiting, placeholder: None };
        for (completion, leads_to) in [
            (Completion::Tag("two words".to_owned()), "/?tag=two%20words".to_owned()),
            (Completion::Board(board, "Garden".to_owned()), format!("/board/{board}")),
            (Completion::Pin(pin, "Heron".to_owned(), picture), format!("/pin/{pin}?from=search&q=grey%20h")),
        ] {
            assert_eq!(address(&completion, "grey h"), leads_to);
        }
    }
}
