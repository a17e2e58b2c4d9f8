//! The boards of a member.

use crate::{
    app::{
        addresses::with_query,
        components::{BoardCards, Draw, Empty, Icon, ProfileHead, ProfileTab, Success},
        served::{Content, PageRequest, Title},
    },
    model::{
        accounts::{Me, Profile},
        boards::BoardCard,
        errors::Problem,
        page::Page,
        text::isolated,
    },
    services::{accounts, boards, pins::Span},
};
use leptos::prelude::*;

/// The page at `/@name/boards`.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::BadRequest`] for a broken cursor.
pub async fn of_member(request: PageRequest) -> Result<Content, Problem> {
    let name = request.handle();
    let caller = &request.caller;
    let profile = accounts::profile(&caller.site, caller.viewer(), &name).await?;
    let span = Span::of_boards(request.cursor().map(|cursor| cursor.parse()).transpose()?);
    let page = boards::of_member(&caller.site, caller.viewer(), &name, span).await?;
    Ok(Content::new(move || {
        view! {
            <main id="main" class="page" tabindex="-1">
                <Success query="deleted" words="The board was deleted. Its pictures are kept." />
                <Shown profile page />
            </main>
        }
    }))
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
        "Save pictures to boards to keep them together.".to_owned()
    } else {
        format!("{} has no public boards.", isolated(&name))
    };
    view! { <Empty icon=Icon::Board title="No boards yet" words /> }
}
