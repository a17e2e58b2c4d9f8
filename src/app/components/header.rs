//! The header of every page: navigation, search, and the account menu.

use super::{Avatar, AvatarSize, Bell, ButtonForm, Draw, Icon, Inbox, Mark};
use crate::{
    app::{
        islands::{SearchBox, SearchContent},
        location,
        start::SiteName,
    },
    model::{
        accounts::{Me, Role, SignUpMode},
        search::within_limits,
    },
};
use leptos::prelude::*;

/// The header of every page.
#[component]
pub fn Header(
    /// Who is signed in.
    me: Option<Me>,
) -> impl IntoView {
    let open = expect_context::<SignUpMode>() == SignUpMode::Open;
    let SiteName(site) = expect_context();
    let q = searched_by();
    let member = me.is_some();
    let own_page = me.as_ref().map(|me| format!("/@{}", me.person.username));
    let third = match own_page {
        Some(address) => view! { <Tab address icon=Icon::Person words="You" tab_only=true /> },
        None => view! { <Tab address="/login".to_owned() icon=Icon::Person words="Sign in" tab_only=true /> },
    };
    let side = match me {
        Some(me) => view! { <Inbox /><Bell /><Menu me /> }.into_any(),
        None => view! {
            <a href="/login" class="button button--quiet header__wide">"Sign in"</a>
            {open.then(|| view! { <a href="/signup" class="button button--primary">"Sign up"</a> })}
        }
        .into_any(),
    };
    view! {
        <header class="header">
            <a href="/" class="brand"><Mark /><span class="brand__name" dir="auto">{site}</span></a>
            <nav class="nav" aria-label="Main">
                <ul class="nav__list">
                    <Tab address="/".to_owned() icon=Icon::Explore words="Explore" tab_only=false />
                    {member.then(|| view! {
                        <Tab address="/following".to_owned() icon=Icon::People words="Following" tab_only=false />
                    })}
                    <Tab address="/communities".to_owned() icon=Icon::Communities words="Communities" tab_only=false />
                    <Tab address="/upload".to_owned() icon=Icon::Upload words="Upload" tab_only=false />
                    {third}
                </ul>
            </nav>
            <div class="header__search">
                <SearchBox><SearchContent id="search".to_owned() q /></SearchBox>
            </div>
            <SearchLink />
            <div class="header__side">{side}</div>
        </header>
    }
}

/// What the page was searched by.
fn searched_by() -> String {
    let on_search = location::path() == "/search";
    let q = on_search.then(|| location::query().get("q")).flatten();
    within_limits(&q.unwrap_or_default())
}

#[component]
fn Tab(address: String, icon: Icon, words: &'static str, tab_only: bool) -> impl IntoView {
    let current = (location::path() == address).then_some("page");
    view! {
        <li class=tab_only.then_some("nav__tab-only")>
            <a class="nav__link" href=address aria-current=current><Draw icon class="nav__icon" />{words}</a>
        </li>
    }
}

/// A link to the search page, on screens too narrow for the search box.
#[component]
fn SearchLink() -> impl IntoView {
    let current = (location::path() == "/search").then_some("page");
    view! {
        <a class="header__search-link" href="/search" aria-label="Search" aria-current=current>
            <Draw icon=Icon::Search />
        </a>
    }
}

/// The account menu. Its style sheet lays a part of the button over the rest of the page while the menu is open, so that a click or
/// a tap anywhere else closes it and does nothing more, with or without script.
#[component]
fn Menu(me: Me) -> impl IntoView {
    let Me { person, role, .. } = me;
    let own_page = format!("/@{}", person.username);
    let boards = format!("{own_page}/boards");
    view! {
        <details class="menu">
            <summary class="menu__toggle" id="account-menu">
                <Avatar person=person.clone() size=AvatarSize::Medium />
                <span class="visually-hidden">"Account menu"</span>
            </summary>
            <div class="menu__panel">
                <p class="menu__who">
                    <span class="menu__name" dir="auto">{person.display_name.clone()}</span>
                    <span class="menu__handle">{format!("@{}", person.username)}</span>
                </p>
                <a class="menu__item" href=own_page><Draw icon=Icon::Person />"Your profile"</a>
                <a class="menu__item" href="/upload"><Draw icon=Icon::Upload />"Upload"</a>
                <a class="menu__item" href="/uploads"><Draw icon=Icon::Pictures />"Your uploads"</a>
                <a class="menu__item" href=boards><Draw icon=Icon::Board />"Your boards"</a>
                <a class="menu__item" href="/links"><Draw icon=Icon::Link />"Your links"</a>
                <a class="menu__item" href="/settings"><Draw icon=Icon::Settings />"Settings"</a>
                {looked_after(role).map(|(address, words)| view! {
                    <a class="menu__item" href=address><Draw icon=Icon::People />{words}</a>
                })}
                <ButtonForm action="/logout" class="menu__item"><Draw icon=Icon::SignOut />"Sign out"</ButtonForm>
            </div>
        </details>
    }
}

/// The page of moderators or admins, and what the link to it says.
const fn looked_after(role: Role) -> Option<(&'static str, &'static str)> {
    match role {
        Role::Member => None,
        Role::Moderator => Some(("/admin/reports", "Moderation")),
        Role::Admin => Some(("/admin", "Admin")),
    }
}
