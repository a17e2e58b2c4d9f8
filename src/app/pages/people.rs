//! Lists of members: who likes a pin, who follows a member, and whom they follow.

use super::member::of_member;
use crate::{
    app::components::{Draw, Empty, Fetched, Icon, PeopleList},
    model::{errors::Problem, follows::PersonCard, page::Page, text::isolated},
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};

/// One page of such a list, and what stands around it.
#[derive(Debug, Clone, Serialize, Deserialize)]
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

/// Who likes a pin.
#[component]
pub fn PinLikes() -> impl IntoView {
    let params = use_params_map();
    let asked = {
        let query = use_query_map();
        Memo::new(move |_| (params.with(|params| params.get("id")), query.with(|query| query.get("cursor"))))
    };
    let found = Resource::new(
        move || asked.get(),
        |(id, cursor)| async move {
            let id = id.and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
            let pin = server_fns::pins::pin(id).await?;
            Ok(Found {
                title: "Liked by".to_owned(),
                about: (format!("/pin/{id}"), pin.card.title),
                page: server_fns::likes::likers(id, cursor).await?,
                address: format!("/pin/{id}/likes"),
                empty: "Whoever likes this picture is listed here.".to_owned(),
            })
        },
    );
    view! { <People found /> }
}

/// Who follows a member.
#[component]
pub fn Followers() -> impl IntoView {
    of_member(|username| {
        let asked = at(username);
        let found = Resource::new(
            move || asked.get(),
            |(username, cursor)| async move {
                let person = server_fns::members::member(username.clone()).await?.person;
                Ok(Found {
                    title: format!("Followers of {}", isolated(&person.display_name)),
                    about: (format!("/@{}", person.username), person.display_name.clone()),
                    page: server_fns::follows::followers(username, cursor).await?,
                    address: format!("/@{}/followers", person.username),
                    empty: format!("Whoever follows {} is listed here.", isolated(&person.display_name)),
                })
            },
        );
        view! { <People found /> }
    })
}

/// Whom a member follows.
#[component]
pub fn Following() -> impl IntoView {
    of_member(|username| {
        let asked = at(username);
        let found = Resource::new(
            move || asked.get(),
            |(username, cursor)| async move {
                let person = server_fns::members::member(username.clone()).await?.person;
                Ok(Found {
                    title: format!("Followed by {}", isolated(&person.display_name)),
                    about: (format!("/@{}", person.username), person.display_name.clone()),
                    page: server_fns::follows::following(username, cursor).await?,
                    address: format!("/@{}/following", person.username),
                    empty: format!("Those whom {} follows are listed here.", isolated(&person.display_name)),
                })
            },
        );
        view! { <People found /> }
    })
}

/// Whose list it is, and where in it the page begins.
fn at(username: String) -> Memo<(String, Option<String>)> {
    let query = use_query_map();
    Memo::new(move |_| (username.clone(), query.with(|query| query.get("cursor"))))
}

#[component]
fn People(found: Resource<Result<Found, Problem>>) -> impl IntoView {
    view! {
        <main id="main" class="page page--form" tabindex="-1">
            <Fetched from=found alone=true let:found><Shown found /></Fetched>
        </main>
    }
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
            view! { <Empty icon=Icon::People title="Nobody so far" words=empty /> }.into_any()
        } else {
            view! { <PeopleList page label=title address /> }.into_any()
        }}
    }
}
