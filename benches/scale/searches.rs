//! The pages of search: what people look for, by pins, members and boards, and what is offered while they type.

use crate::{
    cast::Cast,
    pages::{Ask, Listing, by_all, deep, listed, of_text, single},
};
use tessera::{
    model::search::SearchKind,
    services::{pins::Span, search},
};

pub fn all(cast: &Cast) -> Vec<Listing> {
    let looked_for = &cast.looked_for;
    let mut all = vec![
        pins("Search: a word", by_texts(cast, &looked_for.words)),
        pins("Search: one of the commonest words", by_texts(cast, &cast.tags[..20]))
            .deep(deep(cast, of_text(&cast.tags[0]))),
        pins("Search: two words", by_texts(cast, &looked_for.pairs)),
        pins("Search: the beginning of a word", by_texts(cast, &looked_for.beginnings)),
        pins("Search: a misspelt word", by_texts(cast, &looked_for.misspelt)),
    ];
    all.extend(beside_pins(cast));
    all
}

fn by_texts(cast: &Cast, texts: &[String]) -> Vec<Ask> {
    by_all(cast, texts.iter().map(|text| of_text(text)))
}

/// The pins that are found.
fn pins(name: &'static str, asks: Vec<Ask>) -> Listing {
    Listing::new(name, asks, |site, ask, cursor| async move {
        listed(search::pins(&site, ask.viewer, &ask.text, Span::of_grid(cursor)).await)
    })
    .search()
}

fn beside_pins(cast: &Cast) -> Vec<Listing> {
    let looked_for = &cast.looked_for;
    vec![
        Listing::new(
            "Search: what stands above the pins",
            by_texts(cast, &looked_for.words),
            |site, ask, _cursor| async move {
                single(search::beside(&site, ask.viewer, &ask.text, SearchKind::All).await)
            },
        )
        .search(),
        Listing::new("Search: members", by_texts(cast, &looked_for.beginnings), |site, ask, _cursor| async move {
            single(search::beside(&site, ask.viewer, &ask.text, SearchKind::Users).await)
        })
        .search(),
        Listing::new(
            "Search: members, misspelt",
            by_texts(cast, &looked_for.misspelt),
            |site, ask, _cursor| async move {
                single(search::beside(&site, ask.viewer, &ask.text, SearchKind::Users).await)
            },
        )
        .search(),
        Listing::new("Search: boards", by_texts(cast, &looked_for.words), |site, ask, _cursor| async move {
            single(search::beside(&site, ask.viewer, &ask.text, SearchKind::Boards).await)
        })
        .search(),
        Listing::new("Completions", by_texts(cast, &looked_for.beginnings), |site, ask, _cursor| async move {
            single(search::completions(&site, ask.viewer, &ask.text).await)
        })
        .search(),
    ]
}
