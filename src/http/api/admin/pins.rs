//! All pins, for moderators and admins.

use super::{
    super::{
        credentials::Moderating,
        params::FromQuery,
        pins::{Pin, default_limit, limit},
        schemas::ModeratedCursor,
        texts::{SearchText, Username},
    },
    moderation::Concerned,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        moderation::{self as model, ModeratedFilter, ModeratedSort, WhichPins},
        page::Cursor,
    },
    services::{Site, moderation, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Which pins are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PinsWanted {
    /// Only those whose titles have words that begin so.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Only those of this member.
    #[param(value_type = Username, inline, required = false)]
    owner: Option<Username>,
    /// Which of them; `all` where it is left out.
    #[param(value_type = WhichPins, inline, required = false)]
    which: Option<WhichPins>,
    /// In which order; `newest` where it is left out.
    #[param(value_type = ModeratedSort, inline, required = false)]
    sort: Option<ModeratedSort>,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before, in the same order; left out for the first.
    #[param(value_type = ModeratedCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// That a pin is hidden.
#[derive(Serialize, ToSchema)]
struct PinHidden {
    /// As its owner is told.
    reason: String,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
}

/// A pin, as those see it who look after the site.
#[derive(Serialize, ToSchema)]
struct ModeratedPin {
    #[serde(flatten)]
    pin: Pin,
    /// When it was uploaded.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// Null where it is not hidden.
    #[schema(required)]
    hidden: Option<PinHidden>,
    /// Whose it is.
    member: Concerned,
    /// How many reports about it are open.
    open_reports: u32,
}

impl ModeratedPin {
    fn of(site: &Site, pin: model::ModeratedPin) -> Self {
        let model::ModeratedPin { card, created_at, hidden, member, open } = pin;
        Self {
            pin: Pin::of(site, card),
            created_at,
            hidden: hidden.map(|model::Hidden { reason, at }| PinHidden { reason, since: at }),
            member: Concerned::of(site, member),
            open_reports: open,
        }
    }
}

/// A page of pins.
#[derive(Serialize, ToSchema)]
struct ModeratedPinPage {
    /// In order.
    items: Vec<ModeratedPin>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<ModeratedCursor>, inline, required)]
    next: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_moderated_pins))
}

/// All pins that are not private, hidden ones included
#[utoipa::path(
    get,
    path = "/admin/pins",
    tag = "admin",
    params(PinsWanted),
    responses(
        (status = 200, description = "A page of pins", body = ModeratedPinPage),
        (status = 404, description = "Whoever asks is no moderator or admin"),
        (status = 422, description = "The cursor is of another list, or there is no such member")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_moderated_pins(
    Moderating { moderator, asks }: Moderating,
    FromQuery(wanted): FromQuery<PinsWanted>,
) -> Result<Json<ModeratedPinPage>, Problem> {
    let PinsWanted { q, owner, which, sort, limit: size, cursor } = wanted;
    let filter = ModeratedFilter {
        q: q.map(|q| q.0).unwrap_or_default(),
        member: owner.map(|owner| owner.0).unwrap_or_default(),
        which: which.unwrap_or_default(),
        sort: sort.unwrap_or_default(),
    };
    let page = moderation::pins(asks.site(), moderator, &filter, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|pin| ModeratedPin::of(asks.site(), pin)).collect();
    Ok(Json(ModeratedPinPage { items, next: page.next }))
}
