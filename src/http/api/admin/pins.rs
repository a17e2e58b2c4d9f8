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

/// Filters for pins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PinsWanted {
    /// Only pins with words in the title that start with this text.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Only pins of this member.
    #[param(value_type = Username, inline, required = false)]
    owner: Option<Username>,
    /// Which pins. The default is `all`.
    #[param(value_type = WhichPins, inline, required = false)]
    which: Option<WhichPins>,
    /// The order of the pins. The default is `newest`.
    #[param(value_type = ModeratedSort, inline, required = false)]
    sort: Option<ModeratedSort>,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page, in the same order. Omit it for the first page.
    #[param(value_type = ModeratedCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// Why and since when a pin is hidden.
#[derive(Serialize, ToSchema)]
struct PinHidden {
    /// The reason that was given to the owner.
    reason: String,
    /// When the pin was hidden.
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
}

/// A pin, with details for moderators and admins.
#[derive(Serialize, ToSchema)]
struct ModeratedPin {
    #[serde(flatten)]
    pin: Pin,
    /// When the pin was uploaded.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// Null if the pin is not hidden.
    #[schema(required)]
    hidden: Option<PinHidden>,
    /// The owner of the pin.
    member: Concerned,
    /// Number of open reports.
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
    /// The pins on this page, in order.
    items: Vec<ModeratedPin>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<ModeratedCursor>, inline, required)]
    next: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_moderated_pins))
}

/// List public and unlisted pins, including hidden ones
#[utoipa::path(
    get,
    path = "/admin/pins",
    tag = "admin",
    params(PinsWanted),
    responses(
        (status = 200, description = "A page of pins.", body = ModeratedPinPage),
        (status = 404, description = "You are not a moderator or an admin."),
        (status = 422, description = "The cursor belongs to another list, or there is no such member.")
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
