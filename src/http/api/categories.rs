//! Categories of communities, as everybody reads them.

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

/// What a community can be about.
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

/// What communities can be about.
#[derive(Serialize, ToSchema)]
struct Categories {
    /// All of them, in their order.
    items: Vec<Category>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_categories))
}

/// What communities can be about
#[utoipa::path(
    get,
    path = "/categories",
    tag = "communities",
    responses((status = 200, description = "All categories", body = Categories)),
    security((), ("bearer" = []))
)]
async fn list_categories(asks: ApiCaller) -> Result<Json<Categories>, Problem> {
    let items = categories::all(asks.site()).await?.into_iter().map(Category::from).collect();
    Ok(Json(Categories { items }))
}
