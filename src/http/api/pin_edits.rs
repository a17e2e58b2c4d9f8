//! Changing and deleting a single pin.

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

/// Changes to a pin. Omitted fields stay as they are, and so do null fields, except `source_url`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinEdit {
    /// The title. It must differ from the titles of the owner’s other pins, ignoring case.
    title: Option<Title>,
    description: Option<Description>,
    alt_text: Option<AltText>,
    /// Null or an empty string removes it.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<SourceUrl>)]
    source_url: Option<Option<SourceUrl>>,
    /// All tags of the pin. They replace the current ones.
    #[schema(inline)]
    tags: Option<Tags>,
    /// Not `channel`: a picture is shared with a channel when it is uploaded.
    visibility: Option<Visibility>,
    /// Whether downloads of the original include the location where the picture was taken. Only the owner can change
    /// this; admins get 403.
    share_location: Option<bool>,
}

/// Distinguishes null from an omitted field.
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
            channel: None,
            share_location: edit.share_location,
        }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(update_pin, delete_pin))
}

/// Update a pin
///
/// Only the owner can, or an admin with a token that has the scope `admin`; others get 403. When a pin is made private,
/// its picture gets a new `image_id`, so that cached copies are no longer reachable.
#[utoipa::path(
    patch,
    path = "/pins/{id}",
    tag = "pins",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    request_body = PinEdit,
    responses(
        (status = 200, description = "The updated pin.", body = WholePin),
        (status = 409, description = "The owner has another pin with this title.")
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

/// Delete a pin
///
/// The pin disappears at once, and its picture is deleted permanently soon after. Only the owner can delete it, or an
/// admin with a token that has the scope `admin`; others get 403. The private pins of others answer 404.
#[utoipa::path(
    delete,
    path = "/pins/{id}",
    tag = "pins",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    responses((status = 204, description = "The pin was deleted.")),
    security(("bearer" = ["write"]))
)]
async fn delete_pin(Writer(member): Writer, FromPath(id): FromPath<PinId>) -> Result<StatusCode, Problem> {
    pins::delete(&member.acting(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
