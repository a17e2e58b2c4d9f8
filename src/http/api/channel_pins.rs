//! The pictures that were posted in a channel, as a gallery shows them.

use super::{
    credentials::ApiCaller,
    params::{FromPath, FromQuery},
    pins::{PinPage, default_limit, limit},
    schemas::PostedCursor,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        feeds::{Order, Window},
        ids::ChannelId,
        page::Cursor,
    },
    services::{feeds, pins::Span},
};
use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The page of the list, and its order.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PostedPins {
    /// The order of the pins.
    #[serde(default)]
    #[param(value_type = PostedSort, inline, required = false)]
    sort: PostedSort,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page, in the same order. Omit it for the first page.
    #[param(value_type = PostedCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// The latest post first, or the most liked first. The default is `newest`.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PostedSort {
    #[default]
    Newest,
    Popular,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_channel_pins))
}

/// List the pins that were posted in a channel
///
/// Those that are attached to its messages and that you can see, each once.
#[utoipa::path(
    get,
    path = "/channels/{id}/pins",
    tag = "channels",
    params(("id" = ChannelId, Path, description = "The ID of the channel."), PostedPins),
    responses(
        (status = 200, description = "A page of pins.", body = PinPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn list_channel_pins(
    asks: ApiCaller,
    FromPath(id): FromPath<ChannelId>,
    FromQuery(PostedPins { sort, limit: size, cursor }): FromQuery<PostedPins>,
) -> Result<Json<PinPage>, Problem> {
    let order = match sort {
        PostedSort::Newest => Order::Newest,
        PostedSort::Popular => Order::Popular(Window::All),
    };
    let page = feeds::channel(asks.site(), asks.viewer(), id, order, Span { cursor, size }).await?;
    Ok(Json(PinPage::of(asks.site(), page)))
}
