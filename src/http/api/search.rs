//! Search, and completions of search terms.

use super::{
    boards::Board,
    credentials::ApiCaller,
    follows::ListedPerson,
    members::Person,
    params::FromQuery,
    pins::{PinPage, default_limit, limit},
    schemas::FoundCursor,
    texts::{ColourDigits, Words},
};
use crate::{
    http::AppState,
    model::{
        colours::Colour,
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

/// What to search for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchWanted {
    /// The search terms. They can be omitted with `colour`.
    #[param(value_type = Words, inline, required = false)]
    q: Option<Words>,
    /// Only pins in which this colour, or one like it, stands out, and no members or boards.
    #[param(value_type = ColourDigits, inline, required = false)]
    colour: Option<ColourDigits>,
    /// The kind of results. The default is `all`.
    #[serde(default)]
    #[param(value_type = SearchKind, inline, required = false)]
    kind: SearchKind,
    /// Maximum number of pins per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page of pins, for the same terms. Omit it for the first page.
    #[param(value_type = FoundCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// The text to complete.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BeingTyped {
    /// The search terms as typed so far.
    #[param(value_type = Words, inline)]
    q: Words,
}

/// The results of a search.
#[derive(Serialize, ToSchema)]
struct SearchResults {
    /// The corrected search terms, if no public pin matches a term of `q`. Null if nothing was corrected.
    #[schema(required, example = "grey heron")]
    instead: Option<String>,
    /// “Did you mean”: similar terms that are much more common. Null if there are none.
    #[schema(required, example = "grey heron")]
    perhaps: Option<String>,
    /// The pins that match, best match first. Empty if only another kind was asked for.
    pins: PinPage,
    /// Members whose name matches: a few, or up to 60 with `kind=users`.
    users: Vec<ListedPerson>,
    /// Whether more members match.
    more_users: bool,
    /// Boards whose title matches: a few, or up to 60 with `kind=boards`.
    boards: Vec<Board>,
    /// Whether more boards match.
    more_boards: bool,
}

/// A completion.
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
        /// The member.
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
            Completion::Pin(id, title, _) => Self::Pin { id, title },
        }
    }
}

/// The completions, up to eight.
#[derive(Serialize, ToSchema)]
struct Completions {
    items: Vec<Offered>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(search_by_words)).routes(routes!(complete_words))
}

/// Search pins, members and boards
///
/// Ignores case and accents, matches the beginning of the last term, and corrects misspelled terms. Includes your own
/// unlisted and private content if your token has the scope `read`. With `colour`, the pins in which it takes the most
/// space come first, or, if very many pins match, the most liked ones.
#[utoipa::path(
    get,
    path = "/search",
    tag = "search",
    params(SearchWanted),
    responses(
        (status = 200, description = "The results.", body = SearchResults),
        (status = 422, description = "Neither `q` nor `colour` was given, or the cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn search_by_words(
    asks: ApiCaller,
    FromQuery(wanted): FromQuery<SearchWanted>,
) -> Result<Json<SearchResults>, Problem> {
    let SearchWanted { q, colour, kind, limit: size, cursor } = wanted;
    if q.is_none() && colour.is_none() {
        return Err(Problem::field("q", "Please give search terms, a colour, or both."));
    }
    let (site, viewer, span) = (asks.site(), asks.viewer(), Span { cursor, size });
    let q = q.map(|q| q.0).unwrap_or_default();
    let colour = colour.map(|colour| colour.0.parse::<Colour>()).transpose()?;
    let pins = match (kind, colour) {
        (SearchKind::Users | SearchKind::Boards, _) => Page { items: Vec::new(), next: None },
        (SearchKind::All | SearchKind::Pins, None) => search::pins(site, viewer, &q, span).await?,
        (SearchKind::All | SearchKind::Pins, Some(colour)) => {
            search::pins_of_colour(site, viewer, &q, colour, span).await?
        }
    };
    // Nobody and no board has a colour.
    let kind = if colour.is_some() { SearchKind::Pins } else { kind };
    let found = search::beside(site, viewer, &q, kind).await?;
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

/// Complete a search term
///
/// Suggests tags, members, boards and pins. Those whose name or title contains the text come first.
#[utoipa::path(
    get,
    path = "/search/completions",
    tag = "search",
    params(BeingTyped),
    responses((status = 200, description = "The completions.", body = Completions)),
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
