//! The head of every page: the way around, and one's own menu.

use super::{Avatar, AvatarSize, Bell, ButtonForm, Draw, Icon, Mark, SearchBox};
use crate::{
    app::start::SiteName,
    model::accounts::{Me, Role, SignUpMode},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

/// The head of every page.
#[component]
pub fn Header(
    /// Who is signed in.
    me: Option<Me>,
) -> impl IntoView {
    let open = expect_context::<SignUpMode>() == SignUpMode::Open;
    let SiteName(site) = expect_context();
    let member = me.is_some();
    let own_page = me.as_ref().map(|me| format!("/@{}", me.person.username));
    let third = match own_page {
        Some(address) => view! { <Tab address icon=Icon::Person words="You" tab_only=true /> },
        None => view! { <Tab address="/login".to_owned() icon=Icon::Person words="Sign in" tab_only=true /> },
    };
    let side = match me {
        Some(me) => view! { <Bell /><Menu me /> }.into_any(),
        None => view! {
            <A href="/login" attr:class="button button--quiet header__wide">"Sign in"</A>
            {open.then(|| view! { <A href="/signup" attr:class="button button--primary">"Sign up"</A> })}
        }
        .into_any(),
    };
    view! {
        <header class="header">
            <A href="/" attr:class="brand"><Mark /><span class="brand__name" dir="auto">{site}</span></A>
            <nav class="nav" aria-label="Main">
                <ul class="nav__list">
                    <Tab address="/".to_owned() icon=Icon::Explore words="Explore" tab_only=false />
                    {member.then(|| view! {
                        <Tab address="/following".to_owned() icon=Icon::People words="Following" tab_only=false />
                    })}
                    <Tab address="/upload".to_owned() icon=Icon::Upload words="Upload" tab_only=false />
                    {third}
                </ul>
            </nav>
            <div class="header__search"><SearchBox id="search" /></div>
            <SearchLink />
            <div class="header__side">{side}</div>
        </header>
    }
}

#[component]
fn Tab(address: String, icon: Icon, words: &'static str, tab_only: bool) -> impl IntoView {
    let here = use_location().pathname;
    let current = {
        let address = address.clone();
        move || (here.get() == address).then_some("page")
    };
    view! {
        <li class=tab_only.then_some("nav__tab-only")>
            // A plain link: the router's own marks parents as current, too.
            <a class="nav__link" href=address aria-current=current><Draw icon class="nav__icon" />{words}</a>
        </li>
    }
}

/// The way to the search page, where there is no room for the box.
#[component]
fn SearchLink() -> impl IntoView {
    let here = use_location().pathname;
    view! {
        <a
            class="header__search-link"
            href="/search"
            aria-label="Search"
            aria-current=move || (here.get() == "/search").then_some("page")
        >
            <Draw icon=Icon::Search />
        </a>
    }
}

#[component]
fn Menu(me: Me) -> impl IntoView {
    let Me { person, role, .. } = me;
    let own_page = format!("/@{}", person.username);
    let boards = format!("{own_page}/boards");
    // A link of the menu leads on within the page, which would leave it open.
    let menu = NodeRef::<leptos::html::Details>::new();
    let close = move |_| {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    view! {
        <details class="menu" node_ref=menu>
            <summary class="menu__toggle">
                <Avatar person=person.clone() size=AvatarSize::Medium />
                <span class="visually-hidden">"Your menu"</span>
            </summary>
            <div class="menu__panel">
                <p class="menu__who">
                    <span class="menu__name" dir="auto">{person.display_name.clone()}</span>
                    <span class="menu__handle">{format!("@{}", person.username)}</span>
                </p>
                <a class="menu__item" href=own_page on:click=close><Draw icon=Icon::Person />"Your page"</a>
                <a class="menu__item" href="/upload" on:click=close><Draw icon=Icon::Upload />"Upload"</a>
                <a class="menu__item" href="/uploads" on:click=close><Draw icon=Icon::Pictures />"Your uploads"</a>
                <a class="menu__item" href=boards on:click=close><Draw icon=Icon::Board />"Your boards"</a>
                <a class="menu__item" href="/links" on:click=close><Draw icon=Icon::Link />"Your links"</a>
                <a class="menu__item" href="/settings" on:click=close><Draw icon=Icon::Settings />"Settings"</a>
                {looked_after(role).map(|(address, words)| view! {
                    <a class="menu__item" href=address on:click=close><Draw icon=Icon::People />{words}</a>
                })}
                <ButtonForm action="/logout" class="menu__item"><Draw icon=Icon::SignOut />"Sign out"</ButtonForm>
            </div>
        </details>
    }
}

/// Where those who look after the site do so, and what the link says.
const fn looked_after(role: Role) -> Option<(&'static str, &'static str)> {
    match role {
        Role::Member => None,
        Role::Moderator => Some(("/admin/reports", "Moderation")),
        Role::Admin => Some(("/admin", "Admin")),
    }
}
