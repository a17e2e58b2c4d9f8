//! The icon and the banner of a community.

use super::super::{
    bodies::FromMultipart,
    credentials::Writer,
    params::FromPath,
    uploads::{OnePicture, only_file},
};
use crate::{
    http::AppState,
    model::{communities::CommunityPicture, errors::Problem, ids::CommunityId},
    services::{Caller, allowances, communities},
};
use axum::{extract::Request, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(in crate::http::api) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(replace_community_icon, delete_community_icon))
        .routes(routes!(replace_community_banner, delete_community_banner))
}

/// Whoever may not change the picture hears so before the file is read.
async fn replace(
    caller: &Caller,
    id: CommunityId,
    which: CommunityPicture,
    request: Request,
) -> Result<StatusCode, Problem> {
    communities::may_set_picture(caller, id).await?;
    let picture = only_file(&caller.site, allowances::of_avatar(&caller.site), request).await?;
    communities::set_picture(caller, id, which, Some(picture)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Set the icon of a community
///
/// Replaces the current one. The file may have at most 8 MB. `icon_url` is set once the picture has been processed. Only
/// the owner can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    put,
    path = "/communities/{id}/icon",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    request_body(content = OnePicture, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "The icon was accepted and will be processed."),
        (status = 413, description = "The file is too large.")
    ),
    security(("bearer" = ["write"]))
)]
async fn replace_community_icon(
    Writer(member): Writer,
    FromPath(id): FromPath<CommunityId>,
    FromMultipart(request): FromMultipart,
) -> Result<StatusCode, Problem> {
    replace(&member.acting(), id, CommunityPicture::Icon, request).await
}

/// Remove the icon of a community
///
/// Only the owner can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    delete,
    path = "/communities/{id}/icon",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    responses((status = 204, description = "The community has no icon.")),
    security(("bearer" = ["write"]))
)]
async fn delete_community_icon(
    Writer(member): Writer,
    FromPath(id): FromPath<CommunityId>,
) -> Result<StatusCode, Problem> {
    communities::set_picture(&member.acting(), id, CommunityPicture::Icon, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Set the banner of a community
///
/// Replaces the current one. The file may have at most 8 MB. `banner_url` is set once the picture has been processed.
/// Only the owner can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    put,
    path = "/communities/{id}/banner",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    request_body(content = OnePicture, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "The banner was accepted and will be processed."),
        (status = 413, description = "The file is too large.")
    ),
    security(("bearer" = ["write"]))
)]
async fn replace_community_banner(
    Writer(member): Writer,
    FromPath(id): FromPath<CommunityId>,
    FromMultipart(request): FromMultipart,
) -> Result<StatusCode, Problem> {
    replace(&member.acting(), id, CommunityPicture::Banner, request).await
}

/// Remove the banner of a community
///
/// Only the owner can, or an admin with a token that has the scope `admin`.
#[utoipa::path(
    delete,
    path = "/communities/{id}/banner",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    responses((status = 204, description = "The community has no banner.")),
    security(("bearer" = ["write"]))
)]
async fn delete_community_banner(
    Writer(member): Writer,
    FromPath(id): FromPath<CommunityId>,
) -> Result<StatusCode, Problem> {
    communities::set_picture(&member.acting(), id, CommunityPicture::Banner, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
