//! Categories of communities, for admins.

use super::super::{
    bodies::FromJson, categories::Category, credentials::Administrator, params::FromPath, texts::CategoryName,
};
use crate::{
    http::AppState,
    model::{errors::Problem, ids::CategoryId},
    services::categories,
};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A category to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCategory {
    name: CategoryName,
}

/// What changes of a category. What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CategoryChange {
    #[schema(nullable = false)]
    name: Option<CategoryName>,
    /// Its place among the others, from 0.
    #[schema(nullable = false, minimum = 0, maximum = 99)]
    position: Option<u8>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create_category)).routes(routes!(change_category, delete_category))
}

/// Add a category, after the others
#[utoipa::path(
    post,
    path = "/admin/categories",
    tag = "admin",
    request_body = NewCategory,
    responses(
        (status = 201, description = "The category", body = Category),
        (status = 404, description = "Whoever asks is no admin"),
        (status = 422, description = "Another is called so, or there are a hundred")
    ),
    security(("bearer" = ["admin"]))
)]
async fn create_category(
    Administrator { admin, asks }: Administrator,
    FromJson(NewCategory { name }): FromJson<NewCategory>,
) -> Result<(StatusCode, Json<Category>), Problem> {
    let added = categories::add(asks.site(), admin, &name.0).await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// Change a category
#[utoipa::path(
    patch,
    path = "/admin/categories/{id}",
    tag = "admin",
    params(("id" = CategoryId, Path, description = "The category")),
    request_body = CategoryChange,
    responses(
        (status = 200, description = "The category, as it is now", body = Category),
        (status = 404, description = "There is no such category, or whoever asks is no admin"),
        (status = 422, description = "Another is called so, or there are not so many places")
    ),
    security(("bearer" = ["admin"]))
)]
async fn change_category(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<CategoryId>,
    FromJson(CategoryChange { name, position }): FromJson<CategoryChange>,
) -> Result<Json<Category>, Problem> {
    let name = name.as_ref().map(|name| name.0.as_str());
    let changed = categories::change(asks.site(), admin, id, name, position.map(usize::from)).await?;
    Ok(Json(changed.into()))
}

/// Delete a category
#[utoipa::path(
    delete,
    path = "/admin/categories/{id}",
    tag = "admin",
    params(("id" = CategoryId, Path, description = "The category")),
    responses(
        (status = 204, description = "It is not there any more"),
        (status = 404, description = "There is no such category, or whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn delete_category(
    Administrator { admin, asks }: Administrator,
    FromPath(id): FromPath<CategoryId>,
) -> Result<StatusCode, Problem> {
    categories::delete(asks.site(), admin, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
