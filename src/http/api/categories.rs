//! Categories of communities, as everyone can read them.

use super::credentials::ApiCaller;
use crate::{
    http::AppState,
    model::{categories as model, errors::Problem, ids::CategoryId},
    services::categories,
};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A category of communities.
#[derive(Serialize, ToSchema)]
pub(super) struct Category {
    id: CategoryId,
    #[schema(example = "Landscapes")]
    name: String,
}

impl From<model::Category> for Category {
    fn from(model::Category { id, name }: model::Category) -> Self {
        Self { id, name }
    }
}

/// The categories of communities.
#[derive(Serialize, ToSchema)]
struct Categories {
    /// All categories, in order.
    items: Vec<Category>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_categories))
}

/// List categories
#[utoipa::path(
    get,
    path = "/categories",
    tag = "communities",
    responses((status = 200, description = "All categories.", body = Categories)),
    security((), ("bearer" = []))
)]
async fn list_categories(asks: ApiCaller) -> Result<Json<Categories>, Problem> {
    let items = categories::all(asks.site()).await?.into_iter().map(Category::from).collect();
    Ok(Json(Categories { items }))
}
