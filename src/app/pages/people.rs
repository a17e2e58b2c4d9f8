//! Lists of members: who likes a pin, who follows a member, and whom they follow.

use crate::{
    app::{
        components::{Draw, Empty, Icon, PeopleList},
        served::{Content, PageRequest, Title},
    },
    model::{errors::Problem, follows::PersonCard, ids::PinId, page::Page, text::isolated},
    services::{accounts, follows, likes, pins, pins::Span},
};
use leptos::prelude::*;

/// One page of such a list, and what stands around it.
struct Found {
    /// What the list is.
    title: String,
    /// What it is about: its address, and its name.
    about: (String, String),
    page: Page<PersonCard>,
    /// The address of its first page.
    address: String,
    /// What is said where it is empty.
    empty: String,
}

/// Which stretch of the list is asked for.
fn span(request: &PageRequest) -> Result<Span, Problem> {
    Ok(Span::of_people(request.cursor().map(|cursor| cursor.parse()).transpose()?))
}

/// Who likes a pin.
///
/// # Errors
/// [`Problem::NotFound`] where the pin is not there or not the caller's to see; [`Problem::BadRequest`] for a broken cursor.
pub async fn likers(request: PageRequest) -> Result<Content, Problem> {
    let pin: PinId = request.id()?;
    let caller = &request.caller;
    let title = pins::pin(caller, pin).await?.card.title;
    Ok(content(Found {
        title: "Liked by".to_owned(),
        about: (format!("/pin/{pin}"), title),
        page: likes::likers(&caller.site, caller.viewer(), pin, span(&request)?).await?,
        address: format!("/pin/{pin}/likes"),
        empty: "Members who like this picture appear here.".to_owned(),
    }))
}

/// Who follows a member.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::BadRequest`] for a broken cursor.
pub async fn followers(request: PageRequest) -> Result<Content, Problem> {
    let name = request.handle();
    let caller = &request.caller;
    let person = accounts::profile(&caller.site, caller.viewer(), &name).await?.person;
    Ok(content(Found {
        title: format!("Followers of {}", isolated(&person.display_name)),
        about: (format!("/@{}", person.username), person.display_name.clone()),
        page: follows::followers(&caller.site, caller.viewer(), &name, span(&request)?).await?,
        address: format!("/@{}/followers", person.username),
        empty: format!("Members who follow {} appear here.", isolated(&person.display_name)),
    }))
}

/// Whom a member follows.
///
/// # Errors
/// As [`followers`].
pub async fn following(request: PageRequest) -> Result<Content, Problem> {
    let name = request.handle();
    let caller = &request.caller;
    let person = accounts::profile(&caller.site, caller.viewer(), &name).await?.person;
    Ok(content(Found {
        title: format!("Followed by {}", isolated(&person.display_name)),
        about: (format!("/@{}", person.username), person.display_name.clone()),
        page: follows::following(&caller.site, caller.viewer(), &name, span(&request)?).await?,
        address: format!("/@{}/following", person.username),
        empty: format!("Members {} follows appear here.", isolated(&person.display_name)),
    }))
}

fn content(found: Found) -> Content {
    Content::new(move || {
        view! {
            <main id="main" class="page page--form" tabindex="-1">
                <Shown found />
            </main>
        }
    })
}

#[component]
fn Shown(found: Found) -> impl IntoView {
    let Found { title, about: (back, name), page, address, empty } = found;
    view! {
        <Title text=title.clone() />
        <header class="page__head">
            <h1 class="page__title">{title.clone()}</h1>
            <p class="page__lead">
                <a class="people__about" href=back><Draw icon=Icon::Back class="icon--small" /><bdi>{name}</bdi></a>
            </p>
        </header>
        {if page.items.is_empty() {
            view! { <Empty icon=Icon::People title="Nobody yet" words=empty /> }.into_any()
        } else {
            view! { <PeopleList page label=title address /> }.into_any()
        }}
    }
}
