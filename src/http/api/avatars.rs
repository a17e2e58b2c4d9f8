//! The picture beside one's name.

use super::{
    bodies::FromMultipart,
    credentials::Keeper,
    uploads::{OnePicture, only_file},
};
use crate::{
    http::AppState,
    model::errors::Problem,
    services::{
        allowances,
        settings::{self, AvatarEdit, ProfileEdit},
    },
};
use axum::http::StatusCode;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(replace_avatar, delete_avatar))
}

/// Set one's avatar
///
/// It takes the place of the one before, and has at most 8 MB. `avatar_url` says where it is once it has been worked on.
#[utoipa::path(
    put,
    path = "/me/avatar",
    tag = "me",
    request_body(content = OnePicture, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "It is one's avatar, and the work on it has been asked for"),
        (status = 413, description = "The file is larger than is taken here")
    ),
    security(("bearer" = ["account"]))
)]
async fn replace_avatar(Keeper(member): Keeper, FromMultipart(request): FromMultipart) -> Result<StatusCode, Problem> {
    let allowance = allowances::of_avatar(member.site());
    let avatar = AvatarEdit::Replace(only_file(member.site(), allowance, request).await?);
    settings::edit_profile(member.caller(), ProfileEdit { avatar, ..ProfileEdit::default() }).await?;
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
    settings::edit_profile(member.caller(), edit).await?;
    Ok(StatusCode::NO_CONTENT)
}
