//! Search: pins, members and boards by words; and the tags that most pins have, for whoever has no words yet.

mod results;

use crate::{
    app::{
        addresses::with_query,
        components::{FeedOf, ProblemNotice, SearchBox, Skeleton, Source},
        feeds::{Feeds, Spot},
    },
    model::{
        errors::Problem,
        page::Page,
        pins::PinCard,
        search::{Found, SearchKind, within_limits},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use results::{Nothing, PopularTags, Results};

/// How much of what is looked for stands in the title of the page, in characters.
const TITLE_MOST: usize = 60;

/// What an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    q: String,
    kind: SearchKind,
    cursor: Option<String>,
}

/// A page of pins, and tags where it is empty.
type PinsOrTags = (Page<PinCard>, Vec<String>);

/// What has words that one looks for.
#[component]
pub fn Search() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::of));
    let (pins, beside) = (pins_of(asked), beside(asked));
    view! {
        // The text, not a function that reads the page's own: the head is written apart from the page.
        {move || view! { <Title text=asked.with(Asked::title) /> }}
        <Meta name="robots" content="noindex" />
        <main id="main" class="page" tabindex="-1">
            <div class="search-page__box"><SearchBox id="page-search" /></div>
            {move || view! { <Head asked=asked.get() /> }}
            <Suspense fallback=Skeleton>
                {move || {
                    let asked = asked.get_untracked();
                    Suspend::new(async move {
                        match (pins.await, beside.await) {
                            (Ok((_, tags)), Ok(_)) if asked.is_blank() => view! { <PopularTags tags /> }.into_any(),
                            (Ok((page, tags)), Ok(found)) if asked.shows_nothing(&page, &found) => {
                                view! { <Nothing asked found tags /> }.into_any()
                            }
                            (Ok((page, _)), Ok(found)) => view! { <Results asked found page /> }.into_any(),
                            (Err(problem), _) | (_, Err(problem)) => {
                                view! { <ProblemNotice problem below=true /> }.into_any()
                            }
                        }
                    })
                }}
            </Suspense>
        </main>
    }
}

impl Asked {
    fn of(query: &ParamsMap) -> Self {
        let value = |name: &str| query.get(name).filter(|value| !value.is_empty());
        Self {
            q: within_limits(&value("q").unwrap_or_default()),
            kind: value("kind").and_then(|kind| kind.parse().ok()).unwrap_or_default(),
            cursor: value("cursor"),
        }
    }

    fn is_blank(&self) -> bool {
        self.q.trim().is_empty()
    }

    /// Whether pins are among what is asked for.
    fn wants_pins(&self) -> bool {
        matches!(self.kind, SearchKind::All | SearchKind::Pins) && !self.is_blank()
    }

    /// What is asked for beside pins. It stands above the first page of them alone.
    fn beside(&self) -> SearchKind {
        if self.cursor.is_some() && self.wants_pins() { SearchKind::Pins } else { self.kind }
    }

    fn shows_nothing(&self, page: &Page<PinCard>, found: &Found) -> bool {
        page.items.is_empty() && found.people.is_empty() && found.boards.is_empty()
    }

    fn feed(&self) -> FeedOf {
        FeedOf::Search { q: self.q.clone() }
    }

    fn address(&self) -> String {
        let kind = if self.kind == SearchKind::All { "" } else { self.kind.name() };
        let cursor = self.cursor.as_deref().unwrap_or_default();
        with_query("/search", &[("q", &self.q), ("kind", kind), ("cursor", cursor)])
    }

    /// The first page of another kind.
    fn of_kind(&self, kind: SearchKind) -> Self {
        Self { q: self.q.clone(), kind, cursor: None }
    }

    fn title(&self) -> String {
        if self.is_blank() {
            return "Search".to_owned();
        }
        let q = self.q.trim();
        let cut: String = q.chars().take(TITLE_MOST).collect();
        let rest = if cut.len() < q.len() { "…" } else { "" };
        format!("Search for “{cut}{rest}”")
    }
}

/// The pins that are found; popular tags where there are none.
fn pins_of(asked: Memo<Asked>) -> Resource<Result<PinsOrTags, Problem>> {
    let feeds = expect_context::<Feeds<Page<PinCard>>>();
    Resource::new(
        move || asked.get(),
        move |asked| async move {
            if asked.wants_pins() {
                if let Some(page) = feeds.returned(&asked.address()) {
                    return Ok((page, Vec::new()));
                }
                let page = asked.feed().fetch(asked.cursor).await?;
                if !page.items.is_empty() {
                    return Ok((page, Vec::new()));
                }
            }
            Ok((Page { items: Vec::new(), next: None }, server_fns::search::popular_tags().await?))
        },
    )
}

/// What is found beside pins. Whoever comes back finds it as it was, and the pins below at the same height.
fn beside(asked: Memo<Asked>) -> Resource<Result<Found, Problem>> {
    let feeds = expect_context::<Feeds<Found>>();
    Resource::new(
        move || asked.get(),
        move |asked| async move {
            if asked.is_blank() {
                return Ok(Found::default());
            }
            let address = asked.address();
            if let Some(found) = feeds.returned(&address) {
                return Ok(found);
            }
            let found = server_fns::search::search_beside(asked.q.clone(), asked.beside()).await?;
            feeds.keep(&address, found.clone(), Spot::default());
            Ok(found)
        },
    )
}

#[component]
fn Head(asked: Asked) -> impl IntoView {
    if asked.is_blank() {
        return view! { <h1 class="page__title">"Search"</h1> }.into_any();
    }
    let link = |(kind, words): (SearchKind, &'static str)| {
        let (address, current) = (asked.of_kind(kind).address(), (kind == asked.kind).then_some("true"));
        view! { <a class="segmented__option search-page__kind" href=address aria-current=current>{words}</a> }
    };
    let kinds = [
        (SearchKind::All, "All"),
        (SearchKind::Pins, "Pictures"),
        (SearchKind::Users, "People"),
        (SearchKind::Boards, "Boards"),
    ];
    view! {
        <div class="search-page__head">
            <h1 class="search-page__title">"Results for " <q dir="auto">{asked.q.trim().to_owned()}</q></h1>
            <nav class="segmented" aria-label="Kind of results">{kinds.map(link).into_iter().collect_view()}</nav>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &str)]) -> Asked {
        Asked::of(&pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    #[test]
    fn an_address_says_what_is_looked_for() {
        assert!(asked(&[]).is_blank() && asked(&[("q", " ")]).is_blank());
        let people = asked(&[("q", "ana"), ("kind", "users")]);
        assert_eq!((people.address().as_str(), people.wants_pins()), ("/search?q=ana&kind=users", false));
        let next = asked(&[("q", "ana"), ("kind", "nonsense"), ("cursor", "r1")]);
        assert_eq!((next.address().as_str(), next.beside()), ("/search?q=ana&cursor=r1", SearchKind::Pins));
        let first = next.of_kind(SearchKind::All);
        assert_eq!(first.address(), first.feed().address(None), "one list, however one comes to it");
    }

    #[test]
    fn what_is_very_long_is_cut() {
        let long = asked(&[("q", &"é".repeat(5000))]);
        assert!(long.q.chars().count() <= 200);
        assert_eq!(long.title().chars().count(), "Search for “…”".chars().count() + TITLE_MOST);
        assert_eq!(asked(&[("q", " grey heron ")]).title(), "Search for “grey heron”");
    }
}
