//! Plans, their terms, and how much of their plan the caller uses.

use super::credentials::Reader;
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::PlanId,
        plans::{self as model, Terms},
    },
    services::{Site, plans},
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The shortest and the longest duration of expiring links, in seconds. `shortest` must not be greater than `longest`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkBounds {
    #[schema(minimum = 1, maximum = 31_536_000, example = 300)]
    shortest: u32,
    #[schema(minimum = 1, maximum = 31_536_000, example = 30_000)]
    longest: u32,
}

/// The terms of a plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanTerms {
    /// The name. It must differ from the names of other plans, ignoring case.
    #[schema(min_length = 1, max_length = 40, example = "Premium")]
    name: String,
    /// The heights of the thumbnails, in pixels. They are sorted, and duplicates are removed.
    #[schema(max_items = 12, example = json!([200, 400]))]
    heights: Vec<Height>,
    /// Whether original files can be downloaded.
    original: bool,
    /// Null if expiring links are not included.
    #[schema(required)]
    links: Option<LinkBounds>,
    /// The maximum size of a file, in bytes.
    #[schema(minimum = 1, maximum = 1_125_899_906_842_624i64, example = 100_000_000)]
    largest_upload: u64,
    /// The storage limit for the original files of an account, in bytes. Null if unlimited.
    #[schema(required, minimum = 1, maximum = 1_125_899_906_842_624i64, example = 100_000_000_000i64)]
    quota: Option<u64>,
    /// The maximum number of files per upload.
    #[schema(minimum = 1, maximum = 100_000, example = 1000)]
    batch: u32,
}

/// The height of a thumbnail, in pixels.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = u32, minimum = 16, maximum = 4000, example = 200)]
struct Height(u32);

impl From<PlanTerms> for Terms {
    fn from(terms: PlanTerms) -> Self {
        let PlanTerms { name, heights, original, links, largest_upload, quota, batch } = terms;
        let links = links.map(|LinkBounds { shortest, longest }| model::LinkBounds { shortest, longest });
        let heights = heights.into_iter().map(|Height(height)| height).collect();
        Self { name, heights, original, links, largest_upload, quota, batch }
    }
}

/// A plan: what an account may use.
#[derive(Serialize, ToSchema)]
pub(super) struct Plan {
    id: PlanId,
    /// The name of the plan.
    #[schema(example = "Premium")]
    name: String,
    /// The heights of the thumbnails, in pixels, ascending.
    #[schema(example = json!([200, 400]))]
    heights: Vec<Height>,
    /// Whether original files can be downloaded.
    original: bool,
    /// Null if expiring links are not included.
    #[schema(required)]
    links: Option<LinkBounds>,
    /// The maximum size of a file, in bytes.
    #[schema(minimum = 1, example = 100_000_000)]
    largest_upload: u64,
    /// The storage limit for the original files of an account, in bytes. Null if unlimited.
    #[schema(required, minimum = 1, example = 100_000_000_000i64)]
    quota: Option<u64>,
    /// The maximum number of files per upload.
    #[schema(minimum = 1, example = 1000)]
    batch: u32,
}

impl From<model::Plan> for Plan {
    fn from(model::Plan { id, terms }: model::Plan) -> Self {
        let Terms { name, heights, original, links, largest_upload, quota, batch } = terms;
        let links = links.map(|model::LinkBounds { shortest, longest }| LinkBounds { shortest, longest });
        let heights = heights.into_iter().map(Height).collect();
        Self { id, name, heights, original, links, largest_upload, quota, batch }
    }
}

/// All plans.
#[derive(Serialize, ToSchema)]
struct Plans {
    /// The plans, oldest first.
    items: Vec<Plan>,
}

/// How much of your plan you use.
#[derive(Serialize, ToSchema)]
struct Usage {
    plan: Plan,
    /// Storage used by your original files, in bytes.
    #[schema(minimum = 0, example = 123_456_789)]
    used: u64,
    /// Bytes that are left. Null if unlimited.
    #[schema(required, minimum = 0)]
    left: Option<u64>,
    /// Number of your pictures, including your avatar.
    #[schema(minimum = 0, example = 42)]
    pictures: u64,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_plans)).routes(routes!(get_usage))
}

async fn all(site: &Site) -> Result<Plans, Problem> {
    Ok(Plans { items: plans::all(site).await?.into_iter().map(Plan::from).collect() })
}

/// List plans
#[utoipa::path(
    get,
    path = "/plans",
    tag = "plans",
    responses((status = 200, description = "All plans.", body = Plans)),
    security((), ("bearer" = []))
)]
async fn list_plans(State(state): State<AppState>) -> Result<Json<Plans>, Problem> {
    Ok(Json(all(&state.site).await?))
}

/// Get your plan and storage use
#[utoipa::path(
    get,
    path = "/me/usage",
    tag = "me",
    responses((status = 200, description = "Your plan and how much of it is used.", body = Usage)),
    security(("bearer" = ["read"]))
)]
async fn get_usage(Reader(member): Reader) -> Result<Json<Usage>, Problem> {
    let usage = plans::usage(member.site(), member.me).await?;
    let left = usage.left();
    Ok(Json(Usage { plan: usage.plan.into(), used: usage.used, left, pictures: usage.pictures }))
}
