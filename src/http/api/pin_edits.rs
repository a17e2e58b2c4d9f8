//! Pins changed and deleted, one by one.

use super::{
    bodies::FromJson,
    credentials::Writer,
    params::FromPath,
    pins::WholePin,
    several::Several,
    texts::{AltText, Description, SourceUrl, Tag, Title},
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::PinId,
        pins::Visibility,
        words::{self, TAGS_MOST},
    },
    services::pins,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The tags of a pin.
type Tags = Several<Tag, 0, TAGS_MOST>;

/// What is to be changed. What is left out stays as it is, and so does what is null, but for `source_url`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinEdit {
    /// No other pin of the same owner has it, whatever the case of its letters.
    title: Option<Title>,
    description: Option<Description>,
    alt_text: Option<AltText>,
    /// Null, or empty, takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<SourceUrl>)]
    source_url: Option<Option<SourceUrl>>,
    /// All of them.
    #[schema(inline)]
    tags: Option<Tags>,
    visibility: Option<Visibility>,
    /// Whether others download the original with the place where it was taken. Its owner alone decides: 403 for admins.
    share_location: Option<bool>,
}

/// Tells null from what is left out.
pub(super) fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl From<PinEdit> for words::PinWords {
    fn from(edit: PinEdit) -> Self {
        Self {
            title: edit.title.map(|title| title.0),
            description: edit.description.map(|text| text.0),
            alt_text: edit.alt_text.map(|text| text.0),
            source_url: edit.source_url.map(|address| address.map_or_else(String::new, |address| address.0)),
            tags: edit.tags.map(|tags| tags.0.into_iter().map(|tag| tag.0).collect()),
            visibility: edit.visibility,
            share_location: edit.share_location,
        }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(update_pin, delete_pin))
}

/// Change a pin of one's own
///
/// A pin that is made private shows its picture under another `image_id`, so that nothing that a cache has kept shows it. Of
/// another's pin: 403, but for an admin, whose token needs the scope `admin` as well.
#[utoipa::path(
    patch,
    path = "/pins/{id}",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin")),
    request_body = PinEdit,
    responses(
        (status = 200, description = "The pin, changed", body = WholePin),
        (status = 409, description = "Its owner has given the title to another pin")
    ),
    security(("bearer" = ["write"]))
)]
async fn update_pin(
    Writer(member): Writer,
    FromPath(id): FromPath<PinId>,
    FromJson(edit): FromJson<PinEdit>,
) -> Result<Json<WholePin>, Problem> {
    let caller = member.acting();
    pins::edit(&caller, id, edit.into(), None).await?;
    Ok(Json(WholePin::named(&caller, id).await?))
}

/// Delete a pin of one's own
///
/// It is gone for everybody at once, and a little later its picture goes for good. Another's pin that one may see: 403, but for
/// an admin, whose token needs the scope `admin` as well. Another's private pin is not there: 404.
#[utoipa::path(
    delete,
    path = "/pins/{id}",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin")),
    responses((status = 204, description = "It is gone")),
    security(("bearer" = ["write"]))
)]
async fn delete_pin(Writer(member): Writer, FromPath(id): FromPath<PinId>) -> Result<StatusCode, Problem> {
    pins::delete(&member.acting(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
