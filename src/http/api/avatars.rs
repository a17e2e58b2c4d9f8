//! Profile pictures.

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

/// Set your avatar
///
/// Replaces the current one. The file may have at most 8 MB. `avatar_url` is set once the picture has been processed.
#[utoipa::path(
    put,
    path = "/me/avatar",
    tag = "me",
    request_body(content = OnePicture, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "The avatar was accepted and will be processed."),
        (status = 413, description = "The file is too large.")
    ),
    security(("bearer" = ["account"]))
)]
async fn replace_avatar(Keeper(member): Keeper, FromMultipart(request): FromMultipart) -> Result<StatusCode, Problem> {
    let allowance = allowances::of_avatar(member.site());
    let avatar = AvatarEdit::Replace(only_file(member.site(), allowance, request).await?);
    settings::edit_profile(member.caller(), ProfileEdit { avatar, ..ProfileEdit::default() }).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Remove your avatar
#[utoipa::path(
    delete,
    path = "/me/avatar",
    tag = "me",
    responses((status = 204, description = "You have no avatar.")),
    security(("bearer" = ["account"]))
)]
async fn delete_avatar(Keeper(member): Keeper) -> Result<StatusCode, Problem> {
    let edit = ProfileEdit { avatar: AvatarEdit::Remove, ..ProfileEdit::default() };
    settings::edit_profile(member.caller(), edit).await?;
    Ok(StatusCode::NO_CONTENT)
}
