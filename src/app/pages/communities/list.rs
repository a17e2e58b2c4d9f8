//! Communities by category, searched by words, and those that one belongs to.

use super::frame::Pager;
use crate::{
    app::{
        addresses::with_query,
        components::{CommunityCards, Draw, Empty, Icon, Success},
        location::Query,
        served::{CommunityStyle, Content, PageRequest, Title},
    },
    model::{
        categories::Category,
        communities::{COMMUNITY_WORDS_LONGEST, Communities, CommunityQuery},
        errors::Problem,
        ids::CategoryId,
    },
    services::{categories, communities, pins::Span},
};
use leptos::prelude::*;

const ADDRESS: &str = "/communities";

/// What an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    query: CommunityQuery,
    /// Whether the page begins where the list does.
    first: bool,
}

impl Asked {
    /// Out of an address. What is not known there is taken for not said.
    fn of(query: &Query) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default();
        let words = value("q").trim().chars().take(COMMUNITY_WORDS_LONGEST).collect();
        let query =
            CommunityQuery { category: value("category").parse().ok(), words, joined: !value("mine").is_empty() };
        Self { query, first: value("cursor").is_empty() }
    }

    /// The address of a list.
    fn address(query: &CommunityQuery) -> String {
        let category = query.category.map(|category| category.to_string()).unwrap_or_default();
        let mine = if query.joined { "1" } else { "" };
        with_query(ADDRESS, &[("q", query.words.as_str()), ("category", &category), ("mine", mine)])
    }

    /// The same words in another part of the communities.
    fn narrowed(&self, category: Option<CategoryId>, joined: bool) -> String {
        Self::address(&CommunityQuery { category, words: self.query.words.clone(), joined })
    }
}

/// The communities that are asked for, those with most members first.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor; [`Problem::Invalid`] for that of another list.
pub async fn list(request: PageRequest) -> Result<Content, Problem> {
    let caller = &request.caller;
    let asked = Asked::of(request.queries());
    let member = caller.me.is_some();
    if asked.query.joined && !member {
        let (title, words) = ("Sign in to see your communities", "Communities that you join or create appear here.");
        return Ok(Content::sign_in_first("Communities", title, words, "/communities?mine=1"));
    }
    let span = Span::of_communities(request.cursor().map(|cursor| cursor.parse()).transpose()?);
    let page = communities::list(caller, &asked.query, span).await?;
    let categories = categories::all(&caller.site).await?;
    Ok(Content::new(move || {
        view! {
            <CommunityStyle />
            <Title text="Communities" />
            <main id="main" class="page page--wide" tabindex="-1">
                <Success query="deleted" words="The community was deleted." />
                <Success query="left" words="You left the community." />
                <header class="communities__head">
                    <h1 class="page__title">"Communities"</h1>
                    <Search asked=asked.clone() />
                    <a class="button button--primary" href="/communities/new">
                        <Draw icon=Icon::Plus class="icon--small" />"New community"
                    </a>
                </header>
                <div class="communities">
                    <Categories asked=asked.clone() categories member />
                    <div class="communities__found"><Found asked page /></div>
                </div>
            </main>
        }
    }))
}

/// The form of what is looked for. It is sent by the browser itself, within what the list is narrowed to.
#[component]
fn Search(asked: Asked) -> impl IntoView {
    let CommunityQuery { category, words, joined } = asked.query;
    view! {
        <form class="communities__search" method="get" action=ADDRESS role="search" aria-label="Communities">
            {category.map(|category| view! { <input type="hidden" name="category" value=category.to_string() /> })}
            {joined.then(|| view! { <input type="hidden" name="mine" value="1" /> })}
            <input
                class="input"
                type="search"
                name="q"
                dir="auto"
                maxlength=COMMUNITY_WORDS_LONGEST.to_string()
                autocomplete="off"
                placeholder="Search communities"
                aria-label="Search communities"
                value=words
            />
            <button class="button button--secondary" type="submit">"Search"</button>
        </form>
    }
}

#[component]
fn Categories(asked: Asked, categories: Vec<Category>, member: bool) -> impl IntoView {
    if categories.is_empty() && !member {
        return ().into_any();
    }
    let CommunityQuery { category: shown, joined, .. } = asked.query;
    let link = |address: String, current: bool, words: AnyView| {
        view! { <li><a class="side-nav__link" href=address aria-current=current.then_some("page")>{words}</a></li> }
    };
    let all = link(asked.narrowed(None, false), shown.is_none() && !joined, "All".into_any());
    let mine = member.then(|| link(asked.narrowed(None, true), joined, "Yours".into_any()));
    let each = categories.into_iter().map(|Category { id, name }| {
        let words = view! { <bdi>{name}</bdi> }.into_any();
        link(asked.narrowed(Some(id), false), shown == Some(id) && !joined, words)
    });
    view! {
        <nav class="side-nav" aria-label="Categories">
            <ul class="side-nav__list">{all}{mine}{each.collect_view()}</ul>
        </nav>
    }
    .into_any()
}

#[component]
fn Found(asked: Asked, page: Communities) -> impl IntoView {
    let words = asked.query.words.clone();
    let searched = (!words.is_empty()).then(|| {
        let without = Asked::address(&CommunityQuery { words: String::new(), ..asked.query.clone() });
        view! {
            <p class="communities__searched">
                <span>"Results for "<q dir="auto">{words}</q></span>
                <a class="button button--quiet button--small" href=without>"Clear search"</a>
            </p>
        }
    });
    if page.items.is_empty() {
        return view! { {searched}<Nothing query=asked.query /> }.into_any();
    }
    view! {
        {searched}
        <CommunityCards communities=page.items label="Communities".to_owned() />
        <Pager address=Asked::address(&asked.query) first=asked.first next=page.next />
    }
    .into_any()
}

#[component]
fn Nothing(query: CommunityQuery) -> impl IntoView {
    let (title, words) = if !query.words.is_empty() {
        ("No communities found", "Try other words, or look through the categories.")
    } else if query.joined {
        ("No communities yet", "Communities that you join or create appear here.")
    } else if query.category.is_some() {
        ("No communities in this category", "Create the first one.")
    } else {
        ("No communities yet", "Bring people together around something you share: create the first one.")
    };
    view! { <Empty icon=Icon::Communities title words /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked::of(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn an_address_says_what_is_looked_for() {
        let category = "1111111111111111111112";
        let all = asked(&[("q", " grey herons "), ("category", category), ("mine", "1"), ("cursor", "x")]);
        assert_eq!((all.query.words.as_str(), all.query.joined, all.first), ("grey herons", true, false));
        let address = Asked::address(&all.query);
        assert_eq!(address, format!("/communities?q=grey%20herons&category={category}&mine=1"));
        assert_eq!(all.narrowed(None, false), "/communities?q=grey%20herons");
        let nothing = asked(&[("category", "nonsense"), ("q", " ")]);
        assert_eq!((Asked::address(&nothing.query).as_str(), nothing.first), ("/communities", true));
        assert!(asked(&[("q", &"é".repeat(1000))]).query.words.chars().count() <= COMMUNITY_WORDS_LONGEST);
    }
}
