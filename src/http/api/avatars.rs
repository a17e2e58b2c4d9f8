//! The picture beside one's name.

use super::{bodies::FromMultipart, credentials::Keeper, uploads::PictureFile};
use crate::{
    http::{AppState, multipart},
    model::errors::Problem,
    services::{
        Site,
        settings::{self, AvatarEdit, ProfileEdit},
        uploads::{self, Arrived},
    },
};
use axum::{extract::Multipart, http::StatusCode};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A picture of oneself.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read part by part; this is what it looks like")]
struct NewAvatar {
    file: PictureFile,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(replace_avatar, delete_avatar))
}

/// Set one's avatar
///
/// It takes the place of the one before. `avatar_url` says where it is once it has been worked on.
#[utoipa::path(
    put,
    path = "/me/avatar",
    tag = "me",
    request_body(content = NewAvatar, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "It is one's avatar, and the work on it has been asked for"),
        (status = 413, description = "The file is larger than is taken here")
    ),
    security(("bearer" = ["account"]))
)]
async fn replace_avatar(Keeper(member): Keeper, FromMultipart(parts): FromMultipart) -> Result<StatusCode, Problem> {
    let avatar = AvatarEdit::Replace(only_file(member.site(), parts).await?);
    settings::edit_profile(member.site(), member.me, ProfileEdit { avatar, ..ProfileEdit::default() }).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Take one's avatar away
#[utoipa::path(
    delete,
    path = "/me/avatar",
    tag = "me",
    responses((status = 204, description = "There is none, now")),
    security(("bearer" = ["account"]))
)]
async fn delete_avatar(Keeper(member): Keeper) -> Result<StatusCode, Problem> {
    let edit = ProfileEdit { avatar: AvatarEdit::Remove, ..ProfileEdit::default() };
    settings::edit_profile(member.site(), member.me, edit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes in the one file of a body.
async fn only_file(site: &Site, mut parts: Multipart) -> Result<Arrived, Problem> {
    let mut found = None;
    while let Some(part) = multipart::next(&mut parts).await? {
        if part.name() != Some("file") {
            let name = part.name().unwrap_or_default();
            return Err(Problem::field(name, "This part is not known: “file” is."));
        }
        if found.is_some() {
            return Err(Problem::field("file", "Please send one picture."));
        }
        found = Some(uploads::receive(site, multipart::bytes(part)).await?);
    }
    found.ok_or_else(|| Problem::field("file", "Please send a picture."))
}
