//! Search: what is found by words, and what words that are being typed may become.

use super::{
    boards::Board,
    credentials::ApiCaller,
    follows::ListedPerson,
    members::Person,
    params::FromQuery,
    pins::{PinPage, default_limit, limit},
    schemas::FoundCursor,
    texts::Words,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{BoardId, PinId},
        page::{Cursor, Page},
        search::{Completion, Found, SearchKind},
    },
    services::{Site, pins::Span, search},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchWanted {
    /// The words.
    #[param(value_type = Words, inline)]
    q: Words,
    /// Of what kind; `all` where it is left out.
    #[serde(default)]
    #[param(value_type = SearchKind, inline, required = false)]
    kind: SearchKind,
    /// How many pins at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page of pins before, for the same words; left out for the first.
    #[param(value_type = FoundCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// What is being typed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BeingTyped {
    /// The words as far as they are typed.
    #[param(value_type = Words, inline)]
    q: Words,
}

/// What is found by words.
#[derive(Serialize, ToSchema)]
struct SearchResults {
    /// What was looked for, where no pin that everyone finds has a word of `q`: the words that are most like them. Null where
    /// nothing was put right.
    #[schema(required, example = "grey heron")]
    instead: Option<String>,
    /// What was perhaps meant: words that are much commoner than those of `q`. Null where there are none.
    #[schema(required, example = "grey heron")]
    perhaps: Option<String>,
    /// The pins that have the words, the best first; none where another kind was asked for.
    pins: PinPage,
    /// Members of such a name: a few, or up to sixty where they were asked for alone.
    users: Vec<ListedPerson>,
    /// Whether there are more of them.
    more_users: bool,
    /// Boards of such a title: a few, or up to sixty where they were asked for alone.
    boards: Vec<Board>,
    /// Whether there are more of them.
    more_boards: bool,
}

/// What words may become.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Offered {
    /// A tag.
    Tag {
        #[schema(example = "herons")]
        tag: String,
    },
    /// A member.
    User {
        /// Who.
        user: Person,
    },
    /// A board.
    Board {
        id: BoardId,
        #[schema(example = "Herons and cranes")]
        title: String,
    },
    /// A pin.
    Pin {
        id: PinId,
        #[schema(example = "Grey heron")]
        title: String,
    },
}

impl Offered {
    fn of(site: &Site, completion: Completion) -> Self {
        match completion {
            Completion::Tag(tag) => Self::Tag { tag },
            Completion::Person(person) => Self::User { user: Person::of(site, person) },
            Completion::Board(id, title) => Self::Board { id, title },
            Completion::Pin(id, title) => Self::Pin { id, title },
        }
    }
}

/// What words may become: up to eight.
#[derive(Serialize, ToSchema)]
struct Completions {
    items: Vec<Offered>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(search_by_words)).routes(routes!(complete_words))
}

/// Pins, members and boards by words
///
/// Words are found whatever their case and accents, the last one as soon as it is begun, and misspelt ones as the words that they
/// are most like. What one alone may see is found by oneself, where the token may read.
#[utoipa::path(
    get,
    path = "/search",
    tag = "search",
    params(SearchWanted),
    responses(
        (status = 200, description = "What is found", body = SearchResults),
        (status = 422, description = "The cursor is of another list")
    ),
    security((), ("bearer" = []))
)]
async fn search_by_words(
    asks: ApiCaller,
    FromQuery(wanted): FromQuery<SearchWanted>,
) -> Result<Json<SearchResults>, Problem> {
    let SearchWanted { q, kind, limit: size, cursor } = wanted;
    let (site, viewer) = (asks.site(), asks.viewer());
    let pins = match kind {
        SearchKind::All | SearchKind::Pins => search::pins(site, viewer, &q.0, Span { cursor, size }).await?,
        SearchKind::Users | SearchKind::Boards => Page { items: Vec::new(), next: None },
    };
    let found = search::beside(site, viewer, &q.0, kind).await?;
    let Found { instead, perhaps, people, more_people, boards, more_boards } = found;
    Ok(Json(SearchResults {
        instead,
        perhaps,
        pins: PinPage::of(site, pins),
        users: people.into_iter().map(|card| ListedPerson::of(site, card)).collect(),
        more_users: more_people,
        boards: boards.into_iter().map(|card| Board::of(site, card)).collect(),
        more_boards,
    }))
}

/// What words that are being typed may become
///
/// Tags, members, boards and pins.
#[utoipa::path(
    get,
    path = "/search/completions",
    tag = "search",
    params(BeingTyped),
    responses((status = 200, description = "What is offered", body = Completions)),
    security((), ("bearer" = []))
)]
async fn complete_words(
    asks: ApiCaller,
    FromQuery(BeingTyped { q }): FromQuery<BeingTyped>,
) -> Result<Json<Completions>, Problem> {
    let found = search::completions(asks.site(), asks.viewer(), &q.0).await?;
    let items = found.into_iter().map(|completion| Offered::of(asks.site(), completion)).collect();
    Ok(Json(Completions { items }))
}
