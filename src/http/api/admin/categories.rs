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

/// A new category.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCategory {
    name: CategoryName,
}

/// Changes to a category. Omitted fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CategoryChange {
    #[schema(nullable = false)]
    name: Option<CategoryName>,
    /// The position in the list of categories, starting at 0.
    #[schema(nullable = false, minimum = 0, maximum = 99)]
    position: Option<u8>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create_category)).routes(routes!(change_category, delete_category))
}

/// Create a category
///
/// It is added at the end of the list.
#[utoipa::path(
    post,
    path = "/admin/categories",
    tag = "admin",
    request_body = NewCategory,
    responses(
        (status = 201, description = "The new category.", body = Category),
        (status = 404, description = "You are not an admin."),
        (status = 422, description = "The name is already in use, or the limit of 100 categories is reached.")
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

/// Update a category
#[utoipa::path(
    patch,
    path = "/admin/categories/{id}",
    tag = "admin",
    params(("id" = CategoryId, Path, description = "The ID of the category.")),
    request_body = CategoryChange,
    responses(
        (status = 200, description = "The updated category.", body = Category),
        (status = 404, description = "No such category, or you are not an admin."),
        (status = 422, description = "The name is already in use, or the position is beyond the end of the list.")
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
    params(("id" = CategoryId, Path, description = "The ID of the category.")),
    responses(
        (status = 204, description = "The category was deleted."),
        (status = 404, description = "No such category, or you are not an admin.")
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
