//! The boards of a member.

use crate::{
    app::{
        addresses::with_query,
        components::{BoardCards, Draw, Empty, Fetched, Icon, ProfileHead, ProfileTab, Success},
        pages::member::of_member,
    },
    model::{
        accounts::{Me, Profile},
        boards::BoardCard,
        errors::Problem,
        page::Page,
        text::isolated,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page at `/@name/boards`.
#[component]
pub fn MemberBoards() -> impl IntoView {
    of_member(|username| {
        let query = use_query_map();
        let asked = Memo::new(move |_| (username.clone(), query.with(|query| query.get("cursor"))));
        let found = Resource::new(
            move || asked.get(),
            |(username, cursor)| async move {
                let profile = server_fns::members::member(username.clone()).await?;
                let boards = server_fns::boards::member_boards(username, cursor).await?;
                Ok::<_, Problem>((profile, boards))
            },
        );
        view! {
            <main id="main" class="page" tabindex="-1">
                <Success query="deleted" words="The board is gone. The pictures that were on it are not." />
                <Fetched from=found alone=true let:found><Shown profile=found.0 page=found.1 /></Fetched>
            </main>
        }
    })
}

#[component]
fn Shown(profile: Profile, page: Page<BoardCard>) -> impl IntoView {
    let person = &profile.person;
    let own = expect_context::<Option<Me>>().is_some_and(|me| me.person.username == person.username);
    let name = person.display_name.clone();
    let label = format!("Boards of {name}");
    let address = format!("/@{}/boards", person.username);
    if profile.suspended {
        return view! { <Title text=label /><ProfileHead profile tab=ProfileTab::Boards /> }.into_any();
    }
    let next = page.next.map(|cursor| with_query(&address, &[("cursor", &cursor.to_string())]));
    let boards = if page.items.is_empty() {
        view! { <Nothing own name /> }.into_any()
    } else {
        view! { <BoardCards boards=page.items label=label.clone() /> }.into_any()
    };
    view! {
        <Title text=label />
        <ProfileHead profile tab=ProfileTab::Boards />
        {own.then(|| view! {
            <p class="boards__new">
                <a class="button button--secondary" href="/boards/new"><Draw icon=Icon::Plus class="icon--small" />"New board"</a>
            </p>
        })}
        {boards}
        {next.map(|next| view! {
            <p class="pager"><a class="button button--secondary" href=next rel="next">"More boards"</a></p>
        })}
    }
    .into_any()
}

#[component]
fn Nothing(own: bool, name: String) -> impl IntoView {
    let words = if own {
        "A board keeps pictures together, in an order of your own.".to_owned()
    } else {
        format!("{} has not shown any boards so far.", isolated(&name))
    };
    view! { <Empty icon=Icon::Board title="No boards yet" words /> }
}
