//! Search for pins, members and boards, and for pins by a colour; and the most used tags, as long as nothing is searched for.

mod colours;
mod completions;
mod results;

use crate::{
    app::{
        addresses::with_query,
        components::FeedOf,
        islands::{SearchBox, SearchContent},
        location::Query,
        served::{Content, InHead, PageRequest, Part, Title, list, part},
        start::PublicUrl,
    },
    model::{
        colours::Colour,
        errors::Problem,
        page::Page,
        pins::PinCard,
        search::{Found, SearchKind, within_limits},
    },
    services::search,
};
use colours::Colours;
use leptos::prelude::*;
use results::{Nothing, PopularTags, Results};

/// How much of what is looked for stands in the title of the page, in characters.
const TITLE_MOST: usize = 60;

/// What an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    q: String,
    colour: Option<Colour>,
    kind: SearchKind,
    cursor: Option<String>,
}

/// The search page.
///
/// # Errors
/// As [`list`].
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let asked = Asked::of(request.queries());
    if request.part == Some(Part::Completions) {
        return completions::load(&request, asked.q).await;
    }
    if request.part == Some(Part::Tags) {
        let (line, one) = (request.query("tags"), request.query("tag"));
        return completions::tags(&request, &line.or(one.clone()).unwrap_or_default(), one.is_some()).await;
    }
    if let Some(part) = part(&request, &asked.feed()).await? {
        return Ok(part);
    }
    let (page, tags) = pins_or_tags(&request, &asked).await?;
    let found = if asked.is_blank() {
        Found::default()
    } else {
        search::beside(&request.caller.site, request.caller.viewer(), &asked.q, asked.beside()).await?
    };
    Ok(Content::new(move || {
        let (title, head, q) = (asked.title(), asked.clone(), asked.q.clone());
        let canonical = expect_context::<PublicUrl>().address("/search");
        let shown = if asked.is_blank() {
            view! { <PopularTags tags /> }.into_any()
        } else if asked.shows_nothing(&page, &found) {
            view! { <Nothing asked found tags /> }.into_any()
        } else {
            view! { <Results asked found page /> }.into_any()
        };
        view! {
            <Title text=title />
            // To search engines what is found here is the search page itself.
            <InHead><link rel="canonical" href=canonical /></InHead>
            <main id="main" class="page" tabindex="-1">
                <div class="search-page__box"><SearchBox><SearchContent id="page-search".to_owned() q /></SearchBox></div>
                <Head asked=head.clone() />
                <Colours asked=head />
                {shown}
            </main>
        }
    }))
}

/// The pins that are found; popular tags where there are none.
async fn pins_or_tags(request: &PageRequest, asked: &Asked) -> Result<(Page<PinCard>, Vec<String>), Problem> {
    if asked.wants_pins() {
        let page = list(&request.caller, &asked.feed(), asked.cursor.as_deref()).await?;
        if !page.items.is_empty() {
            return Ok((page, Vec::new()));
        }
    }
    Ok((Page { items: Vec::new(), next: None }, search::popular_tags(&request.caller.site).await?))
}

impl Asked {
    fn of(query: &Query) -> Self {
        let value = |name: &str| query.get(name).filter(|value| !value.is_empty());
        Self {
            q: within_limits(&value("q").unwrap_or_default()),
            colour: value("colour").and_then(|colour| colour.parse().ok()),
            kind: value("kind").and_then(|kind| kind.parse().ok()).unwrap_or_default(),
            cursor: value("cursor"),
        }
    }

    fn has_words(&self) -> bool {
        !self.q.trim().is_empty()
    }

    fn is_blank(&self) -> bool {
        !self.has_words() && self.colour.is_none()
    }

    /// Whether pins are among what is asked for.
    fn wants_pins(&self) -> bool {
        matches!(self.kind, SearchKind::All | SearchKind::Pins) && !self.is_blank()
    }

    /// What is asked for beside pins. It stands above the first page of them alone, and nothing else has a colour.
    fn beside(&self) -> SearchKind {
        let pins_alone = self.cursor.is_some() || self.colour.is_some();
        if pins_alone && self.wants_pins() { SearchKind::Pins } else { self.kind }
    }

    fn shows_nothing(&self, page: &Page<PinCard>, found: &Found) -> bool {
        page.items.is_empty() && found.people.is_empty() && found.boards.is_empty()
    }

    fn feed(&self) -> FeedOf {
        let q = self.q.clone();
        match self.colour {
            Some(colour) => FeedOf::Coloured { q, colour },
            None => FeedOf::Search { q },
        }
    }

    fn address(&self) -> String {
        let kind = if self.kind == SearchKind::All { "" } else { self.kind.name() };
        let cursor = self.cursor.as_deref().unwrap_or_default();
        let colour = self.colour.map(|colour| colour.to_string()).unwrap_or_default();
        with_query("/search", &[("q", &self.q), ("colour", &colour), ("kind", kind), ("cursor", cursor)])
    }

    /// The first page of another kind: of members and boards without a colour, which they do not have.
    fn of_kind(&self, kind: SearchKind) -> Self {
        let colour = self.colour.filter(|_| matches!(kind, SearchKind::All | SearchKind::Pins));
        Self { q: self.q.clone(), colour, kind, cursor: None }
    }

    /// The first page of pins in another colour, or in any.
    fn of_colour(&self, colour: Option<Colour>) -> Self {
        Self { q: self.q.clone(), colour, kind: SearchKind::All, cursor: None }
    }

    fn title(&self) -> String {
        let q = self.q.trim();
        let cut: String = q.chars().take(TITLE_MOST).collect();
        let rest = if cut.len() < q.len() { "…" } else { "" };
        match (self.has_words(), self.colour.map(colours::name)) {
            (false, None) => "Search".to_owned(),
            (true, None) => format!("Search for “{cut}{rest}”"),
            (false, Some(colour)) => format!("Pictures in {colour}"),
            (true, Some(colour)) => format!("Search for “{cut}{rest}” in {colour}"),
        }
    }
}

#[component]
fn Head(asked: Asked) -> impl IntoView {
    if !asked.has_words() {
        let title = if asked.is_blank() { "Search".to_owned() } else { asked.title() };
        return view! { <h1 class="page__title">{title}</h1> }.into_any();
    }
    let link = |(kind, words): (SearchKind, &'static str)| {
        let (address, current) = (asked.of_kind(kind).address(), (kind == asked.kind).then_some("true"));
        view! { <a class="segmented__option" href=address aria-current=current>{words}</a> }
    };
    let kinds = [
        (SearchKind::All, "All"),
        (SearchKind::Pins, "Pictures"),
        (SearchKind::Users, "People"),
        (SearchKind::Boards, "Boards"),
    ];
    view! {
        <div class="search-page__head">
            <h1 class="search-page__title">
                "Results for " <q dir="auto">{asked.q.trim().to_owned()}</q>
                {asked.colour.map(|colour| format!(" in {}", colours::name(colour)))}
            </h1>
            <nav class="segmented" aria-label="Type of results">{kinds.map(link).into_iter().collect_view()}</nav>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked::of(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
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
    fn a_colour_is_of_pins_alone() {
        let teal = asked(&[("colour", "1a8f86")]);
        assert!(!teal.is_blank() && teal.wants_pins());
        assert_eq!((teal.address().as_str(), teal.beside()), ("/search?colour=1a8f86", SearchKind::Pins));
        assert_eq!(teal.feed().address(None), teal.address());
        let sea = asked(&[("q", "sea"), ("colour", "1A8F86"), ("cursor", "r1")]);
        assert_eq!(sea.address(), "/search?q=sea&colour=1a8f86&cursor=r1");
        assert_eq!(sea.of_kind(SearchKind::Users).address(), "/search?q=sea&kind=users");
        assert_eq!(sea.of_colour(None).address(), "/search?q=sea");
        assert_eq!((teal.title().as_str(), sea.title().as_str()), ("Pictures in teal", "Search for “sea” in teal"));
        assert_eq!(asked(&[("colour", "0b6b5d")]).title(), "Pictures in #0b6b5d");
        assert!(asked(&[("colour", "nonsense")]).is_blank());
    }

    #[test]
    fn what_is_very_long_is_cut() {
        let long = asked(&[("q", &"é".repeat(5000))]);
        assert!(long.q.chars().count() <= 200);
        assert_eq!(long.title().chars().count(), "Search for “…”".chars().count() + TITLE_MOST);
        assert_eq!(asked(&[("q", " grey heron ")]).title(), "Search for “grey heron”");
    }
}
